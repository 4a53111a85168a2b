"""Bound the levels of many series with room for what changes from look to look, for tasks/bounds_kept.py to take on from there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tasks.level import PRIOR_TEXTS, keep_of
from tasks.level_bounds import Bounds, bounds_of, squares_of
from tasks.panel import learnt_by_source, rates_of_all
from tasks.screen import cells_of_members, counts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tasks.panel import Panel
    from tasks.scan_rules import ScanRules
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
    bounds = bounds_of(counts, exposed, rules, ROOM)
    return Carried(
        bounds.least[:, -1] - PRIOR_TEXTS,
        bounds.most[:, -1],
        squares_of(counts[:, :taught], exposed[:, :taught], _shrunk(bounds, rules, falling), rules),
        squares_of(counts[:, :taught], np.ones_like(exposed[:, :taught]), _nothing_known(bounds), rules),
    )


def _shrunk(bounds: Bounds, rules: ScanRules, falling: int) -> Bounds:
    """Return bounds with as little exposure as may be left of it: other rates, and blocks that fall out of the history."""
    keep, blocks = keep_of(rules.half_life), bounds.exposure.shape[1]
    since = np.arange(blocks) - falling
    gone = np.where(since > 0, bounds.exposure[:, min(falling, blocks - 1), None] * keep ** np.maximum(since, 0), 0.0)
    left = np.where(since > 0, np.maximum(bounds.exposure - gone, 0.0), 0.0)
    return replace(bounds, exposure=ROOM * left)


def _nothing_known(bounds: Bounds) -> Bounds:
    """Return bounds by which every window may have expected as much as its level has texts."""
    return replace(bounds, exposure=np.zeros_like(bounds.exposure))
