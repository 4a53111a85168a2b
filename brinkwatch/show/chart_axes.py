"""The axes that all layers of a trend chart share, and its colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from brinkwatch.show.chart_rows import Rows, milliseconds
from brinkwatch.show.chart_words import SOFT
from brinkwatch.show.layout import TimeAxis

if TYPE_CHECKING:
    import altair as alt

GRID = "#e6e8ec"
COLOURS = ("#1f5f8b", "#c2571a", "#2d7d5a", "#7a4a9e", "#8a6d1b", "#a03b5f")
"""Told apart by eyes that see red and green alike, and all dark enough to read as text on white."""


def time_x(axis: TimeAxis) -> alt.X:
    """Lay time from left to right."""
    import altair as alt

    years = [milliseconds(tick) for tick in axis.years]
    text = f"utcFormat(datum.value, '{axis.form}')"
    shown = f"indexof({years}, datum.value) >= 0 ? [{text}, utcFormat(datum.value, '%Y')] : {text}"
    ends = [milliseconds(axis.span.start), milliseconds(axis.span.end)]
    # Plain numbers: Vega's time scale would read them in the time zone of whoever looks.
    return alt.X(
        "x:Q",
        scale=alt.Scale(domain=ends, nice=False, zero=False),
        axis=alt.Axis(
            values=[milliseconds(tick) for tick in axis.ticks], labelExpr=shown, title=None, grid=False, labelAlign="left",
            labelColor=SOFT, labelFontSize=12, domainColor=SOFT, tickColor=SOFT, tickSize=6, labelOverlap=False,
        ),
    )  # fmt: skip


def share_y(ticks: Sequence[float], name: str = "share") -> alt.Y:
    """Lay shares from zero to the last tick, of the field of this name."""
    import altair as alt

    digits = next(digits for digits in (0, 1, 2, 3) if all(abs(round(t * 100, digits) - t * 100) < 1e-9 for t in ticks))
    return alt.Y(
        f"{name}:Q",
        scale=alt.Scale(domain=[0, ticks[-1]], nice=False),
        axis=alt.Axis(
            values=list(ticks), format=f".{digits}%", title=None, gridColor=GRID, labelColor=SOFT, labelFontSize=12,
            domain=False, ticks=False, labelPadding=8,
        ),
    )  # fmt: skip


def chart_of(rows: Rows) -> alt.Chart:
    """Begin a layer that draws rows."""
    import altair as alt

    return alt.Chart(alt.InlineData(values=rows))
