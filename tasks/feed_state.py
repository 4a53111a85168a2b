"""What is remembered of a feed between polls, and what that says of it now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tasks.freshness import Wishes
from tasks.poll_record import PollOutcome
from tasks.records import Feed, Validators
from tasks.severity import CONTENT, FailureKind

Condition = Literal["new", "changed", "unchanged", "empty", "moved", "failing", "broken", "suspended"]
"""How a feed stands: never polled; brought something; brought nothing new; sound without entries; answers, but at another
address for good; no answer, or a refusal; an answer that is no feed; asked no more."""

Because = Literal["", "pace", "cache", "ttl", "skip", "backoff", "retry_after"]
"""What the next poll waits for: how often the feed changes; Cache-Control or Expires; RSS ttl; skipHours or skipDays; the
failure's backoff; Retry-After."""

EARLY = 0.1
"""The part of a planned wait that a pass may be early: a schedule that is seconds early must not skip a whole turn."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A streak of failures: the last one's reason, what all of them weigh, and how many were hard since when."""

    reason: str
    detail: str
    kind: FailureKind
    weight: float
    since: datetime
    hard_polls: int = 0
    hard_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed between polls. `url` is asked: the configured one, or where that has moved for good.

    `validators` are of the answer that `answered_url` gave. `moved_to` is where `moved_polls` polls in a row were sent for
    good, since `moved_since`. `not_before` is never undercut, `next_poll_at` is the plan; None means at once.
    """

    feed_id: str
    configured_url: str
    url: str
    validators: Validators = field(default_factory=Validators)
    answered_url: str = ""
    outcome: PollOutcome | None = None
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    entries: int | None = None
    entries_an_hour: float | None = None
    wishes: Wishes = field(default_factory=Wishes)
    failing: Failing | None = None
    suspended_at: datetime | None = None
    moved_to: str = ""
    moved_polls: int = 0
    moved_since: datetime | None = None
    next_poll_at: datetime | None = None
    not_before: datetime | None = None
    because: Because = ""

    @property
    def condition(self) -> Condition:
        """The gravest thing that is true of the feed."""
        if self.suspended_at is not None:
            return "suspended"
        if self.failing is not None:
            return "broken" if self.failing.reason in CONTENT else "failing"
        if self.outcome is None:
            return "new"
        if self.moved_to or self.url != self.configured_url:
            return "moved"
        if self.entries == 0:
            return "empty"
        return "changed" if self.outcome == "changed" else "unchanged"

    @property
    def conditions(self) -> Validators:
        """What the next poll sends: nothing while the feed is broken, since a 304 would not tell whether it still is."""
        return Validators(sha256=self.validators.sha256) if self.condition == "broken" else self.validators


def new_state(feed: Feed) -> FeedState:
    """Begin to remember a feed."""
    return FeedState(feed.feed_id, feed.url, feed.url)


def is_due(state: FeedState, now: datetime, everything: bool = False) -> bool:
    """Tell whether a feed is to be polled now. `everything` asks every feed but those whose server said to wait."""
    if state.polled_at is None or state.next_poll_at is None or now < state.polled_at:  # or the clock was set back
        return everything or state.suspended_at is None
    if everything:
        return state.because != "retry_after" or state.not_before is None or now >= state.not_before
    if state.suspended_at is not None or (state.not_before is not None and now < state.not_before):
        return False
    return now >= state.next_poll_at - EARLY * (state.next_poll_at - state.polled_at)
