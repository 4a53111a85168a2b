"""What a feed says, whatever its format: the value between the readers of formats and the making of entries."""

from __future__ import annotations

from dataclasses import dataclass
from time import struct_time

Claim = tuple[str, struct_time | None]
"""A date as written, and how the feed parser reads it, if it does."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item as written: `link` may be relative, `title` and `author` may hold markup, `claims` come best first.

    `link_is_guid` tells that the link is only the guid, which may be no address.
    """

    guid: str = ""
    link: str = ""
    link_is_guid: bool = False
    title: str = ""
    author: str = ""
    summary_html: str = ""
    content_html: str = ""
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedRead:
    """The items of a feed in its own order, with what it says of itself; ParsedFeed tells what each means.

    `trouble` is a reason and a line for people, where there is no item because nothing could be read.
    """

    items: tuple[FeedItem, ...] = ()
    format: str = ""
    title: str = ""
    site: str = ""
    language: str = ""
    links: tuple[str, ...] = ()
    ttl_minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    flaw: str = ""
    trouble: tuple[str, str] | None = None
