"""Run one measurement in a Python of its own, so that none of them pays for what another has loaded."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from benchmarks.memory import PeakMemory

T = TypeVar("T")
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a measurement returned, and the most memory it and its processes held at once (None where unknown)."""

    result: T
    peak_bytes: int | None


def apart(work: Callable[..., T], *arguments: object) -> Outcome[T]:
    """Run a top-level function in a new interpreter and wait for it. What it says is shown only when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        given, made, said = Path(folder, "given"), Path(folder, "made"), Path(folder, "said")
        given.write_bytes(pickle.dumps((work, arguments)))
        command = [sys.executable, "-m", "benchmarks.apart", str(given), str(made)]
        with (
            said.open("wb") as log,
            subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as child,  # noqa: S603 - our own module
            PeakMemory(child.pid) as memory,
        ):
            status = child.wait()
        if status:
            raise SystemExit(f"{said.read_text(errors='replace')}\n{work.__module__} failed with status {status}")
        return Outcome(pickle.loads(made.read_bytes()), memory.peak)  # noqa: S301 - our own child wrote it


def _run(given: Path, made: Path) -> None:
    work, arguments = pickle.loads(given.read_bytes())  # noqa: S301 - our own parent wrote it
    made.write_bytes(pickle.dumps(work(*arguments)))


if __name__ == "__main__":
    _run(Path(sys.argv[1]), Path(sys.argv[2]))
