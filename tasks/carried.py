"""Bound the levels of many series with room for what changes from look to look, for tasks/bounds_kept.py to take on from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.hourly_level import LEAST, ScanRules, window_sums
from tasks.level import DISPERSION_MEMORY, PRIOR_TEXTS, keep_of
from tasks.panel import learnt_by_source, rates_of_all
from tasks.screen import ROUNDS, Bounds, bounds_of, cells_of_members, counts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tasks.panel import Panel
    from tasks.stretch import Columns, Stretch

    Floats = NDArray[np.float64]

ROOM = 0.25
"""Part of itself to which the exposure of a day beside that of the history may fall by other rates of the sources: of rare subjects
one text more is another rate. What a day teaches at the most is cut far above its level, so that so much room costs little."""

MOST_BLOCKS = 128
"""Rows that bounds are taken on: a month, by when four fifths of what was learnt have faded."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Bounds at a look, by series: what the level was learnt from lies between `least` and `most`, in texts.

    `squares` by window are what the scatter was at most learnt from, those `at_most` whatever was collected when.
    """

    least: Floats
    most: Floats
    squares: Floats
    squares_at_most: Floats


def carry(
    part: Stretch, panel: Panel, against: Floats, cells: Columns, many: int, rules: ScanRules, falling: int
) -> Carried:
    """Bound the level of many series for looks to come, by when so many rows will have fallen out of history."""
    own = cells_of_members(panel, cells)
    against = against * panel.members
    rates = rates_of_all(part, panel, learnt_by_source(part, panel, against), own, many)
    counts, taught = counts_of(own, many, 0, part.days), part.days - rules.guard - 1
    exposed = rates @ part.by_source(against).T
    bounds = bounds_of(counts, exposed, rules, ROUNDS, ROOM)
    return Carried(
        bounds.least[:, -1] - PRIOR_TEXTS,
        bounds.most[:, -1],
        *_squares(counts[:, :taught], exposed[:, :taught], bounds, rules, falling),
    )


def _squares(texts: Floats, exposure: Floats, bounds: Bounds, rules: ScanRules, falling: int) -> tuple[Floats, Floats]:
    """Bound the sums of squares that the scatter is learnt from, and again without regard to the exposure.

    A window that expects e of a level of shape s adds at most 2 x^2 for the texts x that it has, or the smaller of e and s.
    What is expected may grow as far as there is room for, and by the blocks that fall out of the history.
    """
    keep, blocks = keep_of(rules.half_life), texts.shape[1]
    at = np.maximum(np.arange(blocks) - rules.guard, 0)
    known, most = np.maximum(bounds.exposure[:, at], LEAST), bounds.most[:, at]
    gone = bounds.exposure[:, min(falling, blocks), None] * keep ** (at - falling * 1.0)
    left = np.where(at > falling, 1 - gone / known, 0.0).clip(min=LEAST)
    faded_by = keep_of(rules.half_life * DISPERSION_MEMORY) ** np.arange(blocks - 1, -1, -1.0)
    found = []
    for window in rules.windows:
        weighed = faded_by * min(1.0, rules.block / window)
        seen, total = window_sums(texts, window), window_sums(exposure, window)
        expected = np.minimum(most * total / known / left / ROOM, most)
        found.append(((2 * seen * seen + expected) @ weighed, (2 * seen * seen + most) @ weighed))
    close, wide = zip(*found, strict=True)
    return np.stack(close), np.stack(wide)
