"""Read what was collected as columns, in the order in which looks came to know of it: a year of hours is a million rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np

from tasks.brought import Gathered, Origin
from tasks.ledger import Mark
from warehouse.read import filled, query_text

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from warehouse.connect import Connection

    Numbers = NDArray[np.int64]

YEAR_ONE_TO_1970 = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Pages:
    """What was brought, in order of the looks that first knew of it; `known_at` are those, in microseconds since 1970.

    `series_before` counts the rows of series before each, and in all.
    """

    brought: Gathered
    known_at: Numbers
    series_before: Numbers

    def until(self, moment: datetime) -> int:
        """Return how many rows were known at a moment."""
        return int(np.searchsorted(self.known_at, _microseconds(moment), side="right"))

    def mark(self, rows: int) -> Mark:
        """Return how far a ledger is filled that has taken so many rows."""
        series = int(self.series_before[rows])
        return Mark(series, rows - series)

    @property
    def first_day(self) -> date | None:
        """The first day of which anything is known; None where nothing is."""
        return date.fromordinal(int(self.brought.day.min())) if len(self.brought) else None

    @property
    def hours(self) -> tuple[datetime, datetime] | None:
        """The first and the last hour of which anything is known; None where nothing is."""
        hours = self.brought.hour
        if not len(hours):
            return None
        return (
            datetime.fromtimestamp(int(hours.min()) * 3600, UTC),
            datetime.fromtimestamp(int(hours.max()) * 3600, UTC),
        )


def collected(connection: Connection, **values: object) -> Pages:
    """Answer queries/collected.sql."""
    question = filled(query_text("collected"), {"hour": query_text("counted_hour").rstrip()})
    table = connection.execute(question, values).to_arrow_table().sort_by("judged_at").combine_chunks()
    origin, origins = _places(table, ("source_id", "owner", "publisher"))
    subject, subjects = _places(table, ("watch_id", "series"))
    day = _numbers(table, "day", "int32") + YEAR_ONE_TO_1970
    counts = (_numbers(table, name) for name in ("texts", "articles", "late"))
    brought = Gathered(
        tuple(Origin(*one) for one in origins),
        tuple((watch, series) for watch, series in subjects),
        day,
        _numbers(table, "hour"),
        origin,
        subject,
        *counts,
    )
    of_series = np.array([bool(series) for _, series in subjects], dtype=np.int64)[subject]
    before = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(of_series)])
    return Pages(brought, _numbers(table, "judged_at"), before)


def _numbers(table: pa.Table, name: str, through: str = "int64") -> Numbers:
    """Return a column as numbers, -1 where nothing stands."""
    column = table[name].combine_chunks().cast(through).fill_null(-1)
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.int64)


def _places(table: pa.Table, names: Sequence[str]) -> tuple[Numbers, list[tuple[str, ...]]]:
    """Number what stands in some columns together, in its order."""
    code = np.zeros(len(table), dtype=np.int64)
    words: list[list[str]] = []
    for name in names:
        column = table[name].combine_chunks().dictionary_encode()
        words.append(column.dictionary.to_pylist())
        code = code * max(len(words[-1]), 1) + column.indices.to_numpy(zero_copy_only=False)
    found, at = np.unique(code, return_inverse=True)
    places = np.unravel_index(found, [max(len(known), 1) for known in words])
    spelt = list(zip(*([known[at] for at in place] for known, place in zip(words, places, strict=True)), strict=True))
    order = sorted(range(len(spelt)), key=spelt.__getitem__)
    rank = np.empty(len(spelt), dtype=np.int64)
    rank[order] = np.arange(len(spelt))
    return rank[at.reshape(-1)], [spelt[place] for place in order]


def _microseconds(moment: datetime) -> int:
    """Return a moment as whole microseconds since 1970; floats are too coarse."""
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
