"""What a feed brings a day, against its own normal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tasks.feed_health import LEAST_DAYS, RECENT_DAYS, USUAL_DAYS, volume_of

TODAY = date(2017, 3, 15)


def days(*counts: int, last: date = TODAY - timedelta(days=1)) -> dict[date, int]:
    """Entries of days in a row that end yesterday."""
    return {last - timedelta(days=back): count for back, count in enumerate(reversed(counts))}


WORKDAYS = [20, 22, 18, 21, 19, 2, 1] * 5


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ([20] * 35, "normal"),
        (WORKDAYS, "normal"),
        ([20] * 28 + [6] * 7, "low"),
        ([20] * 28 + [55] * 7, "high"),
        ([20] * 28 + [12] * 7, "normal"),
        ([1, 0, 0] * 12, "normal"),  # a few in a week are too few to judge
        ([20] * 30 + [0] * 5, "silent"),
        ([0] * 35, "normal"),  # never brought anything: `feeds list` shows it empty or unchanged
        ([0] * 28 + [9] * 7, "high"),
        ([20] * 10, "unknown"),
        ([], "unknown"),
    ],
)
def test_a_feed_is_judged_by_its_own_weeks(counts: list[int], verdict: str) -> None:
    assert volume_of(days(*counts), TODAY).verdict == verdict


def test_the_numbers_are_entries_a_day() -> None:
    found = volume_of(days(*[20] * 28 + [6] * 7), TODAY)
    assert (found.recent, found.usual) == (6, 20)
    assert volume_of({}, TODAY).recent is None


def test_a_weekend_is_no_silence_and_a_longer_one_than_usual_is() -> None:
    saturdays_off = [20, 20, 20, 20, 20, 0, 0] * 4 + [20, 20, 20, 20, 20]
    assert volume_of(days(*saturdays_off, 0, 0), TODAY).verdict == "normal"
    assert volume_of(days(*saturdays_off, 0, 0, 0, 0), TODAY).verdict == "silent"


def test_days_without_an_answer_are_our_silence_and_not_the_feeds() -> None:
    away = days(*[20] * 30, last=TODAY - timedelta(days=6))
    assert volume_of(away, TODAY).verdict == "normal"
    assert volume_of({**away, TODAY: 0}, TODAY).verdict == "normal"


def test_today_is_not_over_and_pulls_no_rate_down() -> None:
    full = days(*[20] * (RECENT_DAYS + USUAL_DAYS))
    assert volume_of({**full, TODAY: 1}, TODAY).recent == 20


def test_nothing_is_usual_before_two_weeks() -> None:
    for length in (LEAST_DAYS - 1, LEAST_DAYS):
        known = volume_of(days(*[20] * (length + RECENT_DAYS)), TODAY).usual
        assert (known is not None) == (length == LEAST_DAYS)
