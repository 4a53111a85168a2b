"""Watch how much memory a process and all that it started hold together."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

PROC = Path("/proc")
EVERY_SECONDS = 0.5
"""Between two looks; one look costs some milliseconds of the watched processes' time."""

_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_PARENT = re.compile(r"^\d+ \(.*\) \S (\d+) ", re.DOTALL)


class PeakMemory:
    """Samples PSS from a thread while the context lasts: pages that several processes share are counted once.

    `peak` is in bytes, and None where the system does not tell (Linux does).
    """

    def __init__(self, pid: int) -> None:
        self.peak: int | None = None
        self._pid = pid
        self._over = Event()
        self._thread = Thread(target=self._sample, name="memory", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while True:
            now = sum(_pss(pid) for pid in family(self._pid))
            if now:
                self.peak = max(self.peak or 0, now)
            if self._over.wait(EVERY_SECONDS):
                return


def family(pid: int) -> set[int]:
    """Return a process and all its living descendants."""
    parents = {one: parent for one in _processes() if (parent := _parent(one))}
    members, grown = {pid}, True
    while grown:
        children = {one for one, parent in parents.items() if parent in members}
        grown = not children <= members
        members |= children
    return members


def _processes() -> list[int]:
    return [int(folder.name) for folder in PROC.glob("[0-9]*")] if PROC.is_dir() else []


def _parent(pid: int) -> int:
    found = _PARENT.match(_read(pid, "stat"))
    return int(found[1]) if found else 0


def _pss(pid: int) -> int:
    found = _PSS.search(_read(pid, "smaps_rollup"))
    return int(found[1]) * 1024 if found else 0


def _read(pid: int, name: str) -> str:
    try:
        return (PROC / str(pid) / name).read_text(errors="replace")
    except OSError:  # it has ended meanwhile, or is not ours
        return ""
