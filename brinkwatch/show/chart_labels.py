"""Label what a trend chart draws: alerts above the plot, lines at its right edge, and the room that words may need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from brinkwatch.show.chart_axes import COLOURS, chart_of, share_y
from brinkwatch.show.chart_rows import PAPER, Rows, milliseconds
from brinkwatch.show.chart_words import CAPTION_SIZE, SUBTITLE_SIZE, TITLE_SIZE
from brinkwatch.show.escape import for_terminal
from brinkwatch.show.layout import HEIGHT, LINE_HEIGHT, WIDTH, PlacedLabel, TimeAxis, place_above, spread
from brinkwatch.show.series import AlertMark, TrendSeries, wall_clock
from brinkwatch.show.wrapping import pixels, wrap

if TYPE_CHECKING:
    import altair as alt

ALERT = "#b3261e"
LABEL_CELLS = 24
MARK_CELLS = 42
NAME_SIZE, MARK_SIZE = 13, 11
NAME_GAP, MARK_GAP = 10, 5
AXIS = 40
"""Pixels left of the plot that its axis takes at least; title and caption begin there."""


def alert_layers(marks: Sequence[AlertMark], axis: TimeAxis) -> list[alt.Chart]:
    """Rule where alerts opened, each up to its label above the plot."""
    import altair as alt

    rules: list[alt.Chart] = []
    halos: list[alt.Chart] = []
    words: list[alt.Chart] = []
    for mark, text, label in _placed(marks, axis):
        top = -8 - LINE_HEIGHT * label.row
        one = chart_of([{"x": milliseconds(wall_clock(mark.at)), "text": text, "alert": for_terminal(mark.label)}])
        one = one.encode(alt.X("x:Q"), tooltip=[alt.Tooltip("alert:N", title="Alert")])
        side: Literal["left", "right"] = "right" if label.flipped else "left"
        font: dict[str, Any] = {
            "fontSize": MARK_SIZE,
            "fontWeight": 600,
            "dx": -MARK_GAP if label.flipped else MARK_GAP,
            "baseline": "middle",
        }
        rule = one.mark_rule(color=ALERT, strokeWidth=1.2, strokeDash=[4, 3])
        rules.append(rule.encode(y=alt.value(top - 5), y2=alt.value(HEIGHT)))
        place = {"text": alt.Text("text:N"), "y": alt.value(top)}
        halos.append(one.mark_text(align=side, stroke=PAPER, strokeWidth=4, **font).encode(**place))
        words.append(one.mark_text(align=side, color=ALERT, **font).encode(**place))
    return [*rules, *halos, *words]


def _placed(marks: Sequence[AlertMark], axis: TimeAxis) -> list[tuple[AlertMark, str, PlacedLabel]]:
    """Give the words of every alert, and where they go."""
    labels = [wrap(for_terminal(mark.label), MARK_CELLS) for mark in marks]
    texts = [f"{lines[0]} …" if len(lines) > 1 else lines[0] for lines in labels]
    xs = [axis.pixel(wall_clock(mark.at)) for mark in marks]
    placed = place_above(xs, [pixels(text, MARK_SIZE) + 2 * MARK_GAP for text in texts])
    return list(zip(marks, texts, placed, strict=True))


def name_layer(series: Sequence[TrendSeries], ticks: Sequence[float]) -> alt.Chart:
    """Name every line at the right edge, level with its last point."""
    import altair as alt

    named = [(one, COLOURS[index % len(COLOURS)]) for index, one in enumerate(series)]
    ends = [([point.share for point in one.points if point.collected] or [0])[-1] or 0 for one in series]
    names = [_name_lines(one) for one in series]
    levels = spread([HEIGHT * (1 - end / ticks[-1]) for end in ends], [LINE_HEIGHT * len(lines) + 4 for lines in names])
    firsts = [level - LINE_HEIGHT * (len(lines) - 1) / 2 for level, lines in zip(levels, names, strict=True)]
    rows: Rows = [
        {"text": "\n".join(lines), "colour": colour, "share": (1 - first / HEIGHT) * ticks[-1]}
        for (_, colour), lines, first in zip(named, names, firsts, strict=True)
    ]
    text = chart_of(rows).mark_text(
        align="left",
        baseline="middle",
        dx=NAME_GAP,
        fontSize=NAME_SIZE,
        fontWeight=600,
        lineBreak="\n",
        lineHeight=LINE_HEIGHT,
    )
    colour = alt.Color("colour:N", scale=None)
    named_lines: alt.Chart = text.encode(share_y(ticks), alt.Text("text:N"), colour, x=alt.value(WIDTH))
    return named_lines


def _name_lines(one: TrendSeries) -> list[str]:
    return wrap(for_terminal(one.name), LABEL_CELLS)


def room_layer(
    series: Sequence[TrendSeries], marks: Sequence[AlertMark], axis: TimeAxis, title: alt.Title, caption: alt.Title
) -> alt.Chart:
    """Take the room that words need in the widest font, unseen: else a reader's browser cuts what was measured in a narrower one."""
    import altair as alt

    reaches = [WIDTH + NAME_GAP + pixels(line, NAME_SIZE) for one in series for line in _name_lines(one)]
    reaches += [
        axis.pixel(wall_clock(mark.at)) + MARK_GAP + pixels(text, MARK_SIZE)
        for mark, text, label in _placed(marks, axis)
        if not label.flipped
    ]
    reaches += [pixels(line, TITLE_SIZE) - AXIS for line in title["text"]]
    reaches += [pixels(line, SUBTITLE_SIZE, bold=False) - AXIS for line in title["subtitle"]]
    reaches += [pixels(line, CAPTION_SIZE, bold=False) - AXIS for line in caption["text"]]
    rule = chart_of([{}]).mark_rule(opacity=0, aria=False)
    room: alt.Chart = rule.encode(x=alt.value(0), x2=alt.value(max(reaches)), y=alt.value(HEIGHT))
    return room
