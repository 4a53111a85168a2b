"""The values that charts draw, and how their periods become labels and spans. Wall-clock times of the reader's zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasks.judgements import Evidence

Period = date | datetime


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period: `texts` of `total` distinct texts, `share` 0 to 1 or None where nothing can be said.

    `period` is its start; `coverage` is the part of the period that was collected, 0 to 1, None where unknown; `low` and
    `high` are the 95 % interval of the share; `change` marks the first of a new level. `cut` says how much of it was asked
    about, where not all was. Of a smoothed share `smoothed` has the texts and the total that it is of, over how many periods
    that were collected, and over how many it would be at most.
    """

    period: Period
    articles: int
    texts: int
    publishers: int
    total: int
    share: float | None
    coverage: float | None = None
    low: float | None = None
    high: float | None = None
    change: bool = False
    cut: str = ""
    smoothed: tuple[int, int, int, int] | None = None

    @property
    def counts(self) -> tuple[int, int]:
        """Give the texts and the total that the share is of."""
        return self.smoothed[:2] if self.smoothed else (self.texts, self.total)

    @property
    def collected(self) -> bool:
        """Tell a gap from a zero."""
        return self.share is not None and self.coverage != 0

    @property
    def partial(self) -> bool:
        """Tell whether only a part of the period was collected or asked about, or it is smoothed over fewer than the others."""
        narrow = self.smoothed is not None and self.smoothed[2] < self.smoothed[3]
        return self.collected and (bool(self.cut) or narrow or (self.coverage is not None and self.coverage < 1))


@dataclass(frozen=True, slots=True)
class BehindText:
    """A text behind a point, and the hash of the bytes that it was made from."""

    evidence: Evidence
    raw_sha256: str


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a point: some of the texts `found`, and the command line that lists all of them."""

    texts: tuple[BehindText, ...]
    found: int
    command: str


@dataclass(frozen=True, slots=True)
class TrendSeries:
    """A named line of points in time order, and what is behind them, where that is to be shown, by period."""

    name: str
    points: tuple[TrendPoint, ...]
    behind: Mapping[Period, Behind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AlertMark:
    """When an alert opened, in the time zone that the periods are told in, and a few words on it."""

    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of wall-clock time, end exclusive."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Tell whether a wall-clock moment lies inside."""
        return self.start <= moment < self.end


def levels(points: Sequence[TrendPoint]) -> list[float | None]:
    """Give every point the share of all texts of its level; None everywhere where there is but one level."""
    begins = [index for index, point in enumerate(points) if point.change]
    found: list[float | None] = [None] * len(points)
    for start, end in pairwise([0, *begins, len(points)] if begins else []):
        total = sum(point.total for point in points[start:end])
        share = sum(point.texts for point in points[start:end]) / total if total else None
        found[start:end] = [share] * (end - start)
    return found


def wall_clock(moment: Period) -> datetime:
    """Give a period's start or a mark's time as read from a clock on the wall, without zone."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, time())


def spans(points: Sequence[TrendPoint]) -> list[Span]:
    """Give what each point covers: until the next begins; the last is as long as the one before it, one alone a day."""
    starts = [wall_clock(point.period) for point in points]
    last_step = starts[-1] - starts[-2] if len(starts) > 1 else timedelta(days=1)
    ends = [*starts[1:], *(start + last_step for start in starts[-1:])]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def period_labels(points: Sequence[TrendPoint]) -> list[str]:
    """Name periods as briefly as their grain allows: 2017, 2017-03, 2017-03-13 or 2017-03-13 09:00."""
    starts = [wall_clock(point.period) for point in points]
    if any(start.time() != time() for start in starts):
        form = "%Y-%m-%d %H:%M"
    elif yearly(starts):
        form = "%Y"
    elif len(starts) > 1 and all(start.day == 1 for start in starts):
        form = "%Y-%m"
    else:
        form = "%Y-%m-%d"
    return [start.strftime(form) for start in starts]


def yearly(starts: Sequence[datetime]) -> bool:
    """Tell whether periods are years: several, each beginning with its year."""
    return len(starts) > 1 and all((start.month, start.day, start.time()) == (1, 1, time()) for start in starts)


def percent(share: float) -> str:
    """Write a share as 5.3 %."""
    return f"{share * 100:.1f} %"


def interval(point: TrendPoint) -> str:
    """Write the interval of a share as 4.1 to 6.8 %."""
    return (
        "unknown" if point.low is None or point.high is None else f"{point.low * 100:.1f} to {point.high * 100:.1f} %"
    )


def coverage_note(point: TrendPoint) -> str:
    """Say how much of a period was collected, rounded down, so that 100 % is really all of it; and what it was cut to."""
    if not point.collected:
        return "not collected"
    said = [point.cut] if point.cut else []
    if point.smoothed and point.smoothed[2] < point.smoothed[3]:
        said.append(f"over {point.smoothed[2]} of {point.smoothed[3]}")
    collected = "coverage unknown" if point.coverage is None else f"{max(1, int(point.coverage * 100))} % collected"
    return ", ".join([*said, collected])
