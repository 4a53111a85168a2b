"""A page of the Gazette, and the article or the rejection that cleaning makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tasks.clean import CleanRules, clean_document
from tasks.records import Article, Document, Rejection, Source

NOW = datetime(2017, 3, 20, 12, tzinfo=UTC)
GAZETTE = Source("gazette", "The Gazette", "KR", "en", "gazette", "Asia/Seoul", ("gazette.example",))
RULES = CleanRules(min_words=25)
PARAGRAPHS = [
    "The envoys of both countries arrived in the harbour town on Tuesday evening, and were driven to the old customs house without a word to reporters.",
    "They spoke for nine hours about the missile tests of the winter, about the drills that begin next week, and about who should take the first step.",
    "A spokeswoman said that the talks had been frank, that another round would follow in April, and that nothing had been signed.",
]


def page(paragraphs: list[str] = PARAGRAPHS, head: str = "", extra: str = "") -> bytes:
    """Return a page of the Gazette, with more in its head or beside its article."""
    story = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Envoys talk | The Gazette</title>{head}</head><body>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
    <article><h1>Envoys talk</h1>{story}</article>{extra}
    <footer><p>All rights reserved. <a href="/imprint">Imprint</a></p></footer></body></html>""".encode()


def document(html: bytes = b"", **changes: object) -> Document:
    """Return a page as it was fetched."""
    made = Document(
        url="https://gazette.example/2017/03/15/talks?utm_source=feed",
        source=GAZETTE,
        first_seen_at=NOW,
        fetched_at=NOW,
        html=html,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def article(made: Document) -> Article:
    """Clean what becomes an article."""
    cleaned = clean_document(made, RULES)
    assert isinstance(cleaned, Article), cleaned
    return cleaned


def rejection(made: Document, rules: CleanRules = RULES) -> Rejection:
    """Clean what is rejected."""
    cleaned = clean_document(made, rules)
    assert isinstance(cleaned, Rejection), cleaned
    return cleaned
