"""What robots.txt asks of us. Article pages are asked for; feeds are not.

A feed is published for programs to poll, so polling asks no robots.txt, as feed readers and the collectors of news
archives do. The pages behind its entries are fetched by us, not by a reader, and follow it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from tasks.hosts import without_credentials
from tasks.http import Answer, Client
from tasks.manners import RobotsTxt
from tasks.records import Trouble

MAX_ROBOTS_BYTES = 1_000_000
"""Twice the 500 KiB that RFC 9309 demands crawlers to read."""
MAX_AGE = timedelta(hours=24)
"""How long what was read is believed (RFC 9309, 2.4); after that it is asked anew, and serves while nothing else can be had."""
MAX_CRAWL_DELAY_SECONDS = 30.0
"""A longer delay would hold a whole batch for hours; common ones are 1 to 10 s."""
NO_RULES_FOR = ("redirect_loop", "too_many_redirects")
"""RFC 9309, 2.3.1.2: a robots.txt that redirects too often counts as none."""


class _Rules(Protocol):
    def can_fetch(self, url: str, user_agent: str) -> bool: ...
    def crawl_delay(self, user_agent: str) -> float | None: ...


class RobotsCache:
    """The robots.txt of each origin, asked once a day. Lives inside one event loop.

    `known` is what was read before, by origin; `read` is what was read since.
    """

    def __init__(self, client: Client, user_agent: str, now: datetime, known: Mapping[str, RobotsTxt]) -> None:
        self._client = client
        self._robot = user_agent.partition("/")[0]
        self._now = now
        self._known = known
        self.read: dict[str, RobotsTxt] = {}
        self._rules: dict[str, asyncio.Task[_Rules | Trouble]] = {}

    async def refusal(self, url: str) -> Trouble | None:
        """Tell why a URL must not be fetched: `robots_disallowed`, or for now `robots_unreachable`; else None."""
        rules = await self._rules_for(url)
        if isinstance(rules, Trouble):
            return rules
        if not rules.can_fetch(url, self._robot):
            return Trouble("robots_disallowed", "robots.txt does not want this page fetched", without_credentials(url))
        return None

    async def crawl_delay(self, url: str) -> float:
        """Return the seconds that the host wants between requests, at most MAX_CRAWL_DELAY_SECONDS; 0 if unsaid."""
        rules = await self._rules_for(url)
        delay = None if isinstance(rules, Trouble) else rules.crawl_delay(self._robot)
        return min(delay, MAX_CRAWL_DELAY_SECONDS) if delay is not None and delay > 0 else 0.0

    async def _rules_for(self, url: str) -> _Rules | Trouble:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._read(origin))
        return await self._rules[origin]

    async def _read(self, origin: str) -> _Rules | Trouble:
        """Take what is known while it is fresh, else ask; what is out of reach now is as it was."""
        known = self._known.get(origin)
        if known is None or not known.read_at <= self._now < known.read_at + MAX_AGE:
            text = await self._ask(f"{origin}/robots.txt")
            if isinstance(text, str):
                known = self.read[origin] = RobotsTxt(text, self._now)
            elif known is None or text.reason != "robots_unreachable":
                return text
        rules: _Rules = Protego.parse(known.text)
        return rules

    async def _ask(self, url: str) -> str | Trouble:
        """Ask for one robots.txt: 4xx means no rules, except 429, which like 5xx and silence means not now."""
        answer = await self._client.get(url, {"Accept": "text/plain, */*;q=0.5"}, MAX_ROBOTS_BYTES)
        if isinstance(answer, Answer):
            return answer.body.decode("utf-8-sig", "replace")
        status = answer.status or 0
        if answer.reason in NO_RULES_FOR or (400 <= status < 500 and status != 429):
            return ""
        if answer.reason in ("private_address", "bad_scheme", "bad_url"):
            return answer
        return Trouble("robots_unreachable", f"robots.txt: {answer.reason}: {answer.detail}", answer.url, answer.status)
