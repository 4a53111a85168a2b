"""What a feed brings a day, against its own normal.

A feed that slowly dries up or bursts is news of the feed, not of the world. Whole weeks are compared, so that weekends
cancel out, and only days on which the feed was answered, so that our own absence is not its silence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, variance
from typing import Literal

Volume = Literal["normal", "low", "high", "silent", "unknown"]

RECENT_DAYS = 7
USUAL_DAYS = 28
"""The whole weeks before the recent one that say what is usual."""

LEAST_DAYS = 14
"""Answered days of those below which nothing is called usual."""

FACTOR = 2.0
ERRORS = 3.0
"""Low or high is half or double the usual, and so far from it in standard errors: 3 is beaten by chance once in 700 weeks."""

SILENT_DAYS = 2
SILENT_GAPS = 1.5
"""Silent is longer without an entry than this many days, and than so many times its longest gap in the usual weeks."""


@dataclass(frozen=True, slots=True)
class FeedVolume:
    """Entries a day of late and usually (None: not known yet), and what to make of it."""

    recent: float | None
    usual: float | None
    verdict: Volume


def volume_of(entries: Mapping[date, int], today: date) -> FeedVolume:
    """Judge a feed by its new entries on each day that it was answered; today is not over and counts for no rate."""
    recent = [entries[day] for day in _days(today, 1, RECENT_DAYS) if day in entries]
    before = [entries[day] for day in _days(today, RECENT_DAYS + 1, RECENT_DAYS + USUAL_DAYS) if day in entries]
    mean = fmean(recent) if recent else None
    if len(before) < LEAST_DAYS:
        return FeedVolume(mean, None, "unknown")
    usual = fmean(before)
    verdict: Volume = "normal"
    if _is_silent(entries, before, today):
        verdict = "silent"
    elif mean is not None:
        expected = usual * len(recent)
        # Days are more uneven than chance: their own variance says by how much.
        uneven = max(variance(before) / usual, 1.0) if usual else 1.0
        far = abs(sum(recent) - expected) > ERRORS * math.sqrt(max(expected, 1.0) * uneven)
        if far and mean <= usual / FACTOR:
            verdict = "low"
        elif far and mean >= usual * FACTOR:
            verdict = "high"
    return FeedVolume(mean, usual, verdict)


def _days(today: date, first: int, last: int) -> list[date]:
    """Return the days from `last` to `first` days ago, oldest first."""
    return [today - timedelta(days=back) for back in range(last, first - 1, -1)]


def _is_silent(entries: Mapping[date, int], before: list[int], today: date) -> bool:
    """Tell whether answered days without an entry have lasted longer than is usual."""
    lately = [entries[day] for day in _days(today, 0, RECENT_DAYS + USUAL_DAYS) if day in entries]
    quiet = next((number for number, count in enumerate(reversed(lately)) if count), len(lately))
    gap = longest = 0
    for count in before:
        gap = 0 if count else gap + 1
        longest = max(longest, gap)
    return sum(before) > 0 and quiet > max(SILENT_DAYS, SILENT_GAPS * longest)
