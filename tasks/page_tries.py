"""Decide whether a page that did not come is asked for again, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tasks.records import Trouble
from tasks.severity import TEMPORARY

WAITS = tuple(timedelta(minutes=minutes) for minutes in (15, 60, 240, 720, 1440))
"""Between tries: a restart heals within minutes, an outage within hours, a weekend's within two days."""

MOST_TRIES = len(WAITS) + 1
"""The last comes 41 hours after the first, where a pass is run that often; by then a feed still shows what it lists."""

LONGEST_WAIT = timedelta(days=1)
"""At most this long a page is left alone at its host's word; what waits longer was put off by a clock that was ahead."""

WORTH_ANOTHER_TRY = TEMPORARY | {"tls", "robots_unreachable"}
"""Reasons that may be gone by the next try; every other one settles the entry at once."""


@dataclass(frozen=True, slots=True)
class NextTry:
    """When the page of an entry may be asked for again, and why it did not come."""

    entry_id: str
    at: datetime
    reason: str


def next_try(entry_id: str, trouble: Trouble, tries: int, now: datetime) -> NextTry | None:
    """Return when to try again after so many tries, this one among them; None where that would not help any more."""
    if trouble.reason not in WORTH_ANOTHER_TRY or tries >= MOST_TRIES:
        return None
    asked = timedelta(seconds=min(trouble.retry_after or 0.0, LONGEST_WAIT.total_seconds()))
    return NextTry(entry_id, now + max(WAITS[tries - 1], asked), trouble.reason)


def is_due(next_at: datetime | None, now: datetime) -> bool:
    """Tell whether a page may be asked for; one that was never tried may."""
    return next_at is None or not now < next_at <= now + LONGEST_WAIT
