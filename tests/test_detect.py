"""Is a change in coverage real? Simulated series with known truth, and the weeks of the 2017 crisis."""

import csv
import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import isfinite
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

from evaluation.alerts.replays import days_opened
from tasks.detect import SMALLEST_P, UNJUDGED, DetectRules, judge, judge_all
from tasks.judgements import Count, Spike

RULES = DetectRules()
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
NEWS = sorted((Path(__file__).parents[2] / "shared/corpora/news").glob("harvard*.csv.gz"))
PUBLISHERS = tuple("abcdefghi")


def day(at: int, texts: float, total: float, publishers: int = 3) -> Count:
    named = frozenset(PUBLISHERS[: min(publishers, int(texts))])
    return Count(MONDAY + timedelta(at), texts, total, int(texts), named)


def days(*pairs: tuple[float, float]) -> list[Count]:
    return [day(at, texts, total) for at, (texts, total) in enumerate(pairs)]


def last(counts: list[Count], rules: DetectRules = RULES) -> Spike:
    return judge(counts, rules, "w", "s")


def null_series(rng: np.random.Generator, mean: float, phi: float, length: int = 365) -> list[Count]:
    """Nothing ever happens: over-dispersed counts of a constant share, slack weekends, outages and broken days."""
    counts, dark = [], 0
    for at in range(length):
        total = 300 * (0.4 if at % 7 >= 5 else 1.0) * rng.gamma(25, 1 / 25)
        dark = max(dark - 1, 0) or (int(rng.integers(1, 4)) if rng.random() < 1 / 40 else 0)
        total = 0 if dark else int(total * (rng.uniform(0.01, 0.3) if rng.random() < 1 / 40 else 1))
        expected = mean * total / 300
        texts = min(int(rng.negative_binomial(expected / (phi - 1), 1 / phi)), total) if total else 0
        named = frozenset(PUBLISHERS[at] for at in rng.integers(0, len(PUBLISHERS), texts))
        counts.append(Count(MONDAY + timedelta(at), texts, total, texts, named))
    return counts


def test_each_step_is_judged_from_its_past_alone() -> None:
    counts = null_series(np.random.default_rng(1), 3, 2.0, 120)
    counts[80] = replace(counts[80], texts=60.0, total=300.0)
    assert [last(counts[: at + 1]) for at in range(len(counts))] == judge_all(counts, RULES, "w", "s")


def test_a_burst_against_a_settled_level_is_a_spike() -> None:
    spike = last(days(*[(1, 300)] * 40, (12, 300)))
    assert (spike.verdict, spike.fired, spike.window, spike.observed) == ("spike", True, 1, 12)
    assert spike.expected == pytest.approx(1, rel=0.1)
    assert spike.p_value < RULES.p_threshold
    assert spike.score > 1
    assert (spike.publishers, spike.articles, spike.history_steps, spike.total) == (3, 12, 38, 300)


def test_a_collector_that_runs_harder_is_no_news() -> None:
    spikes = judge_all(days(*[(5, 100)] * 40, *[(25, 500)] * 5), RULES, "w", "s")
    assert not any(spike.fired for spike in spikes)
    assert spikes[-1].expected == pytest.approx(0.05 * spikes[-1].total, rel=0.1)


def test_a_slack_weekend_hides_no_event() -> None:
    assert last(days(*[(5, 300)] * 40, (12, 90))).fired


def test_a_slow_rise_shows_in_the_window_of_three_days() -> None:
    spike = last(days(*[(1, 300)] * 40, (4, 300), (4, 300), (4, 300)))
    assert (spike.fired, spike.window, spike.observed) == (True, 3, 12)


def test_an_emerging_event_meets_the_level_from_before_it_for_three_days() -> None:
    spikes = judge_all(days(*[(1, 300)] * 40, (9, 300), (9, 300), (9, 300)), RULES, "w", "s")
    expected_a_day = [spike.expected / spike.window for spike in spikes[-3:]]
    assert expected_a_day == pytest.approx([expected_a_day[0]] * 3, rel=0.02)


