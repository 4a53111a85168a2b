"""Compare two versions of a page: what changed in headline, numbers, words and paragraphs. When to look again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Literal

from tasks.records import Article
from tasks.sketch import UNSPACED

LOOK_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
"""After the first fetch. Most corrections come within hours; what comes after three days is rare, and costs a request each."""

LOOKED_AT_FOR = timedelta(days=4)
"""After the first fetch: a look that could not be made in time is made up for until then."""

LEAST_PARAGRAPH = 8
"""Words of a paragraph whose coming or going is a revision: shorter ones are captions, credits and counters."""

LEAST_WORDS = 3
"""Words that must differ in a paragraph beside its numbers; fewer are corrected spelling."""

SAME_PARAGRAPH = 0.5
"""Part of the words that two versions of one paragraph share."""

MOST_COMPARED = 200
"""Paragraphs of a version that are compared: far beyond any article, and a bound on the work."""

Kind = Literal["headline", "text", "numbers", "paragraphs_added", "paragraphs_removed", "deleted"]

_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+(?:[.,]\d+)*")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SENTENCE = re.compile(r".+?(?:[.!?。！？](?=\s|$|[”\"])|$)\S*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed; `similarity` is that of the headlines, else of the whole texts, 0 to 1."""

    kind: Kind
    before: str
    after: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Retitled:
    """An entry that its feed shows under another title than before."""

    entry_id: str
    seen_at: datetime
    before: str
    after: str


def changes(before: Article, after: Article) -> list[Change]:
    """Return what changed between two versions of an article, above the least that counts."""
    headline = headline_change(before.title, after.title)
    found = [headline] if headline else []
    old, new = (one.text.split("\n\n")[:MOST_COMPARED] for one in (before, after))
    if old != new:
        similarity = _similarity(_words(before.text), _words(after.text))
        found += [Change(kind, was, now, similarity) for kind, was, now in _in_paragraphs(old, new)]
    return found


def headline_change(before: str, after: str) -> Change | None:
    """Return the change between two headlines, unless they differ in capitals and punctuation only, or one is missing."""
    titles = _words(before), _words(after)
    if titles[0] == titles[1] or not all(titles):
        return None
    return Change("headline", before, after, _similarity(*titles))


def new_headline(retitled: Retitled, borne: Sequence[str]) -> Change | None:
    """Return the change that a feed shows, unless the article has borne that headline: feeds may show two by turns."""
    if any(_words(one) == _words(retitled.after) for one in borne):
        return None
    return headline_change(retitled.before, retitled.after)


def _in_paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Kind, str, str]]:
    """Yield what changed within paragraphs, then those that came and went, each kind in one piece."""
    gone, come, edited = _matched(old, new)
    numbers = [pair for pair in edited if _numbers(pair[0]) != _numbers(pair[1])]
    texts = [pair for pair in edited if _differing(*pair) >= LEAST_WORDS]
    if numbers:
        told = [_sentences_with_other_numbers(*pair) for pair in numbers]
        yield "numbers", "\n\n".join(was for was, _ in told), "\n\n".join(now for _, now in told)
    if texts:
        yield "text", "\n\n".join(was for was, _ in texts), "\n\n".join(now for _, now in texts)
    if come:
        yield "paragraphs_added", "", "\n\n".join(come)
    if gone:
        yield "paragraphs_removed", "\n\n".join(gone), ""


def _matched(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """Pair paragraphs that are versions of each other; return those that went, those that came, and the pairs that differ."""
    words_of_old, words_of_new = [_words(one) for one in old], [_words(one) for one in new]
    left = Counter(map(tuple, words_of_new))
    kept = Counter(map(tuple, words_of_old)) & left
    gone = _without(old, words_of_old, Counter(kept))
    come = _without(new, words_of_new, Counter(kept))
    counted = {one: Counter(_words(one)) for one in (*gone, *come)}
    edited: list[tuple[str, str]] = []
    for was in list(gone):
        likest = max(come, key=lambda now: _shared(counted[was], counted[now]), default="")
        if likest and _shared(counted[was], counted[likest]) >= SAME_PARAGRAPH:
            edited.append((was, likest))
            gone.remove(was)
            come.remove(likest)
    long = LEAST_PARAGRAPH
    return [x for x in gone if len(_words(x)) >= long], [x for x in come if len(_words(x)) >= long], edited


def _without(paragraphs: Sequence[str], words: Sequence[list[str]], kept: Counter[tuple[str, ...]]) -> list[str]:
    left: list[str] = []
    for paragraph, own in zip(paragraphs, words, strict=True):
        if kept[tuple(own)]:
            kept[tuple(own)] -= 1
        elif own:
            left.append(paragraph)
    return left


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _numbers(text: str) -> Counter[str]:
    return Counter(_NUMBER.findall(text))


def _shared(one: Counter[str], other: Counter[str]) -> float:
    """Return how much of the longer paragraph's words both have."""
    return (one & other).total() / max(one.total(), other.total(), 1)


def _differing(one: str, other: str) -> int:
    """Count the words that only one of two paragraphs has, beside numbers."""
    a, b = (Counter(word for word in _words(text) if not word[0].isdigit()) for text in (one, other))
    return max((a - b).total(), (b - a).total())


def _similarity(one: list[str], other: list[str]) -> float:
    return round(SequenceMatcher(None, one, other, autojunk=True).quick_ratio(), 4)


def _sentences_with_other_numbers(was: str, now: str) -> tuple[str, str]:
    """Return the sentences of two paragraphs that hold the numbers which only one of them has."""
    old, new = _numbers(was), _numbers(now)
    return _holding(was, old - new) or was, _holding(now, new - old) or now


def _holding(text: str, numbers: Counter[str]) -> str:
    sentences = (one.strip() for one in _SENTENCE.findall(text))
    return " ".join(one for one in sentences if set(_NUMBER.findall(one)) & set(numbers))


def look_due(fetched_at: datetime, checked_at: datetime | None, now: datetime, *, gone: bool = False) -> bool:
    """Tell whether a page, last looked at then, is to be looked at again: a step of the schedule has passed since.

    One that was gone is looked at once more a first step later, to be sure.
    """
    if now - fetched_at > LOOKED_AT_FOR:
        return False
    if gone and checked_at is not None and now - checked_at >= LOOK_AFTER[0]:
        return True
    passed = [fetched_at + step for step in LOOK_AFTER if fetched_at + step <= now]
    return bool(passed) and passed[-1] > (checked_at or fetched_at)
