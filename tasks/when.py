"""Reads written times: of standards, of many languages and, where it is known when they were read, relative ones.

A text is a time only if every word of it is one that times are written with (`tasks.calendar_words`); a headline that
holds a date is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from tasks.ago import is_just_now, may_be_relative, time_ago
from tasks.calendar_day import calendar_day, day_of, in_press_order, latest_day, zone_name
from tasks.calendar_words import (
    DAYS_BACK,
    FILLERS,
    MONTHS,
    OWN_NAMES,
    WEEKDAYS,
    YEAR_FIRST,
    ZONE_HOURS,
    ZONE_PLACES,
)
from tasks.plain_time import plain_time
from tasks.records import Precision

LONGEST_TIME = 100
"""Characters; the longest are of RFC 822 with their zone once more in words."""

When = tuple[datetime, Precision]

_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_STANDARD = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|(?:[A-Z][a-z]{2}, )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(?::\d\d)? (?:[+-](?!00:?00)\d{4}|\+0000|GMT|UTC)"
)
"""ISO 8601 and RFC 822 as most write them, which the library reads ten times as fast."""

_FIGURE = re.compile(r"\d")
_OFFSET = r"(?:\s*(?:\(?(?:gmt|utc))?\s?(?P<z>[+-]\d{2}:?\d{2}|(?<=gmt|utc)[+-]\d{1,2})\b)?"
_CLOCK = re.compile(
    r"(?:\b(?P<half>[ap]m)\s*)?(?<![\d:.])(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?(?![\d:])\s*(?P<ap>[ap]m\b)?"
    + _OFFSET
)
_HOUR = re.compile(
    r"\b(?P<half>[ap]m)\s*(?P<h>\d{1,2})(?:h\b|(?=$))|(?<![\d:./-])(?P<h2>\d{1,2})(?:h\b|\s?(?P<ap>[ap]m)\b)"
)
_YEAR_AHEAD = re.compile(r"(?<!\d)(?P<y>\d{4})\s?[-/.]\s?(?P<m>\d{1,2})\s?[-/.]\s?(?P<d>\d{1,2})(?!\d)")
_YEAR_BEHIND = re.compile(r"(?<!\d)(?P<a>\d{1,2})\s?(?P<by>[-/.])\s?(?P<b>\d{1,2})\s?[-/.]\s?(?P<c>\d{4}|\d{2})(?!\d)")
_IN_ONE = re.compile(r"(?<!\d)(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)")
_YEARLESS = re.compile(r"--(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)")
_YEARLESS_FIGURES = re.compile(r"(?<!\d)(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})(?!\d)")
_WORD = re.compile(r"[^\s,;()\[\]|·•/–—]+")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|ère|º|ª|o|a|го|-го)")
_WEEK_ALONE = re.compile(r"\d{4}-?W\d{2}", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_LAST_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_LONGEST_ZONE = 5
"""Capitals of a zone that is not known, which RFC 822 reads as none."""
_AFTER_MIDDAY = re.compile(r"\b[ap]\.?\s?m\b", re.IGNORECASE)


def parse_when(raw: str, zone: tzinfo, read_at: datetime | None = None) -> When | None:
    """Read a written time; without a zone of its own it is in `zone`. A bare day is 00:00 UTC of that day.

    Minutes count as `second`: an hour is claimed only by what says no minutes. What could be two days (3/4/2017) is the
    one that the press of `zone` would mean, or none. What is relative (`2 hours ago`, `오전 6:52`, a day without a year)
    is read only where `read_at` says when it was shown.
    """
    raw = " ".join(raw.split())
    if len(raw) > LONGEST_TIME:
        return None
    if _EPOCH.fullmatch(raw):
        seconds = float(raw) / (1000 if len(raw.partition(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC), "second"
    if _STANDARD.fullmatch(raw):
        return _from_standards(raw, zone)
    if not _FIGURE.search(raw) and (read_at is None or not may_be_relative(raw)):
        return None
    text = plain_time(raw)
    clocks = [*_CLOCK.finditer(text)] or [*_HOUR.finditer(text)]
    if read_at:
        ago = (read_at, "hour") if is_just_now(text) else time_ago(text, read_at)
        if ago:
            return (day_of(ago[0], zone), "day") if ago[1] == "day" else (ago[0].astimezone(UTC), "hour")
    when = _read(text, clocks[0] if clocks else None, zone, read_at) if len(clocks) < 2 else None
    return when or (_from_standards(raw, zone) if _says_no_more(raw) else None)


def _says_no_more(raw: str) -> bool:
    """Tell whether the words are days, months and a zone: the library takes any before a comma, and any for a zone."""
    words = [word for word in _LETTERS.findall(_LAST_BRACKETS.sub("", raw)) if len(word) > 1 or not word.isascii()]
    if len(words) > 1 and words[-1].isupper() and len(words[-1]) <= _LONGEST_ZONE:
        del words[-1]
    return all(_is_calendar_word(word.casefold()) for word in words)


def _is_calendar_word(word: str) -> bool:
    """Tell a month or weekday, shortened anywhere: `Thurs`."""
    return word in MONTHS or any(day.startswith(word) for day in WEEKDAYS)


def _read(text: str, clock: re.Match[str] | None, zone: tzinfo, read_at: datetime | None) -> When | None:
    """Read a day and a clock, in either order, with nothing else but words that say nothing."""
    rest = f"{text[: clock.start()]} {text[clock.end() :]}" if clock else text
    found, rest = _day_in_figures(rest, zone, read_at, with_clock=clock is not None)
    words = [*_words(rest)]
    zones = [word for word in words if word in ZONE_HOURS or word in ZONE_PLACES or _is_own(word, zone, found)]
    if clock is not None:
        words = [word for word in words if word not in zones]
    days = [found] if found else [*_days_in_words(words, zone, read_at, clock is not None)]
    if found and not all(word in FILLERS or word in WEEKDAYS for word in words):
        return None
    times = (_at_clock(day, clock, zones, zone) for day in days)
    possible = [when for when in times if when]
    if len(possible) > 1 and read_at:
        possible = [when for when in possible if when[0] <= read_at]
    return possible[0] if possible else None


def _words(rest: str) -> Iterable[str]:
    for word in _WORD.findall(rest):
        bare = word.strip(".:-'")
        whole = bare.replace(".", "")
        if _is_known(whole) or not re.search(r"[.-]", bare):
            yield from filter(None, [whole])
        else:
            yield from filter(None, re.split(r"[.-]", bare))


def _is_known(word: str) -> bool:
    return word in MONTHS or word in WEEKDAYS or word in FILLERS or word in DAYS_BACK


def _day_in_figures(
    text: str, zone: tzinfo, read_at: datetime | None, *, with_clock: bool
) -> tuple[datetime | None, str]:
    """Return the day that is written in figures alone, and what else the text says."""
    for shape in (_YEAR_AHEAD, _YEAR_BEHIND, _IN_ONE):
        match = shape.search(text)
        if match:
            day = (
                in_press_order(match, zone, read_at)
                if shape is _YEAR_BEHIND
                else calendar_day(match["y"], match["m"], match["d"])
            )
            return day, text[: match.start()] + " " + text[match.end() :].lstrip(".")
    yearless = _YEARLESS.search(text)
    if yearless is None and with_clock and zone_name(zone) in YEAR_FIRST:
        yearless = _YEARLESS_FIGURES.search(text)
    if yearless and read_at:
        return latest_day(yearless["m"], yearless["d"], zone, read_at), text[: yearless.start()] + text[
            yearless.end() :
        ]
    return None, text


def _days_in_words(
    words: Sequence[str], zone: tzinfo, read_at: datetime | None, with_clock: bool
) -> Iterable[datetime]:
    """Yield the days that words may mean: one, or for a clock alone today and the day before."""
    said = [word for word in words if word not in FILLERS]
    months = [word for word in said if word in MONTHS]
    if len(months) > 1:  # `mar. 22 nov.` is a Tuesday
        months = [word for word in months if word not in WEEKDAYS]
    figures = [figure[1] if (figure := _ORDINAL.fullmatch(word)) else word for word in said]
    figures = [word for word in figures if word.isascii() and word.isdigit()]
    back = [DAYS_BACK[word] for word in said if word in DAYS_BACK]
    others = [word for word in said if word not in WEEKDAYS and word not in months and word not in DAYS_BACK]
    if len(others) != len(figures) or len(months) > 1 or len(back) > 1:
        return
    if months and not back:
        named = _named_day(said, months[0], figures, zone, read_at)
        yield from [named] if named else []
    elif read_at and not figures and not months and (back or (with_clock and not said)):
        for days in back or (0, 1):
            yield day_of(read_at.astimezone(zone) - timedelta(days=days), zone)


def _named_day(
    said: Sequence[str], month: str, figures: Sequence[str], zone: tzinfo, read_at: datetime | None
) -> datetime | None:
    """Read a day whose month is a word: `22 nov 2026`, `November 22, 2026`, `2026 Nov 22`, `22 Nov 26`, `22 Nov`."""
    years = [figure for figure in figures if len(figure) == 4]
    days = [figure for figure in figures if len(figure) < 3]
    if len(figures) == 1 and days and read_at:
        return latest_day(str(MONTHS[month]), days[0], zone, read_at)
    if len(figures) != 2:
        return None
    if len(years) == 1 and len(days) == 1:
        return calendar_day(years[0], str(MONTHS[month]), days[0])
    if len(days) == 2 and len(days[1]) == 2 and said.index(month) > said.index(days[0]):
        return calendar_day(days[1], str(MONTHS[month]), days[0])
    return None


def _at_clock(day: datetime, clock: re.Match[str] | None, zones: Sequence[str], zone: tzinfo) -> When | None:
    if clock is None:
        return (day, "day") if not zones else None
    said = clock.groupdict()
    hour, half = int(said["h"] or said.get("h2") or 0), said["half"] or said["ap"]
    if half and hour > 12:
        half = None  # `오후 15:30`
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    at = {"hour": hour, "minute": int(said.get("mi") or 0), "second": min(int(said.get("s") or 0), 59)}
    try:
        moment = day.replace(**at, tzinfo=_zone(said.get("z"), zones, zone, day)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment, "second" if said.get("mi") else "hour"


def _zone(offset: str | None, names: Sequence[str], otherwise: tzinfo, day: datetime) -> tzinfo:
    if offset:
        figures = offset[1:].replace(":", "").zfill(2)
        east = timedelta(hours=int(figures[:2]), minutes=int(figures[2:] or 0))
        return timezone(-east if offset[0] == "-" else east)
    for name in names:
        if _is_own(name, otherwise, day):
            return otherwise
        return ZoneInfo(ZONE_PLACES[name]) if name in ZONE_PLACES else timezone(timedelta(hours=ZONE_HOURS[name]))
    return otherwise


def _is_own(name: str, zone: tzinfo, day: datetime | None) -> bool:
    """Tell whether the publisher's own zone is called so: CST is China's in Shanghai."""
    own = (day or datetime(2000, 1, 1, tzinfo=UTC)).replace(tzinfo=zone).tzname()
    return name.isascii() and name.isalpha() and name in ((own or "").casefold(), OWN_NAMES.get(zone_name(zone)))


def _from_standards(raw: str, zone: tzinfo) -> When | None:
    if _WEEK_ALONE.fullmatch(raw) or _AFTER_MIDDAY.search(raw):
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            stated = read(raw)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        try:
            if not re.search(r"\d[:T]\d|T\d|\d:\d", raw):
                return stated.replace(tzinfo=UTC), "day"
            stated = stated.replace(microsecond=0, tzinfo=stated.tzinfo or zone)
            return stated.astimezone(UTC), "second"
        except OverflowError:
            continue
    return None
