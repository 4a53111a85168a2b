"""A first mention and a threshold are judged by counts alone, as spikes are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from config.rules import RuleConfig
from tasks.decide import severity_of
from tasks.detect import DetectRules
from tasks.judgements import Count, Spike
from tasks.kinds_of_rules import has_budget, judge_by, read_rules, rules_of

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
USUAL = DetectRules()
NAMES = ("post", "star", "times", "ilbo")


def series(texts: Sequence[int], total: float = 100.0, publishers: int = 2) -> list[Count]:
    """Make days: so many texts each, of some publishers; a day of -1 was not collected."""
    return [
        Count(FIRST + timedelta(days=day), max(number, 0), total if number >= 0 else 0.0, max(number, 0), frozenset(NAMES[:publishers] if number > 0 else ()))
        for day, number in enumerate(texts)
    ]  # fmt: skip


def judged(texts: Sequence[int], /, total: float = 100.0, publishers: int = 2, **asks: object) -> Spike:
    rule = RuleConfig.model_validate({"name": "Rule", **asks})
    return judge_by(series(texts, total, publishers), rules_of(USUAL, rule), "korea", "rule")


def new(texts: Sequence[int], publishers: int = 2, days: int = 30) -> str:
    return judged(texts, publishers=publishers, kind="new", days=days).verdict


def test_a_first_mention_by_enough_publishers_is_new() -> None:
    spike = judged([0] * 35 + [4], kind="new", days=30)
    assert (spike.verdict, spike.fired, spike.observed, spike.publishers, spike.window) == ("new", True, 4, 2, 3)
    assert spike.score == pytest.approx(4 / 3)
    assert spike.history_steps == 30
    assert 0 < spike.p_value < 0.05


def test_texts_of_a_few_days_add_up_to_a_first_mention() -> None:
    assert new([0] * 35 + [1, 1]) == "too_few_texts"
    assert new([0] * 35 + [1, 1, 1]) == "new"


def test_what_was_said_within_the_days_before_is_known() -> None:
    assert new([0] * 5 + [1] + [0] * 29 + [4]) == "known_before"
    assert new([0, 0, 1] + [0] * 33 + [4]) == "new"


def test_too_few_publishers_are_told_apart() -> None:
    assert new([0] * 35 + [4], publishers=1) == "too_few_publishers"


def test_a_copy_of_an_older_text_makes_a_thing_known() -> None:
    counts = series([0] * 35 + [4])
    counts[20] = Count(counts[20].start, 0, 100.0, 1, frozenset({"post"}))
    rules = rules_of(USUAL, RuleConfig(name="Rule", kind="new", days=30))
    assert judge_by(counts, rules, "korea", "rule").verdict == "known_before"


def test_nothing_is_new_while_history_is_short_or_full_of_gaps() -> None:
    assert new([0] * 31 + [4]) == "not_enough_history"
    assert new([0] * 32 + [4]) == "new"
    assert new([0] * 10 + [-1] * 20 + [0] * 5 + [4]) == "not_enough_history"
    assert new([0] * 35 + [-1]) == "not_collected"


def test_a_threshold_of_texts_wants_no_history() -> None:
    spike = judged([4, 5], kind="threshold", days=7, texts=8)
    assert (spike.verdict, spike.fired, spike.observed, spike.p_value) == ("threshold", True, 9, 1.0)
    assert judged([4, 3], kind="threshold", days=7, texts=8).verdict == "under_threshold"


def test_a_threshold_counts_its_window_and_grows_graver_with_its_multiples() -> None:
    spike = judged([9] * 20 + [1, 1], kind="threshold", days=2, texts=8)
    assert (spike.observed, spike.verdict, spike.score) == (2, "under_threshold", 0.25)
    assert severity_of(judged([0] * 20 + [16], kind="threshold", days=2, texts=8).score) == "extreme"


def test_a_share_is_one_of_all_texts_of_its_days() -> None:
    assert judged([0] * 20 + [4, 8], kind="threshold", days=2, share=0.05).verdict == "threshold"
    assert judged([0] * 20 + [1, 8], kind="threshold", days=2, share=0.05).verdict == "under_threshold"
    assert judged([0, 2], total=4, kind="threshold", days=1, share=0.05).verdict == "too_few_texts"


def test_a_threshold_has_gates_and_days_without_collection() -> None:
    assert judged([0] * 20 + [9], publishers=1, kind="threshold", days=1, texts=8).verdict == "too_few_publishers"
    assert judged([0] * 20 + [-1], kind="threshold", days=3, texts=8).verdict == "not_collected"


def test_rules_of_every_kind_read_back_as_they_were_written() -> None:
    for asks in ({}, {"kind": "new", "days": 9}, {"kind": "threshold", "days": 2, "share": 0.1}):
        rules = rules_of(USUAL, RuleConfig.model_validate({"name": "Rule", **asks}))
        assert read_rules(asdict(rules)) == rules
        assert has_budget(rules) == (not asks)
    with pytest.raises(ValueError, match="no kind of rules is called 'guess'"):
        read_rules({"kind": "guess"})