def test_one_text_printed_forty_times_is_one_text() -> None:
    counts = days(*[(1, 300)] * 40)
    copies = replace(day(40, 1, 300), articles=40, publishers=frozenset(PUBLISHERS))
    assert last([*counts, copies]).verdict == "quiet"


def test_a_day_without_collection_neither_fires_nor_teaches() -> None:
    settled = days(*[(2, 300)] * 40)
    gap = [day(40 + at, 0, 0) for at in range(3)]
    silent = judge_all([*settled, *gap], RULES, "w", "s")[-3:]
    assert [spike.verdict for spike in silent] == ["not_collected"] * 3
    assert not any(spike.fired for spike in silent)
    after = last([*settled, *gap, day(43, 2, 300)])
    assert after.expected == pytest.approx(last([*settled, day(40, 2, 300)]).expected, rel=0.01)
    assert after.history_steps == 40


def test_a_burst_before_an_outage_does_not_fire_in_the_outage() -> None:
    spikes = judge_all([*days(*[(1, 300)] * 40, (12, 300)), day(41, 0, 0)], RULES, "w", "s")
    assert [spike.fired for spike in spikes[-2:]] == [True, False]


def test_a_handful_of_strays_is_not_a_sample_of_the_news() -> None:
    spike = last(days(*[(1, 300)] * 40, (5, 5)))
    assert (spike.verdict, spike.fired, spike.score) == ("too_little_collected", False, 0.0)


def test_too_short_a_history_is_said_so() -> None:
    spike = last(days(*[(1, 300)] * 12, (40, 300)))
    assert (spike.verdict, spike.fired) == ("not_enough_history", False)


def test_less_history_than_the_window_itself_is_said_so() -> None:
    assert last(days(*[(1, 3)] * 40, (40, 900))).verdict == "not_enough_history"


def test_a_history_of_long_ago_is_forgotten() -> None:
    counts = [*days(*[(1, 300)] * 40), *(day(40 + at, 0, 0) for at in range(365)), day(405, 20, 300)]
    assert last(counts).verdict == "not_enough_history"


def test_an_unusual_count_of_few_texts_or_publishers_is_named_and_does_not_fire() -> None:
    nothing = days(*[(0, 300)] * 60)
    assert last([*nothing, day(60, 2, 300)]).verdict == "too_few_texts"
    single = last([*nothing, day(60, 9, 300, publishers=1)])
    assert (single.verdict, single.fired) == ("too_few_publishers", False)
    assert single.score > 1


def test_zeros_and_huge_counts_give_finite_judgements() -> None:
    for pairs in (
        [(0, 300)] * 40,
        [(0, 0)] * 40,
        [(1e9, 1e10)] * 40 + [(9e9, 1e10)],
        [(0, 1e-9)] * 30 + [(1e-9, 1e-9)],
    ):
        for spike in judge_all(days(*pairs), RULES, "w", "s"):
            assert all(isfinite(value) for value in (spike.expected, spike.score, spike.p_value))
            assert SMALLEST_P <= spike.p_value <= 1


def test_two_sure_events_of_different_size_still_differ_in_score() -> None:
    settled = [(1000.0, 10_000.0)] * 60
    large, larger = last(days(*settled, (8000, 10_000))), last(days(*settled, (9500, 10_000)))
    assert larger.score > large.score > 1


def test_steps_out_of_order_are_a_bug_and_loud() -> None:
    with pytest.raises(ValueError, match="rise in time"):
        judge_all([day(1, 1, 10), day(0, 1, 10)], RULES, "w", "s")


def test_no_steps_give_no_judgements() -> None:
    assert judge_all([], RULES, "w", "s") == []


def test_a_smaller_budget_asks_for_more() -> None:
    strict = replace(RULES, false_alerts_per_month=0.01)
    assert strict.p_threshold < RULES.p_threshold < replace(RULES, windows=(1,)).p_threshold


