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
        ("2017/3/7", (at(3, 7), "day")),
        ("          2017/3/30 7:11", (at(3, 29, 22, 11), "second")),
        ("15 March 2017", (at(3, 15), "day")),
        ("March 15th, 2017", (at(3, 15), "day")),
        ("Wed 15 Mar 2017 9:05 pm", (at(3, 15, 12, 5), "second")),
        ("2017-03-17", (at(3, 17), "day")),
        ("20170317", (at(3, 17), "day")),
        ("17.3.2017", (at(3, 17), "day")),
        ("2017-03-17T10:00", (at(3, 17, 1), "second")),
        ("2017-03-17T10:00:00Z", (at(3, 17, 10), "second")),
        ("2017-03-17T10:00:00.5+09:00", (at(3, 17, 1), "second")),
        ("Fri, 17 Mar 2017 10:00:00 +0000", (at(3, 17, 10), "second")),
        ("Fri, 17 Mar 2017 10:00:00 EST", (at(3, 17, 15), "second")),
        ("2017년 3월 17일", (at(3, 17), "day")),
        ("2017年3月17日 10:20", (at(3, 17, 1, 20), "second")),
        ("1489708800", (at(3, 17), "second")),
    ],
)
def test_written_times_are_read_in_the_publishers_zone(raw: str, expected: tuple[datetime, str]) -> None:
    assert parse_when(raw, SEOUL) == expected


@pytest.mark.parametrize(
    "raw", ["", "soon", "2017", "2017-13-40", "31 February 2017", "99999999999999999", "2017-03-17T99:00"]
)
def test_what_is_no_time_or_could_be_two_is_none(raw: str) -> None:
    assert parse_when(raw, SEOUL) is None


@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_a_bare_day_keeps_its_day_in_every_zone(zone: str) -> None:
    read = parse_when("2017-03-17", ZoneInfo(zone))
    assert read is not None
    assert read[0].astimezone(UTC).date().isoformat() == "2017-03-17"


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


@pytest.mark.parametrize(
    "raw",
    ["1/2/2017", "13 years", "3 h", "2 hours", "by Mar Vista", "2017-W11", "may", "25:61", "32/13/2016", "ago", "1"],
)
def test_what_is_no_time_or_could_still_be_two_is_none(raw: str) -> None:
    assert parse_when(raw, SEOUL, READ) is None


@pytest.mark.parametrize(
    ("raw", "zone", "expected"),
    [
        ("2017.3.15. 오후 3시", "Asia/Seoul", (at(3, 15, 6), "hour")),
        ("17.03.15 15:30", "Asia/Seoul", (at(3, 15, 6, 30), "second")),
        ("2017年3月15日15时30分", "Asia/Shanghai", (at(3, 15, 7, 30), "second")),
        ("2017年3月15日 星期三 下午3:30", "Asia/Shanghai", (at(3, 15, 7, 30), "second")),
        ("令和元年5月1日", "Asia/Tokyo", (at(5, 1, year=2019), "day")),
        ("15.03.17, 15:30 Uhr", "Europe/Berlin", (at(3, 15, 14, 30), "second")),
        ("15.03.2017 um 15.30 Uhr", "Europe/Berlin", (at(3, 15, 14, 30), "second")),
        ("le 15 févr. 2017 à 15h30", "Europe/Paris", (at(2, 15, 14, 30), "second")),
        ("mar. 14 mars 2017", "Europe/Paris", (at(3, 14), "day")),
        ("15 ene. 2017 - 15:30 CET", "Europe/Madrid", (at(1, 15, 14, 30), "second")),
        ("15 de março de 2017 às 15h30", "America/Sao_Paulo", (at(3, 15, 18, 30), "second")),
        ("15 марта 2017 г. в 15:30", "Europe/Moscow", (at(3, 15, 12, 30), "second")),
        ("15:30 15.03.2017", "Europe/Moscow", (at(3, 15, 12, 30), "second")),
        ("١٥ مارس ٢٠١٧ ٣:٣٠ م", "Asia/Riyadh", (at(3, 15, 12, 30), "second")),
        ("15 آذار 2017", "Asia/Beirut", (at(3, 15), "day")),
        ("15 มี.ค. 2560", "Asia/Bangkok", (at(3, 15), "day")),
        ("15 Mart 2017 15:30", "Europe/Istanbul", (at(3, 15, 12, 30), "second")),
        ("Thứ tư, 15/3/2017, 15:30 (GMT+7)", "Asia/Ho_Chi_Minh", (at(3, 15, 8, 30), "second")),
        ("March 15, 2017, 3:30 p.m. ET", "America/New_York", (at(3, 15, 19, 30), "second")),
        ("Mar 15, 2017 15:30 KST", "America/New_York", (at(3, 15, 6, 30), "second")),
        ("Mar 15, 2017 15:30 CST", "Asia/Shanghai", (at(3, 15, 7, 30), "second")),
        ("Mar 15, 2017 15:30 CST", "America/New_York", (at(3, 15, 21, 30), "second")),
        ("Tue, 14 Mar 2017 10:00 BST", "Asia/Dhaka", (at(3, 14, 4), "second")),
        ("Tue, 14 Mar 2017 10:00 BST", "Europe/London", (at(3, 14, 9), "second")),
        ("15 Mar 2017, 8:30 pm IST", "Asia/Kolkata", (at(3, 15, 15), "second")),
        ("3/4/2017", "Europe/London", (at(4, 3), "day")),
        ("3/4/2017", "America/New_York", (at(3, 4), "day")),
        ("20170315153000", "UTC", (at(3, 15, 15, 30), "second")),
        ("2017-03-15T15:30:00+09:00[Asia/Seoul]", "UTC", (at(3, 15, 6, 30), "second")),
    ],
)
def test_days_and_clocks_are_read_as_the_press_of_each_country_writes_them(
    raw: str, zone: str, expected: tuple[datetime, str]
) -> None:
    assert parse_when(raw, ZoneInfo(zone), READ.replace(year=2020)) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "Rain, 15 Mar 2017 15:30",
        "Rain, 15 Mar 2017 15:30 GMT",
        "雨, 15 Mar 2017 15:30",
        "15 Mar 2017 15:30 Rain",
        "15 Mar 2017 15:30 Rain +0900",
    ],
)
def test_a_date_with_a_word_that_is_none_for_times_is_no_time(raw: str) -> None:
    assert parse_when(raw, SEOUL) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Thurs, 16 Mar 2017 15:30:00 +0100", (at(3, 16, 14, 30), "second")),
        ("Thu, 16 Mar 2017 15:30:00 +0100 (Mitteleuropäische Zeit)", (at(3, 16, 14, 30), "second")),
        ("Wed, 15 Mar 2017 15:30:00 ZZZ", (at(3, 15, 6, 30), "second")),
        ("Wed Mar 15 15:30:00 2017", (at(3, 15, 6, 30), "second")),
        ("20170315T153000Z", (at(3, 15, 15, 30), "second")),
    ],
)
def test_times_of_standards_are_read_in_their_rarer_forms(raw: str, expected: tuple[datetime, str]) -> None:
    assert parse_when(raw, SEOUL) == expected


