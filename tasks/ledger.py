"""What was collected, by day and by who printed it, filled as it becomes known; pure bookkeeping for judgements."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tasks.brought import HOUR_SECONDS, Brought, Gathered, Key, Origin, gathered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Cells = NDArray[np.int64]

DAY = timedelta(days=1)

Columns = tuple["Cells", "Cells", "Cells", "Cells"]
"""The number of a series, day, origin and texts of many cells."""

CELL_FIELDS = 5
"""Row, origin, texts, articles and late texts: what a cell says of a series."""


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


class Stretch:
    """Texts by day and origin: in all, of each watch, and of each series. Days run from `first` on.

    A day is a row. Rows may be shorter steps: `first` is then a moment. What counts for series is as it was known when this was
    cut out of its ledger; a watch, or some sources, are to be asked for before the ledger takes more.
    """

    def __init__(self, ledger: Ledger, since: int, until: int, roll: Roll, active: NDArray[np.intp]) -> None:
        self.first, self.step, self.days = ledger.first + since * ledger.step, ledger.step, until - since + 1
        self._roll, self.origins, self.sources, self.source_of = roll, roll.origins, roll.sources, roll.source_of
        self._whole, self._since, self._active = ledger, since, active
        self._known = ledger.known
        self._in_order: dict[Key, Cells] = {}
        self._place = np.full(len(ledger.origins), -1, dtype=np.int64)
        self._place[active] = np.arange(len(active))
        self.totals, self.late = self._cut(ledger.totals), self._cut(ledger.late)

    def _cut(self, matrix: Floats) -> Floats:
        rows = matrix[self._since : self._since + self.days]
        every = len(self._active) == len(self._whole.origins)
        return rows.copy() if every else np.ascontiguousarray(rows[:, self._active])

    def day(self, day: date) -> int:
        """Return the row of a day."""
        return (day - self.first) // self.step

    def of_watch(self, watch_id: str) -> Floats | None:
        """Return what counts for a watch; None where nothing ever did."""
        matrix = self._whole.watches.get(watch_id)
        return None if matrix is None else self._cut(matrix)

    def of_sources(self, scope: Collection[str]) -> Stretch:
        """Return the part that some sources brought, on the same days."""
        chosen = [at for at, origin in zip(self._active, self.origins, strict=True) if origin.source_id in scope]
        return self._whole.cut(self._since, self._since + self.days - 1, np.array(chosen, dtype=np.intp))

    def matched(self, key: Key) -> Cells:
        """Return what counts for a series, in the order of days and origins: rows are cells."""
        if key not in self._in_order:
            cells = self._whole.cells_of(key, self._known)
            at = np.searchsorted(cells[:, 0], (self._since, self._since + self.days))
            cells = cells[slice(*at)].copy()
            cells[:, 0] -= self._since
            cells[:, 1] = self._place[cells[:, 1]]
            self._in_order[key] = cells[cells[:, 1] >= 0]
        return self._in_order[key]

    def of_all(self, keys: Sequence[Key]) -> Columns:
        """Return what counts for many series in no order: the number of a key, day, origin and texts."""
        numbers, rows, origins, texts = self._whole.taken(keys, self._known)
        origin, row = self._place[origins], rows - self._since
        at = np.flatnonzero((row >= 0) & (row < self.days) & (numbers >= 0) & (origin >= 0))
        return numbers[at], row[at], origin[at], texts[at]

    def by_source(self, matrix: Floats) -> Floats:
        """Sum the columns of origins into columns of sources."""
        if not self.origins:
            return np.zeros((len(matrix), 0))
        return np.add.reduceat(matrix, self._roll.firsts, axis=1)


class Ledger:
    """Collects what becomes known, over all the days and origins that there will be."""

    def __init__(self, first: date, days: int, origins: Iterable[Origin], step: timedelta = DAY) -> None:
        self.first, self.days, self.step = first, days, step
        self._roll = Roll.of(origins)
        self.origins = self._roll.origins
        self.articles, self.totals, self.late = self._empty(), self._empty(), self._empty()
        self.watches: dict[str, Floats] = {}
        self._number: dict[Key, int] = {}
        self._cells = np.zeros((1 + CELL_FIELDS, 0), dtype=np.int64)
        self._places: list[array[int]] = []
        self.known = 0
        self._rolls: dict[bytes, Roll] = {}

    def _empty(self) -> Floats:
        return np.zeros((self.days, len(self.origins)))

    def day(self, day: date) -> int:
        """Return the row of a day."""
        return (day - self.first) // self.step

    def take(self, rows: Sequence[Brought]) -> None:
        """Add what has become known."""
        self.take_all(gathered(rows, self.origins))

    def take_all(self, brought: Gathered) -> None:
        """Add what has become known, of the same origins."""
        if brought.origins != self.origins:
            raise ValueError("what is taken must be of the ledger's own origins")
        row = self._rows(brought)
        subjects = brought.subjects
        kind = np.array([bool(watch) + bool(series) for watch, series in subjects])[brought.subject]
        for matrix, column in ((self.articles, "articles"), (self.totals, "texts"), (self.late, "late")):
            _add(matrix, row, brought.origin, getattr(brought, column), kind == 0)
        for at in np.unique(brought.subject[kind == 1]):
            watch = subjects[at][0]
            if watch not in self.watches:
                self.watches[watch] = self._empty()
            _add(self.watches[watch], row, brought.origin, brought.texts, brought.subject == at)
        own = np.flatnonzero(kind == 2)
        if len(own):
            self._keep(brought, row, own)

    def _rows(self, brought: Gathered) -> Cells:
        if self.step == DAY:
            return brought.day - self.first.toordinal()
        assert isinstance(self.first, datetime)
        first, length = int(self.first.timestamp()) // HOUR_SECONDS, self.step // timedelta(hours=1)
        return (brought.hour - first) // length

    def _keep(self, brought: Gathered, row: Cells, own: NDArray[np.intp]) -> None:
        """Keep what counts for series, in the order in which it came."""
        here = np.unique(brought.subject[own])
        number_of = np.full(len(brought.subjects), -1, dtype=np.int64)
        for at in here:
            key = brought.subjects[at]
            number_of[at] = self._number.setdefault(key, len(self._number))
        self._places += [array("q") for _ in range(len(self._number) - len(self._places))]
        for place, number in enumerate(number_of[brought.subject[own]].tolist(), self.known):
            self._places[number].append(place)
        until = self.known + len(own)
        if until > self._cells.shape[1]:
            grown = np.zeros((1 + CELL_FIELDS, max(until, 2 * self._cells.shape[1])), dtype=np.int64)
            grown[:, : self.known] = self._cells[:, : self.known]
            self._cells = grown
        columns = (number_of[brought.subject], row, brought.origin, brought.texts, brought.articles, brought.late)
        for at, column in enumerate(columns):
            self._cells[at, self.known : until] = column[own]
        self.known = until

    def stretch(self, since: int, until: int) -> Stretch:
        """Return the days from one row to another, with only the origins that brought anything in them.

        What else the ledger holds, later days and those who came only then, must leave no trace, not even in the order of
        a sum: a replay has it, the day itself had not.
        """
        return self.cut(since, until, np.flatnonzero(self.articles[since : until + 1].any(axis=0)))

    def cut(self, since: int, until: int, active: NDArray[np.intp]) -> Stretch:
        """Return some origins' days from one row to another."""
        name = active.tobytes()
        if name not in self._rolls:
            self._rolls[name] = Roll.of(self.origins[at] for at in active)
        return Stretch(self, since, until, self._rolls[name], active)

    def cells_of(self, key: Key, known: int) -> Cells:
        """Return what counts for a series of the first so many cells that became known, in order: rows are cells."""
        if key not in self._number:
            return np.zeros((0, CELL_FIELDS), dtype=np.int64)
        places = np.frombuffer(self._places[self._number[key]], dtype=np.int64)
        own = self._cells[1:, places[: places.searchsorted(known)]]
        where = own[0] * len(self.origins) + own[1]
        order = where.argsort(kind="stable")
        own, where = own[:, order], where[order]
        new = np.flatnonzero(np.diff(where, prepend=-1))
        sums = np.add.reduceat(own[2:], new, axis=1) if len(new) else own[2:]
        return np.concatenate([own[:2, new], sums]).T

    def taken(self, keys: Sequence[Key], known: int) -> Columns:
        """Return the same for many series, in no order: the number of a key, row, origin and texts; -1 is the number of others."""
        number_of = np.full(len(self._number), -1, dtype=np.int64)
        for at, key in enumerate(keys):
            if key in self._number:
                number_of[self._number[key]] = at
        number, row, origin, texts, *_ = self._cells[:, :known]
        return number_of[number], row, origin, texts


def cells_in_order(cells: Iterable[tuple[int, int, int, int, int]]) -> Cells:
    """Return cells as rows, in the order of days and origins."""
    return np.array(sorted(cells), dtype=np.int64).reshape(-1, CELL_FIELDS)


def _add(matrix: Floats, row: Cells, origin: Cells, values: Cells, where: NDArray[np.bool_]) -> None:
    """Add values to the cells of a matrix, wherever they are meant."""
    at = np.flatnonzero(where)
    flat = matrix.reshape(-1)
    np.add.at(flat, row[at] * matrix.shape[1] + origin[at], values[at].astype(np.float64))
