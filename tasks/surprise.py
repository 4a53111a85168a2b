"""How surprising a count is: the upper tail of a negative binomial, and the bar that a budget of false alerts sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TINIEST = 1e-280
"""Below it the incomplete beta function nears the end of double precision, and the tail is summed in logarithms."""

NEAREST_TO_ONE = 1 - 1e-16
"""Counts of billions that come once make the chance of another round to 1."""


def log10_tail(observed: Floats, expected: Floats, variance: Floats) -> Floats:
    """Give log10 of the mid-p tail P(X > observed) + P(X = observed) / 2 of a negative binomial.

    P(X >= k) is the regularised incomplete beta function I_q(k, r) with r = mean^2 / (variance - mean) and
    q = mean / (mean + r). All arrays are of one shape; variance > expected > 0 and observed >= 0. Counts need not be whole.
    """
    import numpy as np
    from scipy.special import betainc

    size = expected**2 / (variance - expected)
    chance = expected / (expected + size)
    at_least = np.where(observed > 0, betainc(np.maximum(observed, 0.5), size, chance), 1.0)
    tail = 0.5 * (at_least + betainc(observed + 1, size, chance))
    exact = np.log10(np.maximum(tail, TINIEST))
    return np.where(tail > TINIEST, exact, _log10_far_tail(observed, size, chance))


def _log10_far_tail(observed: Floats, size: Floats, chance: Floats) -> Floats:
    """Sum the tail as a geometric series from its first term: within a few percent of p so far out, and never zero."""
    import numpy as np
    from scipy.special import gammaln

    first = gammaln(observed + size) - gammaln(observed + 1) - gammaln(size)
    first = first + observed * np.log(chance) + size * np.log1p(-np.minimum(chance, NEAREST_TO_ONE))
    ratio = np.clip(chance * (observed + size) / (observed + 1), 0.0, 1 - 1e-9)
    return np.asarray(np.minimum((first + np.log(0.5 + ratio / (1 - ratio))) / np.log(10), np.log10(TINIEST)))


def combined_log10(log10_p: Floats, windows: Sequence[int]) -> Floats:
    """Combine the p of windows that end at the same step into one; windows along the first axis.

    Brown's method (1975): the sum of -2 ln p of dependent tests is a scaled chi-square of the same mean and variance. Sums
    over nested windows v < w of independent counts correlate by sqrt(v / w), and their -2 ln p covary by
    3.263 r + 0.710 r^2 + 0.027 r^3.
    """
    import numpy as np
    from scipy.special import gammaincc

    tests = len(windows)
    spread = 4.0 * tests
    for at, one in enumerate(windows):
        for other in windows[at + 1 :]:
            r = np.sqrt(min(one, other) / max(one, other))
            spread += 2 * (3.263 * r + 0.710 * r**2 + 0.027 * r**3)
    mean = 2.0 * tests
    half_freedom = mean**2 / spread
    evidence = -2 * np.log(10) * log10_p.sum(axis=0) / (spread / (2 * mean))
    tail = gammaincc(half_freedom, evidence / 2)
    far = (half_freedom - 1) * np.log(np.maximum(evidence / 2, 1.0)) - evidence / 2
    far_tail = np.minimum(far / np.log(10), np.log10(TINIEST))
    return np.asarray(np.where(tail > TINIEST, np.log10(np.maximum(tail, TINIEST)), far_tail))
