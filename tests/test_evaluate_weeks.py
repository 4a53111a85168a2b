"""Simulated outbreaks are as the paper draws them, and other methods find them as theirs say."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from evaluation.alerts import weekly, weekly_peers


def test_simulated_weeks_have_the_mean_and_variance_of_the_paper_and_the_same_seed_the_same_weeks() -> None:
    rng = np.random.default_rng(1)
    drawn = weekly.negative_binomial(rng, np.full((1, 40_000), 4.0), np.array([[2.5]]))
    assert drawn.mean() == pytest.approx(4, rel=0.03)
    assert drawn.var() == pytest.approx(10, rel=0.05)
    assert weekly.negative_binomial(rng, np.full((1, 40_000), 4.0), np.array([[1.0]])).var() == pytest.approx(
        4, rel=0.05
    )
    made, again, other = weekly.simulate(2, 7), weekly.simulate(2, 7), weekly.simulate(2, 8)
    assert made.counts.shape == (56, 624)
    assert np.array_equal(made.counts, again.counts)
    assert not np.array_equal(made.counts, other.counts)
    assert made.mean[0] == pytest.approx(exp(0.1))
    assert made.cases[:, : weekly.JUDGED[0]].sum() == 0


def test_an_outbreak_falls_on_few_weeks_and_is_as_large_as_asked() -> None:
    rng = np.random.default_rng(1)
    drawn = np.array([weekly.outbreak(rng, 600, 50.0) for _ in range(300)])
    assert drawn.sum(axis=1).mean() == pytest.approx(50, rel=0.03)
    assert drawn[:, 600].sum() / drawn.sum() == pytest.approx(0.5, abs=0.02)
    assert drawn[:, :600].sum() == 0


def test_outbreaks_are_found_at_the_false_rate_that_was_asked() -> None:
    made = weekly.simulate(5, 3)
    sick = made.cases[:, slice(*weekly.JUDGED)] > 0
    perfect = weekly.score_at(sick + np.random.default_rng(1).random(sick.shape) / 2, made, 0.01)
    assert (perfect.found, perfect.found_first) == (1, 1)
    assert perfect.false_rate == pytest.approx(0.01, abs=0.001)
    chance = weekly.score_at(np.random.default_rng(1).random(sick.shape), made, 0.03)
    assert chance.found < 0.2


def test_ears_and_the_rolling_z_by_hand() -> None:
    counts = np.zeros((1, weekly.WEEKS))
    counts[0, 560:] = np.arange(64)
    past = np.arange(8.0, 15.0)
    assert weekly_peers.ears_c1(counts)[0, 0] == pytest.approx((15 - past.mean()) / past.std(ddof=1))
    earlier = (15 - (past - 2).mean()) / past.std(ddof=1)
    assert weekly_peers.ears_c2(counts)[0, 0] == pytest.approx(earlier)
    assert weekly_peers.ears_c3(counts)[0, 0] == pytest.approx(3 * (earlier - 1))
    year = counts[0, 523:575]
    assert weekly_peers.rolling_z(counts)[0, 0] == pytest.approx((15 - year.mean()) / year.std(ddof=1))
    assert weekly_peers.ears_c1(np.ones((1, weekly.WEEKS)))[0, 0] == 0


def test_farrington_forecasts_the_season_and_needs_five_cases() -> None:
    week = np.arange(weekly.WEEKS)
    even = np.round(40 + 20 * np.cos(2 * np.pi * week / 52))[None]
    struck = even.copy()
    struck[0, 600] *= 3
    quiet, found = (weekly_peers.farrington_flexible(one)[0] for one in (even, struck))
    assert quiet.max() < 1.5
    assert found[600 - 575] > 5
    assert weekly_peers.farrington_flexible((week == 600)[None] * 4.0).max() == 0
    levels = weekly_peers.season_level(np.arange(26, 26 + 52))
    assert sorted(set(levels.tolist())) == list(range(10))
    assert (weekly_peers.season_level(np.array([49, 52, 55, 104])) == 0).all()
