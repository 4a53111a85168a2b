"""A feed that moved is followed once it lasts, and what was known of the old address stays there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tasks.feed_state import FeedState
from tasks.poll_plan import MOVED_FOR, MOVED_POLLS
from tasks.records import Validators
from tests.polls import DAY, NOW, URL, begun, fail, poll

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
