"""Draw the days before an alert with the band of what was to be expected, small enough for a mail."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from textwrap import wrap

from tasks.alert_content import PLURALS, band_line
from tasks.grounds import Grounds, HistoryStep
from tasks.judgements import Alert
from tasks.markup import for_html

WIDTH, HEIGHT = 600, 190
LEFT, RIGHT, TOP, BOTTOM = 30, 112, 18, 34
"""Room for the numbers at the left, for the labels at the right, and for the days below."""

LABEL_LETTERS = 15
"""As many find room at the right in DejaVu Sans, the widest font that a reader is likely to have."""

LINE_HEIGHT = 13

SCALE = 2.0
"""Pixels a unit: sharp on dense screens."""

BAR = 0.56
"""Share of a day's width that its bar takes."""

ROOM_OF_NUMBER = 16
"""Width of a bar from which each has its number; of narrower ones only the highest."""

INK, SOFT, RULE, BAND, USUAL, ALERT = "#1c2430", "#5b6675", "#d9dde3", "#cfe0ec", "#8fa3b3", "#b3261e"


def alert_svg(alert: Alert) -> str:
    """Draw an alert's history as an SVG element that stands in HTML and by itself; empty where none is kept."""
    grounds = alert.grounds
    if grounds is None or not grounds.history:
        return ""
    steps = grounds.history
    top = _top(max([step.observed or 0 for step in steps] + [step.high or 0 for step in steps]))
    plot = _Plot(len(steps), top)
    first_of_window = len(steps) - grounds.window
    parts = [
        *_axis(plot, steps),
        *_band(plot, steps),
        *(_bar(plot, at, step, at >= first_of_window) for at, step in enumerate(steps)),
        *_labels(plot, steps, first_of_window, grounds),
    ]
    said = for_html(band_line(grounds))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{said}" style="max-width:100%;height:auto" font-family="Helvetica, Arial, sans-serif" font-size="11">'
        f'<title>{said}</title><rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def alert_png(alert: Alert) -> bytes | None:
    """Draw it as a PNG; None where there is nothing to draw, or nothing to draw with."""
    drawing = alert_svg(alert)
    if not drawing or find_spec("vl_convert") is None:
        return None
    import vl_convert

    return bytes(vl_convert.svg_to_png(drawing, scale=SCALE))


class _Plot:
    """Where days and counts lie."""

    def __init__(self, days: int, top: int) -> None:
        self.top = top
        self.wide = (WIDTH - LEFT - RIGHT) / days

    def x(self, day: float) -> float:
        return round(LEFT + day * self.wide, 1)

    def y(self, count: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * count / self.top, 1)


def _top(most: int) -> int:
    """Return where the axis ends: a round number of four ticks at the most."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if most <= 4 * factor * size:
                return max(-(-most // (factor * size)), 1) * factor * size
        size *= 10


def _axis(plot: _Plot, steps: Sequence[HistoryStep]) -> list[str]:
    tick = next(
        unit for unit in (10**power * factor for power in range(9) for factor in (1, 2, 5)) if plot.top <= 4 * unit
    )
    parts = []
    for count in range(0, plot.top + 1, tick):
        y = plot.y(count)
        parts.append(f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{RULE}"/>')
        parts.append(_write(LEFT - 6, y + 4, str(count), "end", SOFT))
    for at in (0, len(steps) // 2, len(steps) - 1):
        middle = plot.x(at + 0.5)
        parts.append(_write(middle, HEIGHT - BOTTOM + 16, f"{steps[at].start:%-d %b}", "middle", SOFT))
    return parts


def _band(plot: _Plot, steps: Sequence[HistoryStep]) -> list[str]:
    """Draw the band as one box a day, and the expected number as a line through it: nothing is drawn over a gap."""
    boxes, line, joined = [], "", False
    for at, step in enumerate(steps):
        if step.expected is None or step.low is None or step.high is None:
            joined = False
            continue
        left, right, top, y = plot.x(at), plot.x(at + 1), plot.y(step.high), plot.y(step.expected)
        height = max(plot.y(step.low) - top, 1)
        boxes.append(f'<rect x="{left}" y="{top}" width="{right - left:.1f}" height="{height:.1f}" fill="{BAND}"/>')
        line += f"{'L' if joined else 'M'}{left} {y}L{right} {y}"
        joined = True
    return [*boxes, f'<path d="{line}" fill="none" stroke="#5d8fb3" stroke-width="1.5"/>' if line else ""]


def _bar(plot: _Plot, at: int, step: HistoryStep, judged: bool) -> str:
    if step.observed is None:
        return _write(plot.x(at + 0.5), plot.y(0) - 4, "–", "middle", SOFT)
    wide = plot.wide * BAR
    left, top = plot.x(at + 0.5) - wide / 2, plot.y(step.observed)
    height = plot.y(0) - top
    return (
        f'<rect x="{left:.1f}" y="{top}" width="{wide:.1f}" height="{height:.1f}" fill="{ALERT if judged else USUAL}"/>'
    )


def _labels(plot: _Plot, steps: Sequence[HistoryStep], first_of_window: int, grounds: Grounds) -> list[str]:
    """Name the bars and the band where they are, and the numbers of the days judged."""
    step_name = grounds.step
    judged = [(at, step) for at, step in enumerate(steps) if at >= first_of_window and step.observed is not None]
    highest = max(judged, key=lambda one: one[1].observed or 0, default=None)
    parts = [
        _write(plot.x(at + 0.5), plot.y(step.observed or 0) - 4, str(step.observed), "middle", ALERT, bold=True)
        for at, step in judged
        if plot.wide >= ROOM_OF_NUMBER or (at, step) == highest
    ]
    side, last = WIDTH - RIGHT + 8, next((step for step in reversed(steps) if step.high is not None), None)
    gaps = "; –: nothing collected" if any(step.observed is None for step in steps) else ""
    parts.append(_write(LEFT, TOP - 7, f"{PLURALS[grounds.noun]} a {step_name}{gaps}", "start", SOFT))
    lines = wrap(f"expected, with 19 {step_name}s in 20", LABEL_LETTERS)
    higher = LINE_HEIGHT * (len(lines) - 2)
    if judged:
        top = _apart(plot, steps, judged[-1][1]) - higher
        parts.append(_write(side, top, "this alert", "start", ALERT, bold=True))
    if last is not None and last.expected is not None:
        y = plot.y(last.expected) - 2 - higher
        parts += [_write(side, y + LINE_HEIGHT * at, line, "start", "#3c6e93") for at, line in enumerate(lines)]
    return parts


def _apart(plot: _Plot, steps: Sequence[HistoryStep], judged: HistoryStep) -> float:
    """Put the label of the bars beside their top, above that of the band."""
    expected = next((step.expected for step in reversed(steps) if step.expected is not None), 0.0)
    return min(plot.y(judged.observed or 0) + 9, plot.y(expected) - 18)


def _write(x: float, y: float, text: str, anchor: str, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>{for_html(text)}</text>'
