"""Measures what is read off a page, text, title, author, date and language, beside the stock libraries in the same run.

Text is scored twice: where the gold is segments, as in trafilatura's own evaluation (a segment that must be in the text and
is counts as found; one that must not and is, as wrong); where it is the whole text, by the F1 of shingles, of 3 words or,
in scripts without spaces, of 5 characters, counted as often as they occur. Titles are compared as they are, and by their
words alone; authors by the F1 of the words of their names; dates by the day in the publisher's zone and, where the gold
says the time, to the minute. Feeds are not known here: everything is read off the page.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from evaluation.figures import Figure, Pairs, mean_of
from evaluation.pages import Gold
from tasks.clean import CleanRules, clean_document
from tasks.records import Article, Document, Source
from tasks.sketch import shingles
from tasks.titles import same_words

SHIPPED = CleanRules(min_words=25)
"""As in config/settings.yaml."""

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Read:
    """What somebody read off a page. `day` is in the publisher's zone; `at` only where the time of day was read."""

    text: str = ""
    title: str = ""
    author: str = ""
    language: str = ""
    day: date | None = None
    at: datetime | None = None


def read_ours(gold: Gold) -> Read:
    """Read a page as the pipeline does, without its feed."""
    source = Source("gold", "", "", "", "gold", str(gold.zone))
    document = Document(gold.url, source, gold.fetched_at, gold.fetched_at, html=gold.html)
    article = clean_document(document, SHIPPED)
    if not isinstance(article, Article):
        return Read()
    at = article.published_at
    whole_day = article.published_precision == "day"
    return Read(
        article.text,
        article.title,
        article.author,
        article.language,
        None if at is None else (at if whole_day else at.astimezone(gold.zone)).date(),
        None if whole_day else at,
    )


def read_stock(gold: Gold, **options: object) -> Read:
    """Read a page with trafilatura as it comes."""
    found = _trafilatura().bare_extraction(gold.html, url=gold.url, with_metadata=True, **options)
    if found is None:
        return Read()
    day = date.fromisoformat(found.date[:10]) if found.date else None
    return Read(found.text or "", found.title or "", found.author or "", found.language or "", day)


@cache
def _trafilatura() -> Any:
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    return trafilatura


def measure(golds: Sequence[Gold]) -> list[Figure]:
    """Return the figures of each set and language, ours and beside them those of stock trafilatura."""
    read = [(gold, read_ours(gold), read_stock(gold)) for gold in golds]
    found: list[Figure] = []
    for of in dict.fromkeys(gold.of for gold in golds):
        mine = [one for one in read if one[0].of == of]
        found += _figures(of, mine)
        for language in sorted({gold.language for gold, _, _ in mine}):
            found += _figures(f"{of} {language}", [one for one in mine if one[0].language == language])
    return found


def _figures(of: str, read: Sequence[tuple[Gold, Read, Read]]) -> list[Figure]:
    golds, ours, stock = zip(*read, strict=True)
    found = []
    for part, measure_name, score in MEASURES:
        values = [(score(gold, one), score(gold, other)) for gold, one, other in zip(golds, ours, stock, strict=True)]
        scored = [(one, other) for one, other in values if one is not None and other is not None]
        if scored:
            means = [statistics.fmean(column) for column in zip(*scored, strict=True)]
            beside = None if (part, measure_name) in OURS_ONLY else means[1]
            found.append(Figure(part, of, measure_name, means[0], len(scored), beside))
    if any(gold.wanted for gold in golds):
        mine, theirs = segments(zip(golds, ours, strict=True)), segments(zip(golds, stock, strict=True))
        for one, other in zip(mine.figures("text", of), theirs.figures("text", of), strict=True):
            found.append(Figure("text", of, f"segment {one.measure}", one.value, one.n, other.value))
    return found


def segments(read: Iterable[tuple[Gold, Read]]) -> Pairs:
    """Count segments found, missed, and taken in though they do not belong."""
    total = Pairs()
    for gold, one in read:
        text = _one_line(one.text)
        wanted = sum(_one_line(segment) in text for segment in gold.wanted)
        unwanted = sum(_one_line(segment) in text for segment in gold.unwanted)
        total += Pairs(found=wanted, missed=len(gold.wanted) - wanted, wrong=unwanted)
    return total


def _one_line(text: str) -> str:
    return " ".join(text.split())


def shingle_f1(gold: str, text: str) -> float:
    """Return the F1 of the shingles of two texts, each counted as often as it occurs in both."""
    wanted, found = Counter(shingles(gold)), Counter(shingles(text))
    if not wanted or not found:
        return float(_one_line(gold) == _one_line(text))
    common = (wanted & found).total()
    return mean_of(common / found.total(), common / wanted.total())


def author_f1(authors: Sequence[str], author: str) -> float:
    """Return the F1 of the words of names."""
    wanted, found = (set(re.findall(r"\w+", " ".join(names).casefold())) for names in (authors, [author]))
    common = len(wanted & found)
    return mean_of(common / len(found), common / len(wanted)) if wanted and found else 0.0


def _text(gold: Gold, read: Read) -> float | None:
    return shingle_f1(gold.text, read.text) if gold.text else None


def _title(gold: Gold, read: Read) -> float | None:
    return float(_one_line(gold.title) == _one_line(read.title)) if gold.title else None


def _title_words(gold: Gold, read: Read) -> float | None:
    return float(same_words(gold.title, read.title)) if gold.title else None


def _author(gold: Gold, read: Read) -> float | None:
    return author_f1(gold.authors, read.author) if gold.authors else None


def _day(gold: Gold, read: Read) -> float | None:
    return float(gold.published.date() == read.day) if gold.published else None


def _minute(gold: Gold, read: Read) -> float | None:
    if gold.published is None or not gold.minute:
        return None
    return float(read.at is not None and abs(read.at - gold.published) < A_MINUTE)


def _language(gold: Gold, read: Read) -> float | None:
    return float(gold.language == read.language) if gold.language != "other" else None


MEASURES: tuple[tuple[str, str, Callable[[Gold, Read], float | None]], ...] = (
    ("text", "shingle f1", _text),
    ("title", "exact", _title),
    ("title", "same words", _title_words),
    ("author", "f1 of names", _author),
    ("date", "day", _day),
    ("date", "minute", _minute),
    ("language", "same", _language),
)

OURS_ONLY = frozenset({("language", "same"), ("date", "minute")})
"""What the stock library does not say unless it is asked for more than it does by itself."""
