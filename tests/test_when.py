"""Written times are read in many languages; what is relative only when it is known when it was read."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tasks.when import parse_when

SEOUL = ZoneInfo("Asia/Seoul")
READ = datetime(2017, 3, 20, 12, tzinfo=UTC)


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2017) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Di., 14.03.2017 - 19:45", (at(3, 14, 10, 45), "second")),
        ("Montag, 13. März 2017, 10:00 Uhr", (at(3, 13, 1), "second")),
        ("4 mars 2017", (at(3, 4), "day")),
        ("4 de marzo de 2017", (at(3, 4), "day")),
        ("2017.03.15 (수) 10:20", (at(3, 15, 1, 20), "second")),
        ("2017. 3. 7. 오후 3:10", (at(3, 7, 6, 10), "second")),
        ("2017年3月17日 午前9時05分", (at(3, 17, 0, 5), "second")),
        ("25/12/2016", (at(12, 25, year=2016), "day")),
    ],
)
def test_times_are_read_as_they_are_written_where_they_come_from(raw: str, expected: tuple[datetime, str]) -> None:
    assert parse_when(raw, SEOUL) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("오전 6:52", (at(3, 19, 21, 52), "second")),
        ("오후 11:52", (at(3, 19, 14, 52), "second")),
        ("2 hours ago", (at(3, 20, 10), "hour")),
        ("an hour ago", (at(3, 20, 11), "hour")),
        ("2시간 전", (at(3, 20, 10), "hour")),
        ("3日前", (at(3, 17), "day")),
        ("vor 3 Tagen", (at(3, 17), "day")),
        ("yesterday", (at(3, 19), "day")),
        ("06月24日 11時30分", (at(6, 24, 2, 30, year=2016), "second")),
        ("March 7, 15:03", (at(3, 7, 6, 3), "second")),
        ("31.12.16", (at(12, 31, year=2016), "day")),
        ("3/4/2017", (at(3, 4), "day")),
    ],
)
def test_what_is_relative_is_counted_from_when_it_was_read(raw: str, expected: tuple[datetime, str]) -> None:
    assert parse_when(raw, SEOUL, READ) == expected
    assert parse_when(raw, SEOUL) is None


@pytest.mark.parametrize("raw", ["1/2/2017", "01.02.03", "13 years", "may", "25:61", "32/13/2016", "ago", "1"])
def test_what_is_no_time_or_could_still_be_two_is_none(raw: str) -> None:
    assert parse_when(raw, SEOUL, READ) is None
