"""Reads written times: of standards, of many languages and, where it is known when they were read, relative ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime

from tasks.records import Precision

EARLIEST_YEAR = 1990
"""News on the web is younger; older claims are epochs (1970-01-01), zero dates and typing errors."""

FUTURE_TOLERANCE = timedelta(days=1)
"""A publisher's clock in another zone may run ahead of ours by some hours, never by more than a day."""

When = tuple[datetime, Precision]

_MONTH_NAMES = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jan feb mär apr mai jun jul aug sept okt nov dez",
    "jänner feber mrz april mai juni juli aug septembre octobre novembre décembre",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
)
MONTHS = {name: number for names in _MONTH_NAMES for number, name in enumerate(names.split(), start=1)}
MONTH = rf"(?P<name>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_WEEKDAY = (
    r"(?:(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mo|di|mi|do|fr|sa|so)"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|lun(?:di|es)?|mar(?:di|tes)?|mercredi|miércoles|jeudi|jueves"
    r"|vend(?:redi)?|viernes|samedi|sábado|dimanche|domingo)\.?,?\s+(?:den\s+|the\s+)?)?"
)
_HALF = r"(?P<half>오전|오후|午前|午後|上午|下午)?\s*"
_TIME = (
    rf"{_HALF}(?P<h>\d{{1,2}})(?::|\s*[時点點시]\s*)(?P<mi>\d{{2}})(?:분|分)?(?::(?P<s>\d{{2}})(?:[.,]\d+)?)?"
    r"\s*(?:uhr|h)?\s*(?P<ap>[ap]\.?m\.?)?\s*(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_CLOCK = rf"(?:\s*[(（][월화수목금토일月火水木金土日][)）])?(?:(?:[T ,]+|\s*[-–|/·]\s*)(?:at\s+|um\s+|à\s+)?{_TIME})?"
_SHAPES = tuple(
    re.compile(pattern + _CLOCK, re.IGNORECASE)
    for pattern in (
        rf"{_WEEKDAY}(?P<y>\d{{4}})[-/.]\s?(?P<m>\d{{1,2}})[-/.]\s?(?P<d>\d{{1,2}})\.?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        rf"{_WEEKDAY}(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?(?P<y>\d{{4}})",
        r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]",
        rf"{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)?(?:\s+(?:of|de))?[\s-]+{MONTH}(?:\s+(?:de|del))?,?[\s-]+(?P<y>\d{{4}})",
        rf"{_WEEKDAY}{MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})",
    )
)
_BARE = tuple(
    re.compile(pattern + _CLOCK, re.IGNORECASE)
    for pattern in (
        r"(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]",
        rf"{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+{MONTH}",
        rf"{_WEEKDAY}{MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?",
    )
)
"""Days without a year: the last such day before they were read."""

_OF_TODAY = re.compile(rf"(?:today|heute|오늘|今日|今天)?,?\s*{_TIME}", re.IGNORECASE)
_SLASHED = re.compile(rf"(?P<a>\d{{1,4}})[/.](?P<b>\d{{1,2}})[/.](?P<c>\d{{1,4}})\.?{_CLOCK}", re.IGNORECASE)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_UNITS = (
    (timedelta(seconds=1), "second", r"sec(?:ond)?s?|sekunden?|초|秒"),
    (timedelta(minutes=1), "second", r"min(?:ute)?s?|minuten?|분|分钟?|分鐘"),
    (timedelta(hours=1), "hour", r"hours?|hrs?|h|stunden?|시간|時間|小时|小時"),
    (timedelta(days=1), "day", r"days?|tage?n?|일|日|天"),
    (timedelta(weeks=1), "day", r"weeks?|wochen?|주|週間|周"),
)
_AGO = tuple(
    (
        unit,
        precision,
        re.compile(
            rf"(?:vor\s+|hace\s+)?(?P<many>\d{{1,3}}|an?|one|eine[rm]?)\s*(?:{names})\s*(?:ago|전|前)?", re.IGNORECASE
        ),
    )
    for unit, precision, names in _UNITS
)
_YESTERDAY = re.compile(r"yesterday|gestern|어제|昨日|昨天", re.IGNORECASE)


def parse_when(raw: str, zone: tzinfo, read_at: datetime | None = None) -> When | None:
    """Read a written time; without a zone of its own it is in `zone`. A bare day is 00:00 UTC of that day.

    Minutes count as `second`: an hour is claimed only by what says no minutes. What could be two days is none. What is
    relative (`2 hours ago`, `오전 6:52`, a day without a year) is read only where `read_at` says when it was shown.
    """
    raw = " ".join(raw.split())
    if _EPOCH.fullmatch(raw):
        seconds = float(raw) / (1000 if len(raw.partition(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC), "second"
    for shape in _SHAPES:
        match = shape.fullmatch(raw)
        if match:
            return _of_parts(match.groupdict(), zone)
    return (
        _slashed(raw, zone, read_at)
        or _from_standards(raw, zone)
        or (_relative(raw, zone, read_at) if read_at else None)
    )


def _of_parts(parts: dict[str, str | None], zone: tzinfo, year: int = 0) -> When | None:
    name = parts.get("name")
    try:
        month = MONTHS[name.lower()] if name else int(parts["m"] or 0)
        day = datetime(year or int(parts["y"] or 0), month, int(parts["d"] or 0), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return _at_clock(day, parts, zone)


def _at_clock(day: datetime, parts: dict[str, str | None], zone: tzinfo) -> When | None:
    if parts["h"] is None:
        return day, "day"
    hour = int(parts["h"])
    late = (parts["ap"] or "").lower().startswith("p") or parts["half"] in ("오후", "午後", "下午")
    if parts["ap"] or parts["half"]:
        hour = hour % 12 + (12 if late else 0)
    clock = {"hour": hour, "minute": int(parts["mi"] or 0), "second": int(parts["s"] or 0)}
    try:
        return day.replace(**clock, tzinfo=_zone(parts["z"], zone)).astimezone(UTC), "second"
    except (ValueError, OverflowError):
        return None


def _zone(written: str | None, otherwise: tzinfo) -> tzinfo:
    if not written:
        return otherwise
    if written[0] not in "+-":
        return UTC
    return datetime.strptime(written.replace(":", ""), "%z").tzinfo or otherwise


def _slashed(raw: str, zone: tzinfo, read_at: datetime | None) -> When | None:
    """Read three numbers in whatever order makes a possible day, if only one order does; two digits are of this century."""
    match = _SLASHED.fullmatch(raw)
    if not match:
        return None
    a, b, c = match["a"], match["b"], match["c"]
    orders = ((c, b, a), (c, a, b)) if len(c) == 4 else ((a, b, c), (c, b, a), (c, a, b))
    days = dict.fromkeys(filter(None, (_possible_day(*order, read_at) for order in orders)))
    return _at_clock(next(iter(days)), match.groupdict(), zone) if len(days) == 1 else None


def _possible_day(year: str, month: str, day: str, read_at: datetime | None) -> datetime | None:
    if len(year) not in (2, 4) or len(day) > 2:
        return None
    try:
        found = datetime(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day), tzinfo=UTC)
    except ValueError:
        return None
    too_late = read_at is not None and found > read_at + FUTURE_TOLERANCE
    return None if too_late or found.year < EARLIEST_YEAR else found


def _relative(raw: str, zone: tzinfo, read_at: datetime) -> When | None:
    for unit, precision, written in _AGO:
        match = written.fullmatch(raw)
        if match:
            at = read_at - (int(match["many"]) if match["many"].isdigit() else 1) * unit
            return (_day_of(at, zone), "day") if precision == "day" else (at.astimezone(UTC), "hour")
    if _YESTERDAY.fullmatch(raw):
        return _day_of(read_at - timedelta(days=1), zone), "day"
    match = _OF_TODAY.fullmatch(raw)
    if match:
        return _latest(
            ((_at_clock(_day_of(read_at - timedelta(days=back), zone), match.groupdict(), zone)) for back in (0, 1)),
            read_at,
        )
    for shape in _BARE:
        match = shape.fullmatch(raw)
        if match:
            parts = match.groupdict()
            return _latest((_of_parts(parts, zone, read_at.year - back) for back in (0, 1)), read_at)
    return None


def _latest(times: Iterator[When | None], read_at: datetime) -> When | None:
    return next((when for when in times if when and when[0] <= read_at), None)


def _day_of(at: datetime, zone: tzinfo) -> datetime:
    day = at.astimezone(zone)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _from_standards(raw: str, zone: tzinfo) -> When | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            stated = read(raw)
            stated = stated if stated.tzinfo else stated.replace(tzinfo=zone)
            return stated.astimezone(UTC), "second"
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
