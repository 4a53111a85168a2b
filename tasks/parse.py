"""Turn the bytes of a feed into entries. The only module that speaks to feedparser."""

from __future__ import annotations

import html
import io
import re
import xml.sax
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from tasks.feed_dates import read_date
from tasks.feed_text import plain, readable, with_sound_references
from tasks.poll import FeedAnswer
from tasks.records import Entry, Precision, Source, Trouble

_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_HTML_START = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The entries of a feed in its own order, or why there are none.

    `dropped` counts items with neither link nor text, `repeated` items that the feed listed before. `format` (as
    feedparser names it: rss20, atom10, …) and `title` are empty where the feed does not say; `flaw` is what is wrong
    with charset or XML although entries could be read.
    """

    entries: tuple[Entry, ...] = ()
    trouble: Trouble | None = None
    dropped: int = 0
    repeated: int = 0
    format: str = ""
    title: str = ""
    flaw: str = ""


def parse_feeds(answers: Sequence[tuple[FeedAnswer, Source]]) -> list[ParsedFeed]:
    """Parse feeds, each with its publisher, in order."""
    return [parse_feed(answer, source.language, source.timezone) for answer, source in answers]


def parse_feed(answer: FeedAnswer, language: str, timezone: str = "UTC") -> ParsedFeed:
    """Read the entries of a feed that has changed; `language` is what its source writes in.

    `timezone` (IANA name) is the source's own, for times whose zone the feed does not name.

    Trouble is `empty_body`, `html_not_feed`, `broken_xml` or `not_feed`, only when there is no entry at all: a broken
    feed gives what can be read, and a valid feed without entries is no trouble. Never raises on what a feed says.
    """
    if answer.poll.outcome != "changed":
        return ParsedFeed()
    url, status = answer.request.url, answer.poll.status
    if not answer.body.strip(b"\0 \t\r\n"):
        return ParsedFeed(trouble=Trouble("empty_body", "the feed is empty", url, status))
    try:
        found = _read(answer)
    except Exception as error:  # of whatever kind: hostile bytes bring any out of feedparser, and must not end a batch
        return ParsedFeed(trouble=Trouble("broken_xml", f"unreadable: {type(error).__name__}", url, status))
    zone = ZoneInfo(timezone)
    drafts = [_entry(item, answer, language, zone) for item in found["entries"]]
    kept = [entry for entry in drafts if entry.url or entry.title or entry.summary_html or entry.content_html]
    entries = _identified(kept)
    trouble = None
    if not drafts and (reason := _why_nothing(found, answer.body)) is not None:
        trouble = Trouble(*reason, url, status)
    return ParsedFeed(
        entries,
        trouble,
        dropped=len(drafts) - len(kept),
        repeated=len(kept) - len(entries),
        format=found.get("version", ""),
        title=plain(_said(found.get("feed", {}), "title")),
        flaw=_flaw(found) if entries else "",
    )


def _read(answer: FeedAnswer) -> Mapping[str, Any]:
    """Let feedparser read the bytes; through a stream, since it would open bytes that name a file.

    It is told the charset but not the media type, whose old default for text/xml is ASCII; and not the feed's address,
    against which it would resolve ids, so that they changed whenever the feed moved. Markup stays as it came: cleaning
    reads it, and sanitizing and resolving it here takes a third of the time.
    """
    import feedparser

    charset = _CHARSET.search(answer.content_type)
    media_type = f"application/xml; charset={charset[1]}" if charset else "application/xml"
    found: Mapping[str, Any] = feedparser.parse(
        io.BytesIO(with_sound_references(answer.body)),
        response_headers={"content-type": media_type},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    return found


def _why_nothing(found: Mapping[str, Any], body: bytes) -> tuple[str, str] | None:
    """Name why a feed gave no entry, or None when it is a valid feed that has none."""
    if not found.get("version") and _HTML_START.search(body[:4096]):
        return "html_not_feed", "a web page was served instead of a feed"
    if isinstance(found.get("bozo_exception"), xml.sax.SAXException):
        return "broken_xml", _flaw(found)
    if not found.get("version"):
        return "not_feed", "neither RSS nor Atom"
    return None


def _flaw(found: Mapping[str, Any]) -> str:
    """Say in one line what feedparser minds about charset or XML; a media type that is not XML harms nothing."""
    error = found.get("bozo_exception")
    if error is None or type(error).__name__ == "NonXMLContentType":
        return ""
    return " ".join(str(error).split())[:200]


def _entry(item: Mapping[str, Any], answer: FeedAnswer, language: str, zone: tzinfo) -> Entry:
    """Read one item; its identity is given once all items of the feed are known."""
    raw_date, moment, precision = _published(item, zone)
    feed = answer.request.feed
    return Entry(
        entry_id="",
        feed_id=feed.feed_id,
        source_id=feed.source_id,
        url=_link(item, answer.final_url),
        guid=readable(_said(item, "id")),
        title=plain(_said(item, "title")),
        author=_author(item),
        summary_html=_markup(item.get("summary_detail")),
        content_html=max((_markup(one) for one in item.get("content", ())), key=len, default=""),
        published_raw=raw_date,
        published_at=moment,
        published_precision=precision,
        language=language,
        first_seen_at=answer.poll.polled_at,
    )


def _said(item: Mapping[str, Any], key: str) -> str:
    """Return a text of an item; `in` first, since feedparser answers `updated` with `published` where there is none."""
    if key not in item:
        return ""
    value = item[key]
    return value if isinstance(value, str) else ""


def _published(item: Mapping[str, Any], zone: tzinfo) -> tuple[str, datetime | None, Precision]:
    """Read the first date that says something: published, else (RSS 1.0, sparse Atom) updated, else created."""
    claims = [(readable(_said(item, key)), key) for key in ("published", "updated", "created")]
    read = [(raw, *read_date(raw, item.get(f"{key}_parsed"), zone)) for raw, key in claims if raw]
    return next((one for one in read if one[1] is not None), read[0] if read else ("", None, "day"))


def _link(item: Mapping[str, Any], base: str) -> str:
    """Return the item's address, absolute, or "" when it has none on the web.

    A guid stands in for a missing link only if it is an address itself: many are plain numbers without saying so.
    """
    link = re.sub(r"[\x00-\x20\x7f]+", lambda gap: "%20" if gap[0] == " " else "", _said(item, "link").strip())
    if link == _said(item, "id") and not link.lower().startswith(("http://", "https://", "/")):
        return ""
    try:
        url = urljoin(base, link) if link else ""
        parts = urlsplit(url)
    except ValueError:
        return ""
    url = url.encode("utf-8", "ignore").decode()  # lone surrogates; no NFC, which would name another path
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def _author(item: Mapping[str, Any]) -> str:
    """Name the authors, without mail addresses where a name is given."""
    people = item.get("authors") or [item.get("author_detail") or {}]
    names = [plain(_said(person, "name")) for person in people if isinstance(person, Mapping)]
    return ", ".join(dict.fromkeys(name for name in names if name)) or plain(_said(item, "author"))


def _markup(part: object) -> str:
    """Return a text construct as HTML; plain text is escaped, so that its signs stay what they are."""
    if not isinstance(part, Mapping):
        return ""
    value = readable(_said(part, "value"))
    return html.escape(value, quote=False) if part.get("type") == "text/plain" else value


SHORT_GUID = 8
"""Characters below which a guid is a number within its feed; addresses, tags and database ids are longer."""


def _identified(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Give entries their ids and keep the first of each.

    The id hashes what names the item: its guid; with its address as well, if the feed uses one guid for several
    addresses; without guid its address; with neither, what it says. A publisher's feeds share their items, but not guids
    as short as `17`, which mean another item in each.
    """
    addresses: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        addresses[entry.guid].add(entry.url)
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.guid and len(addresses[entry.guid]) > 1:
            name: tuple[str, ...] = ("guid+url", entry.guid, entry.url)
        elif entry.guid or entry.url:
            name = ("id", entry.guid or entry.url)
        else:
            name = ("content", entry.title, entry.summary_html, entry.content_html)
        scope = entry.feed_id if 0 < len(entry.guid) < SHORT_GUID else entry.source_id
        entry_id = sha256("\0".join((scope, *name)).encode()).hexdigest()[:32]
        found.setdefault(entry_id, replace(entry, entry_id=entry_id))
    return tuple(found.values())
