"""Claimed times are believed in a stated order, and never invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.date import choose_date, claim_from_url
from tasks.records import DateClaim

SEOUL = ZoneInfo("Asia/Seoul")
SEEN = datetime(2017, 3, 20, 12, tzinfo=UTC)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2017, 3, day, hour, minute, tzinfo=UTC)


def test_the_feed_is_believed_before_the_page_and_the_page_before_the_address() -> None:
    feed, page, url = (
        DateClaim(origin, at(day), "second") for origin, day in (("feed", 15), ("page", 16), ("url", 17))
    )
    assert choose_date([url, page, feed], SEEN) == (at(15), "second", "feed")
    assert choose_date([url, page], SEEN) == (at(16), "second", "page")


def test_a_more_precise_claim_of_the_same_day_replaces_a_bare_day_and_of_another_day_does_not() -> None:
    day = DateClaim("feed", at(15), "day")
    assert choose_date([day, DateClaim("page", at(15, 9), "second")], SEEN) == (at(15, 9), "second", "page")
    assert choose_date([day, DateClaim("page", at(14, 23), "second")], SEEN) == (at(15), "day", "feed")


def test_the_stored_day_is_the_day_that_the_feed_claimed() -> None:
    for hour in range(24):
        feed = DateClaim("feed", datetime(2017, 3, 15, hour, 30, tzinfo=SEOUL), "second")
        stored, _, origin = choose_date(
            [feed, DateClaim("page", at(2), "second"), DateClaim("url", at(3), "day")], SEEN
        )
        assert (stored, origin) == (feed.at, "feed")


def test_future_and_absurd_claims_are_dropped() -> None:
    future = DateClaim("feed", SEEN + timedelta(days=2), "second")
    epoch = DateClaim("page", datetime(1970, 1, 1, tzinfo=UTC), "second")
    assert choose_date([future, epoch, DateClaim("url", at(15), "day")], SEEN) == (at(15), "day", "url")
    assert choose_date([DateClaim("feed", SEEN + timedelta(hours=20), "second")], SEEN)[2] == "feed"


def test_unknown_stays_unknown() -> None:
    assert choose_date([], SEEN) == (None, "day", "")


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example/2017/03/15/talks", 15),
        ("https://news.example/world/2017/mar/15/talks", 15),
        ("https://news.example/talks-20170315-1.html", 15),
        ("https://news.example/2017-03-15/", 15),
        ("https://news.example/id/20171399", None),
        ("https://news.example/a?date=2017-03-15", None),
        ("https://news.example/920170315777", None),
    ],
)
def test_addresses_carry_days(url: str, day: int | None) -> None:
    claim = claim_from_url(url)
    assert (claim.at.day if claim else None) == day