def test_of_two_orders_the_one_that_makes_a_past_day_is_meant() -> None:
    london = ZoneInfo("Europe/London")
    assert parse_when("3/4/2017", london, datetime(2017, 3, 10, tzinfo=UTC)) == (at(3, 4), "day")
    assert parse_when("3/4/2017", london, datetime(2017, 5, 10, tzinfo=UTC)) == (at(4, 3), "day")


def test_two_figures_for_a_year_are_two_days_where_no_country_is_known() -> None:
    assert parse_when("01.02.03", ZoneInfo("UTC"), READ) is None
    assert parse_when("01.02.03", SEOUL) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("방금 전", (at(3, 20, 12), "hour")),
        ("한 시간 전", (at(3, 20, 11), "hour")),
        ("3/15(水) 5:30更新", (at(3, 14, 20, 30), "second")),
        ("그제", (at(3, 18), "day")),
        ("어제 오후 3:20", (at(3, 19, 6, 20), "second")),
        ("昨天 15:30", (at(3, 19, 6, 30), "second")),
        ("半小时前", (at(3, 20, 11, 30), "hour")),
        ("vor zwei Stunden", (at(3, 20, 10), "hour")),
        ("il y a une heure", (at(3, 20, 11), "hour")),
        ("hace 2 días", (at(3, 18), "day")),
        ("há uma hora", (at(3, 20, 11), "hour")),
        ("3 часа назад", (at(3, 20, 9), "hour")),
        ("час назад", (at(3, 20, 11), "hour")),
        ("вчера, 15:30", (at(3, 19, 6, 30), "second")),
        ("منذ ساعتين", (at(3, 20, 10), "hour")),
        ("2 hours, 30 minutes ago", (at(3, 20, 9, 30), "hour")),
        ("half an hour ago", (at(3, 20, 11, 30), "hour")),
        ("3h ago", (at(3, 20, 9), "hour")),
    ],
)
def test_how_long_ago_is_said_in_many_languages(raw: str, expected: tuple[datetime, str]) -> None:
    assert parse_when(raw, SEOUL, READ) == expected
    assert parse_when(raw, SEOUL) is None


@pytest.mark.parametrize(
    "raw",
    [
        "12345678901234567 hours ago",
        "منذ1234567890123422日전시",
        "99:99 gmt+99",
        "0000-00-00",
        "²½Ⅷ",
        "2026-13-45T99:99",
    ],
)
def test_no_text_is_more_than_can_be_read(raw: str) -> None:
    assert parse_when(raw, SEOUL, READ) is None
