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
from tasks.plumbing import examine
from tests.newsroom import Collected

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


def silence(texts: Sequence[int], **asks: object) -> Spike:
    return judged(texts, kind="silence", **asks)


def test_a_silence_longer_than_the_past_makes_likely_is_told_with_its_length() -> None:
    spike = silence([2, 1, 3, 2] * 8 + [0] * 6)
    assert (spike.verdict, spike.fired, spike.observed, spike.window) == ("silence", True, 0, 6)
    assert spike.expected == pytest.approx(12, rel=0.2)
    assert spike.p_value < 0.004
    assert spike.history_steps == 32


def test_the_chance_of_none_is_that_of_the_negative_binomial() -> None:
    spike = silence([1] * 40 + [0] * 4)
    shape = 0.5 + sum(0.5 ** (age / 14) for age in range(40))
    mean = 4 * shape / (shape - 0.5)
    size = mean**2 / (1.1 * mean + mean**2 / shape - mean)
    assert spike.p_value == pytest.approx((1 + mean / size) ** -size, rel=0.05)


def test_who_is_seldom_named_may_be_silent_for_long() -> None:
    assert silence(([0] * 9 + [1]) * 4 + [0] * 12).verdict == "quiet"
    assert silence(([0] * 9 + [1]) * 8 + [0] * 110).score > silence(([0] * 9 + [1]) * 8 + [0] * 30).score


def test_a_silence_no_longer_than_one_before_is_none() -> None:
    weeks = ([4] * 7 + [0] * 7) * 4 + [4]
    assert silence([*weeks, *[0] * 7]).verdict == "quiet"
    assert silence([*weeks, *[0] * 10]).verdict == "silence"
    assert silence([2] * 57 + [0] * 7).score > silence([*weeks, *[0] * 7]).score


def test_days_without_collection_lengthen_no_silence() -> None:
    assert silence([2, 1, 3, 2] * 8 + [0] + [-1] * 8).verdict == "not_collected"
    assert silence([2, 1, 3, 2] * 8 + [-1] * 8 + [0]).verdict == "quiet"


def test_a_silence_lasts_the_days_asked_for_and_ends_with_a_text() -> None:
    assert silence([9] * 32 + [0, 0]).verdict == "quiet"
    assert silence([9] * 32 + [0, 0], days=2).verdict == "silence"
    heard = silence([2] * 32 + [0] * 9 + [1])
    assert (heard.verdict, heard.observed, heard.score) == ("quiet", 1, 0.0)


def test_who_was_never_named_or_lately_only_is_not_silent() -> None:
    assert silence([0] * 60).verdict == "not_enough_history"
    assert silence([2] * 10 + [0] * 30).verdict == "not_enough_history"


def absent(newsroom: Collected, day: int) -> Spike:
    return examine(newsroom.look(day, rules_of(USUAL, RuleConfig(name="Rule", kind="silence"))))


def test_a_silence_of_all_papers_holds_and_one_that_a_newcomer_breaks_does_not() -> None:
    newsroom = Collected()
    newsroom.steadily(range(40), NAMES, korea_every=2)
    newsroom.steadily(range(40, 46), NAMES, korea_every=0)
    assert absent(newsroom, 45).verdict == "silence"
    newsroom.prints(45, "newcomer", 20, 1)
    assert not absent(newsroom, 45).fired


def test_a_silence_of_papers_that_print_nothing_at_all_is_none() -> None:
    newsroom = Collected()
    newsroom.steadily(range(40), NAMES, korea_every=2)
    newsroom.steadily(range(40), ("a", "b", "c", "d"), korea_every=0)
    newsroom.steadily(range(40, 46), ("a", "b", "c", "d"), korea_every=0)
    spike = absent(newsroom, 45)
    assert (spike.fired, spike.observed) == (False, 0)


def test_where_too_few_sources_are_live_a_silence_is_plumbing() -> None:
    newsroom = Collected()
    newsroom.steadily(range(40), NAMES, korea_every=2)
    newsroom.steadily(range(40, 44), NAMES, korea_every=0)
    newsroom.prints(44, "post", 80)
    spike = absent(newsroom, 44)
    assert (spike.fired, spike.verdict) == (False, "too_few_sources")
    assert spike.score >= 1


def test_a_silence_of_one_paper_alone_is_plumbing() -> None:
    newsroom = Collected()
    newsroom.steadily(range(40), ("post",), korea_every=1)
    newsroom.steadily(range(40), NAMES[1:], korea_every=0)
    newsroom.steadily(range(40, 52), NAMES, korea_every=0)
    spike = absent(newsroom, 51)
    assert (spike.fired, spike.verdict) == (False, "one_publisher")


def test_rules_of_every_kind_read_back_as_they_were_written() -> None:
    for asks in ({}, {"kind": "new", "days": 9}, {"kind": "threshold", "days": 2, "share": 0.1}, {"kind": "silence"}):
        rules = rules_of(USUAL, RuleConfig.model_validate({"name": "Rule", **asks}))
        assert read_rules(asdict(rules)) == rules
        assert has_budget(rules) == (asks.get("kind") in {None, "silence"})
    with pytest.raises(ValueError, match="no kind of rules is called 'guess'"):
        read_rules({"kind": "guess"})
