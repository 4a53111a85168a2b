"""Turn trend points into the rows that a chart draws."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from brinkwatch.show.escape import for_terminal
from brinkwatch.show.series import TrendSeries, coverage_note, interval, levels, percent, period_labels, spans

TOOLTIP = (
    "Series",
    "Period from",
    "Share",
    "95 % interval",
    "Distinct texts",
    "Articles",
    "Independent publishers",
    "Coverage",
)
"""What a point tells when it is hovered over, in this order."""

PAPER = "#ffffff"

Rows = list[dict[str, Any]]


def point_rows(one: TrendSeries, colour: str) -> Rows:
    """Give a row a point, placed in the middle of its period, with the words of its tooltip."""
    rows: Rows = []
    collected = [False, *(point.collected for point in one.points), False]
    level = levels(one.points)
    for index, (point, label, span) in enumerate(
        zip(one.points, period_labels(one.points), spans(one.points), strict=True)
    ):
        share = point.share if point.collected else None
        told = (
            label,
            percent(share or 0),
            interval(point),
            "{:,} of {:,}".format(*point.counts),
            point.articles,
            point.publishers,
        )
        rows.append(
            {
                "name": for_terminal(one.name),
                "x": milliseconds(span.start + (span.end - span.start) / 2),
                "share": share,
                "low": point.low if point.collected else None,
                "high": point.high if point.collected else None,
                "level": level[index],
                "part": sum(point.change for point in one.points[: index + 1]),
                "start": milliseconds(span.start),
                "end": milliseconds(span.end),
                "colour": colour,
                "fill": PAPER if point.partial else colour,
                "partial": point.partial,
                "lonely": not collected[index] and not collected[index + 2],
                **dict(zip(TOOLTIP, (for_terminal(one.name), *map(str, told), coverage_note(point)), strict=True)),
            }
        )
    return rows


def milliseconds(moment: datetime) -> int:
    """Return a wall-clock time as the chart library takes it."""
    return round((moment - datetime(1970, 1, 1)).total_seconds() * 1000)  # noqa: DTZ001 — wall-clock time has no zone
