"""What measures the detector measures what it says: simulators, scores and other methods, on cases small enough for a pencil."""

from __future__ import annotations

import json
from dataclasses import replace
from math import exp
from pathlib import Path

import numpy as np
import pytest

from evaluation.alerts import nab, news, peers, weekly, weekly_peers
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


def sigmoid(at: float) -> float:
    return 2 / (1 + exp(5 * at)) - 1


def labelled(rows: int = 1000, *windows: tuple[int, int]) -> nab.Labelled:
    return nab.Labelled(Path("x.csv"), rows, windows)


def test_the_benchmarks_formula_by_hand() -> None:
    one = labelled(1000, (300, 399), (700, 799))
    scores = np.zeros(1000)
    scores[[100, 200, 320, 350, 400, 650, 999]] = 1
    total, found, false = nab.raw_scores(one, scores, np.array([1.0]))
    first = sigmoid(-80 / 100) / sigmoid(-1)
    after = 0.11 * (sigmoid(1 / 99) + sigmoid(251 / 99) + sigmoid(200 / 99))
    assert total[0] == pytest.approx(first - 1 - 0.11 + after)
    assert (found[0], false[0]) == (1, 4)
    assert nab.normalised([one], -2.0) == 0
    assert nab.normalised([one], 2.0) == 100


def test_detections_in_probation_count_for_nothing() -> None:
    one = labelled(1000, (300, 399))
    scores = np.zeros(1000)
    scores[:150] = 1
    assert nab.probation(1000) == 150
    assert nab.probation(16000) == 750
    assert nab.raw_scores(one, scores, np.array([1.0]))[0][0] == -1


def test_a_threshold_is_tuned_on_all_and_on_the_others() -> None:
    series = [labelled(1000, (300, 399)), labelled(1000, (500, 599))]
    scores = [np.zeros(1000), np.zeros(1000)]
    scores[0][[300, 800]] = 0.9, 0.2
    scores[1][[500, 900]] = 0.5, 0.3
    assert nab.tuned(series, scores) == nab.Score(100.0, 0.5, 2, 0)
    left = nab.left_out(series, scores)
    assert (left.found, left.false) == (1, 0)
    assert left.value == 50


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
