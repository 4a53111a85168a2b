"""Find where a site keeps its feeds: what its page names, the usual paths, what its robots.txt lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from tasks.feed_text import plain
from tasks.hosts import without_credentials
from tasks.page import decode_page

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
"""What pages call the feeds that can be read here. Plain application/json is left out: pages name their interfaces so."""

USUAL_PATHS = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "feeds/posts/default")
"""Where the common publishing systems keep a feed that their pages do not name."""

MOST_SITEMAPS = 3
"""Sitemaps of a site that are tried: big sites have one for every month."""

MOST_FEEDS = 10
"""Blogs name a feed for every tag; whoever looks for the feed of a site finds it among the first."""


_FEED_PATH = re.compile(r"(?:^|[/._-])(?:rss|atom|feeds?)(?:$|[/._-])|\.(?:rss|rdf|atom|xml)$", re.IGNORECASE)
_FEED_WORD = re.compile(r"\b(?:rss|atom|(?:news )?feeds?)\b|구독\s*피드", re.IGNORECASE)

MOST_LINKED = 5
"""Links of a page that are tried since they look like one to a feed."""


def feeds_named(page: bytes, content_type: str, address: str) -> tuple[tuple[str, str], ...]:
    """Return address and title of the feeds that a page names by `<link rel=alternate>`, in its order."""
    found: dict[str, str] = {}
    tree = _tree(page, content_type)
    for link in tree.iter("link") if tree is not None else ():
        if "alternate" in link.get("rel", "").lower().split() and _media_type(link.get("type", "")) in FEED_TYPES:
            target = _address(link.get("href", ""), _base(tree), address)
            if target:
                found.setdefault(target, plain(link.get("title", "")))
    return tuple(found.items())[:MOST_FEEDS]


def feeds_linked(page: bytes, content_type: str, address: str) -> tuple[str, ...]:
    """Return where the links of a page lead that look like one to a feed, by their address or their words."""
    tree = _tree(page, content_type)
    if tree is None:
        return ()
    targets = (
        _address(link.get("href", ""), _base(tree), address)
        for link in tree.iter("a")
        if _FEED_PATH.search(link.get("href", "").partition("?")[0]) or _FEED_WORD.fullmatch(plain(link.text_content()))
    )
    return tuple(dict.fromkeys(filter(None, targets)))[:MOST_LINKED]


def _tree(page: bytes, content_type: str) -> Any:
    from lxml import etree, html

    try:
        text = decode_page(page, content_type).encode("utf-8", "replace")  # lxml minds a stated charset only in str
        return html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError):
        return None


def _base(tree: Any) -> str:
    return next((one.get("href", "") for one in tree.iter("base")), "")


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


def usual_addresses(site: str) -> tuple[str, ...]:
    """Return where a site may keep a feed: below the page's own path, and at its root."""
    parts = urlsplit(site)
    root = f"{parts.scheme}://{parts.netloc}/"
    below = urljoin(root, parts.path if parts.path.endswith("/") else parts.path + "/")
    folders = [root] if "." in parts.path.rpartition("/")[2] else [below, root]
    return tuple(dict.fromkeys(urljoin(folder, path) for folder in folders for path in USUAL_PATHS))


def sitemaps_named(robots: bytes, address: str) -> tuple[str, ...]:
    """Return the sitemaps that a robots.txt lists, likeliest to hold news first."""
    text = robots.decode("utf-8-sig", "replace")
    named = re.findall(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    return likeliest([target for one in named if (target := _address(one, "", address))])


def likeliest(sitemaps: Sequence[str]) -> tuple[str, ...]:
    """Return the sitemaps to try: those called news or latest, else the first."""
    fresh = [one for one in sitemaps if re.search(r"news|latest|recent", urlsplit(one).path, re.IGNORECASE)]
    return tuple(dict.fromkeys([*fresh, *sitemaps]))[:MOST_SITEMAPS]
