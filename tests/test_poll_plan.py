"""When a feed is polled next: worked out without a clock, a network or chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.feed_state import FeedState, is_due, new_state
from tasks.freshness import Wishes
from tasks.poll import FeedAnswer, FeedRequest
from tasks.poll_plan import MOVED_FOR, MOVED_POLLS, SUSPENDING_POLLS, PollRules, Reading, after_poll, pace
from tasks.poll_record import Poll, PollOutcome
from tasks.records import Entry, Feed, Validators
from tasks.severity import backoff, kind_of

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "https://herald.example/feed"
FEED = Feed("herald-world", "herald", URL)
RULES = PollRules(least=timedelta(minutes=15), most=12 * HOUR, suspend_after=14 * DAY)


def entry(age: timedelta | None, now: datetime = NOW) -> Entry:
    at = None if age is None else now - age
    return Entry("e", "f", "s", "", "", "", "", "", "", "", at, "second", "en", now)


def entries(*ages: timedelta) -> tuple[Entry, ...]:
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
    one = Poll("p", state.feed_id, state.url, at, outcome, reason=reason)
    asked = FeedRequest(replace(FEED, url=state.url), state.conditions)
    fresh = state.validators if outcome != "changed" else Validators('"new"', "", "hash")
    answer = FeedAnswer(asked, one, b"", "", final_url, fresh, headers or {}, moved_to, retry_after)
    return after_poll(state, answer, reading, RULES)


def fail(state: FeedState, at: datetime, reason: str, retry_after: float | None = None) -> FeedState:
    return poll(state, at, "failed", reason=reason, retry_after=retry_after)


def broken(state: FeedState, at: datetime) -> FeedState:
    return poll(state, at, "changed", Reading(reason="html_not_feed", detail="a web page"))


def begun(entries_an_hour: float = 0.5) -> FeedState:
    """A feed that was read an hour ago."""
    known = poll(new_state(FEED), NOW - HOUR, "changed", Reading(entries(DAY), 1))
    return replace(known, entries_an_hour=entries_an_hour)


def waited(state: FeedState, since: datetime = NOW) -> timedelta:
    assert state.next_poll_at is not None
    return state.next_poll_at - since


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


NEW = "https://new.example/feed"


def move(state: FeedState, polls: int, apart: timedelta, to: str = NEW) -> FeedState:
    for number in range(polls):
        state = poll(state, NOW + number * apart, moved_to=to, final_url=to)
    return state


def test_a_permanent_redirect_that_lasts_is_believed_and_no_validator_goes_along() -> None:
    state = replace(begun(), validators=Validators('"1"', "Wed", "hash"), answered_url=NEW)
    almost = move(state, MOVED_POLLS - 1, MOVED_FOR)
    assert (almost.url, almost.moved_to, almost.condition) == (URL, NEW, "moved")
    quick = move(state, 3 * MOVED_POLLS, MOVED_FOR / 100)
    assert quick.url == URL
    believed = move(state, MOVED_POLLS, MOVED_FOR)
    assert (believed.url, believed.configured_url, believed.condition) == (NEW, URL, "moved")
    assert believed.conditions == Validators()


def test_a_redirect_that_changes_or_ends_is_counted_anew() -> None:
    state = move(begun(), MOVED_POLLS - 1, MOVED_FOR)
    assert poll(state, NOW + 9 * DAY).moved_polls == 0
    other = poll(state, NOW + 9 * DAY, moved_to="https://third.example/feed")
    assert (other.moved_polls, other.moved_to, other.url) == (1, "https://third.example/feed", URL)
    assert fail(state, NOW + 9 * DAY, "timeout").moved_polls == MOVED_POLLS - 1


def test_an_address_with_credentials_is_kept() -> None:
    secret = "https://me:secret@herald.example/feed"
    state = replace(begun(), configured_url=secret, url=secret)
    assert move(state, 2 * MOVED_POLLS, MOVED_FOR).url == secret


def test_a_new_address_that_serves_nothing_is_given_up_for_the_configured_one() -> None:
    believed = move(begun(), MOVED_POLLS, MOVED_FOR)
    at = NOW + 30 * DAY
    assert fail(believed, at, "timeout").url == NEW
    given_up = fail(believed, at, "http_410")
    assert (given_up.url, given_up.suspended_at) == (URL, None)


def test_a_304_from_another_address_is_about_another_document() -> None:
    state = replace(begun(), validators=Validators('"1"', "", "hash"), answered_url=URL)
    assert poll(state, NOW).validators == Validators('"1"', "", "hash")
    assert poll(state, NOW, final_url="https://elsewhere.example/feed").validators == Validators()


def test_a_clock_that_was_set_back_holds_nothing_up() -> None:
    state = poll(begun(), NOW)
    assert not is_due(state, NOW)
    assert is_due(state, NOW - DAY)
