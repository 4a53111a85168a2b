"""Keep up what counts for many series, look by look: by row, and by source as far as rates are learnt from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tasks.brought import Key
    from tasks.ledger import Ledger

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Cells = NDArray[np.int64]
    Part = tuple[Cells, Cells, Cells]


class SeriesKept:
    """Texts of series, of what some sources brought from a first row on.

    `seen` holds by source what was learnt of rates; `stale` are the series of which old rows have changed since.
    """

    def __init__(self, ledger: Ledger, keys: Sequence[Key], members: Flags, rows: tuple[int, int], keep: float) -> None:
        first, guard = rows
        self._ledger, self._keys, self._first, self._keep = ledger, keys, first, keep
        self._column = np.full(len(members), -1)
        own = np.flatnonzero(members)
        self._column[own] = np.arange(len(own))
        self._texts = np.zeros((ledger.days - first, len(keys)))
        self.seen = np.zeros((len(keys), len(own)))
        self.stale = np.zeros(len(keys), dtype=bool)
        self._later: dict[int, list[Part]] = {}
        self._read = 0
        number, row, column, texts = self._new()
        np.add.at(self._texts, (row - first, number), texts)
        old = row < guard
        np.add.at(self.seen, (number[old], column[old]), keep ** (guard - 1 - row[old]) * texts[old])
        order = np.argsort(row, kind="stable")
        self._known: Part = (number[order], column[order], texts[order])
        self._begins = np.searchsorted(row[order], np.arange(first, ledger.days + 1))

    def _new(self) -> tuple[Cells, Cells, Cells, Cells]:
        """Return what has become known: the number of a series, row, column and texts."""
        mark = self._ledger.mark
        number, row, origin, texts = self._ledger.cells_of_all(self._keys, mark, self._read)
        self._read = mark.series
        column = self._column[self._ledger.roll.source_of[origin]]
        at = np.flatnonzero((number >= 0) & (row >= self._first) & (column >= 0))
        return number[at], row[at], column[at], texts[at]

    def turn(self, guard: int) -> None:
        """Take in what has become known; rows before `guard` are learnt from already."""
        number, rows, column, texts = self._new()
        np.add.at(self._texts, (rows - self._first, number), texts)
        late = rows < guard
        self.stale[number[late]] = True
        np.add.at(self.seen, (number[late], column[late]), self._keep ** (guard - 1 - rows[late]) * texts[late])
        for one in np.unique(rows).tolist():
            at = rows == one
            self._later.setdefault(one, []).append((number[at], column[at], texts[at]))

    def learn(self, row: int) -> None:
        """Let rates be learnt from a row."""
        self.seen *= self._keep
        self._add(row, 1.0)

    def drop(self, row: int, weight: float) -> Floats:
        """Forget a row, which weighs so much by now; return its texts."""
        self._add(row, -weight)
        np.maximum(self.seen, 0.0, out=self.seen)
        return np.asarray(self._texts[row - self._first])

    def _add(self, row: int, weight: float) -> None:
        since, until = self._begins[row - self._first : row - self._first + 2]
        parts = [tuple(one[since:until] for one in self._known), *self._later.get(row, ())]
        for number, column, texts in parts:
            np.add.at(self.seen, (number, column), weight * texts)

    def between(self, some: NDArray[np.intp], since: int, until: int) -> Floats:
        """Return the texts of some series from one row to before another."""
        return np.asarray(self._texts[since - self._first : until - self._first, some].T)

    def ending_with(self, row: int, windows: Sequence[int]) -> Floats:
        """Return the texts of windows that end with a row: a row each."""
        return ending_with(self._texts, row - self._first, windows)


def ending_with(values: Floats, row: int, windows: Sequence[int]) -> Floats:
    """Sum the rows of windows that end with one: a row each."""
    back = values[max(row + 1 - max(windows), 0) : row + 1][::-1].cumsum(axis=0)
    return np.asarray(back[[min(window, len(back)) - 1 for window in windows]])
