"""The last hours of a series: which window speaks, what keeps it from firing, and that many are judged as each alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from tasks.calm import CALM_HOURS, calmer
from tasks.detect import DetectRules
from tasks.judge_hours import BLOCK, BLOCK_STEP, HourRules, by_hours, hours_of, judge_hours
from tasks.judgements import Count, Spike
from tasks.kinds_of_rules import judge_by, read_rules

START = datetime(2024, 1, 1, tzinfo=UTC)
BLOCKS = 160
PAPERS = ("post", "star", "times", "ilbo")


def series(seed: int = 1, last: float = 0, publishers: int = 4, total: float = 50.0) -> list[Count]:
    """Return blocks with a text or two, and more in the last one."""
    rng = np.random.default_rng(seed)
    texts = [float(one) for one in rng.poisson(1.5, BLOCKS)]
    texts[-1] += last
    names = frozenset(PAPERS[:publishers])
    return [Count(START + at * BLOCK, one, total, int(one), names) for at, one in enumerate(texts)]


def judged(counts: list[Count], rules: HourRules | None = None) -> Spike:
    return judge_hours([counts], rules or HourRules(), [("korea", "coverage")])[0]


def test_a_burst_fires_in_a_window_of_hours_and_is_as_rare_as_its_score_says() -> None:
    spike = judged(series(last=20))
    assert (spike.verdict, spike.fired, spike.step, spike.at) == ("spike", True, BLOCK_STEP, START + 159 * BLOCK)
    assert (spike.window, spike.observed) == (1, round(series(last=20)[-1].texts))
    assert np.isclose(spike.p_value, HourRules().p_threshold ** spike.score)
    assert judged(series()).verdict == "quiet"


def test_too_few_texts_or_publishers_do_not_fire() -> None:
    assert judged(series(last=20, publishers=1)).verdict == "too_few_publishers"
    assert judged(series(last=20), HourRules(min_texts=200)).verdict == "too_few_texts"


def test_what_was_not_collected_or_is_too_new_is_not_judged() -> None:
    counts = series(last=20)
    assert judged([*counts[:-1], replace(counts[-1], total=0.0)]).verdict == "not_collected"
    assert judged(counts[-40:]).verdict == "not_enough_history"
    thin = [replace(one, total=1.0) for one in counts[-8:]]
    assert judged([*counts[:-8], *thin]).verdict == "too_little_collected"


def test_many_are_judged_as_each_alone_and_as_a_bundle_would() -> None:
    many = [series(seed, last=seed) for seed in range(5)]
    names = [("korea", f"series-{at}") for at in range(5)]
    together = judge_hours(many, HourRules(), names)
    assert together == [judge_by(one, HourRules(), *name) for one, name in zip(many, names, strict=True)]
    assert judge_hours([], HourRules(), []) == []


def test_rules_of_days_become_those_of_hours_and_can_be_read_back() -> None:
    from dataclasses import asdict

    rules = by_hours(DetectRules(false_alerts_per_month=1.0, min_texts=5, min_history=10, half_life=7))
    assert (rules.min_history, rules.half_life, rules.min_texts, rules.steps_a_day) == (40, 28, 5, 4)
    assert rules.p_threshold > HourRules().p_threshold
    assert read_rules({**asdict(rules), "windows": list(rules.windows)}) == rules


def test_the_hours_of_a_window_end_with_the_block() -> None:
    first, last = hours_of(START + 8 * BLOCK, 4)
    assert last - first + 1 == 24
    assert datetime.fromtimestamp(last * 3600, UTC) == START + 9 * BLOCK - timedelta(hours=1)


def test_calm_is_counted_in_hours_whatever_the_pace_of_looks() -> None:
    calm, over = calmer(0, BLOCK_STEP, timedelta(hours=30))
    assert (calm, over) == (1, False)
    looks = 0
    while not over:
        calm, over = calmer(calm, BLOCK_STEP, timedelta(hours=1))
        looks += 1
    assert looks == CALM_HOURS - 1
    assert calmer(1, BLOCK_STEP, timedelta(hours=24)) == (25, True)
    assert calmer(0, "day", timedelta(hours=1)) == (1, False)
    assert calmer(1, "day", timedelta(hours=1)) == (2, True)
