"""From feeds to entries on their way: poll what is due, parse what has changed, and remember both with the next plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain

from flows.bench import Bench
from flows.prepare import THREADS
from flows.steps import Step, balanced_batches, one_ahead
from tasks.feed_state import FeedState, is_due
from tasks.freshness import Wishes
from tasks.hosts import batches_by_host
from tasks.parse import ParsedFeed, parse_feeds
from tasks.poll import FeedAnswer, FeedRequest, poll_feeds
from tasks.poll_plan import Reading, after_poll
from tasks.poll_record import Poll
from tasks.records import Entry, Feed
from tasks.severity import is_silence
from warehouse import feed_state, spool
from warehouse.feed_state import PolledFeed
from warehouse.spool import Batch
from warehouse.state import State

FEEDS_A_BATCH = 250
"""Feeds between two durable points, parsed while others are still polled; their bodies are some 25 MB."""

FEEDS_A_PARSE = 16
"""Feeds parsed per call of a worker process."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What polling brought: polls by outcome, entries never seen before, and feeds in trouble for people to read.

    `failures` counts failed polls by reason. `not_due` feeds were left for a later pass, `suspended` ones are asked no more by themselves.
    """

    polls: Counter[str]
    new_entries: int
    troubles: tuple[str, ...]
    failures: Counter[str]
    not_due: int = 0
    suspended: int = 0

    @property
    def heard(self) -> bool:
        """Whether any server answered, with whatever."""
        return any(not is_silence(reason) for reason in self.failures) or self.polls.total() > self.polls["failed"]


def poll(bench: Bench, state: State, now: datetime, everything: bool = False) -> Polled:
    """Poll the feeds that are due (with `everything`, all), parse those that changed, and plan when each is due again."""
    _spool_polls(bench, state)  # what a pass that was killed has left
    known = {one.feed_id: one for one in feed_state.feed_states(state, bench.feeds)}
    due = [feed for feed in bench.asked_feeds if is_due(known[feed.feed_id], now, everything)]
    requests = [request_of(feed, known[feed.feed_id]) for feed in due]
    batches = batches_by_host(requests, FEEDS_A_BATCH)
    share = max(bench.feed_rules.at_once // max(min(len(batches), THREADS), 1), 1)  # of the requests at once, a batch
    ask = Step("poll feeds", partial(poll_feeds, rules=replace(bench.feed_rules, at_once=share), now=now), retries=1)
    polls: list[Poll] = []
    for answers, read in one_ahead(partial(_begin_parsing, bench), bench.each(ask, batches)):
        polls += _remember(bench, state, known, answers, read)
    _spool_polls(bench, state)
    asked = {feed.feed_id for feed in due}
    left = [known[feed.feed_id] for feed in bench.asked_feeds if feed.feed_id not in asked]
    suspended = sum(one.suspended_at is not None for one in left)
    failed = [poll for poll in polls if poll.outcome == "failed"]
    for poll in failed:
        bench.log.warning("feed_failed", feed=poll.feed_id, reason=poll.reason, gravity=poll.failure, state=poll.state)
    return Polled(
        Counter(poll.outcome for poll in polls),
        sum(poll.new_entries for poll in polls),
        tuple(f"{poll.feed_id}: {poll.reason}: {poll.detail}" for poll in failed),
        Counter(poll.reason for poll in failed),
        not_due=len(left) - suspended,
        suspended=suspended,
    )


def request_of(feed: Feed, known: FeedState) -> FeedRequest:
    """Ask where the feed is by now, with what its last answer left to ask by."""
    return FeedRequest(replace(feed, url=known.url), known.conditions)


def _begin_parsing(
    bench: Bench, answers: Sequence[FeedAnswer]
) -> tuple[Sequence[FeedAnswer], Iterator[list[ParsedFeed]]]:
    """Start to parse what has changed among some answers."""
    changed = [
        (answer, bench.sources[answer.request.feed.source_id]) for answer in answers if answer.poll.outcome == "changed"
    ]
    parse = Step("parse feeds", parse_feeds, cpu=True)
    workers = bench.config.settings.enrich.processes
    return answers, bench.each(parse, balanced_batches(changed, lambda one: len(one[0].body), FEEDS_A_PARSE, workers))


def _remember(
    bench: Bench,
    state: State,
    known: dict[str, FeedState],
    answers: Sequence[FeedAnswer],
    read: Iterator[list[ParsedFeed]],
) -> list[Poll]:
    """Remember some polls in one transaction, and return them as they are told."""
    changed = [answer.poll.feed_id for answer in answers if answer.poll.outcome == "changed"]
    parsed = dict(zip(changed, chain.from_iterable(read), strict=True))
    unseen = feed_state.unseen(state, {entry.entry_id for one in parsed.values() for entry in one.entries})
    polled: list[PolledFeed] = []
    for answer in answers:
        found = parsed.get(answer.poll.feed_id)
        fresh = tuple(entry for entry in found.entries if entry.entry_id in unseen) if found else ()
        unseen -= {entry.entry_id for entry in fresh}  # feeds of one publisher may show the same entry
        reading = reading_of(found, fresh) if found else None
        after = after_poll(known[answer.poll.feed_id], answer, reading, bench.poll_rules_of(answer.poll))
        polled.append(
            PolledFeed(after, _told(answer.poll, after, reading), fresh, tuple(found.entries) if found else ())
        )
    feed_state.record_polls(state, polled)
    return [one.poll for one in polled]


def reading_of(found: ParsedFeed, fresh: Sequence[Entry]) -> Reading:
    """Say what was read in an answer as far as planning needs it."""
    wishes = Wishes(found.ttl_minutes, found.skip_hours, found.skip_days)
    if found.trouble is not None:
        return Reading(reason=found.trouble.reason, detail=found.trouble.detail)
    return Reading(found.entries, len(fresh), wishes)


def _told(poll: Poll, after: FeedState, reading: Reading | None) -> Poll:
    """Complete the record of a poll with what was read, and what follows from it."""
    if reading is not None:
        poll = replace(
            poll,
            entries=len(reading.entries),
            new_entries=reading.new_entries,
            reason=reading.reason,
            detail=reading.detail,
        )
    return replace(
        poll,
        outcome=after.outcome or poll.outcome,
        failure=after.failing.kind if after.failing else "",
        state=after.condition,
        next_poll_at=after.next_poll_at,
        not_before=after.not_before,
    )


def _spool_polls(bench: Bench, state: State) -> None:
    """Put polls into the spool before the state forgets them; twice is harmless, since they are known by their ids."""
    waiting = feed_state.unspooled(state)
    if waiting.polls:
        spool.put(bench.layout.spool, Batch(polls=waiting.polls, entries=waiting.entries, retitled=waiting.retitled))
        feed_state.mark_spooled(state, waiting)
