"""When the clocks of a time zone change, and which hours they show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

FOR_EVER = datetime(9999, 1, 1)  # noqa: DTZ001 - compared with times that have no zone


def changes(zone: str, first: date, last: date) -> list[tuple[datetime, int]]:
    """Return until when (UTC) a zone's clocks are how many seconds ahead, from a day to another; the last for ever."""
    clock = ZoneInfo(zone)
    moment, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, last))
    found: list[tuple[datetime, int]] = []
    ahead = _ahead(moment, clock)
    while moment < end:
        later = min(moment + timedelta(days=7), end)
        if _ahead(later, clock) != ahead:
            low, high = 0, int((later - moment).total_seconds())
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (
                    (middle, high) if _ahead(moment + timedelta(seconds=middle), clock) == ahead else (low, middle)
                )
            moment += timedelta(seconds=high)
            found.append((moment.replace(tzinfo=None), ahead))
            ahead = _ahead(moment, clock)
        else:
            moment = later
    return [*found, (FOR_EVER, ahead)]


def _ahead(moment: datetime, clock: ZoneInfo) -> int:
    return int((moment.astimezone(clock).utcoffset() or timedelta()).total_seconds())


def has_hour(zone: str, wall: datetime) -> bool:
    """Tell whether the clocks of a zone ever show a time: an hour in spring they do not."""
    clock = ZoneInfo(zone)
    return wall.replace(tzinfo=clock).astimezone(UTC).astimezone(clock).replace(tzinfo=None) == wall
