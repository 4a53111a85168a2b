"""Hold level and scatter of many series between bounds, on whole arrays: rows are series, columns steps.

A block teaches at most its texts, and at least those that the lowest level which could have been learnt before it would let through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.hourly_level import LEAST, grown, window_sums
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
    from numpy.typing import NDArray

    from tasks.scan_rules import ScanRules

    Floats = NDArray[np.float64]

ROUNDS = 6
"""In which the least that was learnt is raised: a level so found lets more through than the one before it."""
MOST_HALVINGS, LEAST_KEPT = 512, 1e-300
"""Over so many halvings sums are taken at once, since a number grown by twice as many is none any more; and of what keeps less, all is gone."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what the shape of the level lay before each block that teaches, and its exposure, which is known."""

    least: Floats
    most: Floats
    exposure: Floats

    def of(self, rows: NDArray[np.intp]) -> Bounds:
        """Return those of some series."""
        return Bounds(self.least[rows], self.most[rows], self.exposure[rows])


def squares_of(texts: Floats, exposure: Floats, bounds: Bounds, rules: ScanRules) -> Floats:
    """Bound the sums of squares that the scatter of each window is learnt from, windows along the first axis.

    A window that expects e of a level of shape s adds at most 2 x^2 for the texts x that it has, or the smaller of e and s.
    """
    blocks = texts.shape[1]
    at = np.maximum(np.arange(blocks) - rules.guard, 0)
    known, most = np.maximum(bounds.exposure[:, at], LEAST), bounds.most[:, at]
    faded_by = keep_of(rules.half_life * DISPERSION_MEMORY) ** np.arange(blocks - 1, -1, -1.0)
    found = []
    for window in rules.windows:
        seen, total = window_sums(texts, window), window_sums(exposure, window)
        expected = np.minimum(most * total / known, most)
        found.append((2 * seen * seen + expected) @ (faded_by * min(1.0, rules.block / window)))
    return np.stack(found)


def least_cap(shape: Floats, ratio: Floats) -> Floats:
    """Give what a day teaches at the least, if it has as much: `ratio` is its exposure beside that of what was learnt."""
    usual = shape * ratio
    spread = variance(usual, np.full_like(usual, DISPERSION_FLOOR), shape)
    return np.maximum(usual + EVENT_SD * np.sqrt(spread), FEWEST_TEACHABLE)


def bounds_of(
    texts: Floats,
    exposure: Floats,
    rules: ScanRules,
    room: float = 1.0,
    before: Floats | None = None,
    rounds: int = ROUNDS,
) -> Bounds:
    """Bound what was learnt before each block that teaches, and before the next: columns are one more than such blocks.

    It holds also where the exposure of a day beside that of its history falls to such a part (`room`). Where there was more `before`,
    only its exposure counts, and the first day, of which not all texts are known, teaches nothing: `most` then bounds nothing.
    """
    taught, keep = texts.shape[1] - rules.guard - 1, keep_of(rules.half_life)
    brought, collected = texts[:, :taught], exposure[:, :taught]
    day = window_sums(texts, rules.day)[:, :taught]
    known, most = faded(collected, keep), PRIOR_TEXTS + faded(brought, keep)
    if before is not None:
        known += before[:, None] * keep ** np.arange(taught + 1.0)
        brought = brought.copy()
        brought[:, : rules.day] = 0.0
    part: Floats = FEWEST_TEACHABLE / np.maximum(day, FEWEST_TEACHABLE)
    ratio = room * window_sums(exposure, rules.day)[:, :taught] / np.maximum(known[:, :-1], LEAST)
    for _ in range(rounds):
        shape = PRIOR_TEXTS + faded(part * brought, keep)[:, :-1]
        cap = least_cap(shape, ratio)
        part = np.where(known[:, :-1] > 0, np.minimum(1.0, cap / np.maximum(day, LEAST)), 1.0)
    return Bounds(PRIOR_TEXTS + faded(part * brought, keep), most, known)


def faded(values: Floats, keep: float) -> Floats:
    """Sum what came before each column, and before the next, faded by the time since."""
    number = values.shape[1]
    sums = np.zeros((len(values), number + 1))
    some = max(int(MOST_HALVINGS / -np.log2(max(keep, LEAST_KEPT))), 1)
    for first in range(0, number, some):
        part = values[:, first : first + some]
        last, carried = first + part.shape[1], sums[:, first, None]
        grown = keep ** -np.arange(float(part.shape[1]))
        sums[:, first + 1 : last + 1] = np.cumsum(part * grown, axis=1) / grown
        sums[:, first + 1 : last + 1] += carried * keep ** np.arange(1.0, part.shape[1] + 1)
    return sums


def scatters_of(
    texts: Floats, exposure: Floats, bounds: Bounds, now: tuple[Floats, Floats], window: int, rules: ScanRules
) -> list[Floats]:
    """Bound how much a window scatters that expects what lies between the two of `now`: each residual is the smallest, and the
    largest, of any level within bounds."""
    taught = texts.shape[1] - rules.guard - 1
    at = np.maximum(np.arange(taught) - rules.guard, 0)
    known = bounds.exposure[:, at]
    seen, total = (window_sums(one[:, :taught], window) for one in (texts, exposure))
    a_text = np.where(known > 0, total / np.maximum(known, LEAST), 0.0)
    low, high = bounds.least[:, at] * a_text, bounds.most[:, at] * a_text
    light, heavy = 2 * low / (1 + 2 * low), 2 * high / (1 + 2 * high)
    near, far = np.maximum(np.maximum(low - seen, seen - high), 0.0), np.maximum(high - seen, seen - low)
    least = light * np.minimum(near * near / np.maximum(high * (1 + a_text), LEAST), SCATTER_SD**2 * DISPERSION_FLOOR)
    most = (high > 0) * 2 * far * far / ((1 + 2 * low) * (1 + a_text))
    faded = keep_of(rules.half_life * DISPERSION_MEMORY) ** np.arange(taught - 1, -1, -1.0)
    faded *= min(1.0, rules.block / window)
    weight = light @ faded, heavy @ faded
    usual = (light * low) @ faded / np.maximum(weight[1], LEAST), (heavy * high) @ faded / np.maximum(weight[0], LEAST)
    prior = DISPERSION_PRIOR_WEIGHT * DISPERSION_PRIOR
    found = (
        (prior + least @ faded) / (DISPERSION_PRIOR_WEIGHT + weight[1]),
        (prior + most @ faded) / (DISPERSION_PRIOR_WEIGHT + weight[0]),
    )
    calmest = grown(np.maximum(found[0], DISPERSION_FLOOR), now[0], usual[1])
    return [np.minimum(calmest, found[0].clip(min=DISPERSION_FLOOR)), grown(found[1], now[1], usual[0])]
