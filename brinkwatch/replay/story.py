"""Turn an article of the data set into what its publisher shows of it.

The data knows only the day of publication. The times of day are invented: spread over the publisher's working hours,
the same for an article each time, and on the article's day both in the publisher's zone and in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from brinkwatch.replay.news import NewsItem
from brinkwatch.replay.outlets import BY_ID, Outlet

OPENS, CLOSES = time(8), time(20)
LAST_CALL = time(23)  # in UTC: a poll late in a UTC day, before midnight, finds all of the day's news out
STRIDE = 7919  # a prime, so that neighbouring article numbers land hours apart
PARAGRAPH_CHARACTERS = 280  # two to four sentences of news prose
SUMMARY_CHARACTERS = 240  # what publishers cut a summary at

NAMES_THE_PAGE = frozenset({"id"})
"""The query parameters without which a link would name another page; the others only say where a click came from."""

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What XML 1.0 forbids or discourages."""

# Four small letters or digits before the stop: `Mr.`, `U.S.`, `Gen.` and `Sept.` do not end a sentence.
SENTENCE_END = re.compile(r"""[.!?](?<=[a-z0-9]{4}.)["”’')]* (?=["“‘'(]?[A-Z0-9])""")


@dataclass(frozen=True, slots=True)
class Story:
    """An article as published. `path` is the real link's; `guid` is the real link; `published` is in local time."""

    number: int
    path: str
    guid: str
    title: str
    standfirst: str
    summary: str
    paragraphs: tuple[str, ...]
    section: str
    published: datetime


def tell(item: NewsItem) -> Story:
    """Make the story of an article."""
    outlet = BY_ID[item.outlet]
    text = _legal(item.text)
    standfirst = _legal(item.subtitle)
    summary = standfirst or _shortened(text)
    path = story_path(item.link)
    return Story(
        number=item.number,
        path=path,
        guid=item.link,
        title=_legal(item.title),
        standfirst=standfirst,
        summary=summary if text else "",  # a video or a live page: there is nothing to sum up
        paragraphs=split_paragraphs(text),
        section=_section(path),
        published=published(item, outlet),
    )


def published(item: NewsItem, outlet: Outlet) -> datetime:
    """Invent the minute at which an article appeared, in the outlet's zone."""
    start = max(_at(item.day, OPENS, outlet.zone), _at(item.day, time(0), UTC))
    end = min(_at(item.day, CLOSES, outlet.zone), _at(item.day, LAST_CALL, UTC))
    minutes = (end - start) // timedelta(minutes=1)
    return (start + timedelta(minutes=item.number * STRIDE % minutes)).astimezone(outlet.zone)


def story_path(link: str) -> str:
    """Reduce a link or request target to the path, and the query where it names the page, percent-encoded."""
    parts = urlsplit(link)
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] in NAMES_THE_PAGE])
    return quote(unquote(parts.path), safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")


def split_paragraphs(text: str) -> tuple[str, ...]:
    """Break a text of one line after every few sentences."""
    paragraphs, start = [], 0
    for end in (match.end() for match in SENTENCE_END.finditer(text)):
        if end - start >= PARAGRAPH_CHARACTERS:
            paragraphs.append(text[start:end].strip())
            start = end
    rest = text[start:].strip()
    return (*paragraphs, rest) if rest else tuple(paragraphs)


def _shortened(text: str) -> str:
    if len(text) <= SUMMARY_CHARACTERS:
        return text
    return text[:SUMMARY_CHARACTERS].rpartition(" ")[0] + " …"


def _at(day: date, hour: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)


def _section(path: str) -> str:
    """Name the section after the first folder of the path that is a plain word."""
    folders = (folder for folder in path.split("/")[1:-1] if folder.isalpha() and len(folder) > 2)
    return next((folder.capitalize() for folder in folders if folder not in {"epaper", "news"}), "News")


def _legal(text: str) -> str:
    return " ".join(ILLEGAL.sub("", text).split())
