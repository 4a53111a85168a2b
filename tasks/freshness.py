"""How long publishers ask to be left alone: HTTP caching, and the ttl, skipHours and skipDays of RSS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_FRESHNESS = timedelta(days=1)
"""A longer max-age or ttl is a setting made for pictures, or a slip: a feed of news is worth a look a day."""

_MAX_AGE = re.compile(r'(?:^|[\s,])max-age\s*=\s*"?(\d{1,12})', re.IGNORECASE)
_NEVER_FRESH = re.compile(r"(?:^|[\s,])no-(?:store|cache)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a feed says in its own text: RSS ttl, hours of the day (GMT) and days (Monday is 0) to skip."""

    ttl_minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()

    @property
    def ttl(self) -> timedelta:
        """How long the feed says that it may be kept, at most LONGEST_FRESHNESS."""
        return timedelta(minutes=min(max(self.ttl_minutes or 0, 0), LONGEST_FRESHNESS // timedelta(minutes=1)))

    def skips(self, moment: datetime) -> bool:
        """Tell whether the feed asks not to be read at a moment."""
        there = moment.astimezone(UTC)
        return there.hour in self.skip_hours or there.weekday() in self.skip_days


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return how long an answer stays fresh: max-age, else Expires less Date (RFC 9111, 4.2.1); 0 if nothing says so.

    s-maxage is meant for shared caches, and we are none. An Expires that is no date is long past (5.3).
    """
    said = headers.get("cache-control", "")
    if _NEVER_FRESH.search(said):
        return timedelta()
    if found := _MAX_AGE.search(said):
        return min(timedelta(seconds=int(found[1])), LONGEST_FRESHNESS)
    expires = _moment(headers.get("expires", ""))
    if expires is None:
        return timedelta()
    lasting = expires - (_moment(headers.get("date", "")) or now)
    return min(max(lasting, timedelta()), LONGEST_FRESHNESS)


def after_skipping(moment: datetime, wishes: Wishes) -> datetime:
    """Return the first moment from this one on that a feed does not ask to skip; this one, if it asks to skip all."""
    if not (wishes.skip_hours or wishes.skip_days):
        return moment
    hour = moment
    for _ in range(7 * 24):
        if not wishes.skips(hour):
            return hour
        hour = hour.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def _moment(header: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
