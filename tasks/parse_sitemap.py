"""Read sitemaps (sitemaps.org), and the ones for news that carry titles and times."""

from __future__ import annotations

import html
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from tasks.feed_items import FeedItem, FeedRead

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_PAGES = 1_000
"""What a news sitemap may list at most, by its rules. A plain one lists a site's whole past: its latest pages are read."""

MOST_LISTED = 50_000
"""What a sitemap may list at most by the protocol; the rest is not looked at."""

MOST_NAMED = 1_000
"""Sitemaps of an index that are passed on; the protocol allows 50,000."""


def read_sitemap(text: str) -> FeedRead:
    """Read the pages that a sitemap lists; one without time stands behind those that have one.

    Trouble is `sitemap_index` for a list of other sitemaps (`links` has them: each is a feed of its own), `broken_xml`
    for what can not be read at all.
    """
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return FeedRead(trouble=("broken_xml", "the XML can not be read"))
    if _name(root) == "sitemapindex":
        named = tuple(loc for one in islice(root, MOST_NAMED) if (loc := _texts(one).get("loc", "")))
        first = f", such as {named[0][:200]}" if named else ""
        return FeedRead(
            format="sitemap index",
            links=named,
            trouble=("sitemap_index", f"this lists other sitemaps{first}: name one of them as the feed"),
        )
    items = [_page(_texts(one)) for one in islice(root, MOST_LISTED) if _name(one) == "url"]
    of_news = any(item.title or item.claims[0][0] for item in items)
    latest = items if of_news else sorted(items, key=lambda item: item.claims[1][0], reverse=True)
    error = parser.error_log.last_error
    cut = f"only {MOST_PAGES:,} of its {len(items):,} pages were read" if len(items) > MOST_PAGES else ""
    return FeedRead(
        items=tuple(latest[:MOST_PAGES]),
        format="news sitemap" if of_news else "sitemap",
        flaw=cut or (" ".join(error.message.split())[:200] if error is not None else ""),
    )


def _page(said: dict[str, str]) -> FeedItem:
    """Read one page; a sitemap's loc is its identity, and what it was last changed is the second best time."""
    return FeedItem(
        link=said.get("loc", ""),
        title=html.escape(said.get("title", ""), quote=False),
        claims=((said.get("publication_date", ""), None), (said.get("lastmod", ""), None)),
    )


def _texts(element: _Element) -> dict[str, str]:
    """Return the texts within an element by local name, the first of each, whatever the depth (news:news holds news:title).

    The captions and titles of image and video extensions are not the page's.
    """
    found: dict[str, str] = {}
    for one in _own(element):
        text = "".join(one.itertext()).strip() if len(one) else (one.text or "").strip()
        if text:
            found.setdefault(_name(one), text)
    return found


def _own(element: _Element) -> Iterator[_Element]:
    for child in element:
        if _name(child) in ("image", "video"):
            continue
        if _name(child) in ("news", "publication"):
            yield from _own(child)
        else:
            yield child


def _name(element: _Element) -> str:
    """Return an element's local name in lower case; comments and the like have none."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""
