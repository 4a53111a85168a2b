"""Tell at a glance which counts can not be over a bar: a table of what few texts may be, made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tasks.level import DISPERSION_FLOOR
from tasks.surprise import log10_tail

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

FEWEST_EXPECTED, MOST_EXPECTED, STEP = 1e-3, 1e5, 1.02
"""The table's ends, and how far apart its rows are: a count that a fiftieth less expected would make rare is not ruled out."""

HALVINGS = 28
"""Of the powers of ten that a scatter may lie between: it is then found to a ten-millionth."""


@dataclass(frozen=True, slots=True)
class Bars:
    """By what is expected at the least: the count from which it may be over the bar, and the scatter up to which a smaller one is not.

    The chance of a count between two scatters is no smaller than the smaller of those at the two, and the more is expected, the larger it is.
    """

    counts: Floats
    scatters: Floats

    def may_be_over(self, seen: Floats, expected: Floats, widest: Floats) -> Flags:
        """Tell of which counts the bar is not ruled out: `expected` at the least, with a variance of up to `widest` times that."""
        place = np.log(np.maximum(expected, FEWEST_EXPECTED)) * (1 / np.log(STEP)) - np.log(FEWEST_EXPECTED) / np.log(
            STEP
        )
        at = np.minimum(place.astype(np.intp), len(self.counts) - 1)
        known = (expected >= FEWEST_EXPECTED) & (seen < self.counts[at]) & (widest <= self.scatters[at])
        return np.asarray(~known & (seen > expected))


@lru_cache(maxsize=8)
def bars_of(bar: float) -> Bars:
    """Make the table of a bar, -log10 of p."""
    rows = int(np.log(MOST_EXPECTED / FEWEST_EXPECTED) / np.log(STEP))
    # A little less than each row's own: which row a number falls into is not settled to the last bit.
    expected: Floats = FEWEST_EXPECTED * STEP ** np.arange(rows, dtype=np.float64) * (1 - 1e-9)

    def over(seen: Floats, scatter: Floats) -> Flags:
        return np.asarray(-log10_tail(seen, expected, scatter * expected) >= bar)

    floor = np.full(rows, DISPERSION_FLOOR)
    low, high = np.floor(expected), np.full(rows, 4.0)
    while not (reached := over(low + high, floor)).all():
        high = np.where(reached, high, 2 * high)
    high = low + high
    while (high - low).max() > 1:
        middle = np.floor((low + high) / 2)
        above = over(middle, floor)
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    counts = high
    calm, wild = floor, np.full(rows, 1e12)
    for _ in range(HALVINGS):
        middle = np.sqrt(calm * wild)
        above = over(counts - 1, middle)
        calm, wild = np.where(above, calm, middle), np.where(above, middle, wild)
    return Bars(counts, calm)
