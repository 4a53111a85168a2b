"""Simulates weekly counts with outbreaks, after Noufaily et al. (2013), and scores what finds them.

Counts are negative binomial with mean exp(theta + beta t + gamma1 cos(2 pi t / 52) + gamma2 sin(2 pi t / 52)) and variance
phi times the mean; 28 scenarios are seven clusters with and without trend and season. An outbreak's size is Poisson with
mean k standard deviations of the count in its first week; its cases fall on weeks by a lognormal(0, 0.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

WEEKS = 624
PAST = (312, 575)
"""Weeks, counted from 0, in which outbreaks of the past begin: four each series."""

JUDGED = (575, 624)
"""The last 49 weeks: one outbreak begins in them, and they are scored."""

PAST_SIZES = (2, 3, 5, 10)
SIZES = range(1, 11)
YEAR = 52
CLUSTERS = (
    # theta, beta, gamma1, gamma2, phi
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)
"""The parameters of the seven clusters, as printed in the paper."""


@dataclass(frozen=True, slots=True)
class Outbreaks:
    """Simulated series: rows are series, columns weeks. `cases` are those of the outbreak in the judged weeks, `size` its k."""

    counts: Floats
    mean: Floats
    phi: Floats
    cases: Floats
    size: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Detected:
    """What a score finds at a threshold: false positive rate, share of outbreaks found, and found in their first week."""

    threshold: float
    false_rate: float
    found: float
    found_first: float


def simulate(repeats: int, seed: int) -> Outbreaks:
    """Draw every scenario `repeats` times."""
    rng = np.random.default_rng(seed)
    week = np.arange(1, WEEKS + 1)
    angle = 2 * np.pi * week / YEAR
    means, phis = [], []
    for theta, beta, gamma1, gamma2, phi in CLUSTERS:
        for trend in (0, 1):
            for season in (0, 1):
                line = theta + trend * beta * week + season * (gamma1 * np.cos(angle) + gamma2 * np.sin(angle))
                means += [np.exp(line)] * repeats
                phis += [phi] * repeats
    mean, phi_of = np.array(means), np.array(phis)
    counts = negative_binomial(rng, mean, phi_of[:, None])
    cases, size = np.zeros_like(counts), np.zeros(len(counts), dtype=np.int64)
    for row in range(len(counts)):
        spread = np.full(WEEKS, counts[row].std())
        for start in rng.choice(np.arange(*PAST), 4, replace=False):
            counts[row] += outbreak(rng, int(start), float(rng.choice(PAST_SIZES) * spread[start]))
        size[row] = rng.choice(SIZES)
        start = int(rng.integers(*JUDGED))
        cases[row] = outbreak(rng, start, float(size[row] * spread[start]))
    return Outbreaks(counts + cases, mean, phi_of, cases, size)


def negative_binomial(rng: np.random.Generator, mean: Floats, phi: Floats) -> Floats:
    """Draw counts of a mean and a variance of phi times it; Poisson where phi is 1."""
    rate = np.broadcast_to(phi, mean.shape)
    shape = mean / np.maximum(rate - 1, 1e-9)
    mixed = np.where(rate > 1, rng.gamma(shape) * np.maximum(rate - 1, 1e-9), mean)
    return rng.poisson(mixed).astype(np.float64)


def outbreak(rng: np.random.Generator, start: int, size: float) -> Floats:
    """Spread a Poisson number of cases over the weeks from `start`; what would lie beyond the last week falls on it."""
    late = np.floor(rng.lognormal(0.0, 0.5, rng.poisson(size))).astype(np.int64)
    return np.bincount(np.minimum(start + late, WEEKS - 1), minlength=WEEKS).astype(np.float64)


def score_at(scores: Floats, made: Outbreaks, false_rate: float) -> Detected:
    """Score one threshold over all series: the one that lets `false_rate` of the weeks without a case through.

    `scores` are those of the judged weeks. An outbreak without a case is none; the rest count alike for every k.
    """
    sick = made.cases[:, slice(*JUDGED)] > 0
    threshold = float(np.quantile(scores[~sick], 1 - false_rate, method="higher"))
    return detected(scores, made, threshold)


def detected(scores: Floats, made: Outbreaks, threshold: float) -> Detected:
    """Score a given threshold: alarms are scores above it."""
    sick = made.cases[:, slice(*JUDGED)] > 0
    alarm = scores > threshold
    first = np.argmax(sick, axis=1)
    hit, hit_first = (alarm & sick).any(axis=1), alarm[np.arange(len(alarm)), first]
    real = sick.any(axis=1)
    by_size = [real & (made.size == k) for k in SIZES if (real & (made.size == k)).any()]
    return Detected(
        threshold,
        float(alarm[~sick].mean()),
        float(np.mean([hit[rows].mean() for rows in by_size])),
        float(np.mean([hit_first[rows].mean() for rows in by_size])),
    )
