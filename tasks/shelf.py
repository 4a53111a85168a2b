"""Keeps records in a file, numbered in order, and forgets the oldest: what is looked at seldom need not lie in memory."""

from __future__ import annotations

from array import array
from typing import IO

MOVED_AT_ONCE = 2**20
"""Bytes moved at once when the file is made smaller."""


class Shelf:
    """Records by number, from 0. In memory are 8 bytes a record; the file is at most about twice what is kept."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ends = array("Q", [0])
        self._lowest = 0
        self._first = 0

    def __len__(self) -> int:
        return self._lowest + len(self._ends) - 1 - self._first

    def add(self, record: bytes) -> int:
        """Keep a record and return its number."""
        self._file.seek(self._ends[-1])
        self._file.write(record)
        self._ends.append(self._ends[-1] + len(record))
        return self._lowest + len(self._ends) - 2

    def get(self, number: int) -> bytes:
        """Return a record that is not forgotten."""
        start, end = self._ends[number - self._lowest : number - self._lowest + 2]
        self._file.seek(start)
        return self._file.read(end - start)

    def forget_oldest(self) -> int:
        """Forget one record and return the number of the oldest that is left; give back its room when most is free."""
        self._first += 1
        free = self._ends[self._first - self._lowest]
        if 2 * free > self._ends[-1] and free > MOVED_AT_ONCE:
            self._move_to_front(free)
        return self._first

    def _move_to_front(self, free: int) -> None:
        """Move what is kept over what is forgotten, which is longer, so that neither is written while it is read."""
        kept = self._ends[-1] - free
        for at in range(0, kept, MOVED_AT_ONCE):
            self._file.seek(free + at)
            moved = self._file.read(min(MOVED_AT_ONCE, kept - at))
            self._file.seek(at)
            self._file.write(moved)
        self._file.truncate(kept)
        self._ends = array("Q", (end - free for end in self._ends[self._first - self._lowest :]))
        self._lowest = self._first
