"""Decide what an attempt at a delivery means: done, refused for good, or to be tried again, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from tasks.judgements import Delivery, Receipt
from tasks.records import Trouble

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
"""Between attempts, the last again and again: a restart heals within minutes, and after an outage nobody waits for long."""

GIVEN_UP_AFTER = timedelta(days=7)
"""An outage over a long weekend, or until its operator is back, loses nothing; what is older is news no more."""

LEAST_ATTEMPTS = len(WAITS) + 1
"""However old it is: what waited while this machine slept, or behind others, has not been tried in vain."""

MOST_CUT_SHORT = 6
"""Attempts at one message that may be cut short: one that ends every pass must not end them for a week."""

JITTER = 0.2
"""The largest part by which a wait is made longer, so that what failed together is not sent together again."""

LONGEST_WAIT = timedelta(days=1)
"""At most this long a receiver is left alone at its word."""

REJECTED = "rejected"
"""Reason of a refusal that trying again can not heal."""

CUT_SHORT = "unknown"
"""Reason where passes ended in the middle of sending: whether it arrived, nobody knows."""

HEALING = frozenset({408, 409, 425, 429})
"""HTTP statuses below 500 that say "not now": a timeout, a conflict with a request under way, too early, too many."""


def is_final(status: int) -> bool:
    """Tell whether an HTTP status refuses for good: redirects, which are not followed, and most of 4xx."""
    return 300 <= status < 500 and status not in HEALING


def settled(delivery: Delivery, outcome: Receipt | Trouble, now: datetime) -> Delivery:
    """Return how a delivery stands after an attempt, which `attempts` counts already."""
    told = replace(delivery, status=outcome.status, detail=outcome.detail, next_attempt_at=None)
    if isinstance(outcome, Receipt):
        return replace(told, state="sent", sent_at=now, reason="")
    if outcome.reason == REJECTED:
        return replace(told, state="failed", reason=outcome.reason)
    in_vain = delivery.attempts >= LEAST_ATTEMPTS and now - delivery.created_at >= GIVEN_UP_AFTER
    if outcome.reason == CUT_SHORT or in_vain:
        return replace(told, state="dead", reason=outcome.reason)
    asked = timedelta(seconds=min(outcome.retry_after or 0.0, LONGEST_WAIT.total_seconds()))
    due = now + max(wait_after(delivery), asked)
    return replace(told, state="pending", reason=outcome.reason, next_attempt_at=due)


def wait_after(delivery: Delivery) -> timedelta:
    """Return the wait after the attempts so far, at least one; the same delivery always waits as long."""
    digest = sha256(f"{delivery.delivery_id} {delivery.attempts}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32
    return WAITS[min(delivery.attempts, len(WAITS)) - 1] * (1 + JITTER * share)