def test_false_alerts_keep_to_the_budget() -> None:
    rng = np.random.default_rng(11)
    alerts, months = 0, 0.0
    for phi, mean in ((1.2, 1.0), (1.2, 10.0), (1.6, 0.3), (1.6, 3.0), (1.6, 30.0), (2.5, 1.0), (2.5, 10.0)):
        for _ in range(9):
            spikes = judge_all(null_series(rng, mean, phi), RULES, "w", "s")
            alerts += len(days_opened(spikes))
            months += sum(spike.verdict != "not_enough_history" for spike in spikes) / RULES.steps_per_month
    assert RULES.false_alerts_per_month / 1.5 < alerts / months < RULES.false_alerts_per_month * 1.5


@cache
def news() -> tuple[tuple[date, str, str], ...]:
    """Read day, outlet and distinct text of nine outlets, 2016-12-02 to 2017-03-30."""
    csv.field_size_limit(sys.maxsize)
    seen: dict[str, tuple[date, str, str]] = {}
    with gzip.open(NEWS[0], "rt", encoding="utf-8", errors="replace") as file:
        for row in csv.DictReader(file):
            found = re.search(r"(\d{4})/(\d{1,2})/(\d{1,2})", row["publish_date"])
            text = row["text"].strip()
            if found and text and (published := date(*map(int, found.groups()))) >= date(2016, 12, 2):
                outlet = (urlsplit(row["article_source_link"]).hostname or "").removeprefix("www.")
                seen.setdefault(text, (published, outlet, text))
    return tuple(seen.values())


def crisis(matches: Callable[[str], object]) -> list[Spike]:
    totals: dict[date, int] = defaultdict(int)
    hits: dict[date, list[str]] = defaultdict(list)
    for published, outlet, text in news():
        totals[published] += 1
        if matches(text):
            hits[published].append(outlet)
    first, length = min(totals), (max(totals) - min(totals)).days + 1
    counts = []
    for at in (first + timedelta(step) for step in range(length)):
        start = datetime(at.year, at.month, at.day, tzinfo=UTC)
        counts.append(Count(start, len(hits[at]), totals[at], len(hits[at]), frozenset(hits[at])))
    return judge_all(counts, RULES, "korea", "s")


real = pytest.mark.skipif(not NEWS, reason="the shared news corpus is not beside the repository")


@real
def test_tillerson_in_korea_opens_one_alert_in_the_week_of_his_visit() -> None:
    korea = re.compile("Korea|Pyongyang|Seoul")
    spikes = crisis(lambda text: korea.search(text) and "Tillerson" in text)
    opened = days_opened(spikes)
    assert len(opened) == 1
    assert date(2017, 3, 15) <= opened[0] <= date(2017, 3, 20)


@real
def test_the_killing_of_kim_jong_nam_opens_an_alert() -> None:
    opened = days_opened(crisis(re.compile(r"(?i)Kim Jong[- ]Nam").search))
    assert any(date(2017, 2, 13) <= at <= date(2017, 3, 4) for at in opened)


@real
def test_the_korea_terms_do_not_fire_when_only_the_collector_ran_harder() -> None:
    terms = re.compile("North Korea|South Korea|Korean peninsula|Pyongyang|Kim Jong")
    fired = [spike.at.date() for spike in crisis(terms.search) if spike.fired]
    assert fired
    assert not [at for at in fired if date(2017, 3, 15) <= at <= date(2017, 3, 19)]


@real
@pytest.mark.parametrize("term", ["Trump", "Wilders", "Turkey", "Flynn", "Article 50", "Oscar"])
def test_no_alert_comes_from_a_day_that_was_not_crawled(term: str) -> None:
    spikes = crisis(re.compile(term).search)
    assert any(spike.fired for spike in spikes)
    assert sum(spike.verdict == "not_collected" for spike in spikes) > 60
    assert not any(spike.fired for spike in spikes if spike.verdict in UNJUDGED or spike.total < 10)
