"""What measures the detector measures what it says: causes, other methods, floors, on cases small enough for a pencil."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evaluation.alerts import news, peers
from evaluation.alerts.causes import CAUSES, caused
from evaluation.alerts.compare import QUICK, TWEETS, outbreaks, plumbing, speed, tweets
from evaluation.alerts.compare import news as news_figures
from evaluation.alerts.episodes import openings, scored, threshold_for
from evaluation.alerts.replays import HEADLINES, summits
from evaluation.alerts.risen import Years, risen, rising
from evaluation.alerts.settled import settled_at
from evaluation.corpora import CORPORA
from evaluation.figures import Figure
from evaluation.floors import ALERT_FLOORS, shortfalls

SMALL = replace(news.USUAL, keywords=12, days=85, events=2)
TINY = replace(QUICK, repeats=1, world=replace(QUICK.world, keywords=4, days=75))


def test_alerts_open_once_and_events_false_alerts_and_delays_are_counted() -> None:
    scores = np.zeros((2, 400))
    scores[0, [100, 104, 110]] = 2
    scores[0, 105:110] = 1.2
    scores[0, [200, 205, 230]] = 2
    scores[1, 300] = 2
    assert openings(scores, 2.0) == [(0, 100), (0, 200), (0, 230), (1, 300)]
    made = news.simulate(1, replace(news.USUAL, keywords=2, days=40, events=0))
    world = replace(
        made, warm_up=0, events=(news.Event(0, 99, 8, 5), news.Event(1, 100, 8, 5), news.Event(1, 280, 8, 5))
    )
    result = scored([world], [scores], 2.0)
    assert result.found == pytest.approx(2 / 3)
    assert result.false_a_month == pytest.approx(2 / (800 / (30.44 * 24)))
    assert (result.median_delay, result.alerts_an_event) == (pytest.approx(11.5), 1)
    assert threshold_for([world], [scores], 0.0) == pytest.approx(2.0, abs=0.01)


def test_the_vendors_ratio_and_the_daily_z_by_hand() -> None:
    counts = np.ones((1, 500))
    counts[0, 450:474] = 4
    day, usual = 96, (312 + 96) / 14
    assert peers.vendor(counts)[0, 473] == pytest.approx(day / usual)
    assert peers.checked_vendor(counts)[0, 473] == pytest.approx(day / usual)
    assert peers.vendor(np.full((1, 500), 0.1)).max() == 0
    assert peers.rolling_z(counts)[0, 473] == pytest.approx((96 - 24) / peers.LEAST_SD)
    assert peers.ears_c2(counts)[0, 473] == pytest.approx((96 - 24) / peers.LEAST_SD)


@pytest.mark.parametrize("cause", CAUSES)
def test_a_cause_is_met_in_a_world_in_which_nothing_else_changes(cause: str) -> None:
    one = news.simulate(3, replace(SMALL, events=0))
    without, changed = CAUSES[cause](np.random.default_rng(1), one, 1000)
    for field in ("texts", "total", "articles"):
        same = getattr(changed, field)[:, :1000] == getattr(without, field)[:, :1000]
        assert same.all() or cause == "the same, from when on they count", field
    assert any(not np.array_equal(getattr(changed, field), getattr(without, field)) for field in ("texts", "articles"))
    assert (changed.texts <= changed.total).all()


def test_feeds_that_join_bring_the_same_from_then_on_and_copies_are_no_texts() -> None:
    one = news.simulate(3, replace(SMALL, events=0))
    always, joined = CAUSES["the same, from when on they count"](np.random.default_rng(1), one, 1000)
    assert np.array_equal(joined.texts[:, :1000], one.texts[:, :1000])
    assert np.array_equal(joined.texts[:, 1000:], always.texts[:, 1000:])
    never, same = CAUSES["15 feeds added to 60"](np.random.default_rng(1), one, 1000)
    assert never is one
    assert np.array_equal(same.texts, joined.texts)
    once, often = CAUSES["one wire printed 40 times"](np.random.default_rng(1), one, 1000)
    assert np.array_equal(once.texts, often.texts)
    assert (often.articles - once.articles).sum(axis=1).tolist() == [39] * SMALL.keywords


def test_feeds_that_joined_count_by_the_rule_of_the_pipeline_once_most_that_was_learnt_was_learnt_with_them() -> None:
    one = news.simulate(3, replace(SMALL, events=0))
    _, changed = CAUSES["15 feeds added to 60"](np.random.default_rng(1), one, 1000)
    assert changed.joined is not None
    since = settled_at(changed.total, changed.joined, peers.FEEDS)
    assert 10 * 24 < since - 1000 < 20 * 24
    before, after = peers.ours(one), peers.ours(replace(changed, joined=None))
    judged = peers.ours(changed)
    assert np.array_equal(judged[:, :since], before[:, :since])
    assert np.array_equal(judged[:, since:], after[:, since:])
    assert not np.array_equal(after[:, 1000:since], before[:, 1000:since])


def test_what_nobody_makes_rise_is_told_seldom_and_a_lax_budget_tells_more() -> None:
    few = Years(seeds=(401,), days=12, warm_up=30, stories=8.0)
    assert risen(401, few, 0.01) == 0
    assert risen(401, few, 1e6) > 0
    (figure,) = rising(replace(few, days=2))
    assert (figure.part, figure.value) == ("rising", 0)


def test_what_a_cause_adds_is_counted_over_all_its_occurrences() -> None:
    found = caused(CAUSES["one wire printed 40 times"], 3, SMALL, lambda one: peers.vendor(one.articles), 2.0)
    assert found.cases == SMALL.keywords
    assert found.with_it > found.without
    assert found.only_with <= found.with_it <= found.cases


def test_the_command_measures_every_method_in_the_same_run(tmp_path: Path) -> None:
    figures = [*outbreaks(TINY), *news_figures(TINY), *plumbing(TINY), *rising(TINY.years), *speed(TINY)]
    assert tweets(tmp_path) == []
    assert {figure.part for figure in figures} == {"weeks", "news", "plumbing", "rising", "speed"}
    assert len({figure.key for figure in figures}) == len(figures)
    pinned = json.loads(ALERT_FLOORS.read_text(encoding="utf-8"))
    measured = {figure.key for figure in figures if not figure.reported_only}
    simulated = {key for key in {**pinned["floors"], **pinned["ceilings"]} if not key.startswith(("nab", "replays"))}
    assert simulated <= measured


def test_a_figure_over_its_ceiling_is_one_line(tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"sets": {}, "floors": {}, "ceilings": {"news | ours | delay": 4}}))
    assert shortfalls([Figure("news", "ours", "delay", 4.0, 9)], tmp_path, floors) == []
    assert shortfalls([Figure("news", "ours", "delay", float("nan"), 9)], tmp_path, floors) != []
    assert shortfalls([Figure("news", "ours", "delay", 5.0, 9)], tmp_path, floors) == [
        "news | ours | delay: 5.000 is over its ceiling of 4.000"
    ]


@pytest.mark.skipif(not (CORPORA / TWEETS).is_dir(), reason="the shared tweet counts are not beside the repository")
def test_labelled_tweets_hold_their_floors() -> None:
    assert shortfalls(tweets(CORPORA), CORPORA, ALERT_FLOORS) == []


@pytest.mark.skipif(not (CORPORA / HEADLINES).is_file(), reason="the shared headlines are not beside the repository")
def test_the_turns_of_2018_fire() -> None:
    figures = summits(CORPORA / HEADLINES)
    assert [figure.value for figure in figures if not figure.reported_only] == [1] * 4
    assert figures[-1].value <= 8
