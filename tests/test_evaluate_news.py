"""Simulated news have the rhythm, copies, outages and events of real ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evaluation.alerts import news

SMALL = replace(news.USUAL, keywords=12, days=85, events=2)


def test_simulated_news_has_its_rhythm_copies_and_outages_and_the_same_seed_the_same_hours() -> None:
    one, again, other = news.simulate(5, SMALL), news.simulate(5, SMALL), news.simulate(6, SMALL)
    assert np.array_equal(one.texts, again.texts)
    assert np.array_equal(one.articles, again.articles)
    assert not np.array_equal(one.texts, other.texts)
    assert news.rhythm(7 * 24).mean() == pytest.approx(1, rel=0.01)
    weekend = news.rhythm(7 * 24).reshape(7, 24).sum(axis=1)
    assert weekend[5] / weekend[0] == pytest.approx(0.466, abs=0.01)
    assert 2 < one.articles.sum() / one.texts.sum() < 4
    assert one.total.sum() == pytest.approx(3000 * 85, rel=0.3)
    quiet = news.simulate(5, replace(SMALL, events=0))
    assert quiet.texts.sum() == pytest.approx(quiet.rate.sum(), rel=0.1)


def test_what_is_missed_in_an_outage_comes_in_part_when_it_ends() -> None:
    rng = np.random.default_rng(2)
    live, missed, back = np.ones(100), np.zeros(100), np.zeros(100)
    live[40:60], missed[40:60], back[40:60] = 0, 1, 60
    come = news.arrive(rng, np.full((50, 100), 2.0), live, missed, back, 0.5)
    assert come[:, 40:60].sum() == 0
    assert come[:, 60].mean() == pytest.approx(2 + 20, rel=0.1)


def test_drift_and_bursts_have_mean_one_and_copies_a_heavy_tail() -> None:
    rng = np.random.default_rng(3)
    many = replace(news.USUAL, keywords=400)
    assert news.drift(rng, many).mean() == pytest.approx(1, rel=0.05)
    factors = news.bursts(rng, many)
    assert factors.mean() == pytest.approx(1, rel=0.02)
    assert factors[:, ::6].var() == pytest.approx(0.25, rel=0.05)
    printed = news.printed(rng, np.eye(200)[:, :200], replace(news.USUAL, copy_hours=1e-9))
    assert printed.max() <= 40
    assert printed.sum(axis=1).min() == 1


def test_events_bring_their_size_and_lie_apart() -> None:
    rng = np.random.default_rng(4)
    event = news.Event(0, 1000, 24, 5)
    live = news.rhythm(2400)
    sizes = [news.extra(rng, event, 3.0, live) for _ in range(200)]
    assert np.mean([one.sum() for one in sizes]) == pytest.approx(15, rel=0.05)
    assert all(one[:1000].sum() == one[1024:].sum() == 0 for one in sizes)
    starts = [one.start for one in news.plan(rng, news.USUAL) if one.row == 3]
    assert len(starts) == 3
    assert np.diff(starts).min() >= 10 * 24
