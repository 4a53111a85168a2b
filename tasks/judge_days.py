"""Judge the last step of many series at once, as tasks/detect.py judges one: its formulas on arrays, the same to the last bit."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.detect import (
    HISTORY_PER_WINDOW,
    THIN_STEP,
    DetectRules,
    Step,
    Window,
    forbidden,
    spike_of,
    surprises,
)
from tasks.judgements import Spike
from tasks.level import (
    DISPERSION_FLOOR,
    DISPERSION_MEMORY,
    DISPERSION_PRIOR,
    DISPERSION_PRIOR_WEIGHT,
    EVENT_SD,
    FEWEST_TEACHABLE,
    PRIOR_TEXTS,
    SCATTER_SD,
    Level,
    keep_of,
    variance,
)
from tasks.lot import Lot, padded

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(slots=True)
class _Known:
    """What was learnt so far: the sums of a level, a value each series, and those of the scatter, by window."""

    texts: Floats
    exposure: Floats
    steps: Floats
    covered: NDArray[np.int64]
    squares: Floats
    weights: Floats

    @classmethod
    def nothing(cls, rows: int, windows: int) -> _Known:
        """Know nothing yet."""
        texts, exposure, steps = np.zeros((3, rows))
        squares, weights = np.zeros((2, windows, rows))
        return cls(texts, exposure, steps, np.zeros(rows, dtype=np.int64), squares, weights)

    @property
    def shape(self) -> Floats:
        """How certain the level is."""
        return PRIOR_TEXTS + self.texts

    @property
    def ratio(self) -> Floats:
        """Variance over mean of each window, shrunk to the prior."""
        prior = DISPERSION_PRIOR_WEIGHT * DISPERSION_PRIOR
        return np.maximum((prior + self.squares) / (DISPERSION_PRIOR_WEIGHT + self.weights), DISPERSION_FLOOR)

    def expected(self, exposure: Floats) -> Floats:
        """Expect so many matching texts among others."""
        some = np.where(self.exposure > 0, self.exposure, 1.0)
        return np.where(self.exposure > 0, self.shape / some * exposure, 0.0)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A step as it was judged: by window what was seen and expected where `said` tells that it was, and of what shape."""

    observed: Floats
    total: Floats
    expected: Floats
    variance: Floats
    said: Flags
    sampled: Flags
    shape: Floats


def judge_days(series: Sequence[Lot], rules: DetectRules, names: Sequence[tuple[str, str]]) -> list[Spike]:
    """Judge the last step of several series, which need not be as long; `names` are their watches and series."""
    if not series:
        return []
    texts, totals = padded(series)
    steps = _last_steps(texts, totals, rules)
    found = iter(surprises([window for step in steps for window in step.windows]))
    judged = ([(window, next(found)) for window in step.windows] for step in steps)
    return [
        spike_of(one.last, len(one.last) - 1, step, windows, rules, *name)
        for one, step, windows, name in zip(series, steps, judged, names, strict=True)
    ]


def _last_steps(texts: Floats, totals: Floats, rules: DetectRules) -> list[Step]:
    """Go through time once; a step teaches only when it lies a guard behind (tasks/detect.py)."""
    rows, guard = len(texts), max(rules.windows)
    seen, collected = (_sums(values, rules.windows) for values in (texts, totals))
    known = _Known.nothing(rows, len(rules.windows))
    behind: deque[_Judged] = deque()
    for at in range(texts.shape[1]):
        if at >= guard:
            _learn(known, behind.popleft(), texts[:, at - guard], totals[:, at - guard], rules)
        behind.append(_judge(known, totals[:, at], seen[:, :, at], collected[:, :, at]))
    last = behind[-1]
    return [_step(known, last, row, float(totals[row, -1]), rules) for row in range(rows)]


def _sums(values: Floats, windows: Sequence[int]) -> Floats:
    """Sum the steps of each window that end at each step: windows, series, steps."""
    running = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    at = np.arange(values.shape[1])
    return np.stack([running[:, 1:] - running[:, np.maximum(at + 1 - window, 0)] for window in windows])


def _judge(known: _Known, total: Floats, seen: Floats, collected: Floats) -> _Judged:
    usual = np.where(known.steps > 0, known.exposure / np.where(known.steps > 0, known.steps, 1.0), 0.0)
    sampled = (total > 0) & (total >= THIN_STEP * usual)
    expected = known.expected(collected)
    spread = variance(expected, known.ratio, known.shape)
    said = sampled & (known.exposure >= collected * HISTORY_PER_WINDOW)
    return _Judged(np.maximum(seen, 0.0), collected, expected, spread, said, sampled, known.shape)


def _learn(known: _Known, old: _Judged, texts: Floats, total: Floats, rules: DetectRules) -> None:
    """Take in a step: how far its windows lay from what was expected of them then, and its texts."""
    keep, keep_scatter = keep_of(rules.half_life), keep_of(rules.half_life * DISPERSION_MEMORY)
    says = old.said & (old.expected > 0)
    expected = np.where(says, old.expected, 1.0)
    square = (old.observed - expected) ** 2 / variance(expected, np.ones_like(expected), old.shape)
    weight = np.where(says, 2 * expected / (1 + 2 * expected), 0.0)
    cut = np.minimum(square, SCATTER_SD**2 * known.ratio)
    known.squares = np.where(old.said, known.squares * keep_scatter + weight * cut, known.squares)
    known.weights = np.where(old.said, known.weights * keep_scatter + weight, known.weights)
    shortest = known.ratio[rules.windows.index(min(rules.windows))]
    usual = known.expected(total)
    cap = np.maximum(usual + EVENT_SD * np.sqrt(variance(usual, shortest, known.shape)), FEWEST_TEACHABLE)
    taught = np.where(known.exposure > 0, np.minimum(texts, cap), texts)
    some = total > 0
    known.texts = known.texts * keep + np.where(some, taught, 0.0)
    known.exposure = known.exposure * keep + np.where(some, total, 0.0)
    known.steps = known.steps * keep + some
    known.covered = known.covered + some


def _step(known: _Known, last: _Judged, row: int, total: float, rules: DetectRules) -> Step:
    level = Level(float(known.texts[row]), float(known.exposure[row]), float(known.steps[row]), int(known.covered[row]))
    windows = tuple(
        Window(
            length,
            float(last.observed[at, row]),
            float(last.total[at, row]),
            float(last.expected[at, row]),
            level.shape,
            float(last.variance[at, row]),
        )
        for at, length in enumerate(rules.windows)
        if last.said[at, row]
    )
    return Step(forbidden(total, level, windows, rules, sampled=bool(last.sampled[row])), level, windows)
