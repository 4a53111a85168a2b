"""Draw a trend with the characters of a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from brinkwatch.show.escape import for_terminal
from brinkwatch.show.series import (
    AlertMark,
    TrendPoint,
    coverage_note,
    levels,
    percent,
    period_labels,
    spans,
    wall_clock,
)
from brinkwatch.show.wrapping import cells

ALERT_SIGN = "▲"
CHANGE_SIGN = "◆"
GAP = "· not collected"
COMFORTABLE_BAR = 20
"""Cells below which bars are hard to compare: notes beside them then go to lines of their own."""
NARROWEST_BAR = len(GAP)

_EIGHTHS = ("", *"▏▎▍▌▋▊▉")
_FULL = "█"


def bar_chart(
    points: Sequence[TrendPoint],
    title: str,
    width: int,
    marks: Sequence[AlertMark] = (),
    inside: Sequence[TrendPoint] = (),
) -> str:
    """Draw a row a period: label, bar, share and counts; gaps, partly collected periods, alerts and changes of level are named.

    The longest bar is the highest share; no line is wider than `width` cells (of 40 or more). `inside` are the same periods
    within a panel, whose figures stand beside.
    """
    heading = for_terminal(title)
    if not points:
        return f"{heading}\nnothing found\n"
    figures = _figures(points)
    if inside:
        figures = [f"{one}  panel {own}" for one, own in zip(figures, _figures(inside), strict=True)]
    labels = period_labels(points)
    free = width - len(labels[0]) - len(figures[0]) - 4
    coverage = [coverage_note(point) if point.partial else "" for point in points]
    alerts = _alert_notes(points, marks)
    alerts = ["  ".join(filter(None, pair)) for pair in zip(_level_notes(points), alerts, strict=True)]
    both = ["  ".join(filter(None, pair)) for pair in zip(coverage, alerts, strict=True)]
    nothing = [""] * len(points)
    placings = ((both, nothing), (coverage, alerts), (nothing, both))
    rooms = [free - max(map(cells, beside)) - 2 for beside, _ in placings]
    bar_room, (beside, under) = next(
        ((room, placing) for room, placing in zip(rooms, placings, strict=True) if room >= COMFORTABLE_BAR),
        (max(NARROWEST_BAR, rooms[-1]), placings[-1]),
    )
    lines = [heading]
    for label, bar, figure, right, below in zip(labels, _bars(points, bar_room), figures, beside, under, strict=True):
        lines.append(f"{label}  {bar:<{bar_room}}  {figure}  {right}")
        lines += [f"{' ' * len(label)}  {below}"] if below else []
    return "".join(f"{_fit(line.rstrip(), width)}\n" for line in lines)


def _figures(points: Sequence[TrendPoint]) -> list[str]:
    """Write share, texts and total of every period, each aligned to the right."""
    shares = [percent(point.share) if point.collected and point.share is not None else "" for point in points]
    share_room = max(map(len, shares))
    texts_room = max(len(f"{point.counts[0]:,}") for point in points)
    total_room = max(len(f"{point.counts[1]:,}") for point in points)
    blank = " " * (share_room + texts_room + total_room + 6)
    return [
        f"{share:>{share_room}}  {point.counts[0]:>{texts_room},} of {point.counts[1]:>{total_room},}"
        if share
        else blank
        for share, point in zip(shares, points, strict=True)
    ]


def _alert_notes(points: Sequence[TrendPoint], marks: Sequence[AlertMark]) -> list[str]:
    return [
        "  ".join(f"{ALERT_SIGN} {for_terminal(mark.label)}" for mark in marks if span.holds(wall_clock(mark.at)))
        for span in spans(points)
    ]


def _level_notes(points: Sequence[TrendPoint]) -> list[str]:
    """Say where another level of the share begins, and from which to which it went."""
    shares = levels(points)
    return [
        f"{CHANGE_SIGN} level {percent(shares[index - 1] or 0)} → {percent(shares[index] or 0)}" if point.change else ""
        for index, point in enumerate(points)
    ]


def _bars(points: Sequence[TrendPoint], room: int) -> list[str]:
    """Draw bars in steps of an eighth of a cell; whatever is not zero shows."""
    highest = max((point.share or 0 for point in points if point.collected), default=0)
    bars = []
    for point in points:
        eighths = round((point.share or 0) / highest * room * 8) if highest else 0
        whole, rest = divmod(max(1, eighths) if point.share else 0, 8)
        bars.append(_FULL * whole + _EIGHTHS[rest] if point.collected else GAP)
    return bars


def _fit(text: str, width: int) -> str:
    """Cut text to a number of cells and say by an ellipsis that it was cut."""
    from rich.cells import set_cell_size

    return text if cells(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"
