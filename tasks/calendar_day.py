"""Makes days of figures: of the calendar, in the order that a country's press writes them, the last such day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from tasks.calendar_words import DAY_FIRST, DAY_FIRST_TOO, MONTH_FIRST, YEAR_FIRST

EARLIEST_YEAR = 1990
"""News on the web is younger; older claims are epochs (1970-01-01), zero dates and typing errors."""

FUTURE_TOLERANCE = timedelta(days=1)
"""A publisher's clock in another zone may run ahead of ours by some hours, never by more than a day."""

BUDDHIST_YEARS = range(2500, 2600)
"""Years as Thailand counts them, 543 ahead."""


def in_press_order(match: re.Match[str], zone: tzinfo, read_at: datetime | None) -> datetime | None:
    """Read three figures in the only order that makes a possible day, else in that of the publisher's country."""
    a, b, c, key = match["a"], match["b"], match["c"], zone_name(zone)
    orders = {
        "day": calendar_day(c, b, a),
        "month": calendar_day(c, a, b),
        "year": None if len(c) == 4 else calendar_day(a, b, c),
    }
    if match["by"] == "." and len(c) == 4:
        return orders["day"]
    possible = {name: day for name, day in orders.items() if day and _is_possible(day, read_at)}
    if len(set(possible.values())) == 1:
        return next(iter(possible.values()))
    if key in YEAR_FIRST and len(c) == 2:
        return possible.get("year") if read_at else None
    if key in MONTH_FIRST:
        return possible.get("month")
    return possible.get("day") if key.startswith(DAY_FIRST) or key in DAY_FIRST_TOO else None


def _is_possible(day: datetime, read_at: datetime | None) -> bool:
    return day.year >= EARLIEST_YEAR and (read_at is None or day <= read_at + FUTURE_TOLERANCE)


def calendar_day(year: str, month: str, day: str) -> datetime | None:
    """Return a day of the calendar; two digits are of this century."""
    number = int(year)
    try:
        return datetime(
            number + 2000 if len(year) == 2 else number - 543 if number in BUDDHIST_YEARS else number,
            int(month),
            int(day),
            tzinfo=UTC,
        )
    except (ValueError, OverflowError):
        return None


def latest_day(month: str, day: str, zone: tzinfo, read_at: datetime) -> datetime | None:
    """Return the last such day before it was read."""
    here = day_of(read_at, zone)
    return next(
        (one for back in (0, 1) if (one := calendar_day(str(here.year - back), month, day)) and one <= here), None
    )


def zone_name(zone: tzinfo) -> str:
    """Return the IANA name of a zone, or "" for an offset."""
    return getattr(zone, "key", "") or ""


def day_of(at: datetime, zone: tzinfo) -> datetime:
    """Return the day that a moment falls on in a zone, as 00:00 UTC."""
    day = at.astimezone(zone)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
