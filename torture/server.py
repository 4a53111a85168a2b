"""Ask a misbehaving server as a pass would, and say what came of it."""

from __future__ import annotations

import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tasks.fetch import PageRequest, fetch_pages
from tasks.http import HttpRules
from tasks.parse import parse_feed
from tasks.poll import FeedRequest, poll_feeds
from tasks.records import Feed, Trouble, Validators
from tests.misbehaving import Server, rules
from torture.answers import Misbehaviour

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
PATIENCE = rules(timeout_seconds=0.8, silence_seconds=0.3)
MORE_PATIENCE = rules(timeout_seconds=8, silence_seconds=3)
"""For a second try: on a busy machine a server that does answer may look silent."""
LIMIT_SECONDS = 2.0
"""Of any misbehaviour, with the first patience: twice the time an answer may take, for robots.txt and a page."""
MORE_SECONDS = 20.0
"""The same with the second."""


@dataclass(frozen=True)
class Tried:
    """What became of a misbehaviour."""

    misbehaviour: Misbehaviour
    outcome: str
    seconds: float
    limit: float = LIMIT_SECONDS

    @property
    def violation(self) -> str:
        """What is wrong with it, or nothing."""
        if self.outcome != self.misbehaviour.outcome:
            return f"{self.misbehaviour.name}: {self.outcome} instead of {self.misbehaviour.outcome}"
        if self.seconds > self.limit:
            return f"{self.misbehaviour.name}: took {self.seconds:.1f} s"
        return ""


def try_out(one: Misbehaviour, certificate: ssl.SSLContext | None) -> Tried:
    """Have a server misbehave, and ask it; if it seems to be wrong, once more with more patience."""
    first = _try_out(one, certificate, PATIENCE, LIMIT_SECONDS)
    return _try_out(one, certificate, MORE_PATIENCE, MORE_SECONDS) if first.violation else first


def _try_out(one: Misbehaviour, certificate: ssl.SSLContext | None, patience: HttpRules, limit: float) -> Tried:
    with Server(certificate if one.tls else None) as server:
        server.routes.update(one.routes)
        how = patience if not one.private else rules(allow_private_hosts=frozenset())
        began = time.monotonic()
        outcome = _page(server, how) if "/page" in one.routes else _feed(server, how, one.conditional)
        return Tried(one, outcome, time.monotonic() - began, limit)


def _page(server: Server, how: HttpRules) -> str:
    result = fetch_pages([PageRequest(server.url("/page"), "")], how, NOW)[0].result
    return result.reason if isinstance(result, Trouble) else "page"


def _feed(server: Server, how: HttpRules, conditional: bool) -> str:
    known = Validators('"1"', "Wed, 15 Mar 2017 06:00:00 GMT", "") if conditional else Validators()
    answer = poll_feeds([FeedRequest(Feed("f", "s", server.url("/feed")), known)], how, NOW)[0]
    if answer.poll.outcome != "changed":
        return answer.poll.reason or answer.poll.outcome
    parsed = parse_feed(answer, "en")
    return parsed.trouble.reason if parsed.trouble else f"{len(parsed.entries)} entries"


def table(tried: Sequence[Tried]) -> str:
    """Write what became of each, one a line."""
    return "\n".join(
        f"{'FAIL' if one.violation else 'ok':4}  {one.seconds:5.2f} s  {one.misbehaviour.name} -> {one.outcome}"
        for one in tried
    )
