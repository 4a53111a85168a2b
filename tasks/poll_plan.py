"""Plan when a feed is polled next, from how often it changes, what its publisher asks, and how its polls fared.

Miniflux plans a feed by its entries of a week (one poll an entry, between a least and a longest wait) and never before the
publisher's own delays are over; Media Cloud's rss-fetcher shortens the wait when a poll brings too few known entries.
Here the rate of new entries is smoothed over polls instead, so that it follows the news without a look at the past:

    rate  <- w * rate + (1 - w) * new_entries / hours,   w = exp(-hours / (24 * MEMORY_DAYS))
    pace   = 1 / (POLLS_AN_ENTRY * rate) hours, between the settings' least and longest

which is the exponential moving average of a series that is sampled unevenly. Everything is an argument; nothing is random.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from tasks.feed_state import Because, Failing, FeedState
from tasks.freshness import Wishes, after_skipping, fresh_for
from tasks.hosts import without_credentials
from tasks.poll import FeedAnswer
from tasks.records import Entry, Validators
from tasks.severity import CONTENT, WEIGHTS, backoff, kind_of

MEMORY_DAYS = 3.0
"""A quiet weekend slows a feed down, and a busy day speeds it up again within hours."""

POLLS_AN_ENTRY = 2.0
"""An entry then waits a quarter of the usual time between two of them, on average."""

FIRST_GUESS_AN_HOUR = 0.5
"""New entries an hour of a feed without dates, until it has been polled twice: an hour between polls."""

DATED_WITHIN = timedelta(days=7)
"""Entries of the first answer that tell how often a feed changes, by their own dates."""

OVERLAP_ENTRIES = 3
"""A feed of so many entries or more that are all new may have dropped others unseen: it is polled at the least interval."""

SPREAD = 0.1
"""The part of a wait by which feeds differ, so that those polled together drift apart."""

LONGEST_RETRY_AFTER = timedelta(days=7)
"""Servers that are closed for repairs ask for hours or a day; more than a week is a slip."""

MOVED_POLLS = 5
MOVED_FOR = timedelta(days=1)
"""A permanent redirect is believed when so many polls in a row met it, over a day: repairs and captive portals send them too."""

SUSPENDING_POLLS = 5
"""Hard failures in a row without which no feed is suspended, however long ago the first was: the machine may have slept."""


@dataclass(frozen=True, slots=True)
class PollRules:
    """The settings of polling: the least and the longest wait, and for how long a feed may fail hard before it is suspended."""

    least: timedelta
    most: timedelta
    suspend_after: timedelta


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in an answer: all entries, those never seen before, the feed's own wishes, and why it is no feed."""

    entries: Sequence[Entry] = ()
    new_entries: int = 0
    wishes: Wishes = field(default_factory=Wishes)
    reason: str = ""
    detail: str = ""


def after_poll(state: FeedState, answer: FeedAnswer, reading: Reading | None, rules: PollRules) -> FeedState:
    """Return how a feed stands after a poll, with the plan for its next one; `reading` is None unless bytes were read.

    A success clears a streak of failures. A 304 tells that the server is back, and clears the failures of getting an
    answer; a feed that was broken stays so until its text has been read again.
    """
    now, outcome = answer.poll.polled_at, answer.poll.outcome
    if outcome == "failed":
        failed = replace(state, outcome=outcome, polled_at=now)
        return _failed(failed, now, answer.poll.reason, answer.poll.detail, answer.retry_after, rules)
    if reading and reading.reason:
        failed = replace(state, outcome="failed", polled_at=now)
        return _failed(failed, now, reading.reason, reading.detail, None, rules)
    last = state.failing
    if outcome == "not_modified" and last and last.reason in CONTENT:
        return _failed(replace(state, outcome=outcome, polled_at=now), now, last.reason, last.detail, None, rules)
    return _planned(_moved(_read(state, answer, reading), answer), state, answer, reading, rules)


def pace(state: FeedState, rules: PollRules) -> timedelta:
    """Return the wait that suits how often a feed changes, between the settings' least and longest."""
    rate = FIRST_GUESS_AN_HOUR if state.entries_an_hour is None else state.entries_an_hour
    hours = 1 / (POLLS_AN_ENTRY * rate) if rate > 0 else math.inf
    return rules.most if hours > rules.most / timedelta(hours=1) else max(timedelta(hours=hours), rules.least)


def _read(before: FeedState, answer: FeedAnswer, reading: Reading | None) -> FeedState:
    """Take in a success: what the answer said of itself and what was read in it."""
    now = answer.poll.polled_at
    foreign = answer.poll.outcome == "not_modified" and before.answered_url not in ("", answer.final_url)
    return replace(
        before,
        outcome=answer.poll.outcome,
        polled_at=now,
        succeeded_at=now,
        failing=None,
        suspended_at=None,
        validators=Validators() if foreign else answer.validators,  # a 304 from elsewhere is about another document
        answered_url=answer.final_url,
        entries_an_hour=_rate(before, now, reading),
        entries=len(reading.entries) if reading else before.entries,
        wishes=reading.wishes if reading else before.wishes,
    )


