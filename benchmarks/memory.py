"""Watch how much memory a process and all that it started hold together."""

from __future__ import annotations

from threading import Event, Thread
from types import TracebackType
from typing import Self

from benchmarks.family import held_bytes

EVERY_SECONDS = 0.5
"""Between two looks; one look costs some milliseconds of the watched processes' time."""


class PeakMemory:
    """Samples from a thread what the family of a process holds, while the context lasts.

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
            now = held_bytes(self._pid)
            if now:
                self.peak = max(self.peak or 0, now)
            if self._over.wait(EVERY_SECONDS):
                return
