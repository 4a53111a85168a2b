"""Say in words what was decided of messages, and why."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.plain import plain
from tasks.rulings import Ruling

WHY = {
    "nothing_against_it": "nothing against it",
    "other_watch": "another watch than it wants",
    "other_rule": "another rule than it wants",
    "less_severe": "less severe than it wants",
    "never_told": "the end of what it was not told of",
    "silenced": "silenced",
    "watch_leads": "its watch as a whole is an incident already",
    "sources_down": "too many sources of the watch are down",
    "looked_late": "no run looked at it in time",
    "ends_not_wanted": "it does not want to hear of ends",
    "end_waits_for_digest": "ends go into the digest",
    "waits_with_opening": "goes out with the opening, which is held",
    "quiet_hours": "quiet hours",
    "weekly_budget": "over the budget of the week",
    "hourly_cap": "over the cap of the hour",
    "told_since": "it was told of the same incident meanwhile",
    "waited_long_enough": "what held it back is over",
    "receiver_gone": "the receiver is configured no more",
    "in_digest": "listed there",
}
"""Why a message was sent, held or not sent, in words."""

DECIDED = {"send": "sent", "hold": "held", "withhold": "not sent", "digest": "sent in a digest"}


def why(reason: str, detail: str) -> str:
    """Say a reason with its numbers."""
    words = WHY.get(reason, reason.replace("_", " "))
    return f"{words} ({plain(detail)})" if detail else words


def ruling_lines(rulings: Iterable[Ruling]) -> list[str]:
    """Say who was told of an alert, and why not: a line a decision."""
    return [
        f"{one.decided_at:%Y-%m-%d %H:%M} UTC, {one.receiver}: {one.transition} "
        f"{DECIDED[one.decision]}: {why(one.reason, one.detail)}"
        for one in rulings
    ]
