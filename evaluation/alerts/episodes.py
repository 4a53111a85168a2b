"""Turns hourly scores into alerts, the same way for every method, and scores the alerts against known events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evaluation.alerts.news import HOURS, News

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MONTH_HOURS = 30.44 * HOURS
CALM_HOURS = 12
"""An alert ends when the score was under half the threshold for so long."""

FOUND_UNTIL = 24
"""An event is found by an alert that opens while it goes on, or so many hours later."""

CAUSED_UNTIL = 72
"""An alert that opens so many hours after an event is neither false nor a find: the event is still in the longest window."""

HALVINGS = 16
"""Of the interval that a threshold is sought in: a hundred-thousandth of the highest score is near enough."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a threshold does: shares and hours over all events, and false alerts a keyword-month."""

    threshold: float
    found: float
    false_a_month: float
    median_delay: float
    late_delay: float
    alerts_an_event: float
    events: int


def openings(scores: Floats, threshold: float) -> list[tuple[int, int]]:
    """Give (row, hour) of every alert that opens: the score reaches the threshold while none is open in the row."""
    rows, hours = scores.shape
    is_open, calm = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=np.int64)
    opened = []
    high, low = scores >= threshold, scores < threshold / 2
    for hour in range(hours):
        calm = np.where(low[:, hour], calm + 1, 0)
        is_open &= calm < CALM_HOURS
        new = high[:, hour] & ~is_open
        if new.any():
            opened += [(int(row), hour) for row in np.flatnonzero(new)]
            is_open |= new
    return opened


def scored(worlds: Sequence[News], scores: Sequence[Floats], threshold: float) -> Result:
    """Score a threshold over several worlds."""
    found, delays, false, caused, months, events = 0, [], 0, 0, 0.0, 0
    for news, score in zip(worlds, scores, strict=True):
        start = news.warm_up
        opened = [(row, hour + start) for row, hour in openings(score[:, start:], threshold)]
        by_row: dict[int, list[int]] = {}
        for row, hour in opened:
            by_row.setdefault(row, []).append(hour)
        explained = set()
        for event in news.events:
            mine = by_row.get(event.row, [])
            about = [hour for hour in mine if event.start <= hour < event.end + CAUSED_UNTIL]
            explained |= {(event.row, hour) for hour in about}
            in_time = [hour for hour in about if hour < event.end + FOUND_UNTIL]
            if in_time:
                found += 1
                caused += len(about)
                delays.append(min(in_time) - event.start + 1)
        false += len(opened) - len(explained)
        events += len(news.events)
        months += (score.shape[1] - start) * len(score) / MONTH_HOURS
    late = np.quantile(delays, [0.5, 0.9]) if delays else [np.nan, np.nan]
    return Result(
        threshold,
        found / max(events, 1),
        false / months,
        float(late[0]),
        float(late[1]),
        caused / max(found, 1),
        events,
    )


def threshold_for(worlds: Sequence[News], scores: Sequence[Floats], false_a_month: float) -> float:
    """Find the lowest threshold that keeps to a number of false alerts a keyword-month, by halving."""
    low, high = 0.0, float(max(score.max() for score in scores)) + 1e-9
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if scored(worlds, scores, middle).false_a_month <= false_a_month:
            high = middle
        else:
            low = middle
    return high
