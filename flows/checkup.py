"""Ask feeds how they are, by the rules of a pass, and keep nothing: no state, no article, no page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from itertools import chain, pairwise
from typing import Literal

from yarl import URL

from flows.bench import Bench
from flows.gather import document_of
from flows.polling import FEEDS_A_BATCH
from flows.steps import Step
from tasks.clean import clean_document
from tasks.date import FUTURE_TOLERANCE
from tasks.discover import feeds_named
from tasks.fetch import PageRequest, fetch_pages
from tasks.hosts import batches_by_host
from tasks.http import Answer, Client, HttpRules
from tasks.parse import ParsedFeed, parse_feed
from tasks.poll import ACCEPT, FeedAnswer, FeedRequest
from tasks.records import Article, Entry, Feed, Page, Poll, Rejection, Trouble, Validators
from warehouse.read_state import Remembered, remembered

PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})

Outcome = Literal["answers", "moved", "broken", "failed"]
"""`moved` is a feed that answers at another address for good, `broken` an answer that gives no entries."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One request on the way to a feed. `status` is None where no answer came; `seconds` leave out waiting for a turn."""

    url: str
    status: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """How one feed is. `trouble` is why it failed or is broken; `alternates` are feeds that a web page in its place names."""

    feed: Feed
    hops: tuple[Hop, ...]
    parsed: ParsedFeed = field(default_factory=ParsedFeed)
    trouble: Trouble | None = None
    answered: bool = False
    final_url: str = ""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body_bytes: int = 0
    body_sha256: str = ""
    alternates: tuple[tuple[str, str], ...] = ()

    @property
    def outcome(self) -> Outcome:
        if self.trouble is not None:
            return "broken" if self.answered else "failed"
        return "moved" if self.moved_to else "answers"

    @property
    def status(self) -> int | None:
        """The status of the last answer, if any came."""
        return self.hops[-1].status if self.hops else None

    @property
    def seconds(self) -> float:
        return sum(hop.seconds for hop in self.hops)

    @property
    def moved_to(self) -> str:
        """Where the feed has moved for good: as far as redirects are permanent and stay encrypted."""
        target = ""
        for hop, following in pairwise(self.hops):
            unencrypted = hop.url.startswith("https:") and not following.url.startswith("https:")
            if hop.status not in PERMANENT or unencrypted:
                break
            target = following.url
        return target

    @property
    def dated(self) -> list[Entry]:
        """The entries that claim a time, newest first."""
        dated = [entry for entry in self.parsed.entries if entry.published_at is not None]
        return sorted(dated, key=lambda entry: entry.published_at or datetime.min.replace(tzinfo=UTC), reverse=True)


@dataclass(frozen=True, slots=True)
class Examination:
    """A feed in full: its newest entry, what its page gave and what cleaning made of that; all None without entries."""

    check: FeedCheck
    memory: Remembered
    entry: Entry | None = None
    page: Page | Trouble | None = None
    made: Article | Rejection | None = None


def check_feeds(bench: Bench, feeds: Sequence[Feed], now: datetime) -> list[FeedCheck]:
    """Ask feeds once each, politely, in batches by host; checks in the order of the feeds."""
    step = Step("ask feeds", partial(_ask_feeds, rules=bench.feed_rules))
    requests = [FeedRequest(feed, Validators()) for feed in feeds]
    # All answers first: parsing beside them would lengthen the seconds that they are said to have taken.
    asked = list(chain.from_iterable(bench.each(step, batches_by_host(requests, FEEDS_A_BATCH))))
    checks = {one.request.feed.feed_id: _judged(bench, one, now) for one in asked}
    return [checks[feed.feed_id] for feed in feeds]


def examine(bench: Bench, feed: Feed, now: datetime) -> Examination:
    """Ask one feed, and follow its newest entry to the page and through cleaning. Raises StateError."""
    check = check_feeds(bench, [feed], now)[0]
    memory = remembered(bench.layout.state, feed, [entry.entry_id for entry in check.parsed.entries])
    entry = newest_entry(check, now)
    if entry is None:
        return Examination(check, memory)
    page = None
    if entry.url:
        page = fetch_pages([PageRequest(entry.url, entry.entry_id)], bench.page_rules, now)[0].result
    document = document_of(bench, entry, page, now)
    made = document if isinstance(document, Rejection) else clean_document(document, bench.clean_rules)
    return Examination(check, memory, entry, page, made)


def newest_entry(check: FeedCheck, now: datetime) -> Entry | None:
    """Return the entry with the latest believable time, else the first, where feeds put their newest; with a link if any has."""
    latest = now + FUTURE_TOLERANCE
    entries = [*(one for one in check.dated if one.published_at and one.published_at <= latest), *check.parsed.entries]
    return next((one for one in entries if one.url), entries[0] if entries else None)


@dataclass(frozen=True, slots=True)
class _Asked:
    request: FeedRequest
    hops: tuple[Hop, ...]
    result: Answer | Trouble


_under_way: ContextVar[list[Hop]] = ContextVar("_under_way")


class _NotingClient(Client):
    """A client that notes every request it makes in the list of the feed it makes it for."""

    async def _ask(self, url: URL, headers: Mapping[str, str], max_bytes: int, seconds: float) -> Answer | Trouble:
        clock = asyncio.get_running_loop().time
        began = clock()
        answer = await super()._ask(url, headers, max_bytes, seconds)
        _under_way.get().append(Hop(str(url.with_user(None)), answer.status, clock() - began))
        return answer


def _ask_feeds(requests: Sequence[FeedRequest], rules: HttpRules) -> list[_Asked]:
    return asyncio.run(_ask_all(requests, rules))


async def _ask_all(requests: Sequence[FeedRequest], rules: HttpRules) -> list[_Asked]:
    async with _NotingClient(rules) as client:
        return await asyncio.gather(*(_ask_one(request, client) for request in requests))


async def _ask_one(request: FeedRequest, client: Client) -> _Asked:
    """Ask without conditions, since a 304 would leave nothing to look at."""
    hops: list[Hop] = []
    _under_way.set(hops)  # each feed is asked in a task, and so in a context, of its own
    result = await client.get(request.url, {"Accept": ACCEPT})
    return _Asked(request, tuple(hops), result)


def _judged(bench: Bench, asked: _Asked, now: datetime) -> FeedCheck:
    feed, answer = asked.request.feed, asked.result
    if isinstance(answer, Trouble):
        return FeedCheck(feed, asked.hops, trouble=answer)
    source = bench.sources[feed.source_id]
    poll = Poll("", feed.feed_id, feed.url, now, "changed", answer.status, len(answer.body))
    read = FeedAnswer(asked.request, poll, answer.body, answer.content_type, answer.final_url, Validators())
    parsed = parse_feed(read, source.language, source.timezone)
    is_page = parsed.trouble is not None and parsed.trouble.reason == "html_not_feed"
    return FeedCheck(
        feed,
        asked.hops,
        parsed,
        trouble=parsed.trouble,
        answered=True,
        final_url=answer.final_url,
        content_type=answer.content_type,
        headers=answer.headers,
        body_bytes=len(answer.body),
        body_sha256=sha256(answer.body).hexdigest(),
        alternates=feeds_named(answer.body, answer.content_type, answer.final_url) if is_page else (),
    )
