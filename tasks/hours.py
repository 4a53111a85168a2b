"""Times on the wall of one place as moments: when quiet hours end, and when a digest is due. Right across clock changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.routing import DAY_MINUTES, WEEKDAYS, DigestSchedule, QuietSpan, minutes_of


def moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """Return when a clock shows a time on a day; one that a clock change leaves out is as long after midnight as it says."""
    days, minutes = divmod(minutes_of(clock), DAY_MINUTES)
    at = time(minutes // 60, minutes % 60)
    return datetime.combine(day + timedelta(days=days), at, zone).astimezone(UTC)


def quiet_until(spans: Sequence[QuietSpan], now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when the quiet hours end that a moment lies in, spans that adjoin taken as one; None outside."""
    end, at = None, now
    while later := [finish for begin, finish in _around(spans, at, zone) if begin <= at < finish]:
        end = at = max(later)
    return end


def _around(spans: Sequence[QuietSpan], at: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Give the spans that began on the local day of a moment or on the day before."""
    today = at.astimezone(zone).date()
    for span in spans:
        for day in (today - timedelta(days=1), today):
            if WEEKDAYS[day.weekday()] in span.days:
                last = day + timedelta(days=1) if span.overnight else day
                yield moment(day, span.begin, zone), moment(last, span.end, zone)


def slot_before(schedule: DigestSchedule, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the last moment, now included, at which a digest was due."""
    return max(slot for slot in _slots(schedule, now, zone) if slot <= now)


def slot_after(schedule: DigestSchedule, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next moment at which a digest is due."""
    return min(slot for slot in _slots(schedule, now, zone) if slot > now)


def _slots(schedule: DigestSchedule, now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Give the due moments of the two weeks around a moment."""
    today = now.astimezone(zone).date()
    for number in range(-8, 9):
        day = today + timedelta(days=number)
        if schedule.every == "daily" or WEEKDAYS[day.weekday()] == schedule.day:
            yield moment(day, schedule.at, zone)


def week_of(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first moments of the week, which begins on Monday, and of the next."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return moment(monday, "00:00", zone), moment(monday + timedelta(days=7), "00:00", zone)
