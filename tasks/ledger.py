"""What was collected, by day and by who printed it, filled as it becomes known; pure bookkeeping for judgements."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Cells = NDArray[np.int64]

DAY = timedelta(days=1)

Columns = tuple["Cells", "Cells", "Cells", "Cells"]
"""The number of a series, day, origin and texts of many cells."""

Key = tuple[str, str]
"""Watch and series."""


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Who printed a text: the source, its owner group, and the publisher that counts as independent (a credited wire)."""

    source_id: str
    owner: str
    publisher: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What one origin brought on one day, of a watch (series empty) or series of it, or in all (both empty).

    `hour` is the beginning of the hour it came in, where hours are judged.

    Of `texts`, those that are originals, `late` became known only long after they were published.
    """

    day: date
    origin: Origin
    texts: int
    articles: int
    late: int = 0
    watch_id: str = ""
    series: str = ""
    hour: datetime | None = None


Cell = tuple[int, int, int, int, int]
"""Day, origin, texts, articles and late texts."""


class Ledger:
    """Texts by day and origin: in all, of each watch, and of each series. Days run from `first` on.

    A day is a row. Rows may be shorter steps: `first` is then a moment, and what is taken has an hour.
    """

    def __init__(self, first: date, days: int, origins: Iterable[Origin], step: timedelta = DAY) -> None:
        self.first = first
        self.step = step
        self.days = days
        self.origins: tuple[Origin, ...] = tuple(sorted(set(origins)))
        self._place = {origin: at for at, origin in enumerate(self.origins)}
        self.sources = tuple(sorted({origin.source_id for origin in self.origins}))
        at = {source: number for number, source in enumerate(self.sources)}
        self.source_of = np.array([at[origin.source_id] for origin in self.origins], dtype=np.intp)
        self.articles = self._empty()
        self.totals = self._empty()
        self.late = self._empty()
        self.watches: dict[str, Floats] = {}
        self._series: dict[Key, dict[tuple[int, int], tuple[int, int, int]]] = {}
        self._in_order: dict[Key, list[Cell]] = {}
        self._number: dict[Key, int] = {}
        self._taken = array("q"), array("q"), array("q"), array("q")
        self._cut: tuple[Ledger, int, Mapping[int, int]] | None = None

    def _empty(self) -> Floats:
        return np.zeros((self.days, len(self.origins)))

    def day(self, day: date) -> int:
        """Return the row of a day."""
        return (day - self.first) // self.step

    def take(self, rows: Sequence[Brought]) -> None:
        """Add what has become known; to a whole, not to a part of one."""
        assert self._cut is None
        for one in rows:
            cell = (self.day(one.hour if one.hour and self.step < DAY else one.day), self._place[one.origin])
            if one.series:
                key = one.watch_id, one.series
                cells = self._series.setdefault(key, {})
                self._in_order.pop(key, None)
                for column, value in zip(self._taken, (self._number_of(key), *cell, one.texts), strict=True):
                    column.append(value)
                texts, articles, late = cells.get(cell, (0, 0, 0))
                cells[cell] = (texts + one.texts, articles + one.articles, late + one.late)
            elif one.watch_id:
                self.watches.setdefault(one.watch_id, self._empty())[cell] += one.texts
            else:
                self.articles[cell] += one.articles
                self.totals[cell] += one.texts
                self.late[cell] += one.late

    def stretch(self, since: int, until: int) -> Ledger:
        """Return the days from one row to another, with only the origins that brought anything in them.

        What else the ledger holds, later days and those who came only then, must leave no trace, not even in the order of
        a sum: a replay has it, the day itself had not. A part is good until the whole takes more.
        """
        active = [int(at) for at in np.flatnonzero(self.articles[since : until + 1].any(axis=0))]
        return self._part(active, since, until)

    def _part(self, active: Sequence[int], since: int, until: int) -> Ledger:
        """Return some origins' days from one row to another."""
        first = self.first + since * self.step
        part = Ledger(first, until - since + 1, (self.origins[at] for at in active), self.step)
        columns = np.array(active, dtype=np.intp)
        part.articles, part.totals, part.late = (
            matrix[since : until + 1, columns] for matrix in (self.articles, self.totals, self.late)
        )
        part.watches = {watch: matrix[since : until + 1, columns] for watch, matrix in self.watches.items()}
        part._cut = self, since, {origin: at for at, origin in enumerate(active)}
        return part

    def of_sources(self, scope: Collection[str]) -> Ledger:
        """Return the part that some sources brought, on the same days."""
        chosen = [at for at, origin in enumerate(self.origins) if origin.source_id in scope]
        return self._part(chosen, 0, self.days - 1)

    def matched(self, key: Key) -> list[Cell]:
        """Return what counts for a series, in the order of days and origins."""
        if key not in self._in_order:
            self._in_order[key] = self._of_whole(key) if self._cut else self._sorted(key)
        return self._in_order[key]

    def _sorted(self, key: Key) -> list[Cell]:
        return sorted((day, origin, *counts) for (day, origin), counts in self._series.get(key, {}).items())

    def _of_whole(self, key: Key) -> list[Cell]:
        """Cut what counts for a series out of the ledger that this is a part of; its origins lie in the same order."""
        assert self._cut is not None
        whole, since, place = self._cut
        cells = whole.matched(key)
        wanted = cells[bisect_left(cells, (since,)) : bisect_left(cells, (since + self.days,))]
        return [(cell[0] - since, place[cell[1]], *cell[2:]) for cell in wanted if cell[1] in place]

    def _number_of(self, key: Key) -> int:
        return self._number.setdefault(key, len(self._number))

    def of_all(self, keys: Sequence[Key]) -> Columns:
        """Return what counts for many series in no order, of a part: the number of a key, day, origin and texts."""
        assert self._cut is not None
        whole, since, place = self._cut
        number_of = np.full(len(whole._number), -1)
        for place_in_keys, key in enumerate(keys):
            if key in whole._number:
                number_of[whole._number[key]] = place_in_keys
        place_of = np.full(len(whole.origins), -1)
        place_of[list(place)] = list(place.values())
        numbers, rows, origins, texts = (np.frombuffer(one, dtype=np.int64) for one in whole._taken)
        number, origin = number_of[numbers], place_of[origins]
        at = np.flatnonzero((rows >= since) & (rows < since + self.days) & (number >= 0) & (origin >= 0))
        return number[at], rows[at] - since, origin[at], texts[at]

    def by_source(self, matrix: Floats) -> Floats:
        """Sum the columns of origins into columns of sources."""
        if not self.origins:
            return np.zeros((len(matrix), 0))
        firsts = np.searchsorted(
            self.source_of, np.arange(len(self.sources))
        )  # origins lie in the order of their sources
        return np.add.reduceat(matrix, firsts, axis=1)
