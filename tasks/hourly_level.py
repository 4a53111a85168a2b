"""What many series usually do by the hour: the level and the scatter of tasks/level.py on arrays, learnt a block at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.level import (
    DISPERSION_FLOOR,
    DISPERSION_MEMORY,
    DISPERSION_PRIOR,
    DISPERSION_PRIOR_WEIGHT,
    EVENT_SD,
    FEWEST_TEACHABLE,
    PRIOR_TEXTS,
    SCATTER_SD,
    keep_of,
    variance,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tasks.scan_rules import ScanRules

    Floats = NDArray[np.float64]

SCATTER_GROWTH = 0.5
"""How what variance over mean has above 1 grows with the mean: not at all if events bring several texts at once, in proportion if
the rate itself moves; news does both. Without it, feeds that join made twice as many false alerts."""

MOST_GROWTH = 10.0

LEAST = 1e-12
"""Stands in for 0 where something is divided by."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What is known in each block, from what lay a guard before it: columns are blocks.

    Matching texts, exposure, usual exposure of a step, steps collected so far; and, windows along the first axis, their scatter
    and what those that it was learnt from expected.
    """

    texts: Floats
    exposure: Floats
    usual: Floats
    covered: Floats
    scatter: Floats
    filled: Floats

    @property
    def shape(self) -> Floats:
        """The Gamma shape: how certain the level is."""
        return self.texts + PRIOR_TEXTS


@dataclass(frozen=True, slots=True)
class _Lessons:
    """What blocks teach when they lie a guard behind, a block each along the first axis: sums of the windows, and of a day, that end with it.

    Those of windows have windows along the second axis.
    """

    seen: Floats
    total: Floats
    texts: Floats
    exposed: Floats
    steps: Floats
    day: Floats
    day_total: Floats


@dataclass(frozen=True, slots=True)
class _Squares:
    """What windows teach the scatter, blocks along the first axis: residuals, squared and over their variance, and what they weigh.

    `weights` are what all weighs so far, with the prior.
    """

    ratio: Floats
    weight: Floats
    weights: Floats


def learnt(texts: Floats, exposure: Floats, sums: Sequence[tuple[Floats, Floats]], rules: ScanRules) -> Levels:
    """Go through time a block at a time; a block teaches when it lies a guard behind.

    Its windows are judged by the level of another guard before: so many blocks can be prepared at once.
    """
    import numpy as np

    blocks, rows, shared, windows = -(-texts.shape[1] // rules.block), len(texts), len(exposure), len(sums)
    lessons, first = _lessons(texts, exposure, sums, rules, blocks)
    keep = keep_of(rules.half_life) ** rules.block
    total, steps = (_faded(one, blocks, keep) for one in (lessons.exposed, lessons.steps))
    covered, known = np.zeros((blocks, shared)), np.zeros((blocks, rows))
    covered[first:] = np.cumsum(lessons.steps, axis=0)
    scatter = np.full((blocks, windows, rows), max(DISPERSION_PRIOR, DISPERSION_FLOOR))
    weights, squares = np.zeros((blocks, 2, windows, rows)), np.zeros((windows, rows))
    behind = -(-(rules.guard + 1) // rules.block)
    for since in range(first, blocks, behind):
        until = min(since + behind, blocks)
        then, at = slice(since - behind, until - behind), slice(since - first, until - first)
        prepared = _squares(lessons, at, known[then] + PRIOR_TEXTS, total[then], weights[since - 1 : until], rules)
        before = total[since - 1 : until - 1]
        _learn(squares, scatter[since - 1 : until], known[since - 1 : until], before, prepared, lessons, at, rules)
    usual = total / np.maximum(steps, LEAST)
    filled = weights[:, 1] / np.maximum(weights[:, 0], LEAST)
    by_window = (np.moveaxis(one, 0, -1) for one in (scatter, filled))
    return Levels(known.T, total.T, usual.T, covered.T, *by_window)


def _lessons(
    texts: Floats, exposure: Floats, sums: Sequence[tuple[Floats, Floats]], rules: ScanRules, blocks: int
) -> tuple[_Lessons, int]:
    """Return what blocks teach, from the first by which one lies a guard behind."""
    import numpy as np

    ends = np.arange(blocks) * rules.block - rules.guard - 1
    first = int(np.searchsorted(ends, rules.block - 1))

    def at_ends(values: Floats) -> Floats:
        return np.ascontiguousarray(values[:, ends[first:]].T)

    taught = [at_ends(window_sums(one, rules.block)) for one in (texts, exposure, (exposure > 0).astype(np.float64))]
    taught += [at_ends(window_sums(one, rules.day)) for one in (texts, exposure)]
    seen, total = (np.stack([at_ends(pair[which]) for pair in sums], axis=1) for which in (0, 1))
    return _Lessons(seen, total, *taught), first


def _faded(lessons: Floats, blocks: int, keep: float) -> Floats:
    """Sum up what the last blocks teach, faded by the time since, as known at each block."""
    import numpy as np

    known = np.zeros((blocks, lessons.shape[1]))
    for place, taught in enumerate(lessons, blocks - len(lessons)):
        np.multiply(known[place - 1], keep, out=known[place])
        known[place] += taught
    return known


def _squares(
    lessons: _Lessons, at: slice, shape: Floats, exposure: Floats, weights: Floats, rules: ScanRules
) -> _Squares:
    """Tell how far the windows that end with some blocks lay from what was expected of them then; fill in `weights`, from the second on.

    The weight is that of tasks/level.py, times the part of the window that the block before did not have.
    """
    import numpy as np

    keep = keep_of(rules.half_life * DISPERSION_MEMORY) ** rules.block
    fresh = np.minimum(1.0, rules.block / np.array(rules.windows))[:, None]
    rate = np.where(exposure > 0, shape / np.maximum(exposure, LEAST), 0.0)[:, None]
    expected = rate * lessons.total[at]
    doubt = expected * expected / shape[:, None]
    apart = lessons.seen[at] - expected
    weight = 2 * expected / (1 + 2 * expected) * fresh
    for place, pair in enumerate(zip(weight, weight * expected, strict=True), 1):
        np.multiply(weights[place - 1], keep, out=weights[place])
        weights[place] += pair
    ratio = apart * apart / np.maximum(expected + doubt, LEAST)
    return _Squares(ratio, weight, weights[1:, 0] + DISPERSION_PRIOR_WEIGHT)


def _learn(
    squares: Floats,
    scatter: Floats,
    known: Floats,
    total: Floats,
    prepared: _Squares,
    lessons: _Lessons,
    at: slice,
    rules: ScanRules,
) -> None:
    """Go through blocks: fill in their `scatter` and the texts that are `known`, from the second on.

    Squared residuals are cut by the scatter that was known before. Of a day that lies far above its level, only a part is taken in.
    """
    import numpy as np

    keep = keep_of(rules.half_life) ** rules.block
    slower = keep_of(rules.half_life * DISPERSION_MEMORY) ** rules.block
    daily = min(range(len(rules.windows)), key=lambda window: abs(rules.windows[window] - rules.day))
    exposed, nothing = np.maximum(total, LEAST), total <= 0
    blank = nothing.any()
    texts, day, day_total = lessons.texts[at], np.maximum(lessons.day[at], LEAST), lessons.day_total[at]
    for one in range(len(total)):
        cut = scatter[one] * SCATTER_SD**2
        np.minimum(prepared.ratio[one], cut, out=cut)
        cut *= prepared.weight[one]
        squares *= slower
        squares += cut
        np.add(squares, DISPERSION_PRIOR_WEIGHT * DISPERSION_PRIOR, out=cut)
        cut /= prepared.weights[one]
        learnt_now = np.maximum(cut, DISPERSION_FLOOR, out=scatter[one + 1])
        shape = known[one] + PRIOR_TEXTS
        usual = shape / exposed[one]
        usual *= day_total[one]
        cap = np.sqrt(variance(usual, learnt_now[daily], shape))
        cap *= EVENT_SD
        cap += usual
        np.maximum(cap, FEWEST_TEACHABLE, out=cap)
        cap /= day[one]
        np.minimum(cap, 1.0, out=cap)
        if blank:
            cap[np.broadcast_to(nothing[one], cap.shape)] = 1.0
        cap *= texts[one]
        np.multiply(known[one], keep, out=known[one + 1])
        known[one + 1] += cap


def grown(scatter: Floats, expected: Floats, usual: Floats) -> Floats:
    """Give the scatter of a window that expects more, or less, than those it was learnt from usually did."""
    import numpy as np

    times = np.minimum(np.maximum(expected / np.maximum(usual, LEAST), 1 / MOST_GROWTH), MOST_GROWTH)
    more = np.maximum(1 + (scatter - 1) * times**SCATTER_GROWTH, DISPERSION_FLOOR)
    return np.asarray(np.where(usual > 0, more, scatter))


def window_sums(values: Floats, window: int) -> Floats:
    """Sum the `window` steps that end at each step; fewer at the start."""
    import numpy as np

    running = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    sums = running[:, 1:].copy()
    sums[:, window:] -= running[:, 1 : max(sums.shape[1] - window + 1, 1)]
    return np.asarray(np.maximum(sums, 0.0))
