"""What many series usually do by the hour: the level and the scatter of tasks/level.py on arrays, learnt a block at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
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

    Floats = NDArray[np.float64]

BAR_AT_ONE = 2.28
BAR_PER_TENTH = 1.5
"""The bar: -log10 of the p that brings one false alert a month, and what a tenth of them asks more. Independent looks would
ask 1; news drifts and bursts beyond any scatter that was fitted. Set on simulated news between worlds with events and
without, since past events make the scatter look larger, and held on other seeds (docs/alerts.md)."""

SCATTER_GROWTH = 0.5
"""How what variance over mean has above 1 grows with the mean: not at all if events bring several texts at once, in proportion if
the rate itself moves; news does both. Without it, feeds that join made twice as many false alerts."""

MOST_GROWTH = 10.0

LEAST_BAR = 1.0
"""However large the budget: what happens every tenth time is not unusual."""


LEAST = 1e-12
"""Stands in for 0 where something is divided by."""


@dataclass(frozen=True, slots=True)
class ScanRules:
    """How hourly series are judged; all lengths count steps. The level learns a block at a time, `guard` steps behind."""

    windows: tuple[int, ...] = (6, 12, 24, 48)
    false_alerts_per_month: float = 0.25
    half_life: float = 14 * 24
    guard: int = 48
    block: int = 6
    day: int = 24
    min_texts: int = 3
    min_history: int = 7 * 24

    @property
    def bar(self) -> float:
        """-log10 of the p at which a window fires."""
        return max(BAR_AT_ONE - BAR_PER_TENTH * log10(self.false_alerts_per_month), LEAST_BAR)


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


@dataclass(slots=True)
class _Memory:
    """What has been learnt so far, one value a series: faded sums, and for each window those of squared residuals.

    `scatter` and `usual` are what each window's squares amount to, and what it usually expected when they were learnt.
    """

    texts: Floats
    total: Floats
    steps: Floats
    covered: Floats
    squares: Floats
    weights: Floats
    expected: Floats
    scatter: Floats
    usual: Floats


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What a block teaches when it lies a guard behind: sums of the windows, and of a day, that end with it.

    Those of windows have windows along the first axis. `shape` and `exposure` are the level that it was judged by then.
    """

    seen: Floats
    total: Floats
    shape: Floats
    exposure: Floats
    texts: Floats
    exposed: Floats
    steps: Floats
    day: Floats
    day_total: Floats


