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

    Gamma shape, exposure, usual exposure of a step, steps collected so far; and, windows along the first axis, their scatter
    and what those that it was learnt from expected.
    """

    shape: Floats
    exposure: Floats
    usual: Floats
    covered: Floats
    scatter: Floats
    filled: Floats


@dataclass(slots=True)
class _Memory:
    """What has been learnt so far, one value a series: faded sums, and for each window those of squared residuals."""

    texts: Floats
    total: Floats
    steps: Floats
    covered: Floats
    squares: Floats
    weights: Floats
    expected: Floats

    @property
    def usual(self) -> Floats:
        """What each window usually expected when its scatter was learnt; 0 where nothing was."""
        import numpy as np

        return np.asarray(self.expected / np.maximum(self.weights, LEAST))

    @property
    def scatter(self) -> Floats:
        """Variance over mean of each window, shrunk to the prior."""
        import numpy as np

        prior = DISPERSION_PRIOR_WEIGHT * DISPERSION_PRIOR
        found = (prior + self.squares) / (DISPERSION_PRIOR_WEIGHT + self.weights)
        return np.asarray(np.maximum(found, DISPERSION_FLOOR))


def learnt(texts: Floats, exposure: Floats, sums: Sequence[tuple[Floats, Floats]], rules: ScanRules) -> Levels:
    """Go through time a block at a time; a block teaches when it lies a guard behind."""
    import numpy as np

    blocks = -(-texts.shape[1] // rules.block)
    taught = [window_sums(one, rules.block) for one in (texts, exposure, (exposure > 0).astype(np.float64))]
    day = (window_sums(texts, rules.day), window_sums(exposure, rules.day))
    rows, shared, windows = len(texts), len(exposure), len(sums)
    memory = _Memory(*(np.zeros(n) for n in (rows, shared, shared, shared)), *np.zeros((3, windows, rows)))
    shape, total, usual, covered = (np.zeros((n, blocks)) for n in (rows, shared, shared, shared))
    known = Levels(shape, total, usual, covered, *np.zeros((2, windows, rows, blocks)))
    for at in range(blocks):
        last = at * rules.block - rules.guard - 1
        if last >= rules.block - 1:
            _learn_scatter(memory, known, sums, last, rules)
            _learn_level(memory, [one[:, last] for one in taught], [one[:, last] for one in day], rules)
        known.shape[:, at], known.exposure[:, at] = memory.texts + PRIOR_TEXTS, memory.total
        known.usual[:, at] = memory.total / np.maximum(memory.steps, LEAST)
        known.covered[:, at], known.scatter[:, :, at] = memory.covered, memory.scatter
        known.filled[:, :, at] = memory.usual
    return known


def _learn_scatter(
    memory: _Memory, known: Levels, sums: Sequence[tuple[Floats, Floats]], last: int, rules: ScanRules
) -> None:
    """Take in how far the windows that end at a step lay from what was expected of them then.

    The weight is that of tasks/level.py, times the part of the window that the block before did not have.
    """
    import numpy as np

    keep = keep_of(rules.half_life * DISPERSION_MEMORY) ** rules.block
    shape, exposure = known.shape[:, last // rules.block], known.exposure[:, last // rules.block]
    scatter = memory.scatter
    for at, (seen, total) in enumerate(sums):
        expected = np.where(exposure > 0, shape / np.maximum(exposure, LEAST) * total[:, last], 0.0)
        weight = 2 * expected / (1 + 2 * expected) * min(1.0, rules.block / rules.windows[at])
        spread = np.maximum(variance(expected, np.ones_like(expected), shape), LEAST)
        cut = np.minimum((seen[:, last] - expected) ** 2 / spread, SCATTER_SD**2 * scatter[at])
        memory.squares[at] = memory.squares[at] * keep + weight * cut
        memory.weights[at] = memory.weights[at] * keep + weight
        memory.expected[at] = memory.expected[at] * keep + weight * expected


def _learn_level(memory: _Memory, block: Sequence[Floats], day: Sequence[Floats], rules: ScanRules) -> None:
    """Take in a block of texts, total and collected steps; of a day that lies far above its level, only a part."""
    import numpy as np

    keep = keep_of(rules.half_life) ** rules.block
    daily = min(range(len(rules.windows)), key=lambda at: abs(rules.windows[at] - rules.day))
    shape = memory.texts + PRIOR_TEXTS
    usual = shape / np.maximum(memory.total, LEAST) * day[1]
    cap = np.maximum(usual + EVENT_SD * np.sqrt(variance(usual, memory.scatter[daily], shape)), FEWEST_TEACHABLE)
    part = np.where(memory.total > 0, np.minimum(1.0, cap / np.maximum(day[0], LEAST)), 1.0)
    memory.texts = memory.texts * keep + part * block[0]
    memory.total = memory.total * keep + block[1]
    memory.steps = memory.steps * keep + block[2]
    memory.covered = memory.covered + block[2]


def window_sums(values: Floats, window: int) -> Floats:
    """Sum the `window` steps that end at each step; fewer at the start."""
    import numpy as np

    running = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    sums = running[:, 1:].copy()
    sums[:, window:] -= running[:, 1 : max(sums.shape[1] - window + 1, 1)]
    return np.asarray(np.maximum(sums, 0.0))
