"""Ask feeds whether they have changed, and bring the bytes of those that have.

Feeds are polled without asking robots.txt; tasks/robots.py says why.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus

from tasks import loop
from tasks.answers import conditions
from tasks.hosts import without_credentials
from tasks.http import Answer, Client, HttpRules
from tasks.poll_record import Poll, PollOutcome
from tasks.records import Feed, Redirect, Trouble, Validators

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, */*;q=0.5"
)
PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})


@dataclass(frozen=True, slots=True)
class FeedRequest:
    """A feed to poll, with what its last answer left to ask by."""

    feed: Feed
    validators: Validators

    @property
    def url(self) -> str:
        return self.feed.url


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """What polling a feed brought. `body` is empty unless the outcome is `changed`; `validators` serve the next poll.

    `moved_to` is the address that permanent redirects led to, `retry_after` the seconds that the server asked to wait.
    """

    request: FeedRequest
    poll: Poll
    body: bytes
    content_type: str
    final_url: str
    validators: Validators
    headers: Mapping[str, str] = field(default_factory=dict)
    moved_to: str = ""
    retry_after: float | None = None


def poll_feeds(requests: Sequence[FeedRequest], rules: HttpRules, now: datetime) -> list[FeedAnswer]:
    """Poll feeds side by side, answers in the order of the requests. Called from any thread."""
    return loop.run(_poll_all(requests, rules, now))


async def _poll_all(requests: Sequence[FeedRequest], rules: HttpRules, now: datetime) -> list[FeedAnswer]:
    async with Client(rules, now) as client:
        return await asyncio.gather(*(_poll(request, client, now) for request in requests))


async def _poll(request: FeedRequest, client: Client, now: datetime) -> FeedAnswer:
    answer = await client.get(request.url, {"Accept": ACCEPT, **conditions(request.validators)})
    return judged(request, answer, now)


def judged(request: FeedRequest, answer: Answer | Trouble, now: datetime) -> FeedAnswer:
    """Decide the outcome of a poll from its answer."""
    if isinstance(answer, Trouble):
        poll = _polled(request, "failed", now, answer)
        return FeedAnswer(request, poll, b"", "", request.url, request.validators, retry_after=answer.retry_after)
    before, etag, modified = request.validators, _sendable(answer, "etag"), _sendable(answer, "last-modified")
    if answer.status == HTTPStatus.NOT_MODIFIED:
        outcome: PollOutcome = "not_modified"
        kept = Validators(etag or before.etag, modified or before.last_modified, before.sha256)
    else:
        kept = Validators(etag, modified, sha256(answer.body).hexdigest())
        outcome = "unchanged" if kept.sha256 == before.sha256 else "changed"
    poll = _polled(request, outcome, now, answer)
    body = answer.body if outcome == "changed" else b""
    moved_to = permanent_target(answer.redirects, answer.final_url)
    return FeedAnswer(request, poll, body, answer.content_type, answer.final_url, kept, answer.headers, moved_to)


def permanent_target(redirects: Sequence[Redirect], final_url: str) -> str:
    """Return where an address has moved for good: as far as redirects are permanent and stay encrypted; else ""."""
    target = ""
    addresses = [*(one.url for one in redirects), final_url]
    for hop, following in zip(redirects, addresses[1:], strict=True):
        unencrypted = hop.url.startswith("https:") and not following.startswith("https:")
        if hop.status not in PERMANENT or unencrypted:
            break
        target = following
    return target


def _sendable(answer: Answer, header: str) -> str:
    """Take a validator of an answer; a value that could not be sent back as it came is none."""
    value = answer.headers.get(header, "")
    return value if value.isascii() and value.isprintable() else ""


def _polled(request: FeedRequest, outcome: PollOutcome, now: datetime, answer: Answer | Trouble) -> Poll:
    moment = now.astimezone(UTC).isoformat(timespec="microseconds")
    poll_id = sha256(f"{request.feed.feed_id}\n{moment}".encode()).hexdigest()[:32]
    known = (poll_id, request.feed.feed_id, without_credentials(request.url), now, outcome, answer.status)
    hops = len(answer.redirects)
    if isinstance(answer, Trouble):
        return Poll(*known, reason=answer.reason, detail=answer.detail, redirects=hops)
    return Poll(*known, body_bytes=len(answer.body), redirects=hops, final_url=answer.final_url)
