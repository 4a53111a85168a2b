"""Describe a trend chart in Vega-Lite, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from brinkwatch.show.behind import point_name
from brinkwatch.show.chart_rows import PAPER, TOOLTIP, Rows, milliseconds, point_rows
from brinkwatch.show.chart_words import SOFT, caption_of, crowded, hollow, notes_of, title_of
from brinkwatch.show.escape import for_terminal
from brinkwatch.show.layout import (
    CELL,
    HEIGHT,
    WIDTH,
    TimeAxis,
    place_above,
    share_ticks,
    spread,
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
from brinkwatch.show.wrapping import cells, wrap

if TYPE_CHECKING:
    import altair as alt

FONT = '"Helvetica Neue", Arial, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR", "Noto Sans KR", sans-serif'
GRID, BAND, ALERT = "#e6e8ec", "#f0f0ed", "#b3261e"
COLOURS = ("#1f5f8b", "#c2571a", "#2d7d5a", "#7a4a9e", "#8a6d1b", "#a03b5f")
"""Told apart by eyes that see red and green alike, and all dark enough to read as text on white."""

LINE_HEIGHT = 14
BAND_ROOM = 1.6
"""How far above the highest share an interval is drawn, in shares: beyond, it would press the line to the ground."""
LABEL_CELLS = 24
MARK_CELLS = 42
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
    layers = [
        *_gap_layers(gaps, seen, axis),
        *_alert_layers(seen, axis),
        *(_interval_layers(series[0], axis, ticks) if banded else []),
        *_line_layers(series, axis, ticks),
        _name_layer(series, ticks),
    ]
    plot = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, title=title_of(title, subtitle))
    notes = notes_of(series, gaps, banded, caption)
    whole = alt.vconcat(plot, background=PAPER, padding=14, description=for_terminal(f"{title}. {subtitle}"))
    if notes:
        whole = whole.properties(title=caption_of(notes))
    spec: dict[str, Any] = whole.configure(font=FONT).configure_view(stroke=None).to_dict()
    return spec


def _highest(series: Sequence[TrendSeries], banded: bool) -> float:
    """Give the share that the plot must hold: a band may go beyond, where few texts leave everything possible."""
    points = [point for one in series for point in one.points if point.collected]
    share = max((point.share or 0 for point in points), default=0.0)
    high = max((point.high or 0 for point in points), default=0.0)
    return (min(high, BAND_ROOM * share) if share else high) if banded else share


def _x(axis: TimeAxis) -> alt.X:
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


def _y(ticks: Sequence[float], name: str = "share") -> alt.Y:
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


def _chart(rows: Rows) -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.InlineData(values=rows))


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
    along = _chart([band for band in bands if band["wide"]])
    down = _chart([band for band in bands if not band["wide"]])
    middle, words_field = alt.X("middle:Q"), alt.Text("words:N")
    return [
        _chart(bands).mark_rect(color=BAND).encode(_x(axis), x2="end", y=alt.value(0), y2=alt.value(HEIGHT)),
        along.mark_text(fontSize=11, color=SOFT, baseline="middle").encode(middle, words_field, y=alt.value(14)),
        down.mark_text(fontSize=11, color=SOFT, baseline="middle", angle=270, align="right").encode(
            middle, words_field, y=alt.value(8)
        ),
    ]


def _alert_layers(marks: Sequence[AlertMark], axis: TimeAxis) -> list[alt.Chart]:
    """Rule where alerts opened, each up to its label above the plot."""
    import altair as alt

    labels = [wrap(for_terminal(mark.label), MARK_CELLS) for mark in marks]
    texts = [f"{lines[0]} …" if len(lines) > 1 else lines[0] for lines in labels]
    xs = [axis.pixel(wall_clock(mark.at)) for mark in marks]
    placed = place_above(xs, [CELL * cells(text) + 16 for text in texts])
    rules: list[alt.Chart] = []
    halos: list[alt.Chart] = []
    words: list[alt.Chart] = []
    for mark, text, label in zip(marks, texts, placed, strict=True):
        top = -8 - LINE_HEIGHT * label.row
        one = _chart([{"x": milliseconds(wall_clock(mark.at)), "text": text, "alert": for_terminal(mark.label)}])
        one = one.encode(alt.X("x:Q"), tooltip=[alt.Tooltip("alert:N", title="Alert")])
        side: Literal["left", "right"] = "right" if label.flipped else "left"
        font: dict[str, Any] = {
            "fontSize": 11,
            "fontWeight": 600,
            "dx": -5 if label.flipped else 5,
            "baseline": "middle",
        }
        rule = one.mark_rule(color=ALERT, strokeWidth=1.2, strokeDash=[4, 3])
        rules.append(rule.encode(y=alt.value(top - 5), y2=alt.value(HEIGHT)))
        place = {"text": alt.Text("text:N"), "y": alt.value(top)}
        halos.append(one.mark_text(align=side, stroke=PAPER, strokeWidth=4, **font).encode(**place))
        words.append(one.mark_text(align=side, color=ALERT, **font).encode(**place))
    return [*rules, *halos, *words]


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
    x, y = _x(axis), _y(ticks)
    colour, edge = alt.Color("colour:N", scale=None), alt.Stroke("colour:N", scale=None)
    tooltips = [alt.Tooltip(f"{name}:N", title=name) for name in TOOLTIP]
    stretches = [row for row in rows if row["level"] is not None]
    level = _chart(stretches).mark_rule(strokeWidth=1.4, strokeDash=[2, 3], opacity=0.8)
    return [
        level.encode(alt.X("start:Q"), _y(ticks, "level"), colour, x2="end"),
        _chart(rows)
        .mark_line(strokeWidth=CROWDED_STROKE if crowded(series) else STROKE, strokeJoin="round")
        .encode(x, y, colour, detail="name:N"),
        _chart(drawn)
        .mark_point(size=44, filled=True, opacity=1, strokeWidth=1.8)
        .encode(x, y, edge, fill=alt.Fill("fill:N", scale=None)),
        _chart(seen).mark_point(size=420, filled=True, opacity=0, **opens).encode(x, y, tooltip=tooltips),
    ]


def _interval_layers(one: TrendSeries, axis: TimeAxis, ticks: Sequence[float]) -> list[alt.Chart]:
    """Shade the interval of the shares of a line drawn alone; of a point between gaps, draw it as a bar."""
    rows = [row for row in point_rows(one, COLOURS[0]) if row["low"] is not None or row["share"] is None]
    low = _y(ticks, "low")
    band = _chart(rows).mark_area(clip=True, opacity=0.14, color=COLOURS[0])
    lonely = [row for row in rows if row["lonely"] and row["low"] is not None]
    bars = _chart(lonely).mark_rule(clip=True, opacity=0.3, color=COLOURS[0], strokeWidth=4)
    return [one.encode(_x(axis), low, y2="high") for one in ([band, bars] if lonely else [band])]


def _name_layer(series: Sequence[TrendSeries], ticks: Sequence[float]) -> alt.Chart:
    """Name every line at the right edge, level with its last point."""
    import altair as alt

    named = [(one, COLOURS[index % len(COLOURS)]) for index, one in enumerate(series)]
    ends = [([point.share for point in one.points if point.collected] or [0])[-1] or 0 for one in series]
    names = [wrap(for_terminal(one.name), LABEL_CELLS) for one in series]
    levels = spread([HEIGHT * (1 - end / ticks[-1]) for end in ends], [LINE_HEIGHT * len(lines) + 4 for lines in names])
    rows: Rows = [
        {"text": "\n".join(lines), "colour": colour, "share": (1 - level / HEIGHT) * ticks[-1]}
        for (_, colour), lines, level in zip(named, names, levels, strict=True)
    ]
    text = _chart(rows).mark_text(
        align="left", baseline="middle", dx=10, fontSize=13, fontWeight=600, lineBreak="\n", lineHeight=LINE_HEIGHT
    )
    colour = alt.Color("colour:N", scale=None)
    named_lines: alt.Chart = text.encode(_y(ticks), alt.Text("text:N"), colour, x=alt.value(WIDTH))
    return named_lines
