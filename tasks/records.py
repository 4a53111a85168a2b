"""The values that pass between steps. Times are timezone-aware UTC; texts are str in NFC; bytes are as received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Precision = Literal["second", "hour", "day"]
"""How much of a publication time its claim really said; a day never becomes an hour."""


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher. `owner_group` is what independence is counted by; `timezone` serves dates that name none."""

    source_id: str
    name: str
    country: str
    language: str
    owner_group: str
    timezone: str
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """One address that a source publishes entries at."""

    feed_id: str
    source_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets the next poll of a feed URL cost a 304, or no parsing."""

    etag: str = ""
    last_modified: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """An address that pointed on, and by which status (200: by a refresh in its page)."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """An expected failure as a value. `reason` is a short stable word for counting, `detail` one line for people.

    `retry_after` are the seconds that a server asked to wait; `redirects` had been followed when it went wrong,
    after so many `seconds` without the waiting for a turn.
    """

    reason: str
    detail: str
    url: str = ""
    status: int | None = None
    retry_after: float | None = None
    redirects: tuple[Redirect, ...] = ()
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One feed item as its feed told it. `entry_id` is stable: a hash of feed's source and guid, else url."""

    entry_id: str
    feed_id: str
    source_id: str
    url: str
    guid: str
    title: str
    author: str
    summary_html: str
    content_html: str
    published_raw: str
    published_at: datetime | None
    published_precision: Precision
    language: str
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one fetched page with the facts of its answer. `url` was asked for, `final_url` answered.

    `headers` are the ones of `tasks.answers.KEPT_HEADERS`, names in lower case.
    """

    url: str
    final_url: str
    status: int
    content_type: str
    body: bytes
    sha256: str
    fetched_at: datetime
    redirects: tuple[Redirect, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A publication time as somebody claimed it: `origin` is feed, page, url, text, file or operator."""

    origin: str
    at: datetime
    precision: Precision
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What cleaning takes, from a fetched page, a feed's own content or an imported file.

    Exactly one of `html` and `text` is wanted; `feed_html` is the feed's own content or summary, to fall back on.
    `url` is empty where nothing says one: the content hash is then the identity. `final_url` is the address that answered.
    """

    url: str
    source: Source
    first_seen_at: datetime
    fetched_at: datetime
    html: bytes = b""
    content_type: str = ""
    text: str = ""
    title: str = ""
    author: str = ""
    language: str = ""
    feed_html: str = ""
    feed_html_is_full: bool = False
    claims: tuple[DateClaim, ...] = ()
    raw_sha256: str = ""
    entry_id: str = ""
    final_url: str = ""
    feed_language: str = ""
    age_unknown: bool = False
    """Nobody says when the page was fetched (a file): `2 hours ago` on it says nothing."""
    unread_date: str = ""
    """What a file says of its publication and nobody can read, with where it says so."""


@dataclass(frozen=True, slots=True)
class Article:
    """Clean text with its identity. `article_id` hashes the canonical URL (or, without one, the content)."""

    article_id: str
    url: str
    canonical_url: str
    source_id: str
    title: str
    text: str
    author: str
    language: str
    published_at: datetime | None
    published_precision: Precision
    published_from: str
    wire: str
    first_seen_at: datetime
    fetched_at: datetime
    word_count: int
    raw_sha256: str
    text_sha256: str
    signature: bytes
    entry_id: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A document that did not become an article, why, and the evidence."""

    url: str
    source_id: str
    reason: str
    detail: str
    rejected_at: datetime
    raw_sha256: str = ""
    entry_id: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A canonical who or what. `entity_id` is the configured id, else `kind:name-slug` for names met in texts."""

    entity_id: str
    name: str
    kind: str
    wikidata: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """An occurrence of an entity: characters start..end (end exclusive) of the text, or of the title if `in_title`."""

    article_id: str
    entity_id: str
    surface: str
    label: str
    start_char: int
    end_char: int
    in_title: bool


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How strongly an article is about a topic: 0 to 1, at or above the topic's threshold."""

    article_id: str
    topic_id: str
    score: float


@dataclass(frozen=True, slots=True)
class WatchHit:
    """An article that counts for a series, with the span that shows why (of the title if `in_title`)."""

    article_id: str
    watch_id: str
    series: str
    surface: str
    start_char: int
    end_char: int
    in_title: bool


@dataclass(frozen=True, slots=True)
class Enrichment:
    """Everything that enriching found in one article, and the series that it therefore counts for.

    `spans` are what the recogniser marked, as `tasks.recognised` writes them.
    """

    article_id: str
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    topics: tuple[TopicScore, ...]
    hits: tuple[WatchHit, ...] = ()
    spans: str = ""
