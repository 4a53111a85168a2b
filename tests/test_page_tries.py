"""A page that did not come is asked for again for a while, the less often the longer it lasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tasks.page_tries import LONGEST_WAIT, MOST_TRIES, is_due, next_try
from tasks.records import Trouble

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
DOWN = Trouble("http_5xx", "the server answered 503", status=503)


def waits(trouble: Trouble) -> list[float]:
    """Return the hours between tries of a page that never comes."""
    planned = [next_try("e1", trouble, tries, NOW) for tries in range(1, MOST_TRIES + 1)]
    return [(one.at - NOW) / timedelta(hours=1) for one in planned if one]


def test_waits_grow_and_end_after_two_days() -> None:
    assert waits(DOWN) == [0.25, 1, 4, 12, 24]
    assert sum(waits(DOWN)) < 48


def test_a_wish_to_wait_lengthens_the_waits_that_are_shorter_up_to_a_day() -> None:
    assert waits(Trouble("http_429", "", retry_after=7200)) == [2, 2, 4, 12, 24]
    assert waits(Trouble("http_5xx", "", retry_after=1e9)) == [24] * 5


@pytest.mark.parametrize("reason", ["http_404", "http_410", "not_html", "robots_disallowed", "too_large", "http_403"])
def test_what_stays_as_it_is_is_not_asked_for_again(reason: str) -> None:
    assert waits(Trouble(reason, "")) == []


def test_a_try_further_off_than_any_wait_was_set_by_a_clock_that_was_ahead() -> None:
    assert is_due(None, NOW)
    assert is_due(NOW, NOW)
    assert not is_due(NOW + timedelta(seconds=1), NOW)
    assert not is_due(NOW + LONGEST_WAIT, NOW)
    assert is_due(NOW + LONGEST_WAIT + timedelta(seconds=1), NOW)
