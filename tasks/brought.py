"""What was collected, told by who brought how much when: as rows for people and tests, as columns for whole histories."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

Key = tuple[str, str]
"""Watch and series."""

EVERYTHING: Key = ("", "")
"""Stands for all that was collected, as a watch with an empty series stands for the whole watch."""

HOUR_SECONDS = 3600


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


@dataclass(frozen=True, slots=True)
class Gathered:
    """The same as columns: `origin` and `subject` are places in `origins` and `subjects`.

    `day` counts from the year 1 as Python's ordinals do, `hour` from 1970; without hours it is -1.
    """

    origins: tuple[Origin, ...]
    subjects: tuple[Key, ...]
    day: Numbers
    hour: Numbers
    origin: Numbers
    subject: Numbers
    texts: Numbers
    articles: Numbers
    late: Numbers

    def __len__(self) -> int:
        return len(self.day)

    def part(self, since: int, until: int) -> Gathered:
        """Return the rows from one to before another."""
        names = ("day", "hour", "origin", "subject", "texts", "articles", "late")
        return Gathered(self.origins, self.subjects, *(getattr(self, name)[since:until] for name in names))


def gathered(rows: Sequence[Brought], origins: Collection[Origin] = ()) -> Gathered:
    """Turn rows into columns; `origins` may name more than the rows have."""
    known = tuple(sorted({*origins, *(one.origin for one in rows)}))
    subjects = tuple(sorted({EVERYTHING, *((one.watch_id, one.series) for one in rows)}))
    origin_at, subject_at = ({one: at for at, one in enumerate(many)} for many in (known, subjects))
    columns = [
        (
            one.day.toordinal(),
            int(one.hour.timestamp()) // HOUR_SECONDS if one.hour else -1,
            origin_at[one.origin],
            subject_at[one.watch_id, one.series],
            one.texts,
            one.articles,
            one.late,
        )
        for one in rows
    ]
    return Gathered(known, subjects, *np.array(columns, dtype=np.int64).reshape(-1, 7).T)
