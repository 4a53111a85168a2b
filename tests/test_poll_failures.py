"""What polls that fail do to a feed: how long it waits, how it is called, when it is suspended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tasks.feed_state import is_due, new_state
from tasks.poll_plan import SUSPENDING_POLLS, Reading, pace
from tasks.records import Validators
from tasks.severity import backoff, kind_of
from tests.polls import DAY, FEED, HOUR, NOW, RULES, begun, broken, entries, fail, poll, waited


def test_failures_weigh_and_wait_by_their_kind() -> None:
    assert [kind_of(reason) for reason in ("timeout", "http_429", "tls", "http_404", "html_not_feed", "http_410", "?")] == [
        "temporary", "temporary", "soft", "hard", "hard", "gone", "hard",
    ]  # fmt: skip
    waits = {}
    for reason in ("timeout", "tls", "http_404"):
        state, at = begun(), NOW
        for _ in range(8):
            state = fail(state, at, reason)
            waits.setdefault(reason, []).append(waited(state, at) / HOUR)
            at += waited(state, at)
    assert all(series == sorted(series) for series in waits.values())
    assert [round(series[0], 1) for series in waits.values()] == pytest.approx([0.3, 1.0, 3.0], abs=0.2)
    assert waits["timeout"][-1] < 1 < waits["tls"][-1] < 12 < waits["http_404"][-1] <= 26.4
    assert backoff("temporary", 1000.0, RULES.least, RULES.most) == RULES.most


def test_a_server_that_asks_to_wait_is_left_alone_for_so_long_even_by_who_asks_everything() -> None:
    state = fail(begun(), NOW, "http_5xx", retry_after=7200)
    assert state.because == "retry_after"
    for everything in (False, True):
        assert not is_due(state, NOW + timedelta(minutes=119), everything)
        assert is_due(state, NOW + timedelta(minutes=133), everything)
    assert waited(fail(begun(), NOW, "http_429", retry_after=1e12)) < 8 * DAY
    assert waited(fail(begun(0.05), NOW, "http_429")) > 1.9 * pace(begun(0.05), RULES)


def test_a_success_clears_a_streak_and_so_does_a_304_after_trouble_on_the_way() -> None:
    for reason in ("timeout", "http_404", "tls"):
        state = fail(fail(begun(), NOW, reason), NOW + HOUR, reason)
        assert (state.condition, state.failing and state.failing.since) == ("failing", NOW)
        for outcome in ("not_modified", "unchanged", "changed"):
            read = Reading(entries(HOUR), 0) if outcome == "changed" else None
            assert poll(state, NOW + DAY, outcome, read).failing is None  # type: ignore[arg-type]


def test_a_304_does_not_mend_a_broken_feed_and_none_is_asked_for() -> None:
    state = broken(replace(begun(), validators=Validators('"1"', "Wed", "hash")), NOW)
    assert (state.condition, state.validators.etag) == ("broken", '"1"')
    assert state.conditions == Validators(sha256="hash")
    still = poll(state, NOW + HOUR, "not_modified")
    assert (still.condition, still.failing and still.failing.weight) == ("broken", 2.0)
    assert poll(still, NOW + DAY, "unchanged").condition == "unchanged"  # the bytes of before are sound


def test_conditions_of_a_feed_are_told_apart() -> None:
    state = begun()
    assert new_state(FEED).condition == "new"
    assert state.condition == "changed"
    assert poll(state, NOW).condition == "unchanged"
    assert poll(state, NOW, "changed", Reading()).condition == "empty"
    assert poll(poll(state, NOW, "changed", Reading()), NOW + HOUR).condition == "empty"
    assert poll(state, NOW, moved_to="https://new.example/feed").condition == "moved"
    assert fail(state, NOW, "dns").condition == "failing"
    assert broken(state, NOW).condition == "broken"
    assert fail(state, NOW, "http_410").condition == "suspended"


def test_what_is_gone_is_suspended_at_once_and_an_answer_resumes_it() -> None:
    state = fail(begun(), NOW, "http_410")
    assert (state.suspended_at, state.next_poll_at) == (NOW, None)
    assert not is_due(state, NOW + 400 * DAY)
    assert is_due(state, NOW + DAY, everything=True)
    assert fail(state, NOW + DAY, "http_410").suspended_at == NOW
    back = poll(state, NOW + 2 * DAY, "changed", Reading(entries(HOUR), 1))
    assert (back.suspended_at, back.condition) == (None, "changed")
    assert is_due(back, NOW + 3 * DAY)


def test_a_long_hard_streak_suspends_and_temporary_trouble_never_does() -> None:
    for reason, suspended in (("http_404", True), ("html_not_feed", True), ("dns", False), ("tls", False)):
        state, at, polls = begun(), NOW, 0
        while state.next_poll_at is not None and at < NOW + 60 * DAY:
            at, polls = state.next_poll_at, polls + 1
            state = fail(state, at, reason)
        assert (state.condition == "suspended") == suspended, reason
        if suspended:
            assert RULES.suspend_after <= at - NOW <= RULES.suspend_after + 3 * DAY
            assert polls >= SUSPENDING_POLLS


def test_two_failures_far_apart_are_no_streak_of_hard_ones() -> None:
    state = fail(begun(), NOW, "http_404")
    assert fail(state, NOW + 90 * DAY, "http_404").suspended_at is None
