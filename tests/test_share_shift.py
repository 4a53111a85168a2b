"""A share is judged against its own past of months, to both sides, by a law that knows how news hangs together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from scipy.stats import betabinom

from config.rules import RuleConfig
from tasks.detect import DetectRules
from tasks.judgements import Count, Spike
from tasks.kinds_of_rules import judge_by, rules_of
from tasks.level import DISPERSION_FLOOR, keep_of
from tasks.plumbing import examine
from tasks.share_shift import MEMORY, ShareRules, _two_sided, _Usual, judge_share
from tests.newsroom import Collected

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
RULES = rules_of(DetectRules(), RuleConfig(name="Share", kind="share_shift"))
PAPERS = ("post", "star", "times", "ilbo", "herald")


def days(texts: Sequence[int], totals: Sequence[int] | int = 100) -> list[Count]:
    of = totals if isinstance(totals, Sequence) else [totals] * len(texts)
    return [
        Count(FIRST + timedelta(days=at), number, total, number, frozenset(PAPERS[:3] if number else ()))
        for at, (number, total) in enumerate(zip(texts, of, strict=True))
    ]


def judged(texts: Sequence[int], totals: Sequence[int] | int = 100) -> Spike:
    return judge_by(days(texts, totals), RULES, "korea", "share")


USUAL = [3, 4, 5, 4, 6, 2, 4] * 9


def test_a_share_that_doubles_for_a_week_has_shifted_and_one_that_halves_has_too() -> None:
    up, down = judged([*USUAL, *[9] * 7]), judged([*USUAL, *[1] * 7])
    assert (up.verdict, up.observed, up.window) == ("share_shift", 63, 7)
    assert (down.verdict, down.observed) == ("share_shift", 7)
    assert up.expected == down.expected == pytest.approx(28, rel=0.02)
    assert judged([*USUAL, *[0] * 7]).score > down.score


def test_twice_as_much_of_everything_is_the_same_share() -> None:
    spike = judged([*USUAL, *(2 * one for one in USUAL[:7])], [100] * 63 + [200] * 7)
    assert (spike.verdict, spike.observed) == ("quiet", 56)


def test_a_shift_by_less_than_is_asked_for_is_told_apart() -> None:
    steady = [400] * 63
    assert judged([*steady, *[480] * 7], 10_000).verdict == "small_shift"
    assert judged([*steady, *[520] * 7], 10_000).verdict == "share_shift"


def test_weeks_that_scatter_much_make_a_shift_usual() -> None:
    wild = [number for week in range(9) for number in [1 if week % 2 else 8] * 7]
    assert judged([*wild, *[8] * 7]).verdict == "quiet"
    assert judged([*[4] * 63, *[8] * 7]).verdict == "share_shift"


def test_days_without_collection_and_short_histories_say_nothing() -> None:
    assert judged([4] * 15 + [9] * 5).verdict == "not_enough_history"
    assert judged([*USUAL, *[9] * 6, 0], [100] * 69 + [0]).verdict == "not_collected"
    assert judged([*USUAL, *[9] * 6, 1], [100] * 69 + [5]).verdict == "too_little_collected"
    assert judged([*USUAL, 0, 0, 0, 0, 0, 9, 9], [100] * 63 + [0] * 5 + [100] * 2).verdict == "too_little_collected"


def test_the_tail_is_that_of_a_beta_binomial() -> None:
    usual = _Usual(share=0.05, scatter=2.5, texts=4000.0)
    for seen, total in ((12, 700), (35, 700), (60, 700), (0, 90)):
        inflation = 2.5 * (1 + total / 4000)
        alike = (inflation - 1) / (total - 1)
        law = betabinom(total, 0.05 * (1 / alike - 1), 0.95 * (1 / alike - 1))
        half = law.pmf(seen) / 2
        smaller = min(law.sf(seen) + half, law.cdf(seen) - half)
        assert 10 ** _two_sided(seen, total, usual) == pytest.approx(min(2 * smaller, 1), rel=1e-6)
    assert np.isfinite(_two_sided(9_000, 10_000, usual))
    assert usual.scatter > DISPERSION_FLOOR
    assert keep_of(14 * MEMORY) < 1


def test_false_shifts_stay_within_the_budget_where_nothing_changes() -> None:
    chance = random.Random(7)
    rules = ShareRules(windows=(7,), min_publishers=0, false_alerts_per_month=1.0)
    opened, months = 0, 0.0
    for _ in range(6):
        weeks = [chance.gammavariate(6, 0.04 / 6) for _ in range(40)]
        texts = [sum(chance.random() < weeks[at // 7] for _ in range(60)) for at in range(280)]
        counts = days(texts, 60)
        calm = 4
        for at in range(100, 280, 2):
            fired = judge_share(counts[: at + 1], rules, "w", "s").fired
            opened += fired and calm >= 4
            calm = 0 if fired else calm + 1
        months += 180 / 30.44
    assert opened / months <= 1.5


def test_a_share_that_only_other_sources_shift_is_plumbing() -> None:
    room = Collected()
    room.steadily(range(60), ("post", "star", "times"), texts=20, korea_every=2)
    for day in range(60):
        room.prints(day, "ilbo", 10, 5 if day % 2 else 4)
    for day in range(60, 67):
        for paper in ("post", "star", "times"):
            room.prints(day, paper, 20, day % 2)
        room.prints(day, "ilbo", 30, 14)
    rules = ShareRules(windows=(7,))
    spike = examine(room.look(66, rules))
    assert not spike.fired
    assert spike.verdict in {"one_publisher", "source_mix"}


def test_a_share_that_all_papers_shift_stands() -> None:
    room = Collected()
    room.steadily(range(60), PAPERS, texts=20, korea_every=2)
    for day in range(60, 67):
        for paper in PAPERS:
            room.prints(day, paper, 20, 2)
    spike = examine(room.look(66, ShareRules(windows=(7,))))
    assert (spike.verdict, spike.fired) == ("share_shift", True)
    assert {one.label for one in spike.checks} == {"one_publisher", "source_mix"}
