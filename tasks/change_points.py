"""Where a share begins to be another: changes of level in counts of texts, given how many were collected in each period.

Seeded binary segmentation (Kovács, Bühlmann, Li and Munk 2023) with the narrowest interval over the threshold first (Baranowski, Chen
and Fryzlewicz 2019): intervals of many lengths each offer their best split, by the likelihood ratio of a Poisson count with the total
as its exposure, over the scatter of the series; the narrowest that convince are taken, placed anew between their neighbours, and kept
if they still convince. A gap is no period; a level lasts at least three, and an event of one or two is cut down before.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil, log, sqrt
from statistics import median

from tasks.level import DISPERSION_PRIOR, EVENT_SD, SCATTER_SD, Dispersion

SHORTEST = 3
"""Collected periods of a level: one or two are an event, which alerts are for."""
PENALTY = 3.0
"""What a change costs, in logarithms of the number of periods: the modified BIC of Zhang and Siegmund (2007)."""
FEWEST = 30
"""A short series pays as much as one of so many periods: the likelihood ratio is hardly chi-square in a few."""
DECAY = 2**-0.5
"""Each layer of intervals is shorter than the one before by this factor, as its authors propose."""

Counts = Sequence[tuple[int, int]]


def change_points(counts: Counts) -> list[int]:
    """Return where a level begins that differs from the one before, given (texts, total) of every period; no total is a gap."""
    collected = [index for index, (_, total) in enumerate(counts) if total > 0]
    series = _Series(_without_events([counts[index] for index in collected]))
    return [collected[index] for index in series.changes()]


class _Series:
    """Collected periods as running sums, so that any stretch of them is judged at once."""

    def __init__(self, counts: Counts) -> None:
        self.length = len(counts)
        self.texts = [0, *accumulate(texts for texts, _ in counts)]
        self.totals = [0, *accumulate(total for _, total in counts)]
        self.threshold = PENALTY * log(max(self.length, FEWEST)) * _scatter(counts)

    def changes(self) -> list[int]:
        """Take the narrowest convincing splits, then place each anew between its neighbours."""
        offers = []
        for start, end in _intervals(self.length):
            gain, split = self._best(start, end)
            if gain > self.threshold:
                offers.append((end - start, -gain, split, start, end))
        taken: list[int] = []
        for _, _, split, start, end in sorted(offers):
            if not any(start < other < end for other in taken):
                taken.append(split)
        return self._settled(sorted(taken))

    def _settled(self, taken: list[int]) -> list[int]:
        """Drop the least convincing split until all convince beside their neighbours."""
        while taken:
            edges = [0, *taken, self.length]
            best = [self._best(before, after) for before, after in zip(edges, edges[2:], strict=False)]
            weakest = min(range(len(best)), key=lambda index: best[index][0])
            if best[weakest][0] > self.threshold:
                placed = [split for _, split in best]
                return placed if all(b - a >= SHORTEST for a, b in pairwise(placed)) else taken
            del taken[weakest]
        return []

    def _best(self, start: int, end: int) -> tuple[float, int]:
        """Return the likelihood ratio of the best split of a stretch, and where it is."""
        whole = self._fit(start, end)
        gains = [
            (2 * (self._fit(start, split) + self._fit(split, end) - whole), split)
            for split in range(start + SHORTEST, end - SHORTEST + 1)
        ]
        return max(gains, key=lambda one: (one[0], -one[1]), default=(0.0, start))

    def _fit(self, start: int, end: int) -> float:
        """Return the logarithm of the likelihood at the stretch's own rate, without what no split changes."""
        texts, total = self.texts[end] - self.texts[start], self.totals[end] - self.totals[start]
        return texts * log(texts / total) if texts else 0.0


def _without_events(counts: Counts) -> list[tuple[int, int]]:
    """Cut down what stands far above the median share of five periods around it: one day of news is no level."""
    shares = [texts / total for texts, total in counts]
    calm = []
    for index, (texts, total) in enumerate(counts):
        usual = median(shares[max(0, index - SHORTEST + 1) : index + SHORTEST]) * total
        calm.append((min(texts, ceil(usual + EVENT_SD * sqrt(DISPERSION_PRIOR * max(usual, 1.0)))), total))
    return calm


def _intervals(length: int) -> list[tuple[int, int]]:
    """Return the seeded intervals, half overlapping in every layer."""
    found: set[tuple[int, int]] = set()
    size = float(length)
    while size >= 2 * SHORTEST:
        pieces = 2 * ceil(length / size) - 1
        step = (length - size) / (pieces - 1) if pieces > 1 else 0.0
        found |= {(int(step * one), min(length, ceil(step * one + size))) for one in range(pieces)}
        size *= DECAY
    return sorted(found)


def _scatter(counts: Counts) -> float:
    """Return variance over mean, from neighbours, which a change of level hardly touches; shrunk as the detector does."""
    squares = weight = 0.0
    for (texts, total), (later, later_total) in pairwise(counts):
        rate = (texts + later) / (total + later_total)
        if rate == 0:
            continue
        square = (texts - rate * total) ** 2 / (rate * total) + (later - rate * later_total) ** 2 / (rate * later_total)
        squares += min(square, SCATTER_SD**2)
        weight += 1
    return Dispersion(squares, weight).ratio
