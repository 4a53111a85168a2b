"""A process that runs the passes of a soak, seen from outside: ordered, killed, ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import Any

from soak.settings import SECRET, SECRET_NAME


class Process:
    """A process that runs passes as ordered; it may be killed."""

    def __init__(self, errors: Path) -> None:
        self._errors = errors
        with errors.open("ab") as stderr:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "soak.passes"], env={**os.environ, SECRET_NAME: SECRET},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True,
            )  # fmt: skip
        assert self.running.stdout is not None
        self.running.stdout.readline()

    def run(self, order: dict[str, Any], kill_after: float | None = None) -> dict[str, Any]:
        """Run a pass; one that is killed before its end is `killed`."""
        assert self.running.stdin is not None
        assert self.running.stdout is not None
        self.running.stdin.write(json.dumps(order) + "\n")
        self.running.stdin.flush()
        killer = Timer(kill_after, self.running.kill) if kill_after is not None else None
        if killer:
            killer.start()
        answer = self.running.stdout.readline()
        if killer:
            killer.cancel()
        if answer:
            ended: dict[str, Any] = json.loads(answer)
            return ended
        if kill_after is None:
            raise RuntimeError(f"the process that runs passes died: {self._errors.read_text()[-2000:]}")
        return {"outcome": "killed", "detail": ""}

    def close(self) -> None:
        """End it, also what is left of it."""
        assert self.running.stdin is not None
        assert self.running.stdout is not None
        self.running.stdin.close()
        self.running.wait()
        self.running.stdout.close()
