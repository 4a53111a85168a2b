"""Decide where the parts of a drawn chart go: ticks, gaps and labels that do not cover each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby, pairwise

from brinkwatch.show.series import Span, TrendPoint, TrendSeries, spans, yearly

WIDTH = 780
HEIGHT = 300
"""Pixels of the plot itself; axes, labels and titles add to it."""

LINE_HEIGHT = 14
"""From one line of a label to the next."""

TICKS_ACROSS = 9
TICKS_UP = 5
CELL = 6.4
"""Pixels of one terminal cell of text at font size 11, a little generous: DejaVu is wider than Arial."""
MARGIN = 110
"""Pixels right of the plot that alert labels may use: the names of the lines stand there, lower."""
HEADROOM = 1.08
"""The highest point stays this much below the top of the plot, clear of the labels above it."""


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """From where to where, ticks (wall-clock period starts), which of them show a year, and their d3 format."""

    span: Span
    ticks: tuple[datetime, ...]
    years: tuple[datetime, ...]
    form: str

    def pixel(self, moment: datetime) -> float:
        """Give how far across the plot a moment lies."""
        return (moment - self.span.start) / (self.span.end - self.span.start) * WIDTH


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label in one of the rows above the plot (0 is lowest), to the right of its x or, at the edge, to the left."""

    row: int
    flipped: bool


def time_axis(points: Sequence[TrendPoint]) -> TimeAxis:
    """Spread at most TICKS_ACROSS ticks evenly over the periods; `points` are those of the longest series."""
    stretches = spans(points)
    starts = [stretch.start for stretch in stretches]
    ticks = starts[:: math.ceil(len(starts) / TICKS_ACROSS)]
    years = [
        tick for before, tick in zip([None, *ticks], ticks, strict=False) if not before or before.year != tick.year
    ]
    if any(start.time() != time() for start in starts):
        form = "%-d %b %H:%M"
    elif yearly(starts):
        return TimeAxis(Span(starts[0], stretches[-1].end), tuple(ticks), (), "%Y")
    else:
        form = "%b" if len(starts) > 1 and all(start.day == 1 for start in starts) else "%-d %b"
    return TimeAxis(Span(starts[0], stretches[-1].end), tuple(ticks), tuple(years), form)


def share_ticks(highest: float) -> list[float]:
    """Give round ticks from zero; the last one is the top of the plot, above the highest share."""
    wanted = max(highest, 0.001) * HEADROOM / TICKS_UP
    magnitude = 10.0 ** math.floor(math.log10(wanted))
    step = next(factor * magnitude for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= wanted * 0.999)
    count = math.ceil(highest * HEADROOM / step) or 1
    return [round(step * index, 10) for index in range(count + 1)]


def uncollected(series: Sequence[TrendSeries]) -> list[Span]:
    """Join neighbouring periods that nothing was collected in, for any series."""
    stretches: dict[Span, bool] = {}
    for one in series:
        for point, stretch in zip(one.points, spans(one.points), strict=True):
            stretches[stretch] = stretches.get(stretch, False) or point.collected
    ordered = sorted(stretches, key=lambda stretch: stretch.start)
    runs = [list(run) for collected, run in groupby(ordered, key=stretches.__getitem__) if not collected]
    return [Span(run[0].start, run[-1].end) for run in runs]


def widest_free(stretch: Span, moments: Sequence[datetime]) -> Span:
    """Give the longest part of a stretch that none of the moments cuts."""
    cuts = sorted(moment for moment in moments if stretch.holds(moment))
    parts = [Span(start, end) for start, end in pairwise([stretch.start, *cuts, stretch.end])]
    return max(parts, key=lambda part: part.end - part.start)


def spread(wanted: Sequence[float], heights: Sequence[float], lowest: float = HEIGHT) -> list[float]:
    """Move centres apart so that labels of these heights do not cover each other, and none leaves the plot."""
    placed = list(wanted)
    order = sorted(range(len(placed)), key=placed.__getitem__)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + (heights[before] + heights[after]) / 2)
    floor = lowest
    for index in reversed(order):
        placed[index] = min(placed[index], floor - heights[index] / 2)
        floor = placed[index] - heights[index] / 2
    return placed


def place_above(xs: Sequence[float], widths: Sequence[float]) -> list[PlacedLabel]:
    """Put labels of these widths above their x, so low that none covers another; xs ascend.

    The rightmost is lowest: a label then passes above the rules to its right instead of being cut by them.
    """
    flipped = [x + width > WIDTH + MARGIN and x - width >= 0 for x, width in zip(xs, widths, strict=True)]
    rows: dict[int, int] = {}
    reaches = [(x - width, x) if flip else (x, x + width) for x, width, flip in zip(xs, widths, flipped, strict=True)]
    for index in sorted(range(len(xs)), key=lambda index: (flipped[index], -index)):
        left, right = reaches[index]
        below = [rows[other] for other in rows if left <= reaches[other][1] and reaches[other][0] <= right]
        rows[index] = 1 + max(below, default=-1)
    return [PlacedLabel(rows[index], flip) for index, flip in enumerate(flipped)]
