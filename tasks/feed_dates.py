"""What the dates of feed entries claim, and how precisely."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from time import struct_time

from tasks.date import parse_when
from tasks.records import Precision

_DAY_WITH_ZONE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:?\d{2})", re.IGNORECASE)
_HOUR_ALONE = re.compile(r"\d{4}-?\d{2}-?\d{2}T\d{2}(?:Z|[+-]\d{2}(?::?\d{2})?)?", re.IGNORECASE)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HAS_TIME = re.compile(r"\d:\d|\d{8}T?\d{4}|^\d{10}(?:\d{3})?(?:\.\d+)?$|\d\s*시")
_HAS_DAY = re.compile(r"\d{4}\D?\d{2}\D?\d{2}|\d\s*[^\W\d_]{3,}|[^\W\d_]{3,}\.?\s*\d{1,2}\b|\d\D+\d\D+\d")


def read_date(raw: str, parsed: struct_time | None, zone: tzinfo = UTC) -> tuple[datetime | None, Precision]:
    """Return the UTC moment that a feed's date claims, and its precision.

    A day alone is that day at 00:00 UTC with precision `day`, wherever its source is; a time whose zone is not named, or
    by a name that nobody knows, is in `zone`; a year or a month alone is no date. `parsed` is the feed parser's reading
    in UTC, for forms that only it knows.
    """
    raw = " ".join(raw.split())
    day = _DAY_WITH_ZONE.fullmatch(raw)
    written = day[1] if day else raw
    if _HOUR_ALONE.fullmatch(written):
        moment = parse_when(written, zone)
        return (moment[0], "hour") if moment else (None, "day")
    if (read := parse_when(written, zone)) is not None:
        return read
    if parsed is None or not _HAS_DAY.search(raw):
        return None, "day"
    try:
        if _ISO_DAY.match(raw):
            date.fromisoformat(raw[:10])  # the feed parser turns 31 February into 3 March
        return _as_claimed(datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC), raw)
    except ValueError:
        return None, "day"


def _as_claimed(moment: datetime, raw: str) -> tuple[datetime, Precision]:
    """Take no hour from a date that names none."""
    if _HAS_TIME.search(raw):
        return moment, "second"
    return moment.replace(hour=0, minute=0, second=0, microsecond=0), "day"
