"""Read JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tasks.feed_items import FeedItem, FeedRead

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/(\d(?:\.\d)?)")


def read_json(text: str, most: int) -> FeedRead:
    """Read the first `most` items of a JSON Feed; whatever has not the type that the format gives it is not said.

    Trouble is `broken_json`, or `not_feed` for JSON without a list of items.
    """
    try:
        said = json.loads(text, strict=False)  # control characters within strings are common, and harm nothing
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a ValueError too
        return FeedRead(trouble=("broken_json", f"broken JSON: {' '.join(str(error).split())[:160]}"))
    items = said.get("items") if isinstance(said, Mapping) else None
    if not isinstance(items, list):
        return FeedRead(trouble=("not_feed", "JSON, but no JSON Feed: it has no list of items"))
    version = _VERSION.match(_text(said, "version"))
    return FeedRead(
        items=tuple(_item(one, said) for one in items[:most] if isinstance(one, Mapping)),
        format=f"JSON Feed {version[1]}" if version else "JSON Feed",
        title=html.escape(_text(said, "title"), quote=False),
        site=_text(said, "home_page_url"),
        language=_text(said, "language"),
        flaw=f"only its first {most:,} items were read" if len(items) > most else "",
    )


def _item(item: Mapping[str, Any], feed: Mapping[str, Any]) -> FeedItem:
    """Read one item. An id may be a number (1.0 tells readers to take it for text); authors default to the feed's."""
    guid = item.get("id")
    plain = _text(item, "content_text")
    dates = (_text(item, "date_published"), _text(item, "date_modified"))
    return FeedItem(
        guid=str(guid) if isinstance(guid, str | int | float) and not isinstance(guid, bool) else "",
        link=_text(item, "url") or _text(item, "external_url") or _document(item.get("attachments")),
        title=html.escape(_text(item, "title"), quote=False),
        author=html.escape(_authors(item) or _authors(feed), quote=False),
        summary_html=html.escape(_text(item, "summary"), quote=False),
        content_html=_text(item, "content_html") or html.escape(plain, quote=False),
        claims=tuple((date, None) for date in dates),
    )


def _authors(said: Mapping[str, Any]) -> str:
    """Name the authors: `authors` of version 1.1, else the `author` of 1.0."""
    people = said.get("authors") or [said.get("author")]
    names = [_text(one, "name") for one in people if isinstance(one, Mapping)] if isinstance(people, Sequence) else []
    return ", ".join(dict.fromkeys(name for name in names if name))


def _document(attachments: object) -> str:
    """Return the address of the first attachment that can be read as a page."""
    for one in attachments if isinstance(attachments, list) else ():
        if isinstance(one, Mapping) and _text(one, "mime_type").startswith(("text/html", "application/xhtml")):
            return _text(one, "url")
    return ""


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    return value.strip() if isinstance(value, str) else ""
