"""Cells in the order in which a ledger took them: columns that grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Cells = NDArray[np.int64]

SUBJECT, ROW, ORIGIN, TEXTS, ARTICLES, LATE = range(6)
"""What a cell is of, by its number; when and who; and how much."""

FIELDS = 6


class Taken:
    """Cells, a column each; places never change."""

    def __init__(self) -> None:
        self._cells = np.zeros((FIELDS, 64), dtype=np.int64)
        self._places: dict[int, Cells] = {}
        self._looked = dict[int, int]()
        self.known = 0

    def add(self, cells: Cells) -> None:
        """Add cells, a row for each column."""
        until = self.known + cells.shape[1]
        if until > self._cells.shape[1]:
            grown = np.zeros((FIELDS, max(until, 2 * self._cells.shape[1])), dtype=np.int64)
            grown[:, : self.known] = self._cells[:, : self.known]
            self._cells = grown
        self._cells[:, self.known : until] = cells
        self.known = until

    def part(self, since: int, until: int) -> Cells:
        """Return the cells from one place to before another."""
        return self._cells[:, since:until]

    def of(self, subject: int, known: int) -> Cells:
        """Return the places of one subject's cells among the first so many, in the order in which they came."""
        before, since = self._places.get(subject, np.zeros(0, dtype=np.int64)), self._looked.get(subject, 0)
        if since < known:
            new = np.flatnonzero(self._cells[SUBJECT, since:known] == subject) + since
            before = self._places[subject] = np.concatenate([before, new])
            self._looked[subject] = known
        return before[: before.searchsorted(known)]

    def at(self, places: Cells) -> Cells:
        """Return the cells at some places."""
        return np.asarray(self._cells[:, places])
