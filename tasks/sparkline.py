"""A line of text that draws a series, where no picture can be shown."""

from __future__ import annotations

from collections.abc import Sequence

HEIGHTS = "▁▂▃▄▅▆▇█"
GAP = "·"


def sparkline(values: Sequence[float | None]) -> str:
    """Draw a character a value from zero to the highest; a gap (None) is a dot and never a zero."""
    highest = max((value for value in values if value is not None), default=0)
    top = len(HEIGHTS) - 1
    return "".join(
        GAP if value is None else HEIGHTS[round(max(value, 0) / highest * top) if highest > 0 else 0]
        for value in values
    )
