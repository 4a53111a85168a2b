"""Judge a cron expression without loading a scheduler: what passes here, Prefect schedules as it is meant, and when."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
FIELDS: tuple[tuple[str, range, tuple[str, ...]], ...] = (
    ("minute", range(60), ()),
    ("hour", range(24), ()),
    ("day", range(1, 32), ()),
    ("month", range(1, 13), MONTHS),
    ("weekday", range(8), WEEKDAYS),  # Sunday is 0 and 7
)
"""What each field may hold; names stand for its values from the first on."""

MOST_DAYS = 8 * 366 + 1
"""A 29 February comes again after eight years at the most, as in 2096 to 2104."""

LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ITEM = re.compile(r"(?:\*|(?P<first>[0-9a-z]+)(?:-(?P<last>[0-9a-z]+))?)(?:/(?P<step>[0-9]+))?")


def cron_trouble(expression: str) -> str | None:
    """Say what keeps an expression from being a schedule, or None where nothing does.

    Stricter than Prefect where it would do something else than was meant: seconds as a sixth field, a step that never
    takes a second one ("*/90"), a range of one value, a day that none of the months has.
    """
    if expression.lower() in ALIASES:
        return None
    texts = expression.lower().split()
    if len(texts) != len(FIELDS):
        return f"it has {len(texts)} fields instead of {len(FIELDS)}"
    try:
        _, _, days, months, _ = (_values(text, *field) for text, field in zip(texts, FIELDS, strict=True))
    except ValueError as error:
        return str(error)
    if min(days) > max(LONGEST_MONTHS[month - 1] for month in months):
        return "that day is in none of the months"
    return None


EVERY = re.compile(r"every ([0-9]+) (minute|hour)s?")
LONGEST_INTERVAL = timedelta(days=1)
"""Beyond a day the hour matters, which cron says."""

ANCHOR = datetime(2020, 1, 1, tzinfo=UTC)
"""What intervals are counted from, so that a restart does not move them: one of 20 minutes begins at the full hour."""


def interval_of(text: str) -> timedelta | None:
    """Return the time between two runs of a schedule such as "every 5 minutes"; None where it is none of these."""
    found = EVERY.fullmatch(text.strip().lower())
    length = timedelta(**{f"{found[2]}s": int(found[1])}) if found else timedelta()
    return length if timedelta() < length <= LONGEST_INTERVAL else None


def pace_of(schedule: str, now: datetime, zone: ZoneInfo) -> timedelta | None:
    """Return the time between the next two runs of a sound schedule."""
    first = next_time(schedule, now, zone)
    second = next_time(schedule, first, zone) if first else None
    return second - first if first and second else None


def next_time(expression: str, after: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when a sound schedule is next due after a moment, in UTC; None if never again. An interval knows no clock.

    The hours of cron are those of the clock on the wall. One that the clock skips in spring is due an hour before, as in Prefect;
    one that it strikes twice in autumn is due the first time, except for expressions of every hour, which never pause.
    """
    interval = interval_of(expression)
    if interval is not None:
        return ANCHOR + ((after - ANCHOR) // interval + 1) * interval
    expression = expression.lower()
    texts = ALIASES.get(expression, expression).split()
    minutes, hours, days, months, weekdays = (
        _values(text, *field) for text, field in zip(texts, FIELDS, strict=True)
    )  # fmt: skip
    weekdays = {day % 7 for day in weekdays}
    either = not texts[2].startswith("*") and not texts[4].startswith("*")  # both given: a day of either counts
    begin = after.astimezone(zone)
    every_hour = hours == set(range(24))
    for number in range(MOST_DAYS):
        day = begin.date() + timedelta(days=number)
        fits = (day.day in days, day.isoweekday() % 7 in weekdays)
        if day.month not in months or not (any(fits) if either else all(fits)):
            continue
        walls = [datetime.combine(day, time(hour, minute)) for hour in sorted(hours) for minute in sorted(minutes)]
        due = sorted(moment for wall in walls for moment in _moments(wall, zone, twice=every_hour))
        coming = next((moment for moment in due if moment > after), None)
        if coming is not None:
            return coming
    return None


def _moments(wall: datetime, zone: ZoneInfo, *, twice: bool) -> list[datetime]:
    """Return when the clock on the wall shows a time: once as a rule, in autumn perhaps twice."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != wall:  # never: the clock skips it
        return [second]
    return [first, second] if twice and second != first else [first]


def _values(text: str, field: str, allowed: range, names: tuple[str, ...]) -> set[int]:
    """Return what a field stands for: values, ranges and stars, each with or without a step, joined by commas."""
    found: set[int] = set()
    for item in text.split(","):
        parts = ITEM.fullmatch(item)
        if parts is None:
            raise ValueError(f"{field} {item!r} is neither a value, a range nor a step")
        first, last = (_number(parts[end], field, allowed, names) for end in ("first", "last"))
        step = int(parts["step"] or 1)
        if not 0 < step < len(allowed):
            raise ValueError(f"{field} {item!r} has a step outside 1 to {len(allowed) - 1}")
        if first is None:
            found.update(allowed[::step])
        elif last is None:
            found.update(range(first, allowed.stop if parts["step"] else first + 1, step))
        elif first < last:
            found.update(range(first, last + 1, step))
        elif first > last and step == 1:  # over the end and on from the beginning: fri-mon
            found.update(range(first, allowed.stop), range(allowed.start, last + 1))
        else:
            raise ValueError(f"{field} {item!r} does not end after it begins")
    return found


def _number(word: str | None, field: str, allowed: range, names: tuple[str, ...]) -> int | None:
    if word is None:
        return None
    number = allowed.start + names.index(word) if word in names else int(word) if word.isdecimal() else None
    if number not in allowed:
        named = f" or {names[0]} to {names[-1]}" if names else ""
        raise ValueError(f"{field} {word!r} is not one of {allowed[0]} to {allowed[-1]}{named}")
    return number
