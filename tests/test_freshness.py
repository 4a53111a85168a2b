"""What publishers say of how often they may be asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tasks.freshness import LONGEST_FRESHNESS, Wishes, after_skipping, fresh_for

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)  # a Wednesday
HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 10),
        ({"cache-control": 'public, Max-Age="600", must-revalidate'}, 10),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=99999999999"}, 24 * 60),
        ({"cache-control": "max-age=-5"}, 0),
        ({"expires": (NOW + timedelta(minutes=30)).strftime(HTTP_DATE)}, 30),
        ({"expires": (NOW - timedelta(minutes=30)).strftime(HTTP_DATE)}, 0),
        ({"expires": "0"}, 0),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "Wed, 15 Mar 2017 99:99:99 GMT"}, 0),
        ({"expires": (NOW + timedelta(days=9)).strftime(HTTP_DATE)}, 24 * 60),
        ({"cache-control": "max-age=600", "expires": (NOW + timedelta(hours=9)).strftime(HTTP_DATE)}, 10),
    ],
)
def test_an_answer_is_fresh_for_as_long_as_its_headers_say(headers: dict[str, str], minutes: int) -> None:
    assert fresh_for(headers, NOW) == timedelta(minutes=minutes)


def test_a_server_whose_clock_is_wrong_is_judged_by_its_own_clock() -> None:
    theirs = datetime(2016, 1, 1, tzinfo=UTC)
    headers = {"date": theirs.strftime(HTTP_DATE), "expires": (theirs + timedelta(hours=1)).strftime(HTTP_DATE)}
    assert fresh_for(headers, NOW) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("minutes", "said"), [(None, 0), (0, 0), (-5, 0), (90, 90), (10**30, LONGEST_FRESHNESS // timedelta(minutes=1))]
)
def test_a_ttl_lasts_a_day_at_most(minutes: int | None, said: int) -> None:
    assert Wishes(ttl_minutes=minutes).ttl == timedelta(minutes=said)


@pytest.mark.parametrize(
    ("wishes", "coming"),
    [
        (Wishes(), NOW),
        (Wishes(skip_hours=frozenset({5})), NOW),
        (Wishes(skip_hours=frozenset({6, 7})), datetime(2017, 3, 15, 8, tzinfo=UTC)),
        (Wishes(skip_days=frozenset({2, 3})), datetime(2017, 3, 17, tzinfo=UTC)),
        (Wishes(skip_hours=frozenset({0}), skip_days=frozenset({2})), datetime(2017, 3, 16, 1, tzinfo=UTC)),
        (Wishes(skip_hours=frozenset(range(24))), NOW),
        (Wishes(skip_days=frozenset(range(7))), NOW),
    ],
)
def test_hours_and_days_to_skip_are_skipped_unless_all_are(wishes: Wishes, coming: datetime) -> None:
    assert after_skipping(NOW, wishes) == coming


def test_hours_to_skip_are_hours_of_greenwich() -> None:
    seoul = datetime.fromisoformat("2017-03-15T15:30:00+09:00")
    assert Wishes(skip_hours=frozenset({6})).skips(seoul)
    assert not Wishes(skip_hours=frozenset({15})).skips(seoul)
