"""Put numbers, moments and verdicts into words."""

from __future__ import annotations

from datetime import datetime

from tasks.judge_hours import BLOCK_HOURS, BLOCK_STEP
from tasks.judgements import Alert

LEAST_EXPECTED = 0.1
"""Below it a ratio to what was expected says nothing (7 against 0.01 is no 700-fold rise), so none is given."""

VERDICTS = {
    "spike": "unusual",
    "new": "new",
    "threshold": "the threshold is reached",
    "quiet": "within what is usual",
    "under_threshold": "under the threshold",
    "known_before": "known before",
    "silence": "silent for longer than is usual",
    "share_shift": "another share than before",
    "small_shift": "shifted, but by less than is asked for",
    "headline": "headlines were changed",
    "rising": "rising",
    "too_few_texts": "unusual, but too few texts",
    "too_few_publishers": "unusual, but too few independent publishers",
    "not_collected": "nothing was collected, so nothing can be said",
    "too_little_collected": "far less was collected than usual, so nothing can be said",
    "not_enough_history": "not enough history",
    "new_source": "plumbing: sources that have just joined or returned",
    "one_publisher": "plumbing: next to nothing is left without one publisher",
    "backlog": "plumbing: texts that became known only long after they were published",
    "one_denominator": "plumbing: shifted only in the share of some sources, not in that of all",
    "source_mix": "plumbing: other sources bring how much of it, and none of them another share",
    "feed_failing": "plumbing: its feeds fail, so nobody can hear it",
    "feed_suspended": "plumbing: its feed failed for so long that it is asked no more",
    "not_asked": "plumbing: nobody asked its feeds",
    "all_silent": "plumbing: hardly any source brought anything on these days",
    "network_down": "plumbing: no feed of any source answered",
    "too_few_sources": "too few of the usual sources brought anything, so nothing can be said",
}


def lifetime(alert: Alert) -> str:
    """Say when an alert opened, and when it ended or was last judged."""
    if alert.resolved_at is not None:
        return f"opened {moment(alert.opened_at)}, resolved {moment(alert.resolved_at)}"
    return f"opened {moment(alert.opened_at)}, last judged {moment(alert.updated_at)}"


def period(alert: Alert) -> str:
    """Say which days an alert counts."""
    first, last = alert.window_start.isoformat(), alert.window_end.isoformat()
    return f"on {first}" if first == last else f"from {first} to {last}"


def moment(at: datetime) -> str:
    """Say a moment, or the day that begins then."""
    return at.date().isoformat() if (at.hour, at.minute) == (0, 0) else at.isoformat(" ", "minutes")


def number_of(value: float, exact_below: float = 10) -> str:
    """Give as many digits as carry meaning."""
    if 0 < value < LEAST_EXPECTED:
        return f"fewer than {LEAST_EXPECTED}"
    return f"{value:.1f}" if value < exact_below else f"{round(value):,}"


def window_of(steps: int, step: str) -> str:
    """Say how long a window is."""
    return count_of(steps * BLOCK_HOURS, "hour") if step == BLOCK_STEP else count_of(steps, step)


def count_of(number: int, noun: str, plural: str = "") -> str:
    """Say a number of things."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
