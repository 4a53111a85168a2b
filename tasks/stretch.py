"""A part of what was collected, as a look sees it: some days, and who brought anything in them, as known at one moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tasks.brought import EVERYTHING, Key, Origin
from tasks.taken import LATE, TEXTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tasks.ledger import Ledger, Mark

    Floats = NDArray[np.float64]
    Cells = NDArray[np.int64]

Columns = tuple["Cells", "Cells", "Cells", "Cells"]
"""The number of a series, day, origin and texts of many cells."""


@dataclass(frozen=True, slots=True)
class Roll:
    """Who prints, in order, and whose source each is."""

    origins: tuple[Origin, ...]
    sources: tuple[str, ...]
    source_of: NDArray[np.intp]
    firsts: NDArray[np.intp]

    @classmethod
    def of(cls, origins: Iterable[Origin]) -> Roll:
        """Put origins in order."""
        ordered = tuple(sorted(set(origins)))
        sources = tuple(sorted({origin.source_id for origin in ordered}))
        at = {source: number for number, source in enumerate(sources)}
        source_of = np.array([at[origin.source_id] for origin in ordered], dtype=np.intp)
        # Origins lie in the order of their sources.
        return cls(ordered, sources, source_of, np.searchsorted(source_of, np.arange(len(sources))))

    def by_source(self, matrix: Floats) -> Floats:
        """Sum the columns of origins into columns of sources; where each source is one origin, they are these."""
        if len(self.origins) == len(self.sources):
            return matrix
        return np.add.reduceat(matrix, self.firsts, axis=1)


class Stretch:
    """Texts by day and origin: in all, of each watch, and of each series. Days run from `first` on.

    A day is a row. Rows may be shorter steps: `first` is then a moment. All is as it was known at a mark of its ledger, which may
    have taken more since.
    """

    def __init__(self, ledger: Ledger, rows: tuple[int, int], roll: Roll, active: NDArray[np.intp], mark: Mark) -> None:
        since, until = rows
        self.first, self.step, self.days = ledger.first + since * ledger.step, ledger.step, until - since + 1
        self._roll, self.origins, self.sources, self.source_of = roll, roll.origins, roll.sources, roll.source_of
        self._whole, self._rows, self._active, self._mark = ledger, rows, active, mark
        self._in_order: dict[Key, Cells] = {}
        self._place = np.full(len(ledger.origins), -1, dtype=np.int64)
        self._place[active] = np.arange(len(active))
        self.totals = self._cut(EVERYTHING, TEXTS)

    @cached_property
    def by_step(self) -> Floats:
        """How many texts were collected in each row."""
        return np.asarray(self.totals.sum(axis=1))

    def of_watch_by_step(self, watch_id: str) -> Floats:
        """Return how many texts count for a watch in each row."""
        return self._whole.by_step((watch_id, ""), self._rows, self._mark)

    @cached_property
    def late(self) -> Floats:
        """What became known late, of all that was collected."""
        return self._cut(EVERYTHING, LATE)

    def _cut(self, subject: Key, column: int) -> Floats:
        known = self._whole.as_known(subject, column, self._rows, self._mark)
        every = len(self._active) == len(self._whole.origins)
        return known.copy() if every else np.ascontiguousarray(known[:, self._active])

    def day(self, day: date) -> int:
        """Return the row of a day."""
        return (day - self.first) // self.step

    def of_watch(self, watch_id: str) -> Floats | None:
        """Return what counts for a watch; None where nothing ever did."""
        return self._cut((watch_id, ""), TEXTS) if self._whole.has((watch_id, "")) else None

    def of_sources(self, scope: Collection[str]) -> Stretch:
        """Return the part that some sources brought, on the same days."""
        chosen = [at for at, origin in zip(self._active, self.origins, strict=True) if origin.source_id in scope]
        return self._whole.cut(self._rows, np.array(chosen, dtype=np.intp), self._mark)

    def matched(self, key: Key) -> Cells:
        """Return what counts for a series, in the order of days and origins: rows are cells."""
        if key not in self._in_order:
            cells = self._whole.cells_of(key, self._mark)
            since, until = self._rows
            at = np.searchsorted(cells[:, 0], (since, until + 1))
            cells = cells[slice(*at)].copy()
            cells[:, 0] -= since
            cells[:, 1] = self._place[cells[:, 1]]
            self._in_order[key] = cells[cells[:, 1] >= 0]
        return self._in_order[key]

    def of_all(self, keys: Sequence[Key]) -> Columns:
        """Return what counts for many series in no order: the number of a key, day, origin and texts."""
        numbers, rows, origins, texts = self._whole.cells_of_all(keys, self._mark)
        origin, row = self._place[origins], rows - self._rows[0]
        at = np.flatnonzero((row >= 0) & (row < self.days) & (numbers >= 0) & (origin >= 0))
        return numbers[at], row[at], origin[at], texts[at]

    def by_source(self, matrix: Floats) -> Floats:
        """Sum the columns of origins into columns of sources."""
        return self._roll.by_source(matrix)
