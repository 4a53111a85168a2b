"""What a series usually does: a rate per text collected, learnt with forgetting, and how much it scatters.

The rate is the mean of a Gamma distribution over a Poisson rate (the conjugate pair), whose two sums fade by half every
half-life. Fading runs in time, not in collected steps: through a gap the rate stays where it was while both sums shrink,
so that the level becomes less certain by itself, and a year of silence leaves no history to judge by.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Numbers = TypeVar("Numbers", float, "NDArray[np.float64]")

PRIOR_TEXTS = 0.5
"""Jeffreys' prior of a Poisson rate, Gamma(1/2, 0): what never occurred is still expected half a text in all of history."""

EVENT_SD = 3.0
"""A past step teaches at most this many standard deviations above its level, so that one event is not the new normal."""

FEWEST_TEACHABLE = 1.0
"""A single text always teaches in full: in a rare series it lies beyond any number of deviations, yet is no event."""

DISPERSION_PRIOR = 1.6
"""Variance over mean of a window's texts where the series itself has said little: the upper quartile of some 3,000 names in
nine outlets' coverage (docs/alerts.md). The median would call every second series calmer than it is."""

DISPERSION_PRIOR_WEIGHT = 10.0
"""Well-filled windows that the prior counts as: two weeks of working days must disagree before they prevail."""

SCATTER_SD = 4.0
"""Scatter is learnt from up to this many standard deviations. Skewed counts reach 3 often by themselves, and cutting there
made them look calm: twice the false alerts at a variance of 2.5 times the mean and half a text expected."""

DISPERSION_FLOOR = 1.1
"""No news series scatters less than independent texts do; above 1 also keeps the negative binomial proper."""

DISPERSION_MEMORY = 4.0
"""Half-lives of the level in one of the dispersion: squares scatter far more than counts, and change more slowly."""


@dataclass(frozen=True, slots=True)
class Level:
    """What was learnt: faded sums of matching texts, of all texts, and of collected steps; `covered` steps are unfaded."""

    texts: float = 0.0
    exposure: float = 0.0
    steps: float = 0.0
    covered: int = 0

    @property
    def shape(self) -> float:
        """The Gamma shape: how many texts the level rests on, and so how certain it is."""
        return PRIOR_TEXTS + self.texts

    def expected(self, exposure: float) -> float:
        """Expect this many matching among `exposure` texts."""
        return self.shape / self.exposure * exposure if self.exposure > 0 else 0.0

    def told(self, exposure: float) -> float:
        """Expect this many where it is told and nothing rests on it.

        After a long gap less is remembered than is asked about, and the prior would make thousands of its half text: then the
        rate alone is told, which a gap leaves as it was.
        """
        if exposure <= self.exposure:
            return self.expected(exposure)
        return self.texts / self.exposure * exposure if self.exposure > 0 else 0.0

    @property
    def usual_exposure(self) -> float:
        """The texts that a collected step usually has."""
        return self.exposure / self.steps if self.steps > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Faded sums of squared Pearson residuals and of their weights."""

    squares: float = 0.0
    weight: float = 0.0

    @property
    def ratio(self) -> float:
        """Variance over mean, shrunk to the prior."""
        prior = DISPERSION_PRIOR_WEIGHT * DISPERSION_PRIOR
        return max((prior + self.squares) / (DISPERSION_PRIOR_WEIGHT + self.weight), DISPERSION_FLOOR)


def keep_of(half_life: float) -> float:
    """Keep this share of what is known from one step to the next."""
    return float(0.5 ** (1 / half_life))


def variance(expected: Numbers, dispersion: Numbers, shape: Numbers) -> Numbers:
    """Add the scatter of texts to the doubt about the level itself."""
    return dispersion * expected + expected * expected / shape


def learn(level: Level, texts: float, total: float, dispersion: float, keep: float) -> Level:
    """Let one step pass: fade what is known, and take the step in if anything was collected in it."""
    if total <= 0:
        return Level(level.texts * keep, level.exposure * keep, level.steps * keep, level.covered)
    if level.exposure > 0:
        expected = level.expected(total)
        cap = expected + EVENT_SD * sqrt(variance(expected, dispersion, level.shape))
        texts = min(texts, max(cap, FEWEST_TEACHABLE))
    return Level(level.texts * keep + texts, level.exposure * keep + total, level.steps * keep + 1, level.covered + 1)


def learn_scatter(scatter: Dispersion, observed: float, expected: float, shape: float, keep: float) -> Dispersion:
    """Take in how far one window lay from what was expected of it.

    The weight is the inverse variance of a Poisson variable's squared Pearson residual, 2 + 1/mean, made 1 for large means:
    a window that expects a tenth of a text says next to nothing about scatter.
    """
    if expected <= 0:
        return Dispersion(scatter.squares * keep, scatter.weight * keep)
    square = (observed - expected) ** 2 / variance(expected, 1.0, shape)
    weight = 2 * expected / (1 + 2 * expected)
    cut = min(square, SCATTER_SD**2 * scatter.ratio)
    return Dispersion(scatter.squares * keep + weight * cut, scatter.weight * keep + weight)
