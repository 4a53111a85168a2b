"""Measures whether real articles are refused as walls, listings, films, errors or foreign texts: all pages with gold are articles.

Each page is judged as it is, with what a feed would say of it, and as if its text were cut to a few words: most refusals
are of short texts, and the rest of a real page (teasers, players, link lists) is what might mislead them. The shared sets
hold no real page of the refused kinds.
"""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.figures import Figure
from evaluation.pages import Gold
from evaluation.text import SHIPPED
from tasks.clean import clean_document
from tasks.page import decode_page
from tasks.records import Article, Document, Source
from tasks.refusals import refusal

CUT_TO = (40, 90)
"""Words, or twice as many characters in scripts without spaces: under the limits of every refusal of short texts."""

UNSPACED_LANGUAGES = frozenset({"ja", "zh", "th", "my"})


def measure(golds: Sequence[Gold]) -> list[Figure]:
    """Return the part of real articles that are kept, as they are and as if they were short."""
    documents = [(gold, _document(gold)) for gold in golds]
    cleaned = [(gold, one, clean_document(one, SHIPPED)) for gold, one in documents]
    kept = [(gold, one, made) for gold, one, made in cleaned if isinstance(made, Article)]
    found = [Figure("refusals", "real articles", "kept", len(kept) / max(1, len(golds)), len(golds))]
    for words in CUT_TO:
        spared = sum(
            refusal(one, decode_page(gold.html), _cut(made.text, words, gold.language)) is None
            for gold, one, made in kept
        )
        of = f"real articles, cut to {words} words"
        found.append(Figure("refusals", of, "kept", spared / max(1, len(kept)), len(kept)))
    return found


def _document(gold: Gold) -> Document:
    """Put together a page as if its feed had named title and language rightly."""
    source = Source("gold", "", "", gold.language, "gold", str(gold.zone))
    return Document(
        gold.url,
        source,
        gold.fetched_at,
        gold.fetched_at,
        html=gold.html,
        title=gold.title,
        feed_language=gold.language,
    )


def _cut(text: str, words: int, language: str) -> str:
    return text[: 2 * words] if language in UNSPACED_LANGUAGES else " ".join(text.split()[:words])
