"""Have identical texts read once: what is found in one is found in its twin."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tasks.records import Article, Enrichment

REMEMBERED = 2_000
"""Readings kept for twins to come, some 10 kB each: a wire story reaches its printers within the same pass or hour."""


@dataclass(slots=True)
class Reading:
    """What is found in one text under one title; nothing until it has been read."""

    found: Enrichment | None = None


@dataclass(frozen=True, slots=True)
class Readings:
    """Articles with the reading that each shares, and those of them that have to be read for it."""

    shared: tuple[tuple[Article, Reading], ...]
    unread: tuple[Article, ...]

    def complete(self, found: Iterable[Enrichment]) -> tuple[Enrichment, ...]:
        """Take what was found in the unread, and return what is in every article, in order, under its own id.

        Readings shared with earlier articles have to be complete by now.
        """
        by_article = {one.article_id: one for one in found}
        for article, reading in self.shared:
            reading.found = by_article.get(article.article_id, reading.found)
        return tuple(_of(article.article_id, reading.found) for article, reading in self.shared if reading.found)


class Twins:
    """Remembers what was read of late, by text, title and language."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._readings: OrderedDict[tuple[str, str, str], Reading] = OrderedDict()

    def share(self, articles: Sequence[Article]) -> Readings:
        """Give every article its reading, twins the same one; texts that differ in their title only stay together."""
        shared, unread = [], []
        for article in articles:
            key = (article.text, article.title, article.language)
            if key not in self._readings:
                self._readings[key] = Reading()
                unread.append(article)
            self._readings.move_to_end(key)
            shared.append((article, self._readings[key]))
        while len(self._readings) > self._remembered:
            self._readings.popitem(last=False)
        return Readings(tuple(shared), tuple(sorted(unread, key=lambda article: article.text_sha256)))


def _of(article_id: str, found: Enrichment) -> Enrichment:
    if found.article_id == article_id:
        return found
    return Enrichment(
        article_id=article_id,
        entities=found.entities,
        mentions=tuple(replace(one, article_id=article_id) for one in found.mentions),
        topics=tuple(replace(one, article_id=article_id) for one in found.topics),
        hits=tuple(replace(one, article_id=article_id) for one in found.hits),
        spans=found.spans,
    )
