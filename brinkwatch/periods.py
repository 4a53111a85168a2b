"""What the periods of a trend are shares of: of several together, and of those that a question cuts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from brinkwatch.show.series import Period, TrendPoint
from tasks.change_points import change_points
from tasks.interval import wilson

if TYPE_CHECKING:
    from warehouse.read import By, Scope

HOURS_A_DAY = 24

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
"""Far beyond all news, and far from where a calendar ends: a day before or after any of these can be named too."""
MOST_SMOOTHED = 1_500
"""Periods, which may be years: as many before the earliest year the calendar has."""


def smoothed(points: Sequence[TrendPoint], width: int, earlier: Sequence[TrendPoint] = ()) -> tuple[TrendPoint, ...]:
    """Give every point the share of the texts of itself and the `width` - 1 periods before it; gaps stay gaps.

    A share of sums, not a mean of shares: a day of ten texts does not count as much as one of a thousand. `earlier` are
    periods before the first point.
    """
    every = [*earlier, *points]
    return tuple(
        _with_share(point, every[max(0, index + 1 - width) : index + 1], width) if point.collected else point
        for index, point in enumerate(points, start=len(earlier))
    )


def _with_share(point: TrendPoint, window: Sequence[TrendPoint], width: int) -> TrendPoint:
    texts, total = sum(one.texts for one in window), sum(one.total for one in window)
    low, high = wilson(texts, total) or (None, None)
    found = replace(point, share=texts / total if total else None, low=low, high=high)
    if width == 1:
        return found
    return replace(found, smoothed=(texts, total, sum(one.collected for one in window), width))


def marked(points: Sequence[TrendPoint]) -> tuple[TrendPoint, ...]:
    """Mark where a new level of the share begins."""
    begins = set(change_points([(point.texts, point.total if point.collected else 0) for point in points]))
    return tuple(replace(point, change=index in begins) for index, point in enumerate(points))


def cut(points: Sequence[TrendPoint], scope: Scope) -> tuple[TrendPoint, ...]:
    """Say of periods that the days asked for cut how many of their days are left."""
    return tuple(replace(point, cut=_left_of(point.period, scope)) for point in points)


def before(scope: Scope, width: int) -> Scope | None:
    """Return the scope of the `width` - 1 periods before the first day asked for; None where there is none."""
    if scope.since is None or width == 1:
        return None
    start = _begin(scope.since, scope.by)
    back = math.ceil((width - 1) / HOURS_A_DAY) if scope.by == "hour" else width - 1
    return replace(scope, since=_moved(start, scope.by, -back), until=start)


def _left_of(period: Period, scope: Scope) -> str:
    if scope.by == "hour" or isinstance(period, datetime):
        return ""
    end = _moved(period, scope.by, 1)
    first, last = max(period, scope.since or period), min(end, scope.until or end)
    left, whole = (last - first).days, (end - period).days
    return f"cut to {left} of {whole} days" if left < whole else ""


def _begin(day: date, by: By) -> date:
    """Return the day that the period of a day begins on."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1, month=1) if by == "year" else day.replace(day=1) if by == "month" else day


def _moved(start: date, by: By, periods: int) -> date:
    """Return the beginning of a period so many periods later; of hours, so many days."""
    if by in {"month", "year"}:
        years, months = divmod(start.month - 1 + periods * (12 if by == "year" else 1), 12)
        return start.replace(year=max(1, start.year + years), month=months + 1)
    return start + timedelta(days=periods * (7 if by == "week" else 1))
