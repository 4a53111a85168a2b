"""A changed headline is told when it says something else, not when it only reads otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tasks.decide import severity_of
from tasks.headlines import HeadlineRules, judge_headlines, turn_of
from tasks.judgements import Count

FIRST = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "after", "similarity", "turn"),
    [
        ("Three hurt in drill", "Twelve hurt in drill", 0.75, "numbers"),
        ("Two boats seized", "2 boats seized", 0.66, None),
        ("Envoy says talks go on", "Envoy denies talks go on", 0.8, "turned"),
        ("Envoy won't travel", "Envoy to travel", 0.7, "turned"),
        ("Bridge opens in Oslo", "The bridge opens in Oslo", 0.9, None),
        ("Bridge opens in Oslo", "Mayor walks across new span", 0.1, "rewritten"),
        ("정상회담 20일 개최", "정상회담 27일 개최", 0.6, "numbers"),
        ("정상회담 개최", "정상회담 취소", 0.5, "turned"),
        ("首相が訪問", "首相が訪問中止", 0.8, "turned"),
    ],
)
def test_a_change_is_named_by_what_it_does(before: str, after: str, similarity: float, turn: str | None) -> None:
    assert turn_of("headline", before, after, similarity) == turn


def test_numbers_of_a_text_are_a_kind_of_their_own_and_other_revisions_none() -> None:
    assert turn_of("numbers", "", "", 0.9) == "text_numbers"
    assert turn_of("paragraphs_added", "", "A long one.", 0.9) is None


def changes(*texts: int) -> list[Count]:
    return [
        Count(FIRST + timedelta(days=at), number, 100, number, frozenset({"post"} if number else ()))
        for at, number in enumerate(texts)
    ]


def test_one_change_fires_without_history_and_more_of_them_are_graver() -> None:
    rules = HeadlineRules(windows=(1,), min_texts=0, min_publishers=1)
    spikes = [judge_headlines(changes(0, 0, number), rules, "korea", "flips") for number in (0, 1, 2, 4)]
    assert [spike.verdict for spike in spikes] == ["under_threshold", "headline", "headline", "headline"]
    assert [severity_of(spike.score) for spike in spikes[1:]] == ["alert", "strong", "extreme"]
    assert (spikes[1].p_value, spikes[1].expected) == (1.0, 0.0)


def test_several_may_be_asked_for_over_days_and_from_several_publishers() -> None:
    rules = HeadlineRules(windows=(3,), min_texts=0, min_publishers=2, texts=3)
    assert judge_headlines(changes(0, 1, 1), rules, "korea", "flips").verdict == "under_threshold"
    assert judge_headlines(changes(1, 1, 1), rules, "korea", "flips").verdict == "too_few_publishers"
