"""A feed as polls leave it, one after the other: worked out without a clock, a network or chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tasks.feed_state import FeedState, new_state
from tasks.poll import FeedAnswer, FeedRequest
from tasks.poll_plan import PollRules, Reading, after_poll
from tasks.poll_record import Poll, PollOutcome
from tasks.records import Entry, Feed, Validators

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "https://herald.example/feed"
FEED = Feed("herald-world", "herald", URL)
RULES = PollRules(least=timedelta(minutes=15), most=12 * HOUR, suspend_after=14 * DAY)


def entry(age: timedelta | None, now: datetime = NOW) -> Entry:
    """Return an entry of that age, or without a date."""
    at = None if age is None else now - age
    return Entry("e", "f", "s", "", "", "", "", "", "", "", at, "second", "en", now)


def entries(*ages: timedelta) -> tuple[Entry, ...]:
    """Return entries of these ages."""
    return tuple(entry(age) for age in ages)


def poll(
    state: FeedState,
    at: datetime,
    outcome: PollOutcome = "not_modified",
    reading: Reading | None = None,
    *,
    reason: str = "",
    headers: Mapping[str, str] | None = None,
    moved_to: str = "",
    retry_after: float | None = None,
    final_url: str = URL,
) -> FeedState:
    """Poll a feed at a moment; return how it stands afterwards."""
    one = Poll("p", state.feed_id, state.url, at, outcome, reason=reason)
    asked = FeedRequest(replace(FEED, url=state.url), state.conditions)
    fresh = state.validators if outcome != "changed" else Validators('"new"', "", "hash")
    answer = FeedAnswer(asked, one, b"", "", final_url, fresh, headers or {}, moved_to, retry_after)
    return after_poll(state, answer, reading, RULES)


def fail(state: FeedState, at: datetime, reason: str, retry_after: float | None = None) -> FeedState:
    """Poll a feed that fails."""
    return poll(state, at, "failed", reason=reason, retry_after=retry_after)


def broken(state: FeedState, at: datetime) -> FeedState:
    """Poll a feed in whose place there is a web page."""
    return poll(state, at, "changed", Reading(reason="html_not_feed", detail="a web page"))


def begun(entries_an_hour: float = 0.5) -> FeedState:
    """A feed that was read an hour ago."""
    known = poll(new_state(FEED), NOW - HOUR, "changed", Reading(entries(DAY), 1))
    return replace(known, entries_an_hour=entries_an_hour)


def waited(state: FeedState, since: datetime = NOW) -> timedelta:
    """Return how long the next poll waits."""
    assert state.next_poll_at is not None
    return state.next_poll_at - since
