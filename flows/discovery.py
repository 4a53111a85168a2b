"""Find the feed of a site, asking as a pass does: politely, one request after the other on a host."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from tasks.discover import feeds_linked, feeds_named, likeliest, sitemaps_named, usual_addresses
from tasks.hosts import without_credentials
from tasks.http import Answer, Client, HttpRules
from tasks.parse import ParsedFeed, parse_feed
from tasks.poll import ACCEPT, FeedRequest, judged
from tasks.records import Feed, Trouble, Validators

UNREACHABLE = frozenset({"dns", "refused", "unreachable", "tls", "timeout", "private_address", "bad_scheme", "bad_url"})
"""What makes asking the same host for other paths pointless."""


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that was read. `how` says what led to it."""

    url: str
    how: str
    parsed: ParsedFeed


def find_feeds(address: str, rules: HttpRules, now: datetime) -> tuple[FoundFeed, ...] | Trouble:
    """Return the feeds of a site, the likeliest first, or why there is none.

    An address that is a feed itself is the answer; else what its page names, or links to; else the first of the usual addresses that
    is a feed; else the sitemaps that robots.txt lists, followed one level.
    """
    return asyncio.run(_find(address, rules, now))


async def _find(address: str, rules: HttpRules, now: datetime) -> tuple[FoundFeed, ...] | Trouble:
    async with Client(rules, now) as client:
        search = _Search(client, now)
        first = await search.ask(address)
        if isinstance(first, Trouble) and (first.reason in UNREACHABLE or first.status is None):
            return first
        if not isinstance(first, Trouble):
            if found := await search.read(first, "given"):
                return found
            if found := await search.on_page(first):
                return found
        site = without_credentials(address) if isinstance(first, Trouble) else first.final_url
        for url in usual_addresses(site):
            if found := await search.try_all([url], "at a usual address"):
                return found
        robots = await search.ask(urljoin(site, "/robots.txt"))
        listed = () if isinstance(robots, Trouble) else sitemaps_named(robots.body, site)
        if found := await search.try_all(listed, "named by robots.txt"):
            return found
        tried = f"it is none, its page names or links to none, and none of {len(usual_addresses(site))} usual addresses is one"
        return first if isinstance(first, Trouble) else Trouble("no_feed", f"no feed found: {tried}", site)


class _Search:
    """What is asked for on the way, each address once."""

    def __init__(self, client: Client, now: datetime) -> None:
        self._client = client
        self._now = now
        self._asked: set[str] = set()

    async def ask(self, url: str) -> Answer | Trouble:
        self._asked.add(url)
        return await self._client.get(url, {"Accept": ACCEPT})

    async def try_all(self, urls: Sequence[str], how: str) -> tuple[FoundFeed, ...]:
        """Ask for addresses and return those that are feeds."""
        found: list[FoundFeed] = []
        for url in urls:
            if url not in self._asked and isinstance(answer := await self.ask(url), Answer):
                found += await self.read(answer, how)
        return tuple(found)

    async def on_page(self, page: Answer) -> tuple[FoundFeed, ...]:
        """Return the feeds that a page names, else those that it links to, comments last."""
        said = page.body, page.content_type, page.final_url
        found = await self.try_all([url for url, _ in feeds_named(*said)], "named by the page")
        found = found or await self.try_all(feeds_linked(*said), "linked by the page")
        return tuple(sorted(found, key=_unlikely))

    async def read(self, answer: Answer, how: str) -> tuple[FoundFeed, ...]:
        """Return the feed that an answer is, or those that it lists."""
        feed = Feed("found", "found", answer.url)
        parsed = parse_feed(judged(FeedRequest(feed, Validators()), answer, self._now), "und")
        if parsed.links:
            return await self.try_all(likeliest(parsed.links), f"{how}, in an index of sitemaps")
        if parsed.trouble is not None or not parsed.format:
            return ()
        return (FoundFeed(answer.final_url, how, parsed),)


def _unlikely(found: FoundFeed) -> tuple[bool, bool]:
    """Sort feeds of comments and empty ones behind the others; the page's own order decides among equals."""
    about = f"{found.url} {found.parsed.title}".casefold()
    return "comment" in about, not found.parsed.entries
