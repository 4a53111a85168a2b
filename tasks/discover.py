"""Find the feeds that a web page names in its head."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from tasks.feed_text import plain
from tasks.hosts import without_credentials
from tasks.page import decode_page

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
"""What pages call the feeds that can be read here."""

MOST_FEEDS = 10
"""Blogs name a feed for every tag; whoever looks for the feed of a site finds it among the first."""


def feeds_named(page: bytes, content_type: str, address: str) -> tuple[tuple[str, str], ...]:
    """Return address and title of the feeds that a page names by `<link rel=alternate>`, in its order."""
    from lxml import etree, html

    try:
        text = decode_page(page, content_type).encode("utf-8", "replace")  # lxml minds a stated charset only in str
        tree = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError):
        return ()
    base = next((one.get("href", "") for one in tree.iter("base")), "")
    found: dict[str, str] = {}
    for link in tree.iter("link"):
        if "alternate" in link.get("rel", "").lower().split() and _media_type(link.get("type", "")) in FEED_TYPES:
            target = _address(link.get("href", ""), base, address)
            if target:
                found.setdefault(target, plain(link.get("title", "")))
    return tuple(found.items())[:MOST_FEEDS]


def _media_type(stated: str) -> str:
    return stated.partition(";")[0].strip().lower()


def _address(href: str, base: str, page: str) -> str:
    """Return where a link leads, or "" when that is nowhere on the web."""
    try:
        target: str = urljoin(urljoin(page, base.strip()), href.strip())
        parts = urlsplit(target)
    except ValueError:
        return ""
    return without_credentials(target) if href.strip() and parts.scheme in ("http", "https") and parts.netloc else ""
