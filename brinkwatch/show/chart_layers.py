"""Describe a trend chart in Vega-Lite, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from brinkwatch.show.behind import point_name
from brinkwatch.show.chart_axes import COLOURS, chart_of, share_y, time_x
from brinkwatch.show.chart_labels import alert_layers, name_layer, room_layer
from brinkwatch.show.chart_rows import PAPER, TOOLTIP, Rows, milliseconds, point_rows
from brinkwatch.show.chart_words import SOFT, caption_of, crowded, hollow, notes_of, title_of
from brinkwatch.show.escape import for_terminal
from brinkwatch.show.layout import (
    CELL,
    HEIGHT,
    LINE_HEIGHT,
    WIDTH,
    TimeAxis,
    share_ticks,
    time_axis,
    uncollected,
    widest_free,
)
from brinkwatch.show.series import (
    AlertMark,
    Span,
    TrendPoint,
    TrendSeries,
    coverage_note,
    wall_clock,
)

if TYPE_CHECKING:
    import altair as alt

FONT = '"Helvetica Neue", Arial, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR", "Noto Sans KR", sans-serif'
BAND = "#f0f0ed"
BAND_ROOM = 1.6
"""How far above the highest share an interval is drawn, in shares: beyond, it would press the line to the ground."""
CROWDED_STROKE, STROKE = 1.2, 2.2


def chart_spec(
    series: Sequence[TrendSeries], title: str, subtitle: str, caption: str, marks: Sequence[AlertMark]
) -> dict[str, Any]:
    """Build the whole chart as Vega-Lite JSON; ValueError where there is no point to draw."""
    import altair as alt

    longest = max((one.points for one in series), key=len, default=())
    if not longest:
        raise ValueError("a chart needs at least one period to draw")
    axis = time_axis(longest)
    banded = len(series) == 1 and any(point.low is not None for point in series[0].points)
    highest = _highest(series, banded)
    ticks = share_ticks(highest)
    gaps = uncollected(series)
    seen = sorted(
        (mark for mark in marks if axis.span.holds(wall_clock(mark.at))), key=lambda mark: wall_clock(mark.at)
    )
    heading, below = title_of(title, subtitle), caption_of(notes_of(series, gaps, banded, caption))
    layers = [
        *_gap_layers(gaps, seen, axis),
        *alert_layers(seen, axis),
        *(_interval_layers(series[0], axis, ticks) if banded else []),
        *_line_layers(series, axis, ticks),
        name_layer(series, ticks),
        room_layer(series, seen, axis, heading, below),
    ]
    plot = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, title=heading)
    whole = alt.vconcat(plot, background=PAPER, padding=14, description=for_terminal(f"{title}. {subtitle}"))
    if below["text"]:
        whole = whole.properties(title=below)
    spec: dict[str, Any] = whole.configure(font=FONT).configure_view(stroke=None).to_dict()
    return spec


def _highest(series: Sequence[TrendSeries], banded: bool) -> float:
    """Give the share that the plot must hold: a band may go beyond, where few texts leave everything possible."""
    points = [point for one in series for point in one.points if point.collected]
    share = max((point.share or 0 for point in points), default=0.0)
    high = max((point.high or 0 for point in points), default=0.0)
    return (min(high, BAND_ROOM * share) if share else high) if banded else share


def _gap_layers(gaps: Sequence[Span], marks: Sequence[AlertMark], axis: TimeAxis) -> list[alt.Chart]:
    """Shade what was not collected, and say so along the band, or down it where it is narrow, clear of rules."""
    import altair as alt

    words = coverage_note(TrendPoint(axis.span.start, 0, 0, 0, 0, None))
    bands: Rows = []
    for gap in gaps:
        free = widest_free(gap, [wall_clock(mark.at) for mark in marks])
        room = axis.pixel(free.end) - axis.pixel(free.start)
        bands.append(
            {
                "x": milliseconds(gap.start),
                "end": milliseconds(gap.end),
                "middle": milliseconds(free.start + (free.end - free.start) / 2),
                "words": words if room >= LINE_HEIGHT else "",
                "wide": room >= CELL * len(words) + 8,
            }
        )
    along = chart_of([band for band in bands if band["wide"]])
    down = chart_of([band for band in bands if not band["wide"]])
    middle, words_field = alt.X("middle:Q"), alt.Text("words:N")
    return [
        chart_of(bands).mark_rect(color=BAND).encode(time_x(axis), x2="end", y=alt.value(0), y2=alt.value(HEIGHT)),
        along.mark_text(fontSize=11, color=SOFT, baseline="middle").encode(middle, words_field, y=alt.value(14)),
        down.mark_text(fontSize=11, color=SOFT, baseline="middle", angle=270, align="right").encode(
            middle, words_field, y=alt.value(8)
        ),
    ]


def _line_layers(series: Sequence[TrendSeries], axis: TimeAxis, ticks: Sequence[float]) -> list[alt.Chart]:
    """Draw lines that break at gaps, points that are hollow where coverage is partial, and room to hover over."""
    import altair as alt

    rows = [
        {**row, "point": point_name(line, place)}
        for line, one in enumerate(series)
        for place, row in enumerate(point_rows(one, COLOURS[line % len(COLOURS)]))
    ]
    opens: dict[str, Any] = {"cursor": "pointer"} if any(one.behind for one in series) else {}
    seen = [row for row in rows if row["share"] is not None]
    drawn = [row for row in seen if row["lonely"] or row["partial"] or not crowded(series)]
    if not hollow(series):
        drawn = [row for row in drawn if row["lonely"]]
    x, y = time_x(axis), share_y(ticks)
    colour, edge = alt.Color("colour:N", scale=None), alt.Stroke("colour:N", scale=None)
    tooltips = [alt.Tooltip(f"{name}:N", title=name) for name in TOOLTIP]
    stretches = [row for row in rows if row["level"] is not None]
    level = chart_of(stretches).mark_rule(strokeWidth=1.4, strokeDash=[2, 3], opacity=0.8)
    return [
        level.encode(alt.X("start:Q"), share_y(ticks, "level"), colour, x2="end"),
        chart_of(rows)
        .mark_line(strokeWidth=CROWDED_STROKE if crowded(series) else STROKE, strokeJoin="round")
        .encode(x, y, colour, detail="name:N"),
        chart_of(drawn)
        .mark_point(size=44, filled=True, opacity=1, strokeWidth=1.8)
        .encode(x, y, edge, fill=alt.Fill("fill:N", scale=None)),
        chart_of(seen).mark_point(size=420, filled=True, opacity=0, **opens).encode(x, y, tooltip=tooltips),
    ]


def _interval_layers(one: TrendSeries, axis: TimeAxis, ticks: Sequence[float]) -> list[alt.Chart]:
    """Shade the interval of the shares of a line drawn alone; of a point between gaps, draw it as a bar."""
    rows = [row for row in point_rows(one, COLOURS[0]) if row["low"] is not None or row["share"] is None]
    low = share_y(ticks, "low")
    band = chart_of(rows).mark_area(clip=True, opacity=0.14, color=COLOURS[0])
    lonely = [row for row in rows if row["lonely"] and row["low"] is not None]
    bars = chart_of(lonely).mark_rule(clip=True, opacity=0.3, color=COLOURS[0], strokeWidth=4)
    return [one.encode(time_x(axis), low, y2="high") for one in ([band, bars] if lonely else [band])]
