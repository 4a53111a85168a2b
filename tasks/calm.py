"""When an alert is over: how far its score has to fall, and for how long."""

from __future__ import annotations

from datetime import timedelta

from tasks.judge_hours import BLOCK_STEP

CALM_SCORE = 0.5
"""Half the opening threshold: a series that hovers around the threshold opens once instead of flapping."""

CALM_STEPS = 2
"""Collected steps in a row below CALM_SCORE that end an episode: one calm day between two loud ones is the same event."""

CALM_HOURS = 12
"""The same where hours are judged: news comes and goes with the publishers' day, and a window of two days shows an event that long."""


def calmer(calm: int, step: str, since: timedelta) -> tuple[int, bool]:
    """Return for how long an alert has been calm with one more calm look, `since` the last one, and whether it is over.

    That is counted in steps, and in hours where hours are judged.
    """
    if step != BLOCK_STEP:
        return calm + 1, calm + 1 >= CALM_STEPS
    now = calm + max(round(since / timedelta(hours=1)), 1) if calm else 1
    return now, now >= CALM_HOURS
