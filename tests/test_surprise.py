"""The tail of the negative binomial, near, far and at its edges."""

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import nbinom

from tasks.surprise import TINIEST, log10_tail


def tail(observed: float, expected: float, variance: float) -> float:
    return float(log10_tail(*(np.array([value], dtype=np.float64) for value in (observed, expected, variance)))[0])


@pytest.mark.parametrize(
    ("observed", "mean", "variance"), [(0, 0.2, 0.4), (3, 0.2, 0.4), (11, 1.4, 4.0), (120, 80, 300)]
)
def test_the_tail_is_the_mid_p_of_the_textbook_distribution(observed: int, mean: float, variance: float) -> None:
    distribution = nbinom(mean**2 / (variance - mean), mean / variance)
    mid_p = distribution.sf(observed) + 0.5 * distribution.pmf(observed)
    assert tail(observed, mean, variance) == pytest.approx(np.log10(mid_p), rel=1e-9)


def test_a_tail_beyond_double_precision_is_still_told_apart() -> None:
    mean, variance = 50.0, 60.0
    size, chance = mean**2 / (variance - mean), mean / variance
    first = 3000
    terms = nbinom.logpmf(np.arange(first, first + 5000), size, chance)
    terms[0] -= np.log(2)
    exact = float(logsumexp(terms) / np.log(10))
    assert exact < np.log10(TINIEST)
    assert tail(first, mean, variance) == pytest.approx(exact, rel=1e-4)


def test_a_larger_count_is_never_less_surprising_across_the_change_of_formula() -> None:
    counts = np.arange(0, 4000, 7, dtype=np.float64)
    tails = log10_tail(counts, np.full_like(counts, 50.0), np.full_like(counts, 60.0))
    assert bool(np.all(np.diff(tails) < 0))


@pytest.mark.parametrize("expected", [1e-12, 1e-3, 1.0, 1e6, 1e12])
@pytest.mark.parametrize("observed", [0.0, 0.5, 1.0, 1e6, 1e12])
def test_no_count_gives_anything_but_a_finite_number(observed: float, expected: float) -> None:
    value = tail(observed, expected, 1.1 * expected + expected**2 / 0.5)
    assert np.isfinite(value)
    assert value <= 0
