"""From feeds to entries on their way: poll, parse, and remember both what was read and what to ask by next time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain

from flows.bench import Bench
from flows.steps import Step, even_batches
from tasks.hosts import batches_by_host
from tasks.parse import ParsedFeed, parse_feeds
from tasks.poll import FeedRequest, poll_feeds
from tasks.records import Poll
from warehouse import spool
from warehouse.spool import Batch
from warehouse.state import PolledFeed, State

FEEDS_A_BATCH = 50

FEEDS_A_PARSE = 16
"""Feeds parsed per call of a worker process."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What polling brought: polls by outcome, entries never seen before, and feeds in trouble for people to read."""

    polls: Counter[str]
    new_entries: int
    troubles: tuple[str, ...]


def poll(bench: Bench, state: State, now: datetime) -> Polled:
    """Poll every feed, parse those that changed, and remember what they say together with what to ask by next time."""
    requests = [FeedRequest(feed, state.validators(feed)) for feed in bench.feeds]
    ask = Step("poll feeds", partial(poll_feeds, rules=bench.feed_rules, now=now), retries=1)
    answers = list(chain.from_iterable(bench.each(ask, batches_by_host(requests, FEEDS_A_BATCH))))
    changed = [answer for answer in answers if answer.poll.outcome == "changed"]
    parse = Step("parse feeds", parse_feeds, cpu=True)
    wanted = [(answer, bench.sources[answer.request.feed.source_id]) for answer in changed]
    in_batches = even_batches(wanted, FEEDS_A_PARSE, bench.config.settings.enrich.processes)
    read = chain.from_iterable(bench.each(parse, in_batches))
    parsed = dict(zip([answer.poll.feed_id for answer in changed], read, strict=True))
    good = [answer for answer in answers if answer.poll.feed_id in parsed and not parsed[answer.poll.feed_id].trouble]
    fresh = state.record_polls([PolledFeed(a.request.feed, a.validators, parsed[a.poll.feed_id].entries) for a in good])
    polls = [_outcome(answer.poll, parsed.get(answer.poll.feed_id), fresh) for answer in answers]
    if polls:
        spool.put(bench.layout.spool, Batch(polls=tuple(polls)))
    troubles = tuple(f"{poll.feed_id}: {poll.reason}: {poll.detail}" for poll in polls if poll.outcome == "failed")
    return Polled(Counter(poll.outcome for poll in polls), sum(fresh.values()), troubles)


def _outcome(poll: Poll, parsed: ParsedFeed | None, fresh: dict[str, int]) -> Poll:
    if parsed is None:
        return poll
    if parsed.trouble:
        return replace(poll, outcome="failed", reason=parsed.trouble.reason, detail=parsed.trouble.detail)
    return replace(poll, entries=len(parsed.entries), new_entries=fresh.get(poll.feed_id, 0))
