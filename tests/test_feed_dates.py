"""What dates claim."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tasks.feed_dates import read_date
from tests.feed_samples import one, rss

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("raw", "moment", "precision"),
    [
        ("Wed, 15 Mar 2017 09:30:00 GMT", "2017-03-15T09:30:00", "second"),
        ("Wed, 15 Mar 2017 09:30 KST", "2017-03-15T00:30:00", "second"),
        ("2017-03-15 09:30:00 KST", "2017-03-15T00:30:00", "second"),
        ("Wed, 15 Mar 2017 09:30:00 EDT", "2017-03-15T13:30:00", "second"),
        ("Wed, 15 Mar 2017 09:30:00", "2017-03-15T09:30:00", "second"),
        ("2017-03-15T23:30:00-05:00", "2017-03-16T04:30:00", "second"),
        ("2017-03-15T00:00:00Z", "2017-03-15T00:00:00", "second"),
        ("2017-03-15T09Z", "2017-03-15T09:00:00", "hour"),
        ("2017-03-15", "2017-03-15T00:00:00", "day"),
        ("2017-03-15+09:00", "2017-03-15T00:00:00", "day"),
        ("2017-03-15Z", "2017-03-15T00:00:00", "day"),
        ("20170315", "2017-03-15T00:00:00", "day"),
        ("Wed, 15 Mar 2017", "2017-03-15T00:00:00", "day"),
        ("15 Mar 17", "2017-03-15T00:00:00", "day"),
        ("March 15, 2017", "2017-03-15T00:00:00", "day"),
        ("2017년 3월 15일", "2017-03-15T00:00:00", "day"),
        ("수, 15 3월 2017 09:30:00 +0900", "2017-03-15T00:30:00", "second"),
        ("Ср, 15 мар 2017 09:30:00 +0300", "2017-03-15T06:30:00", "second"),
        ("mer., 15 mars 2017 09:30:00 +0100", "2017-03-15T08:30:00", "second"),
        ("2017", None, "day"),
        ("2017-03", None, "day"),
        ("soon", None, "day"),
        ("2017-02-31", None, "day"),
        ("9999-12-31T23:59:59-12:00", None, "day"),
    ],
)
def test_a_date_claims_no_more_than_it_says(raw: str, moment: str | None, precision: str) -> None:
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None
    entry = one(rss(f"<title>T</title><pubDate>{raw}</pubDate>"))
    assert (entry.published_raw, entry.published_at, entry.published_precision) == (raw, expected, precision)


def test_an_empty_date_is_no_date() -> None:
    assert read_date(" ", None) == (None, "day")
    assert one(rss("<title>T</title><pubDate/>")).published_raw == ""


def test_an_unreadable_date_gives_way_to_a_readable_one() -> None:
    entry = one(rss("<title>T</title><pubDate>soon</pubDate><dc:date>2017-03-15T01:00:00Z</dc:date>"))
    assert (entry.published_raw, entry.published_at) == ("2017-03-15T01:00:00Z", datetime(2017, 3, 15, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("raw", "moment", "precision"),
    [
        ("2017-03-15 19:00:00", "2017-03-15T10:00:00", "second"),
        ("2017-03-15T07:00:00", "2017-03-14T22:00:00", "second"),
        ("Wed, 15 Mar 2017 07:00:00", "2017-03-14T22:00:00", "second"),
        ("2017년 3월 15일 07:00", "2017-03-14T22:00:00", "second"),
        ("2017-03-15T07", "2017-03-14T22:00:00", "hour"),
    ],
)
def test_a_time_without_a_zone_is_in_that_of_its_source(raw: str, moment: str, precision: str) -> None:
    assert read_date(raw, None, SEOUL) == (datetime.fromisoformat(moment).replace(tzinfo=UTC), precision)


@pytest.mark.parametrize(
    "raw",
    [
        "2017-03-15T07:00:00Z",
        "2017-03-15T07:00:00+00:00",
        "Wed, 15 Mar 2017 07:00:00 GMT",
        "Wed, 15 Mar 2017 07:00:00 -0000",
        "Wed, 15 Mar 2017 16:00:00 KST",
        "Wed, 15 Mar 2017 03:00:00 EDT",
        "1489561200",
    ],
)
def test_a_time_that_names_its_zone_is_not_moved_to_that_of_its_source(raw: str) -> None:
    assert read_date(raw, None, SEOUL) == (datetime(2017, 3, 15, 7, tzinfo=UTC), "second")


@pytest.mark.parametrize(
    "raw", ["2017-03-15", "20170315", "Wed, 15 Mar 2017", "2017년 3월 15일", "2017-W11-3", "2017-03-15Z"]
)
@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/Los_Angeles"])
def test_a_bare_day_is_that_day_wherever_its_source_is(raw: str, zone: str) -> None:
    assert read_date(raw, None, ZoneInfo(zone)) == (datetime(2017, 3, 15, tzinfo=UTC), "day")
