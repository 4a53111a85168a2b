"""When a feed is polled next: worked out without a clock, a network or chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.feed_state import is_due, new_state
from tasks.freshness import Wishes
from tasks.poll import FeedAnswer, FeedRequest
from tasks.poll_plan import Reading, after_poll, pace
from tasks.poll_record import Poll
from tasks.records import Entry, Validators
from tests.polls import DAY, FEED, HOUR, NOW, RULES, URL, begun, entries, entry, poll, waited


@pytest.mark.parametrize(
    ("found", "wait"),
    [
        (entries(*(number * HOUR for number in range(1, 5))), HOUR / 2),  # four in four hours
        (entries(*(number * 12 * HOUR for number in range(1, 15)), 9 * DAY), 6 * HOUR),  # 14 in 7 days
        (entries(*(timedelta(minutes=number) for number in range(1, 60))), timedelta(minutes=15)),
        (entries(20 * DAY, 30 * DAY), 12 * HOUR),
        ((entry(None), entry(None)), HOUR),
        ((), 12 * HOUR),
        (entries(-2 * DAY, 4 * HOUR), 2 * HOUR),  # what claims the future says nothing
    ],
)
def test_the_first_answer_tells_by_its_dates_how_often_a_feed_changes(found: Sequence[Entry], wait: timedelta) -> None:
    state = poll(new_state(FEED), NOW, "changed", Reading(found, len(found)))
    assert pace(state, RULES) == pytest.approx(wait, rel=1e-6)
    assert state.because == "pace"


def test_polls_that_bring_nothing_slow_a_feed_down_and_new_entries_speed_it_up() -> None:
    state, at, waits = begun(entries_an_hour=1.2), NOW, []
    for _ in range(400):
        state = poll(state, at)
        waits.append(waited(state, at))
        at += waits[-1]
    assert waits == sorted(waits)
    assert (waits[0] < HOUR / 2, waits[-1] > 10 * HOUR) == (True, True)
    many = tuple(entry(HOUR) for _ in range(30))
    for _ in range(6):
        state = poll(state, at, "changed", Reading(many, 12))
        at += waited(state, at)
    assert waited(state, at) < HOUR


def test_a_steady_feed_is_polled_twice_an_entry() -> None:
    state, at = begun(), NOW
    for number in range(400):  # an entry every two hours, polled every hour
        found = Reading(tuple(entry(HOUR) for _ in range(20)), 1) if number % 2 else None
        state = poll(state, at, "changed" if found else "not_modified", found)
        at += HOUR
    assert pace(state, RULES) / HOUR == pytest.approx(1, rel=0.05)


def test_a_window_without_any_known_entry_may_have_lost_some_and_is_looked_at_as_soon_as_allowed() -> None:
    slow = begun(entries_an_hour=0.01)
    found = tuple(entry(HOUR) for _ in range(10))
    assert waited(poll(slow, NOW, "changed", Reading(found, 9))) > timedelta(minutes=17)
    assert waited(poll(slow, NOW, "changed", Reading(found, 10))) < timedelta(minutes=17)


@pytest.mark.parametrize(
    ("headers", "wishes", "at_least", "because"),
    [
        ({"cache-control": "max-age=7200"}, Wishes(), 2 * HOUR, "cache"),
        ({"cache-control": "max-age=60"}, Wishes(), timedelta(minutes=15), "pace"),
        ({}, Wishes(ttl_minutes=180), 3 * HOUR, "ttl"),
        ({"cache-control": "max-age=7200"}, Wishes(ttl_minutes=180), 3 * HOUR, "ttl"),
        ({}, Wishes(skip_hours=frozenset({6, 7, 8})), datetime(2017, 3, 15, 9, tzinfo=UTC) - NOW, "skip"),
        ({}, Wishes(skip_days=frozenset({2})), datetime(2017, 3, 16, tzinfo=UTC) - NOW, "skip"),
    ],
)
def test_publishers_have_the_last_word(
    headers: dict[str, str], wishes: Wishes, at_least: timedelta, because: str
) -> None:
    state = poll(begun(8.0), NOW, "changed", Reading(entries(HOUR, 2 * HOUR), 1, wishes), headers=headers)
    assert state.because == because
    assert at_least <= waited(state) <= 1.1 * at_least
    assert not is_due(state, NOW + at_least - timedelta(seconds=1))
    assert is_due(state, NOW + 1.1 * at_least)
    again = poll(state, NOW + 4 * DAY, headers=headers)
    assert again.wishes == wishes  # a 304 repeats none of them


def test_feeds_that_are_polled_together_drift_apart_within_their_bounds() -> None:
    for wanted in (timedelta(minutes=15), HOUR, 12 * HOUR):
        rate = HOUR / wanted / 2
        waits = set()
        for number in range(200):
            state = replace(begun(), feed_id=f"feed-{number}", entries_an_hour=rate)
            waits.add(waited(poll(state, NOW - HOUR), NOW - HOUR))
        assert len(waits) == 200
        assert max(waits) - min(waits) > 0.09 * wanted
        assert min(waits) >= RULES.least
        assert max(waits) <= max(RULES.most, 1.1 * wanted)
    assert waited(poll(begun(), NOW)) == waited(poll(begun(), NOW))


def test_a_daily_pass_polls_whatever_the_longest_wait() -> None:
    rules = replace(RULES, most=DAY)
    for number in range(50):
        state = replace(begun(0.0), feed_id=f"feed-{number}")
        answer = FeedAnswer(
            FeedRequest(FEED, Validators()), Poll("p", "f", URL, NOW, "not_modified"), b"", "", URL, Validators()
        )
        state = after_poll(state, answer, None, rules)
        assert is_due(state, NOW + DAY)
        assert not is_due(state, NOW + DAY / 2)


def test_a_clock_that_was_set_back_holds_nothing_up() -> None:
    state = poll(begun(), NOW)
    assert not is_due(state, NOW)
    assert is_due(state, NOW - DAY)
