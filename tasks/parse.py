"""Turn the bytes of a feed into entries, whatever its format."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from hashlib import sha256
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from tasks.feed_charset import decode_feed
from tasks.feed_dates import read_date
from tasks.feed_items import FeedItem, FeedRead
from tasks.feed_text import plain, readable
from tasks.poll import FeedAnswer
from tasks.records import Entry, Precision, Source, Trouble
from tasks.unpack import unpacked
from tasks.wrapped import unwrapped

MOST_UNPACKED = 50_000_000
"""Bytes of a feed that is a packed file itself (sitemap.xml.gz): what the protocol of sitemaps allows."""

MOST_ENTRIES = 20_000
"""Entries of one feed that are read: the longest archives that publishers serve as one feed have half of it."""

_FIRST_ELEMENT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")
_NO_ELEMENT = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_HTML = re.compile(r"(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_WHITE = "\ufeff\0 \t\r\n"


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The entries of a feed in its own order, or why there are none.

    `dropped` counts items with neither link nor text, `repeated` items that the feed listed before. `format` (rss20,
    atom10, JSON Feed 1.1, news sitemap …), `title`, `site` (address of the page that the feed belongs to) and `language`
    are empty where the feed does not say; `flaw` is what is wrong with charset or XML, or was left unread, although
    entries could be read. `links` are feeds named in place of entries, by an index of sitemaps. `ttl_minutes`,
    `skip_hours` (of GMT) and `skip_days` (Monday is 0) are what the feed asks of those who poll it.
    """

    entries: tuple[Entry, ...] = ()
    trouble: Trouble | None = None
    dropped: int = 0
    repeated: int = 0
    format: str = ""
    title: str = ""
    flaw: str = ""
    site: str = ""
    language: str = ""
    links: tuple[str, ...] = ()
    ttl_minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


def parse_feeds(answers: Sequence[tuple[FeedAnswer, Source]]) -> list[ParsedFeed]:
    """Parse feeds, each with its publisher, in order."""
    return [parse_feed(answer, source.language, source.timezone) for answer, source in answers]


def parse_feed(answer: FeedAnswer, language: str, timezone: str = "UTC") -> ParsedFeed:
    """Read the entries of a feed that has changed; `language` is what its source writes in.

    `timezone` (IANA name) is the source's own, for times whose zone the feed does not name.

    Trouble is `empty_body`, `html_not_feed`, `broken_xml`, `broken_json`, `sitemap_index` or `not_feed`, or of unpacking a
    feed that is a packed file, only when there is no entry at all: a broken feed gives what can be read, and a valid feed without entries is no trouble. Never raises
    on what a feed says.
    """
    if answer.poll.outcome != "changed":
        return ParsedFeed()
    url, status = answer.request.url, answer.poll.status
    body = unpacked(answer.body, "gzip", MOST_UNPACKED)
    if isinstance(body, Trouble):
        return ParsedFeed(trouble=replace(body, url=url, status=status))
    text, charset_flaw = decode_feed(body, answer.content_type, language)
    if not text.strip(_WHITE):
        return ParsedFeed(trouble=Trouble("empty_body", "the feed is empty", url, status))
    try:
        read = read_feed(text)
    except Exception as error:  # of whatever kind: hostile bytes bring any out of a parser, and must not end a batch
        return ParsedFeed(trouble=Trouble("broken_xml", f"unreadable: {type(error).__name__}", url, status))
    zone, base = ZoneInfo(timezone), answer.final_url
    told = [item for item in read.items if item.link or item.title or item.summary_html or item.content_html]
    drafts = [_entry(item, answer, language, zone) for item in told]  # a feed may be nothing but 20,000 empty items
    kept = [entry for entry in drafts if entry.url or entry.title or entry.summary_html or entry.content_html]
    entries = _identified(kept)
    return ParsedFeed(
        entries,
        Trouble(*read.trouble, url, status) if read.trouble else None,
        dropped=len(read.items) - len(kept),
        repeated=len(kept) - len(entries),
        format=read.format,
        title=plain(read.title),
        flaw=(read.flaw or charset_flaw) if entries else "",
        site=_address(read.site, base),
        language=plain(read.language)[:35],
        links=tuple(filter(None, (_address(link, base) for link in read.links))),
        ttl_minutes=read.ttl_minutes,
        skip_hours=read.skip_hours,
        skip_days=read.skip_days,
    )


def read_feed(text: str) -> FeedRead:
    """Read the items of a feed by the reader of its format, which its first sign tells, not the media type."""
    from tasks.parse_json import read_json
    from tasks.parse_sitemap import read_sitemap
    from tasks.parse_xml import read_xml

    text = text.lstrip(_WHITE)
    if text[0] in "{[":
        return read_json(text, MOST_ENTRIES)
    if root_element(text) in ("urlset", "sitemapindex"):
        return read_sitemap(text)
    read = read_xml(text, MOST_ENTRIES)
    if not read.items and not read.format and root_element(text) == "html":
        return FeedRead(trouble=("html_not_feed", "a web page was served instead of a feed"))
    return read


def root_element(text: str) -> str:
    """Return the local name of a document's first element in lower case; a document type html is one for `html`."""
    place = 0
    while (gap := _NO_ELEMENT.match(text, place)) is not None:
        place = gap.end()
    if _HTML.match(text, place):
        return "html"
    first = _FIRST_ELEMENT.search(text, place, place + 4_096)
    return first[1].lower() if first else ""


def _entry(item: FeedItem, answer: FeedAnswer, language: str, zone: tzinfo) -> Entry:
    """Read one item; its identity is given once all items of the feed are known."""
    raw_date, moment, precision = _published(item, zone)
    feed = answer.request.feed
    return Entry(
        entry_id="",
        feed_id=feed.feed_id,
        source_id=feed.source_id,
        url=_link(item, answer.final_url),
        guid=readable(item.guid),
        title=plain(item.title),
        author=plain(item.author),
        summary_html=readable(item.summary_html),
        content_html=readable(item.content_html),
        published_raw=raw_date,
        published_at=moment,
        published_precision=precision,
        language=language,
        first_seen_at=answer.poll.polled_at,
    )


def _published(item: FeedItem, zone: tzinfo) -> tuple[str, datetime | None, Precision]:
    """Read the first date that says something."""
    claims = [(readable(written), parsed) for written, parsed in item.claims]
    read = [(written, *read_date(written, parsed, zone)) for written, parsed in claims if written]
    return next((one for one in read if one[1] is not None), read[0] if read else ("", None, "day"))


def _link(item: FeedItem, base: str) -> str:
    """Return the item's address, absolute, or "" when it has none on the web.

    A guid stands in for a missing link only if it is an address itself: many are plain numbers without saying so.
    """
    if item.link_is_guid and not item.link.strip().lower().startswith(("http://", "https://", "/")):
        return ""
    return _address(unwrapped(_address(item.link, base)), base)


def _address(link: str, base: str) -> str:
    """Return where a link leads, or "" when that is nowhere on the web."""
    link = re.sub(r"[\x00-\x20\x7f]+", lambda gap: "%20" if gap[0] == " " else "", link.strip())
    try:
        url = urljoin(base, link) if link else ""
        parts = urlsplit(url)
    except ValueError:
        return ""
    url = url.encode("utf-8", "ignore").decode()  # lone surrogates; no NFC, which would name another path
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


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
