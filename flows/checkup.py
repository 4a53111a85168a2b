"""Ask feeds how they are, by the rules of a pass, and keep nothing: no state, no article, no page."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Literal

from flows.bench import Bench
from flows.gather import document_of
from flows.polling import FEEDS_A_BATCH, reading_of, request_of
from flows.steps import Step
from tasks.calendar_day import FUTURE_TOLERANCE
from tasks.clean import clean_document
from tasks.discover import feeds_named
from tasks.feed_state import FeedState
from tasks.fetch import PageRequest, fetch_pages
from tasks.hosts import batches_by_host, without_credentials
from tasks.http import Answer, Client, HttpRules
from tasks.parse import ParsedFeed, parse_feed
from tasks.poll import ACCEPT, FeedRequest, judged, permanent_target
from tasks.poll_plan import after_poll
from tasks.records import Article, Entry, Feed, Page, Rejection, Trouble, Validators
from warehouse.read_state import remembered_entries, remembered_states

Outcome = Literal["answers", "moved", "broken", "failed"]
"""`moved` is a feed that answers at another address for good, `broken` an answer that gives no entries."""


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """How one feed is. `trouble` is why it failed or is broken; `alternates` are feeds that a web page in its place names.

    `state` is what polls have left of it, `asked` the address that was asked and `result` what came of that.
    """

    feed: Feed
    state: FeedState
    asked: str
    result: Answer | Trouble
    parsed: ParsedFeed = field(default_factory=ParsedFeed)
    trouble: Trouble | None = None
    alternates: tuple[tuple[str, str], ...] = ()

    @property
    def answer(self) -> Answer | None:
        return self.result if isinstance(self.result, Answer) else None

    @property
    def outcome(self) -> Outcome:
        if self.trouble is not None:
            return "broken" if self.answer else "failed"
        return "moved" if self.moved_to else "answers"

    @property
    def moved_to(self) -> str:
        """Where the feed has moved for good, now or as earlier polls found; empty while its configured address is right."""
        found = permanent_target(self.answer.redirects, self.answer.final_url) if self.answer else ""
        return found or (self.state.url if self.state.url != self.state.configured_url else "")

    @property
    def dated(self) -> list[Entry]:
        """The entries that claim a time, newest first."""
        dated = [entry for entry in self.parsed.entries if entry.published_at is not None]
        return sorted(dated, key=lambda entry: entry.published_at or datetime.min.replace(tzinfo=UTC), reverse=True)


@dataclass(frozen=True, slots=True)
class Examination:
    """A feed in full: its newest entry, what its page gave and what cleaning made of that; all None without entries.

    `known` are the entries that polls have brought before, `plan` is how the feed would stand had this been a poll.
    """

    check: FeedCheck
    known: frozenset[str]
    plan: FeedState
    entry: Entry | None = None
    page: Page | Trouble | None = None
    made: Article | Rejection | None = None


def check_feeds(bench: Bench, feeds: Sequence[Feed], now: datetime) -> list[FeedCheck]:
    """Ask feeds once each, where polls ask them, politely, in batches by host; checks in the order of the feeds.

    Raises StateError.
    """
    states = remembered_states(bench.layout.state, feeds)
    step = Step("ask feeds", partial(_ask_feeds, rules=bench.feed_rules, now=now))
    requests = [FeedRequest(replace(feed, url=states[feed.feed_id].url), Validators()) for feed in feeds]
    # All answers first: parsing beside them would lengthen the seconds that they are said to have taken.
    asked = dict(chain.from_iterable(bench.each(step, batches_by_host(requests, FEEDS_A_BATCH))))
    return [_judged(bench, feed, states[feed.feed_id], asked[feed.feed_id], now) for feed in feeds]


def examine(bench: Bench, feed: Feed, now: datetime) -> Examination:
    """Ask one feed, and follow its newest entry to the page and through cleaning. Raises StateError."""
    check = check_feeds(bench, [feed], now)[0]
    known = remembered_entries(bench.layout.state, [entry.entry_id for entry in check.parsed.entries])
    plan = _plan(bench, check, known, now)
    entry = newest_entry(check, now)
    if entry is None:
        return Examination(check, known, plan)
    page = None
    if entry.url:
        page = fetch_pages([PageRequest(entry.url, entry.entry_id)], bench.page_rules, now)[0].result
    document = document_of(bench, entry, page, now)
    made = document if isinstance(document, Rejection) else clean_document(document, bench.clean_rules)
    return Examination(check, known, plan, entry, page, made)


def newest_entry(check: FeedCheck, now: datetime) -> Entry | None:
    """Return the entry with the latest believable time, else the first, where feeds put their newest; with a link if any has."""
    latest = now + FUTURE_TOLERANCE
    entries = [*(one for one in check.dated if one.published_at and one.published_at <= latest), *check.parsed.entries]
    return next((one for one in entries if one.url), entries[0] if entries else None)


def _ask_feeds(requests: Sequence[FeedRequest], rules: HttpRules, now: datetime) -> list[tuple[str, Answer | Trouble]]:
    """Ask without conditions, since a 304 would leave nothing to look at."""

    async def ask() -> list[Answer | Trouble]:
        async with Client(rules, now) as client:
            return await asyncio.gather(*(client.get(request.url, {"Accept": ACCEPT}) for request in requests))

    return list(zip((request.feed.feed_id for request in requests), asyncio.run(ask()), strict=True))


def _judged(bench: Bench, feed: Feed, state: FeedState, result: Answer | Trouble, now: datetime) -> FeedCheck:
    check = FeedCheck(feed, state, without_credentials(state.url), result)
    if isinstance(result, Trouble):
        return replace(check, trouble=result)
    source = bench.sources[feed.source_id]
    read = judged(FeedRequest(replace(feed, url=state.url), Validators()), result, now)
    parsed = parse_feed(read, source.language, source.timezone)
    is_page = parsed.trouble is not None and parsed.trouble.reason == "html_not_feed"
    alternates = feeds_named(result.body, result.content_type, result.final_url) if is_page else ()
    return replace(check, parsed=parsed, trouble=parsed.trouble, alternates=alternates)


def _plan(bench: Bench, check: FeedCheck, known: frozenset[str], now: datetime) -> FeedState:
    """Return how the feed would stand, had it been polled now."""
    polled = judged(request_of(check.feed, check.state), check.result, now)
    fresh = [entry for entry in check.parsed.entries if entry.entry_id not in known]
    reading = reading_of(check.parsed, fresh) if polled.poll.outcome == "changed" else None
    return after_poll(check.state, polled, reading, bench.poll_rules_of(polled.poll))
