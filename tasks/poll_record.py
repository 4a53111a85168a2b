"""One attempt at a feed, as it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

PollOutcome = Literal["changed", "unchanged", "not_modified", "failed"]


@dataclass(frozen=True, slots=True)
class Poll:
    """One attempt at a feed. `reason`, `detail` and `failure` (how grave it is) are empty unless it failed.

    `state` is how the feed stands after it, `next_poll_at` when it is planned to be polled next (None: not by itself)
    and `not_before` until when it may not be; `redirects` counts those that were followed.
    """

    poll_id: str
    feed_id: str
    url: str
    polled_at: datetime
    outcome: PollOutcome
    status: int | None = None
    body_bytes: int = 0
    entries: int = 0
    new_entries: int = 0
    reason: str = ""
    detail: str = ""
    failure: str = ""
    state: str = ""
    redirects: int = 0
    final_url: str = ""
    next_poll_at: datetime | None = None
    not_before: datetime | None = None
