"""Send what the outbox holds: within a bounded time, each message claimed first, whatever its receiver does."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TextIO

from config.models import Config
from config.receivers import FILES, LOCAL, Receiver
from flows.bench import Bench
from tasks.deliver import Means, deliver
from tasks.http import user_agent
from tasks.judgements import Alert, Delivery, Receipt
from tasks.records import Trouble
from tasks.retry import CUT_SHORT, MOST_CUT_SHORT, REJECTED, settled
from warehouse import outbox
from warehouse.layout import Layout
from warehouse.state import State

SEND_SECONDS = 15.0
"""For one message; mail servers that look a sender up take several."""

PASS_SECONDS = 60.0
"""For all that goes over the network in one pass; the rest goes with the next one."""

OUT_OF_REACH = frozenset(
    {"timeout", "dns", "refused", "unreachable", "disconnected", "tls", "not_ready", "private_address"}
)
"""Reasons that concern a receiver and not a message: it is asked no more in this pass."""


@dataclass(frozen=True)
class Post:
    """What delivering works with."""

    receivers: Mapping[str, Receiver]
    layout: Layout
    out: TextIO
    user_agent: str
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    allow_private_hosts: frozenset[str] = frozenset()


def post_of(bench: Bench) -> Post:
    """Take from a bench what delivering works with."""
    return post_by(bench.config, bench.layout, bench.out, bench.version, bench.environment)


def post_by(config: Config, layout: Layout, out: TextIO, version: str, environment: Mapping[str, str]) -> Post:
    """Put together what delivering works with."""
    allowed = frozenset(host.lower().rstrip(".").strip("[]") for host in config.settings.fetch.allow_private_hosts)
    agent = user_agent(version, config.settings.contact)
    return Post(config.alerts.receivers, layout, out, agent, environment, allowed)


def send_due(post: Post, state: State, now: datetime) -> list[Delivery]:
    """Send what is due: receivers on this machine first, the others by turns until the time is over.

    Returns what was given up: refused for good, or tried in vain to the end.
    """
    until = time.monotonic() + PASS_SECONDS
    resting: set[str | tuple[str, str]] = set()
    given_up: list[Delivery] = []
    for delivery in _by_turns(post, outbox.due(state, now)):
        left = until - time.monotonic()
        about = (delivery.alert_id, delivery.receiver)
        local = isinstance(post.receivers.get(delivery.receiver), LOCAL)
        if resting & {delivery.receiver, about} or (left <= 0 and not local):
            continue
        outcome = send_one(post, state, delivery.delivery_id, now, min(SEND_SECONDS, left))
        if outcome is None or outcome.state == "pending":
            resting.add(about)  # what comes after it waits for it
        elif outcome.state != "sent":
            given_up.append(outcome)
        if outcome is not None and outcome.reason in OUT_OF_REACH:
            resting.add(delivery.receiver)
    return given_up


def send_one(
    post: Post, state: State, delivery_id: str, now: datetime, seconds: float = SEND_SECONDS
) -> Delivery | None:
    """Claim a message, send it, and record what came of that; None where it is not to be had."""
    message = outbox.claim(state, delivery_id, now)
    if message is None:
        return None
    outcome = settled(message.delivery, _attempt(post, message, now, seconds), now)
    outbox.record(state, outcome)
    return outcome


def try_out(post: Post, name: str, alert: Alert, delivery: Delivery, now: datetime) -> Receipt | Trouble:
    """Send a message that is in no outbox, for a person who waits for the answer."""
    receiver = post.receivers[name]
    return deliver(alert, delivery, receiver, _means(post, receiver, now, SEND_SECONDS))


def _attempt(post: Post, message: outbox.Message, now: datetime, seconds: float) -> Receipt | Trouble:
    receiver = post.receivers.get(message.delivery.receiver)
    if receiver is None:
        return Trouble(REJECTED, "the receiver is configured no more")
    if message.delivery.cut_short >= MOST_CUT_SHORT:
        return Trouble(CUT_SHORT, "too many attempts were cut short; some may have arrived")
    return deliver(message.alert, message.delivery, receiver, _means(post, receiver, now, seconds))


def _means(post: Post, receiver: Receiver, now: datetime, seconds: float) -> Means:
    path = post.layout.receiver_file(receiver.path) if isinstance(receiver, FILES) else Path()
    return Means(post.out, path, now, seconds, post.user_agent, post.environment, post.allow_private_hosts)


def _by_turns(post: Post, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Order deliveries so that no receiver with many holds up the others; those of one receiver stay in order."""
    turns: Counter[str] = Counter()
    places: list[tuple[bool, int]] = []
    for delivery in deliveries:
        local = isinstance(post.receivers.get(delivery.receiver), LOCAL)
        places.append((not local, 0 if local else turns[delivery.receiver]))
        turns[delivery.receiver] += 1
    return [one for _, one in sorted(zip(places, deliveries, strict=True), key=lambda pair: pair[0])]
