"""A source is silent by its own rhythm, and only while it could be heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.rules import RuleConfig
from tasks.baseline import baseline_csv, history_of, read_baseline
from tasks.detect import DetectRules
from tasks.kinds_of_rules import judge_by, rules_of_source
from tasks.source_silence import Heard, SourceLook, counts_of, examine_source

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
RULES = rules_of_source(DetectRules(), RuleConfig(name="Mute", kind="silence"))
ANSWERED = Heard(asked=4, answered=4, others=6, network=True)
FAILED = Heard(asked=4, others=6, network=True, reasons={"http_5xx": 3, "timeout": 1})


def look(brought: Sequence[int], after: Sequence[Heard], *, whole: bool = True, polled: bool = True) -> SourceLook:
    heard = [*(replace(ANSWERED, brought=number) for number in brought), *after]
    starts = [MONDAY + timedelta(days=at) for at in range(len(heard))]
    return SourceLook("korea", "mute:post", "post", starts, heard, whole, polled, RULES)


DAILY = [6, 7, 5, 8, 6, 6, 7] * 5
WORKDAYS = [9, 8, 10, 9, 8, 0, 0] * 6


def test_a_daily_that_brings_nothing_for_two_days_is_silent() -> None:
    spike = examine_source(look(DAILY, [ANSWERED, ANSWERED]))
    assert (spike.verdict, spike.fired, spike.observed, spike.window) == ("silence", True, 0, 2)
    assert spike.expected == pytest.approx(13, rel=0.15)
    assert spike.checks == ()


def test_a_day_that_goes_on_lengthens_no_silence_and_ends_one() -> None:
    assert not examine_source(look(DAILY, [ANSWERED], whole=False)).fired
    assert not examine_source(look(DAILY, [ANSWERED, replace(ANSWERED, brought=1)], whole=False)).fired


def test_a_paper_that_rests_on_weekends_is_not_missed_then() -> None:
    weekend = examine_source(look(WORKDAYS[:-2], [ANSWERED, ANSWERED]))
    assert not weekend.fired
    workweek = examine_source(look(WORKDAYS, [ANSWERED] * 3))
    assert (workweek.verdict, workweek.window) == ("silence", 5)
    assert workweek.expected == pytest.approx(27, rel=0.2)


@pytest.mark.parametrize(
    ("after", "label"),
    [
        ([FAILED] * 4, "feed_failing"),
        ([FAILED, replace(FAILED, suspended=1), Heard(others=6), Heard(others=6)], "feed_suspended"),
        ([Heard()] * 4, "not_asked"),
        ([replace(ANSWERED, others=1)] * 4, "all_silent"),
        ([replace(FAILED, others=0, network=False)] * 4, "network_down"),
    ],
)
def test_what_can_not_be_heard_is_labelled_and_does_not_fire(after: Sequence[Heard], label: str) -> None:
    spike = examine_source(look(DAILY, after))
    assert (spike.verdict, spike.fired) == (label, False)
    (check,) = spike.checks
    assert (check.label, check.score < check.needed) == (label, True)
    assert check.without.startswith("4 of 4 days on which it could not be heard")


def test_a_silence_stands_on_the_days_that_were_heard() -> None:
    spike = examine_source(look(DAILY, [FAILED, ANSWERED, ANSWERED, ANSWERED]))
    assert (spike.verdict, spike.fired) == ("silence", True)
    assert spike.checks[0].without.endswith("(http_5xx 3, timeout 1)")
    assert spike.checks[0].expected < spike.expected


def test_a_source_without_feeds_is_heard_where_others_brought_something() -> None:
    imported = [Heard(brought=number, others=6) for number in DAILY]
    heard = look([], [*imported, *[Heard(others=5)] * 3], polled=False)
    assert examine_source(heard).verdict == "silence"
    nobody = look([], [*imported, *[Heard()] * 3], polled=False)
    assert examine_source(nobody).verdict == "all_silent"


def test_a_silence_is_recomputed_from_its_days() -> None:
    one = look(WORKDAYS, [ANSWERED] * 3)
    spike, counts = examine_source(one), counts_of(one)
    again = judge_by(read_baseline(baseline_csv(counts)), RULES, "korea", "mute:post")
    assert (again.p_value, again.score, again.window) == (spike.p_value, spike.score, spike.window)
    band = {step.start.weekday(): step.expected for step in history_of(counts, RULES, spike.window)}
    assert band[6] is not None
    assert band[2] is not None
    assert band[6] < 3 < band[2]
