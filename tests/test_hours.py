"""Quiet hours and due moments, as the clock on the wall shows them, also on the days it is changed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.routing import DigestSchedule, QuietSpan
from tasks.hours import quiet_until, slot_after, slot_before, week_of

SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")
NIGHT = QuietSpan.model_validate({"from": "22:00", "to": "07:00"})
WEEKEND = QuietSpan.model_validate({"from": "00:00", "to": "24:00", "days": ["sat", "sun"]})


def at(zone: ZoneInfo, *moment: int) -> datetime:
    return datetime(*moment, tzinfo=zone).astimezone(UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ((2017, 3, 14, 21, 59), None),
        ((2017, 3, 14, 22, 0), (2017, 3, 15, 7, 0)),
        ((2017, 3, 15, 3, 0), (2017, 3, 15, 7, 0)),
        ((2017, 3, 15, 7, 0), None),
    ],
)
def test_a_night_ends_in_the_morning_where_the_reader_lives(
    moment: tuple[int, ...], end: tuple[int, ...] | None
) -> None:
    assert quiet_until([NIGHT], at(SEOUL, *moment), SEOUL) == (at(SEOUL, *end) if end else None)


def test_a_night_that_runs_into_a_quiet_weekend_ends_on_monday_morning() -> None:
    friday_night = at(SEOUL, 2017, 3, 17, 23, 0)
    assert quiet_until([NIGHT, WEEKEND], friday_night, SEOUL) == at(SEOUL, 2017, 3, 20, 7, 0)


def test_a_span_belongs_to_the_day_it_begins_on() -> None:
    fridays = QuietSpan.model_validate({"from": "22:00", "to": "07:00", "days": ["fri"]})
    assert quiet_until([fridays], at(SEOUL, 2017, 3, 18, 3, 0), SEOUL) == at(SEOUL, 2017, 3, 18, 7, 0)
    assert quiet_until([fridays], at(SEOUL, 2017, 3, 17, 3, 0), SEOUL) is None


def test_a_night_is_an_hour_shorter_in_march_and_longer_in_october() -> None:
    for day, hours in (((2024, 3, 30), 8), ((2024, 10, 26), 10)):
        begin = at(BERLIN, *day, 22)
        end = quiet_until([NIGHT], begin, BERLIN)
        assert end is not None
        assert (end - begin).total_seconds() == hours * 3600
        assert end.astimezone(BERLIN).hour == 7


def test_a_digest_is_due_at_its_hour_also_on_the_day_the_clock_is_changed() -> None:
    daily = DigestSchedule(at="08:00")
    for day in ((2024, 3, 31), (2024, 10, 27)):
        noon = at(BERLIN, *day, 12)
        assert slot_before(daily, noon, BERLIN) == at(BERLIN, *day, 8)
        assert slot_after(daily, noon, BERLIN) == at(
            BERLIN, day[0], day[1] + (day[2] == 31), 28 if day[2] == 27 else 1, 8
        )


def test_an_hour_that_a_clock_change_leaves_out_is_due_right_after_it_and_one_shown_twice_once() -> None:
    daily = DigestSchedule(at="02:30")
    assert slot_before(daily, at(BERLIN, 2024, 3, 31, 12), BERLIN) == datetime(2024, 3, 31, 1, 30, tzinfo=UTC)
    assert slot_before(daily, at(BERLIN, 2024, 10, 27, 12), BERLIN) == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)


def test_a_weekly_digest_is_due_on_its_day_and_the_moment_itself_counts() -> None:
    weekly = DigestSchedule(every="weekly", at="08:00", day="mon")
    monday = at(SEOUL, 2017, 3, 13, 8)
    assert slot_before(weekly, monday, SEOUL) == monday
    assert slot_before(weekly, at(SEOUL, 2017, 3, 13, 7, 59), SEOUL) == at(SEOUL, 2017, 3, 6, 8)
    assert slot_after(weekly, monday, SEOUL) == at(SEOUL, 2017, 3, 20, 8)


def test_a_week_begins_on_monday_where_the_reader_lives() -> None:
    sunday_evening_in_utc = datetime(2017, 3, 12, 16, 0, tzinfo=UTC)
    assert week_of(sunday_evening_in_utc, SEOUL) == (at(SEOUL, 2017, 3, 13), at(SEOUL, 2017, 3, 20))
