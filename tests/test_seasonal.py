"""Weeks judged by their season: the fit, what it forgives, and the windows taken together."""

import numpy as np
import pytest
from scipy.stats import combine_pvalues

from tasks.seasonal import columns_of, fitted, log10_p, outlooks
from tasks.surprise import combined_log10

WEEKS = 300
YEAR = 52
COLUMNS = columns_of(WEEKS, YEAR)
EVEN = np.ones((1, WEEKS))


def seasons(rows: int = 5, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Return counts of a known mean: 10 a week, twice as many in winter as in summer, rising by a tenth a year."""
    week = np.arange(WEEKS)
    mean = 10 * np.exp(0.1 * week / YEAR + 0.35 * np.cos(2 * np.pi * week / YEAR))
    return np.random.default_rng(seed).poisson(mean, (rows, WEEKS)).astype(float), mean


def test_the_columns_are_level_trend_season_and_weekday() -> None:
    columns = columns_of(28, 365.25, week=7)
    assert columns.shape == (28, 10)
    assert columns[:, 0].tolist() == [1] * 28
    assert columns[:, 4:].sum(axis=0) == pytest.approx(0)


def test_the_fit_finds_what_the_counts_were_drawn_from() -> None:
    texts, mean = seasons(rows=50)
    found = fitted(texts, EVEN, COLUMNS, (1, 2))
    assert np.exp(found.coefficients @ COLUMNS.T).mean(axis=0) == pytest.approx(mean, rel=0.06)
    assert found.dispersion.mean(axis=0) == pytest.approx([1.05, 1.05], abs=0.1)


def test_a_rate_is_of_the_exposure_and_a_gap_teaches_nothing() -> None:
    texts, mean = seasons(rows=50)
    exposure = EVEN.copy()
    exposure[0, 100:120], exposure[0, 200:] = 0, 3
    texts[:, 100:120] = 0
    texts[:, 200:] = np.random.default_rng(3).poisson(3 * mean[200:], (50, 100))
    rates = np.exp(fitted(texts, exposure, COLUMNS, (1,)).coefficients @ COLUMNS.T).mean(axis=0)
    assert rates == pytest.approx(mean, rel=0.06)


def test_outbreaks_of_the_past_hardly_move_the_fit() -> None:
    texts, _ = seasons()
    clean = fitted(texts, EVEN, COLUMNS, (1,))
    texts[:, [40, 120, 121, 260]] += 60
    struck = fitted(texts, EVEN, COLUMNS, (1,))
    change = np.abs((struck.coefficients - clean.coefficients) @ COLUMNS.T)
    assert change.max() < 0.15


def test_an_outbreak_is_rare_and_winter_is_not() -> None:
    texts, mean = seasons()
    winter, at = 260, 270
    texts[0, at] = round(mean[at] * 3)
    found = {
        outlook.step: log10_p(texts, outlook, (1, 2))
        for outlook in outlooks(texts, EVEN, COLUMNS, (winter, at), (1, 2), 8)
    }
    assert found[at][0, -1] < -4
    assert found[at][1:, -1].min() > -3
    assert found[winter][:, -1].min() > -3


def test_no_week_knows_what_comes_after_it() -> None:
    texts, _ = seasons()
    one = next(iter(outlooks(texts, EVEN, COLUMNS, [250], (1, 2), 8)))
    texts[:, 251:] = 999
    texts[:, 243:251] = 500
    again = next(iter(outlooks(texts, EVEN, COLUMNS, [250], (1, 2), 8)))
    assert np.array_equal(one.expected, again.expected)


def test_a_step_later_one_pass_is_as_good_as_many() -> None:
    texts, _ = seasons()
    walked = list(outlooks(texts, EVEN, COLUMNS, range(240, 250), (1, 2), 8))[-1]
    alone = next(iter(outlooks(texts, EVEN, COLUMNS, [249], (1, 2), 8)))
    assert walked.expected == pytest.approx(alone.expected, rel=0.02)


def test_windows_together_have_the_chance_they_claim() -> None:
    rng = np.random.default_rng(6)
    one, other = rng.normal(size=(2, 200_000))
    from scipy.stats import norm

    tails = np.stack([norm.logsf(one), norm.logsf((one + other) / np.sqrt(2))]) / np.log(10)
    together = 10 ** combined_log10(tails, (1, 2))
    for level in (0.1, 0.01, 0.001):
        assert (together <= level).mean() == pytest.approx(level, rel=0.15)


def test_one_window_alone_keeps_its_chance_and_sure_events_stay_finite() -> None:
    tails = np.array([[-1.0, -5.0, -300.0]])
    assert combined_log10(tails, (3,)) == pytest.approx(tails[0], rel=0.02)
    equal = combine_pvalues([0.01, 0.01]).pvalue
    assert 10 ** combined_log10(np.array([[-2.0], [-2.0]]), (1, 10**9))[0] == pytest.approx(equal, rel=0.01)
    assert np.isfinite(combined_log10(np.array([[-5000.0], [-9000.0]]), (1, 2))).all()