def learnt(texts: Floats, exposure: Floats, sums: Sequence[tuple[Floats, Floats]], rules: ScanRules) -> Levels:
    """Go through time a block at a time; a block teaches when it lies a guard behind."""
    import numpy as np

    blocks, rows, shared, windows = -(-texts.shape[1] // rules.block), len(texts), len(exposure), len(sums)
    ends = np.arange(blocks) * rules.block - rules.guard - 1
    first = int(np.searchsorted(ends, rules.block - 1))

    def at_ends(values: Floats) -> Floats:
        return np.ascontiguousarray(values[:, ends[first:]].T)

    taught = [at_ends(window_sums(one, rules.block)) for one in (texts, exposure, (exposure > 0).astype(np.float64))]
    taught += [at_ends(window_sums(one, rules.day)) for one in (texts, exposure)]
    seen, total = (np.stack([at_ends(pair[which]) for pair in sums], axis=1) for which in (0, 1))
    prior = np.maximum(np.full((windows, rows), DISPERSION_PRIOR), DISPERSION_FLOOR)
    sizes = (rows, shared, shared, shared)
    nothing = [np.zeros(n) for n in sizes]
    squares, weights, expected, usually = np.zeros((4, windows, rows))
    memory = _Memory(nothing[0], nothing[1], nothing[2], nothing[3], squares, weights, expected, prior, usually)
    known_texts, known_total, usual, covered = (np.zeros((blocks, n)) for n in sizes)
    scatter, filled = np.zeros((2, blocks, windows, rows))
    for at in range(blocks):
        if at >= first:
            then = ends[at] // rules.block
            ended = (one[at - first] for one in taught)
            level = (known_texts[then] + PRIOR_TEXTS, known_total[then])
            lesson = _Lesson(*(seen[at - first], total[at - first], *level, *ended))
            _learn_scatter(memory, lesson, rules)
            _learn_level(memory, lesson, rules)
        known_texts[at], known_total[at] = memory.texts, memory.total
        usual[at] = memory.total / np.maximum(memory.steps, LEAST)
        covered[at], scatter[at], filled[at] = memory.covered, memory.scatter, memory.usual
    by_window = (np.moveaxis(one, 0, -1) for one in (scatter, filled))
    return Levels(known_texts.T, known_total.T, usual.T, covered.T, *by_window)


def _learn_scatter(memory: _Memory, lesson: _Lesson, rules: ScanRules) -> None:
    """Take in how far the windows that end with a block lay from what was expected of them then.

    The weight is that of tasks/level.py, times the part of the window that the block before did not have.
    """
    import numpy as np

    keep = keep_of(rules.half_life * DISPERSION_MEMORY) ** rules.block
    fresh = np.minimum(1.0, rules.block / np.array(rules.windows))[:, None]
    rate = np.where(lesson.exposure > 0, lesson.shape / np.maximum(lesson.exposure, LEAST), 0.0)
    expected = rate * lesson.total
    doubt = expected * expected / lesson.shape
    apart = lesson.seen - expected
    weight = 2 * expected / (1 + 2 * expected) * fresh
    cut = np.minimum(apart * apart / np.maximum(expected + doubt, LEAST), SCATTER_SD**2 * memory.scatter)
    memory.squares = memory.squares * keep + weight * cut
    memory.weights = memory.weights * keep + weight
    memory.expected = memory.expected * keep + weight * expected
    found = (DISPERSION_PRIOR_WEIGHT * DISPERSION_PRIOR + memory.squares) / (DISPERSION_PRIOR_WEIGHT + memory.weights)
    memory.scatter = np.maximum(found, DISPERSION_FLOOR)
    memory.usual = memory.expected / np.maximum(memory.weights, LEAST)


def grown(scatter: Floats, expected: Floats, usual: Floats) -> Floats:
    """Give the scatter of a window that expects more, or less, than those it was learnt from usually did."""
    import numpy as np

    times = np.minimum(np.maximum(expected / np.maximum(usual, LEAST), 1 / MOST_GROWTH), MOST_GROWTH)
    more = np.maximum(1 + (scatter - 1) * times**SCATTER_GROWTH, DISPERSION_FLOOR)
    return np.asarray(np.where(usual > 0, more, scatter))


def _learn_level(memory: _Memory, lesson: _Lesson, rules: ScanRules) -> None:
    """Take in a block of texts, total and collected steps; of a day that lies far above its level, only a part."""
    import numpy as np

    keep = keep_of(rules.half_life) ** rules.block
    daily = min(range(len(rules.windows)), key=lambda at: abs(rules.windows[at] - rules.day))
    shape = memory.texts + PRIOR_TEXTS
    usual = shape / np.maximum(memory.total, LEAST) * lesson.day_total
    cap = np.maximum(usual + EVENT_SD * np.sqrt(variance(usual, memory.scatter[daily], shape)), FEWEST_TEACHABLE)
    part = np.where(memory.total > 0, np.minimum(1.0, cap / np.maximum(lesson.day, LEAST)), 1.0)
    memory.texts = memory.texts * keep + part * lesson.texts
    memory.total = memory.total * keep + lesson.exposed
    memory.steps = memory.steps * keep + lesson.steps
    memory.covered = memory.covered + lesson.steps


def window_sums(values: Floats, window: int) -> Floats:
    """Sum the `window` steps that end at each step; fewer at the start."""
    import numpy as np

    running = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    sums = running[:, 1:].copy()
    sums[:, window:] -= running[:, 1 : max(sums.shape[1] - window + 1, 1)]
    return np.asarray(np.maximum(sums, 0.0))
