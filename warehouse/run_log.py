"""The log of a warehouse: one event a line, as JSON, in a file that never outgrows the settings."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TextIO

from tasks.redact import without_secrets

Level = Literal["debug", "info", "warning", "error"]
LEVELS: tuple[Level, ...] = ("debug", "info", "warning", "error")
"""debug: what a step did. info: what a run did. warning: something is lost or late, and comes right by itself.
error: somebody has to do something."""

Field = str | int | float | bool | None | Mapping[str, int]

_run_id: ContextVar[str] = ContextVar("run_id", default="")


@contextmanager
def within_run(run_id: str) -> Iterator[None]:
    """Let every event of the body carry the id of its run."""
    before = _run_id.set(run_id)
    try:
        yield
    finally:
        _run_id.reset(before)


@dataclass(frozen=True, slots=True)
class RunLog:
    """Where events go: lines from `level` on into a file of which `keep_bytes` are kept, all of them to `echo`.

    What is told are names, numbers and reasons, never a text; secrets in them are hidden here.
    """

    path: Path
    level: Level = "info"
    keep_bytes: int = 20_000_000
    echo: TextIO | None = None

    def debug(self, event: str, **fields: Field) -> None:
        """Tell what a step did."""
        self._tell("debug", event, fields)

    def info(self, event: str, **fields: Field) -> None:
        """Tell what a run did."""
        self._tell("info", event, fields)

    def warning(self, event: str, **fields: Field) -> None:
        """Tell of something that is lost or late, and comes right by itself."""
        self._tell("warning", event, fields)

    def error(self, event: str, **fields: Field) -> None:
        """Tell of something that somebody has to look at."""
        self._tell("error", event, fields)

    def _tell(self, level: Level, event: str, fields: Mapping[str, Field]) -> None:
        """Write an event; a full disk or a closed stream must not end the run that would tell of it."""
        line = _line(datetime.now(UTC), level, event, fields)
        if self.echo is not None:
            with suppress(OSError, ValueError):
                self.echo.write(line)
                self.echo.flush()
        if self.keep_bytes and LEVELS.index(level) >= LEVELS.index(self.level):
            with suppress(OSError):
                _append(self.path, line.encode(), self.keep_bytes // 2)


def _line(at: datetime, level: Level, event: str, fields: Mapping[str, Field]) -> str:
    told = {name: without_secrets(value) if isinstance(value, str) else value for name, value in fields.items()}
    head = {"at": at.isoformat(timespec="milliseconds"), "level": level, "run": _run_id.get() or None, "event": event}
    return json.dumps(head | told, ensure_ascii=True, allow_nan=False, default=dict) + "\n"


def _append(path: Path, line: bytes, most: int) -> None:
    """Append a line; a file that is full becomes the one before, in place of the last such. Safe beside other processes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = os.fstat(file.fileno()).st_size
            if not _is_still(path, file.fileno()):  # another process has put it away meanwhile
                continue
            if size and size + len(line) > most:
                path.replace(before(path))
                continue
            file.write(line)
            return


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def before(path: Path) -> Path:
    """Return where the full log of before lies."""
    return path.with_name(f"{path.name}.1")