def _rate(before: FeedState, now: datetime, reading: Reading | None) -> float:
    """Return the smoothed rate of new entries an hour; of a first answer, what the dates of its entries tell."""
    if before.succeeded_at is None or before.entries_an_hour is None:
        return _dated_rate(reading.entries, now) if reading else FIRST_GUESS_AN_HOUR
    hours = (now - before.succeeded_at) / timedelta(hours=1)
    if hours <= 0:
        return before.entries_an_hour
    kept = math.exp(-hours / (24 * MEMORY_DAYS))
    return kept * before.entries_an_hour + (1 - kept) * (reading.new_entries if reading else 0) / hours


def _dated_rate(entries: Sequence[Entry], now: datetime) -> float:
    dates = [one.published_at for one in entries if one.published_at is not None and one.published_at <= now]
    recent = [date for date in dates if now - date <= DATED_WITHIN]
    if not dates:
        return FIRST_GUESS_AN_HOUR if entries else 0.0
    reached = DATED_WITHIN if len(recent) < len(dates) else max(now - min(dates), timedelta(hours=1))
    return len(recent) / (reached / timedelta(hours=1))


def _moved(state: FeedState, answer: FeedAnswer) -> FeedState:
    """Count polls that were sent elsewhere for good, and ask there when it is to be believed; nothing is asked by old validators.

    An address with credentials stays: where it moved to has none.
    """
    now, target = answer.poll.polled_at, answer.moved_to
    if not target or without_credentials(state.url) != state.url:
        return replace(state, moved_to="", moved_polls=0, moved_since=None) if state.moved_to else state
    polls, since = (state.moved_polls, state.moved_since) if target == state.moved_to else (0, None)
    since, polls = since or now, polls + 1
    if polls < MOVED_POLLS or now - since < MOVED_FOR:
        return replace(state, moved_to=target, moved_polls=polls, moved_since=since)
    unknown = Validators()
    return replace(state, url=target, moved_to="", moved_polls=0, moved_since=None, validators=unknown, answered_url="")


def _planned(
    state: FeedState, before: FeedState, answer: FeedAnswer, reading: Reading | None, rules: PollRules
) -> FeedState:
    """Plan the poll after a success: by the feed's pace, but not before what its publisher asks."""
    now = answer.poll.polled_at
    wait = pace(state, rules)
    known_before = before.succeeded_at is not None
    if reading and known_before and len(reading.entries) == reading.new_entries >= OVERLAP_ENTRIES:
        wait = rules.least
    asked: list[tuple[timedelta, Because]] = [(fresh_for(answer.headers, now), "cache"), (state.wishes.ttl, "ttl")]
    longest, why = max(asked, key=lambda one: one[0])
    because: Because = why if longest > wait else "pace"
    return _scheduled(state, now, max(wait, longest), max(longest, rules.least), because, rules)


def _failed(
    state: FeedState, now: datetime, reason: str, detail: str, retry_after: float | None, rules: PollRules
) -> FeedState:
    """Add a failure to the streak, and plan the next try, or none."""
    last, kind = state.failing, kind_of(reason)
    hard = kind in ("hard", "gone")
    failing = Failing(
        reason,
        detail,
        kind,
        weight=(last.weight if last else 0.0) + WEIGHTS[kind],
        since=last.since if last else now,
        hard_polls=(last.hard_polls if last else 0) + hard,
        hard_since=(last.hard_since if last and last.hard_since else now)
        if hard
        else last.hard_since
        if last
        else None,
    )
    state = replace(state, failing=failing)
    if hard and state.url != state.configured_url:  # the new address serves nothing after all
        state = replace(state, url=state.configured_url, validators=Validators(), answered_url="")
    elif kind == "gone" or (hard and _long_enough(failing, now, rules)):
        return replace(state, suspended_at=state.suspended_at or now, next_poll_at=None, not_before=None, because="")
    wait = backoff(kind, failing.weight, rules.least, rules.most)
    if reason == "http_429":
        wait = max(wait, 2 * pace(state, rules))
    asked = min(timedelta(seconds=retry_after or 0), LONGEST_RETRY_AFTER)
    because: Because = "retry_after" if asked >= wait else "backoff"
    return _scheduled(state, now, max(wait, asked), max(asked, rules.least), because, rules)


def _long_enough(failing: Failing, now: datetime, rules: PollRules) -> bool:
    since = failing.hard_since or now
    return failing.hard_polls >= SUSPENDING_POLLS and now - since >= rules.suspend_after


def _scheduled(
    state: FeedState, now: datetime, wait: timedelta, never_before: timedelta, because: Because, rules: PollRules
) -> FeedState:
    """Set the next poll: a little off the wait by the feed's own measure, and outside the hours and days it asks to skip."""
    off = SPREAD * _share(state.feed_id) * wait
    earlier = wait - off
    planned = now + (earlier if earlier >= max(never_before, rules.least) else wait + off)
    coming, least = (after_skipping(moment, state.wishes) for moment in (planned, now + never_before))
    why: Because = "skip" if coming != planned else because
    return replace(state, next_poll_at=coming, not_before=least, because=why)


def _share(feed_id: str) -> float:
    """Return a number from 0 to 1 that is the feed's own."""
    return int.from_bytes(sha256(feed_id.encode()).digest()[:4]) / 2**32
