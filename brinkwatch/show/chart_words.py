"""Set the words around a chart: its title, and below it what its signs mean and where its numbers come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from brinkwatch.show.escape import for_terminal
from brinkwatch.show.series import Span, TrendSeries
from brinkwatch.show.wrapping import wrap

if TYPE_CHECKING:
    import altair as alt

INK, SOFT = "#1c2430", "#5b6675"
TITLE_SIZE, SUBTITLE_SIZE, CAPTION_SIZE = 18, 13, 11
TITLE_CELLS = 82
CAPTION_CELLS = 160
CROWDED = 70
"""Points on a line beyond which each is no longer drawn, and hollow ones only while they are fewer than that."""


def title_of(title: str, subtitle: str) -> alt.Title:
    """Set title and subtitle."""
    import altair as alt

    lines = wrap(for_terminal(subtitle), TITLE_CELLS + 30) if subtitle else []
    return alt.Title(
        text=wrap(for_terminal(title), TITLE_CELLS), subtitle=lines, anchor="start", offset=14, color=INK, fontSize=TITLE_SIZE,
        fontWeight=600, subtitleColor=SOFT, subtitleFontSize=SUBTITLE_SIZE, subtitlePadding=6, lineHeight=22, subtitleLineHeight=18,
    )  # fmt: skip


def caption_of(notes: Sequence[str]) -> alt.Title:
    """Set what stands below."""
    import altair as alt

    return alt.Title(
        text=[line for note in notes for line in wrap(for_terminal(note), CAPTION_CELLS)], orient="bottom", anchor="start",
        color=SOFT, fontSize=CAPTION_SIZE, fontWeight="normal", lineHeight=15, offset=14,
    )  # fmt: skip


def crowded(series: Sequence[TrendSeries]) -> bool:
    """Tell whether points are too many to draw each."""
    return sum(len(one.points) for one in series) > CROWDED * len(series)


def hollow(series: Sequence[TrendSeries]) -> bool:
    """Tell whether what was only partly collected is drawn as hollow points: where nearly all would be, they hide the line."""
    return not crowded(series) or _partial(series) <= CROWDED


def _partial(series: Sequence[TrendSeries]) -> int:
    return max((sum(point.partial for point in one.points) for one in series), default=0)


def notes_of(series: Sequence[TrendSeries], gaps: Sequence[Span], banded: bool, caption: str) -> list[str]:
    """Explain only the signs that the chart really has, before the caption's own paragraphs."""
    signs = ["Shaded: not collected, so nothing can be said."] * bool(gaps)
    if partial := _partial(series):
        every = max(len(one.points) for one in series)
        kind = "only partly collected" + (" or asked about" if any(p.cut for one in series for p in one.points) else "")
        signs.append(
            f"Hollow: {kind}." if hollow(series) else f"{kind.capitalize()}: {partial:,} of {every:,} periods."
        )
    signs += ["Band: 95 % interval of the share, up to the top of the plot."] * banded
    changed = any(point.change for one in series for point in one.points)
    signs += ["Dotted: levels that the share stayed at, where it changed."] * changed
    return [" ".join(signs)] * bool(signs) + [line for line in caption.splitlines() if line.strip()]
