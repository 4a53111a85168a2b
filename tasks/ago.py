"""Reads how long ago something was: `2 hours ago`, `vor einer Stunde`, `3시간 전`, `час назад`."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from tasks.calendar_words import AGO_AFTER, AGO_BEFORE, DAYS_BACK, JUST_NOW, NUMBER_WORDS, UNITS
from tasks.records import Precision

_SPANS: dict[str, tuple[timedelta, Precision]] = {
    "second": (timedelta(seconds=1), "hour"),
    "minute": (timedelta(minutes=1), "hour"),
    "two_minutes": (timedelta(minutes=2), "hour"),
    "hour": (timedelta(hours=1), "hour"),
    "two_hours": (timedelta(hours=2), "hour"),
    "day": (timedelta(days=1), "day"),
    "two_days": (timedelta(days=2), "day"),
    "week": (timedelta(weeks=1), "day"),
}
"""How long a unit is, and how much it says: a page may have been kept for minutes before it was sent."""

_FIGURES = re.compile(r"[0-9]{1,3}")
_RUN_TOGETHER = re.compile(r"([0-9]{1,3})([^\d\s]+)")
_RELATIVE = {
    word.split("_")[-1] for words in (AGO_BEFORE, AGO_AFTER, JUST_NOW, DAYS_BACK) for word in words if word.isascii()
} | {"il"}
"""The words without which a text of ASCII says nothing relative."""

HALVES = {"half": 0.5, "半": 0.5, "halben": 0.5, "demi": 0.5}


def may_be_relative(raw: str) -> bool:
    """Tell whether a text without figures may be `yesterday`, `an hour ago` or `just now`: some word of it says so."""
    text = unicodedata.normalize("NFKC", raw).casefold()
    return not text.isascii() or not _RELATIVE.isdisjoint(re.split(r"[\s,]+", text))


def is_just_now(text: str) -> bool:
    """Tell whether a text says that it is of this moment."""
    return text.strip(" .") in JUST_NOW


def time_ago(text: str, read_at: datetime) -> tuple[datetime, Precision] | None:
    """Return the moment so long before it was read; None for what does not say `ago` in some language."""
    words = [word.strip(".,") for word in text.replace("un'", "un ").split()]
    before, after = words[:1] and words[0] in AGO_BEFORE, words[-1:] and words[-1] in AGO_AFTER
    if not (before or after):
        return None
    words = words[1 if before else 0 : -1 if after else None]
    total, least = timedelta(), ""
    many: float | None = None
    for word in _apart(words):
        unit = UNITS.get(word)
        if unit and not (many is None and word in NUMBER_WORDS):
            span, least = _SPANS[unit]
            total, many = total + (1.0 if many is None else many) * span, None
        elif _FIGURES.fullmatch(word) or word in NUMBER_WORDS or word in HALVES:
            said = float(word) if _FIGURES.fullmatch(word) else HALVES.get(word) or NUMBER_WORDS[word]
            many = said if many is None else many  # `half an hour`
        elif word not in ("and", "und", "et", "y", "e", "и"):
            return None
    if not least or many is not None:
        return None
    return read_at - total, "day" if least == "day" else "hour"


def _apart(words: list[str]) -> list[str]:
    """Part figures from the unit that is written to them (`3h`)."""
    found: list[str] = []
    for word in words:
        together = _RUN_TOGETHER.fullmatch(word)
        found += together.groups() if together else [word]
    return found
