"""Turns documents into clean articles: the text and nothing else, with title, author, language, time and identity.

Paragraphs of an article's text are parted by one blank line; within a paragraph there is no line break.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from tasks.address import canonical_url
from tasks.date import choose_date, claim_from_url, claims_from_page, parse_when
from tasks.dedupe import signature, text_hash
from tasks.extract import body_paragraphs, load_page
from tasks.furniture import cut_furniture, plain_markdown, read_head, split_paragraphs
from tasks.language import detect_language, short_code
from tasks.page import decode_page, fragment_paragraphs, page_facts, without_site_name
from tasks.records import Article, DateClaim, Document, Rejection
from tasks.refusals import refusal
from tasks.repair import repair_text
from tasks.titles import without_titles
from tasks.who_when import author_in_text, without_head_lines
from tasks.wire import credit_in_head, credited_wire
from tasks.words import count_words, words_of

CLEAN_VERSION = 4
"""Counts up with every change of what cleaning makes of the same bytes; `brinkwatch reprocess` then makes it of old ones."""

FEED_SAYS_MORE = 1.1
"""The page is left for the feed's full content when that has a tenth more words: a wall, a script or a failed extraction."""

EVIDENCE_CHARACTERS = 80
"""How much of a rejected text its rejection shows."""

_MARKUP_TYPES = re.compile(r"text/html|application/(?:xhtml\+)?xml|text/xml|text/plain|application/octet-stream")


@dataclass(frozen=True)
class CleanRules:
    """What a text must have to be an article."""

    min_words: int


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a document yields before it is known to be an article."""

    paragraphs: Sequence[str]
    title: str = ""
    author: str = ""
    language: str = ""
    canonical: str = ""
    claims: tuple[DateClaim, ...] = ()
    credit: str = ""
    """The agency that the page credits in what is cut off: its head and its furniture."""

    page: str = ""
    """The page that the paragraphs were found in; empty where they are from elsewhere."""


def clean_documents(documents: tuple[Document, ...], rules: CleanRules) -> list[Article | Rejection]:
    """Clean each document, in order. What breaks a parser is rejected as `unreadable` and never harms the others."""
    return [clean_document(document, rules) for document in documents]


def clean_document(document: Document, rules: CleanRules) -> Article | Rejection:
    """Return the article that a document holds, or why it holds none: not_html, unreadable, empty, too_short, or a refusal."""
    kind = document.content_type.partition(";")[0].strip().lower()
    if document.html and kind and not _MARKUP_TYPES.fullmatch(kind):
        return _reject(document, "not_html", f"the page is {kind}")
    try:
        draft = _draft(document, kind)
        text = repair_text("\n\n".join(draft.paragraphs))
        refused = refusal(document, draft.page, text) if draft.page else None
        if refused is not None:
            return _reject(document, refused.reason, refused.detail)
        words = count_words(text)
        if not words:
            return _reject(document, "empty", f"no text in {len(document.html or document.text.encode())} bytes")
        if words < rules.min_words:
            return _reject(document, "too_short", f"{words} words: {text[:EVIDENCE_CHARACTERS]!r}")
        return _article(document, draft, text, words)
    except Exception as error:  # parsers of hostile bytes fail in ways nobody can list
        return _reject(document, "unreadable", f"{type(error).__name__}: {error}"[:300])


def too_short(article: Article, now: datetime) -> Rejection:
    """Reject what holds too few words when its publisher's furniture is cut."""
    detail = f"{article.word_count} words beside what the publisher repeats: {article.text[:EVIDENCE_CHARACTERS]!r}"
    return Rejection(
        article.url,
        article.source_id,
        "too_short",
        detail,
        now,
        raw_sha256=article.raw_sha256,
        entry_id=article.entry_id,
    )


def _reject(document: Document, reason: str, detail: str) -> Rejection:
    return Rejection(
        url=document.url,
        source_id=document.source.source_id,
        reason=reason,
        detail=detail,
        rejected_at=document.fetched_at,
        raw_sha256=document.raw_sha256,
        entry_id=document.entry_id,
    )


def _draft(document: Document, kind: str) -> _Draft:
    if document.text or kind == "text/plain":
        text = document.text or decode_page(document.html, document.content_type)
        return _from_text(document, text)
    draft = _from_page(document) if document.html.strip() else _Draft(())
    if document.feed_html and document.feed_html_is_full:
        own = fragment_paragraphs(document.feed_html)
        if words_of(own) > words_of(draft.paragraphs) * FEED_SAYS_MORE:
            return replace(draft, paragraphs=cut_furniture(own), credit=credited_wire("", "\n".join(own)), page="")
    return draft


def _from_text(document: Document, text: str) -> _Draft:
    head = read_head(split_paragraphs(plain_markdown(text)), document.title)
    when = parse_when(head.date, ZoneInfo(document.source.timezone))
    claims = (DateClaim("text", *when, raw=head.date),) if when else ()
    return _Draft(cut_furniture(head.paragraphs), title=head.title, author=head.author, claims=claims)


def _from_page(document: Document) -> _Draft:
    page = decode_page(document.html, document.content_type)
    tree = load_page(page)
    if tree is None:
        return _Draft(())
    facts = page_facts(tree)
    read_at = None if document.age_unknown else document.fetched_at
    claims = claims_from_page(tree, document.url, document.source.timezone, read_at, facts.head)
    paragraphs = body_paragraphs(page, tree)
    title = without_site_name(facts.title, document.source.name, facts.site_name)
    body = without_head_lines(without_titles(paragraphs, (document.title, title, *facts.headings)), read_at)
    return _Draft(
        cut_furniture(body),
        title=title,
        author=facts.author or author_in_text(body),
        language=facts.language,
        canonical=facts.canonical,
        claims=claims,
        credit=credit_in_head(facts.head) or credited_wire("", "\n".join(paragraphs)),
        page=page,
    )


def _article(document: Document, draft: _Draft, text: str, words: int) -> Article:
    led_to = document.final_url if draft.page else ""
    address = canonical_url(document.url, draft.canonical, document.source.domains, led_to)
    digest = text_hash(text)
    title = without_site_name(repair_text(document.title or draft.title).replace("\n", " "), document.source.name)
    author = repair_text(document.author or draft.author).replace("\n", " ")
    claims = (*document.claims, *draft.claims, *filter(None, [claim_from_url(document.url)]))
    published_at, precision, published_from = choose_date(claims, document.first_seen_at)
    return Article(
        article_id=article_id(address, text),
        url=document.url,
        canonical_url=address,
        source_id=document.source.source_id,
        title=title,
        text=text,
        author=author,
        language=_language(document, draft, text),
        published_at=published_at,
        published_precision=precision,
        published_from=published_from,
        wire=credited_wire(author, text) or draft.credit,
        first_seen_at=document.first_seen_at,
        fetched_at=document.fetched_at,
        word_count=words,
        raw_sha256=document.raw_sha256,
        text_sha256=digest,
        signature=signature(text, title),
        entry_id=document.entry_id,
    )


def article_id(address: str, text: str) -> str:
    """Return the identity of an article: of its canonical address or, where it has none, of its text."""
    return sha256((address or f"content:{text_hash(text)}").encode()).hexdigest()[:16]


def _language(document: Document, draft: _Draft, text: str) -> str:
    """Take the document's word, else the page's (`lang`), else what the text looks like, else the source's language."""
    stated = short_code(document.language) or short_code(draft.language)
    return stated or detect_language(text) or short_code(document.source.language)
