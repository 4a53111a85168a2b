"""Say what will happen to a feed next: when it is polled and why then, what that poll sends, and what it will read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone, tzinfo

from flows.checkup import Examination, FeedCheck
from tasks.feed_dates import read_date
from tasks.feed_state import Because, FeedState, is_due
from tasks.records import Entry, Source, Trouble, Validators

WHY: dict[Because, str] = {
    "pace": "which suits how often it changes",
    "cache": "since its server calls an answer fresh for so long (Cache-Control or Expires)",
    "ttl": "since the feed itself says that it may be kept for so long (ttl)",
    "skip": "since the feed asks to skip the time before that (skipHours or skipDays)",
    "backoff": "since a feed that fails is asked the less often, the longer it fails",
    "retry_after": "since its server asks to wait until then (Retry-After)",
}
RESUMES = "`brinkwatch run --all` asks it once more, and an answer resumes it, as does another address in feeds.yaml"


def outlook(exam: Examination, source: Source, zone: tzinfo, now: datetime) -> Iterator[str]:
    """Give the sentences of what will happen next."""
    check, plan = exam.check, exam.plan
    yield from _when(check.state, plan, zone, now)
    if check.state.suspended_at is None and plan.suspended_at is not None:
        yield f"a poll that meets this suspends the feed: {RESUMES}"
    answer = check.answer
    if check.trouble is not None or answer is None:
        yield "one feed in trouble stops none of the others"
        return
    sends = f"the next poll sends {conditions(check.state.conditions) or 'no condition'}"
    fresh = sum(entry.entry_id not in exam.known for entry in check.parsed.entries)
    if plan.outcome == "unchanged":
        yield f"{sends}, and reads nothing as long as nothing changes"
    else:
        yield f"{sends}, reads {len(check.parsed.entries)} entries and fetches the pages of {fresh} new ones"
    if not (answer.headers.get("etag") or answer.headers.get("last-modified")):
        yield "the publisher sends neither ETag nor Last-Modified, so every poll brings all the bytes again"
    if any(map(_names_no_zone, check.dated)):
        yield f"times without a zone are read in {source.timezone}, as sources.yaml says of {source.source_id}"
    if isinstance(exam.page, Trouble) and exam.page.reason == "robots_disallowed":
        yield "the pages stay unread, as the publisher's robots.txt asks; the feed's own text is taken where it is full"


def moved(check: FeedCheck) -> str:
    """Say where a feed has moved for good."""
    already = " (polls ask there already)" if check.state.url == check.moved_to else ""
    return f"moved permanently: write {check.moved_to} in feeds.yaml{already}"


def conditions(known: Validators) -> str:
    """Name the headers that make a request conditional."""
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return "; ".join(f"{name}: {value}" for name, value in headers.items() if value)


def _when(state: FeedState, plan: FeedState, zone: tzinfo, now: datetime) -> Iterator[str]:
    if state.suspended_at is not None:
        why = f"{state.failing.reason}: {state.failing.detail}" if state.failing else "it failed"
        yield f"suspended, and asked no more since {_moment(state.suspended_at, zone)} ({why}); {RESUMES}"
    elif is_due(state, now) or state.next_poll_at is None:
        after = f", and plans the one after it for {_planned(plan, zone)}" if plan.next_poll_at else ""
        yield f"the next pass polls it{after}"
    else:
        yield f"the next poll is planned for {_planned(state, zone)}"


def _planned(state: FeedState, zone: tzinfo) -> str:
    why = WHY.get(state.because, "")
    return f"{_moment(state.next_poll_at, zone)}, {why}" if state.next_poll_at and why else "the pass after it"


def _moment(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _names_no_zone(entry: Entry) -> bool:
    """Tell whether the time that an entry claims depends on where its publisher is."""
    here, there = (read_date(entry.published_raw, None, timezone(timedelta(hours=hours)))[0] for hours in (0, 1))
    return here != there
