"""Cut the paragraphs that a publisher prints under article after article: credits, biographies, boxes that no list knows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256

from tasks.dedupe import signature, text_hash
from tasks.records import Article
from tasks.words import count_words

FEWEST_TEXTS = 5
"""Distinct texts of one publisher in which a short paragraph recurs before it is furniture."""

FEWEST_TEXTS_LONG = 12
"""The same of a paragraph longer than SHORT: running stories repeat a background paragraph, a dozen times they do not."""

SHORT = 220
"""Characters of a paragraph that is hardly ever background."""

FEWEST_DAYS = 4
"""Days on which it was seen: the background of one running story comes and goes with it."""

EDGE_SHARE = 0.8
"""Share of its occurrences near the beginning or the end: what recurs in the middle of texts is told again on purpose."""

FIRST_PARAGRAPHS, LAST_PARAGRAPHS = 2, 5
"""What is near the beginning, and near the end."""

TEXTS_A_SOURCE = 400
"""Latest texts of a publisher that are looked at: some weeks of a large newsroom."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """A paragraph that one publisher repeats, and in how many distinct texts it had been seen when it was recognised."""

    furniture_id: str
    source_id: str
    paragraph: str
    texts: int


LOOK_EVERY_ARTICLES = 100
"""New articles between two looks, which take a tenth of a second or two."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A paragraph that was taken off an article."""

    article_id: str
    furniture_id: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What a look through the latest texts found, when there were so many articles."""

    articles: int
    furniture: tuple[Furniture, ...]


def furniture_id(source_id: str, paragraph: str) -> str:
    """Return the stable name of a publisher's paragraph."""
    return sha256(f"{source_id}\0{paragraph}".encode()).hexdigest()[:16]


def is_furniture(paragraph: str, texts: int, days: int, at_edge: float) -> bool:
    """Tell whether a paragraph that recurs so often, on so many days, with such a share near an edge, is furniture."""
    enough = FEWEST_TEXTS if len(paragraph) <= SHORT else FEWEST_TEXTS_LONG
    return texts >= enough and days >= FEWEST_DAYS and at_edge >= EDGE_SHARE


def without_recurring(article: Article, known: Collection[str]) -> tuple[Article, tuple[Cut, ...]]:
    """Return the article without its publisher's furniture; `known` are the paragraphs. Its identity stays."""
    paragraphs = article.text.split("\n\n")
    kept = [paragraph for paragraph in paragraphs if paragraph not in known]
    if len(kept) == len(paragraphs):
        return article, ()
    cut = dict.fromkeys(paragraph for paragraph in paragraphs if paragraph in known)
    text = "\n\n".join(kept)
    shorter = replace(
        article,
        text=text,
        word_count=count_words(text),
        text_sha256=text_hash(text),
        signature=signature(text, article.title),
    )
    return shorter, tuple(Cut(article.article_id, furniture_id(article.source_id, one)) for one in cut)
