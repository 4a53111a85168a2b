"""What was collected, by day and by who printed it, filled as it becomes known; pure bookkeeping for judgements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tasks.brought import EVERYTHING, HOUR_SECONDS, Brought, Gathered, Key, Origin, gathered
from tasks.stretch import Columns, Roll, Stretch
from tasks.taken import ARTICLES, LATE, ORIGIN, ROW, SUBJECT, TEXTS, Taken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Cells = NDArray[np.int64]

DAY = timedelta(days=1)

CELL_FIELDS = 5
"""Row, origin, texts, articles and late texts: what a cell says of a series."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a ledger was filled: so many cells of series, and so many of watches and of all that was collected."""

    series: int
    sums: int


@dataclass(frozen=True, slots=True)
class _Numbered:
    """Subjects with their numbers, which of them are series, and what is summed up: all that was collected, and watches."""

    subjects: tuple[Key, ...]
    numbers: Cells
    of_series: NDArray[np.bool_]
    sums: tuple[tuple[int, Key], ...]


class Ledger:
    """Collects what becomes known, over all the days and origins that there will be.

    What was known before is kept: a stretch may be cut out as of a mark that was taken then.
    """

    def __init__(self, first: date, days: int, origins: Iterable[Origin], step: timedelta = DAY) -> None:
        self.first, self.days, self.step = first, days, step
        self.roll = Roll.of(origins)
        self.origins = self.roll.origins
        self.articles, self.totals, self.late = self._empty(), self._empty(), self._empty()
        of_all = {ARTICLES: self.articles, TEXTS: self.totals, LATE: self.late}
        self._matrices = {(EVERYTHING, column): matrix for column, matrix in of_all.items()}
        self._number: dict[Key, int] = {}
        self._numbered: _Numbered | None = None
        self._series, self._sums = Taken(), Taken()
        self._rolls: dict[bytes, Roll] = {}
        self._in_order: dict[Key, tuple[int, Cells]] = {}
        self._numbers: dict[tuple[Key, ...], tuple[int, Cells]] = {}

    def empty(self) -> Ledger:
        """Return one for the same days and origins that has taken nothing."""
        return Ledger(self.first, self.days, self.origins, self.step)

    def _empty(self) -> Floats:
        return np.zeros((self.days, len(self.origins)))

    @property
    def mark(self) -> Mark:
        """How far it is filled now."""
        return Mark(self._series.known, self._sums.known)

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
        known = self._number_all(brought.subjects)
        number, row = known.numbers[brought.subject], self._rows(brought)
        cells = np.stack([number, row, brought.origin, brought.texts, brought.articles, brought.late])
        of_series = known.of_series[brought.subject]
        sums = cells[:, ~of_series]
        self._series.add(cells[:, of_series])
        self._sums.add(sums)
        for subject, key in known.sums:
            cells = sums[:, sums[SUBJECT] == subject]
            for column in (TEXTS, ARTICLES, LATE) if key == EVERYTHING else (TEXTS,):
                if cells.shape[1]:
                    _add(self._matrix(key, column), cells, column, 1.0)

    def _number_all(self, subjects: tuple[Key, ...]) -> _Numbered:
        """Number subjects, the same one always alike."""
        if self._numbered is None or self._numbered.subjects is not subjects:
            numbers = [self._number.setdefault(key, len(self._number)) for key in subjects]
            sums = tuple((number, key) for number, key in zip(numbers, subjects, strict=True) if not key[1])
            of_series = np.array([bool(series) for _, series in subjects])
            self._numbered = _Numbered(subjects, np.array(numbers, dtype=np.int64), of_series, sums)
        return self._numbered

    def _matrix(self, subject: Key, column: int) -> Floats:
        if (subject, column) not in self._matrices:
            self._matrices[subject, column] = self._empty()
        return self._matrices[subject, column]

    def _rows(self, brought: Gathered) -> Cells:
        if self.step == DAY:
            return brought.day - self.first.toordinal()
        assert isinstance(self.first, datetime)
        first, length = int(self.first.timestamp()) // HOUR_SECONDS, self.step // timedelta(hours=1)
        return (brought.hour - first) // length

    def has(self, subject: Key) -> bool:
        """Tell whether anything became known of a watch."""
        return (subject, TEXTS) in self._matrices

    def as_known(self, subject: Key, column: int, rows: tuple[int, int], mark: Mark) -> Floats:
        """Return what was known at a mark of the days from one row to another, by origin; it is not to be written to."""
        since, until = rows
        if (subject, column) not in self._matrices:
            return np.zeros((until + 1 - since, len(self.origins)))
        matrix = self._matrices[subject, column][since : until + 1]
        later = self._sums.part(mark.sums, self._sums.known)
        later = later[
            :, (later[ROW] >= since) & (later[ROW] <= until) & (later[SUBJECT] == self._number.get(subject, -1))
        ]
        if later.shape[1]:
            matrix, later = matrix.copy(), later.copy()
            later[ROW] -= since
            _add(matrix, later, column, -1.0)  # whole numbers: what is left is as it was
        return matrix

    def stretch(self, since: int, until: int, mark: Mark | None = None) -> Stretch:
        """Return the days from one row to another, with only the origins that brought anything in them.

        What else the ledger holds, later days and those who came only then, must leave no trace, not even in the order of
        a sum: a replay has it, the day itself had not.
        """
        mark = mark or self.mark
        active = np.flatnonzero(self.as_known(EVERYTHING, ARTICLES, (since, until), mark).any(axis=0))
        return self.cut((since, until), active, mark)

    def cut(self, rows: tuple[int, int], active: NDArray[np.intp], mark: Mark) -> Stretch:
        """Return some origins' days from one row to another."""
        name = active.tobytes()
        if name not in self._rolls:
            self._rolls[name] = Roll.of(self.origins[at] for at in active)
        return Stretch(self, rows, self._rolls[name], active, mark)

    def cells_of(self, key: Key, mark: Mark) -> Cells:
        """Return what counts for a series of what was known at a mark, in order: rows are cells, which are not to be written to."""
        places = self._series.of(self._number.get(key, -1), mark.series)
        if key not in self._in_order or self._in_order[key][0] != len(places):
            self._in_order[key] = len(places), self._ordered(self._series.at(places)[ROW:])
        return self._in_order[key][1]

    def _ordered(self, own: Cells) -> Cells:
        """Sum up cells of one series by row and origin."""
        where = own[0] * len(self.origins) + own[1]
        order = where.argsort(kind="stable")
        own, where = own[:, order], where[order]
        new = np.flatnonzero(np.diff(where, prepend=-1))
        sums = np.add.reduceat(own[2:], new, axis=1) if len(new) else own[2:]
        return np.concatenate([own[:2, new], sums]).T

    def cells_of_all(self, keys: Sequence[Key], mark: Mark, since: int = 0) -> Columns:
        """Return the same for many series, in no order, of what came since so many were known: the number of a key, row, origin
        and texts; -1 is the number of others."""
        number_of = self._number_of(tuple(keys))
        subject, row, origin, texts, *_ = self._series.part(since, mark.series)
        return number_of[subject], row, origin, texts

    def _number_of(self, keys: tuple[Key, ...]) -> Cells:
        """Return for the number of each subject that of a key, -1 where it has none."""
        known, found = self._numbers.get(keys, (0, np.zeros(0, dtype=np.int64)))
        if known != len(self._number):
            found = np.full(len(self._number), -1, dtype=np.int64)
            own = [(self._number[key], at) for at, key in enumerate(keys) if key in self._number]
            found[[number for number, _ in own]] = [at for _, at in own]
            self._numbers[keys] = len(self._number), found
        return found

    def by_step(self, subject: Key, rows: tuple[int, int], mark: Mark) -> Floats:
        """Return how many texts of a watch, or of all that was collected, were known at a mark of each row."""
        return np.asarray(self.as_known(subject, TEXTS, rows, mark).sum(axis=1))

    def sums_since(self, subject: Key, before: Mark) -> Cells:
        """Return the cells of a watch, or of all that was collected, that became known since a mark."""
        later = self._sums.part(before.sums, self._sums.known)
        return later[:, later[SUBJECT] == self._number.get(subject, -1)]


def cells_in_order(cells: Iterable[tuple[int, int, int, int, int]]) -> Cells:
    """Return cells as rows, in the order of days and origins."""
    return np.array(sorted(cells), dtype=np.int64).reshape(-1, CELL_FIELDS)


def _add(matrix: Floats, cells: Cells, column: int, sign: float) -> None:
    """Add a column of cells to a matrix of rows and origins."""
    np.add.at(matrix.reshape(-1), cells[ROW] * matrix.shape[1] + cells[ORIGIN], sign * cells[column])
