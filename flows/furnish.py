"""What publishers repeat under their articles: learnt from the warehouse when a loading begins, cut from what it loads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tasks.clean import too_short
from tasks.records import Article, Rejection
from tasks.recurring import (
    FEWEST_TEXTS,
    FIRST_PARAGRAPHS,
    LAST_PARAGRAPHS,
    LOOK_EVERY_ARTICLES,
    TEXTS_A_SOURCE,
    Cut,
    Furniture,
    Learned,
    furniture_id,
    is_furniture,
    without_recurring,
)
from warehouse import read
from warehouse.connect import Connection


@dataclass(frozen=True, slots=True)
class Trimmed:
    """Articles without furniture, those of which nothing else was left, and what was cut."""

    articles: tuple[Article, ...]
    rejections: tuple[Rejection, ...]
    cuts: tuple[Cut, ...]


class KnownFurniture:
    """The recurring paragraphs of every publisher; `learned` is what looking for them anew brought, if it was due."""

    def __init__(self, connection: Connection, *, learn: bool = True) -> None:
        self._known: dict[str, set[str]] = defaultdict(set)
        for row in read.ask(connection, "furniture"):
            self._known[row["source_id"]].add(row["paragraph"])
        self.learned = _learn(connection, self._known) if learn else None
        for one in self.learned.furniture if self.learned else ():
            self._known[one.source_id].add(one.paragraph)

    def trim(self, articles: Sequence[Article], min_words: int, now: datetime) -> Trimmed:
        """Cut what is known from articles; one that is too short without it is rejected."""
        kept: list[Article] = []
        rejections: list[Rejection] = []
        cuts: list[Cut] = []
        for article in articles:
            shorter, cut = without_recurring(article, self._known.get(article.source_id, ()))
            cuts += cut
            if cut and shorter.word_count < min_words:
                rejections.append(too_short(shorter, now))
            else:
                kept.append(shorter)
        return Trimmed(tuple(kept), tuple(rejections), tuple(cuts))


def _learn(connection: Connection, known: dict[str, set[str]]) -> Learned | None:
    """Look through the latest texts, unless too few have come since the last time."""
    (due,) = read.ask(connection, "furniture_due")
    if due["articles"] - due["looked_through"] < LOOK_EVERY_ARTICLES:
        return None
    rows = read.ask(
        connection,
        "recurring_paragraphs",
        most=TEXTS_A_SOURCE,
        first=FIRST_PARAGRAPHS,
        last=LAST_PARAGRAPHS,
        fewest=FEWEST_TEXTS,
    )
    found = tuple(
        Furniture(furniture_id(row["source_id"], row["paragraph"]), row["source_id"], row["paragraph"], row["texts"])
        for row in rows
        if row["paragraph"] not in known.get(row["source_id"], ())
        and is_furniture(row["paragraph"], row["texts"], row["days"], row["at_edge"])
    )
    return Learned(due["articles"], found)
