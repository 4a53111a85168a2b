"""Write the series that a judgement was made from as CSV, read it back exactly, and tell its last days with their band."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import sqrt

from tasks.absence import SilenceRules, weighed_by_weekday
from tasks.detect import DetectRules, forecasts
from tasks.grounds import HistoryStep
from tasks.judgements import Count

COLUMNS = ("start", "texts", "total", "articles", "publishers")
BETWEEN_PUBLISHERS = " | "

HISTORY = timedelta(days=14)
"""How much before an alert it shows: two of every day of the week."""

BAND = 0.95
"""Share of usual steps that lie in the band shown: nineteen in twenty."""

MOST_COUNTS = 100_000
"""Texts from which the band is that of the normal distribution: there the two are one, and nothing grows with the count."""


def baseline_csv(counts: Sequence[Count]) -> str:
    """Return a series as CSV; numbers are written so that they read back to the last bit."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in counts:
        publishers = BETWEEN_PUBLISHERS.join(sorted(one.publishers))
        writer.writerow([one.start.isoformat(), repr(one.texts), repr(one.total), one.articles, publishers])
    return out.getvalue()


def read_baseline(text: str) -> list[Count]:
    """Read a series back; ValueError, naming the line, where it is none."""
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise ValueError(f"line 1: wants the columns {', '.join(COLUMNS)}")
    counts: list[Count] = []
    for number, row in enumerate(rows[1:], 2):
        try:
            start, texts, total, articles, publishers = row
            names = frozenset(publishers.split(BETWEEN_PUBLISHERS)) if publishers else frozenset[str]()
            count = Count(datetime.fromisoformat(start), float(texts), float(total), int(articles), names)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        if counts and count.start <= counts[-1].start:
            raise ValueError(f"line {number}: {start} does not follow the line before")
        counts.append(count)
    return counts


def history_of(counts: Sequence[Count], rules: DetectRules, window: int) -> tuple[HistoryStep, ...]:
    """Return the steps of the 14 days before a window, and those of the window, each with what was expected of it.

    What is expected of a step comes from the steps before it only, by the level that the detector itself learns.
    """
    if not counts:
        return ()
    since = counts[max(len(counts) - window, 0)].start - HISTORY
    if isinstance(rules, SilenceRules) and rules.by_weekday:
        counts = weighed_by_weekday(counts)
    shown = []
    for count, forecast in zip(counts, forecasts(counts, rules), strict=True):
        if count.start < since:
            continue
        observed = round(count.texts) if count.total > 0 else None
        if forecast is None:
            shown.append(HistoryStep(count.start, observed))
        else:
            low, high = _band(*forecast)
            shown.append(HistoryStep(count.start, observed, forecast[0], low, high))
    return tuple(shown)


def most_in(counts: Sequence[Count], window: int) -> int:
    """Return over how many steps back, from the last one, no window of this length had as many texts."""
    texts = [count.texts for count in counts]
    last = sum(texts[-window:])
    for back in range(1, len(texts) - window + 1):
        if sum(texts[len(texts) - window - back : len(texts) - back]) >= last:
            return back - 1
    return max(len(texts) - window, 0)


def _band(mean: float, variance: float) -> tuple[int, int]:
    """Return the central band of a negative binomial: the smallest counts at which its two quantiles are reached."""
    import numpy as np
    from scipy.special import betainc

    far = mean + 12 * sqrt(variance)
    if far > MOST_COUNTS:
        return round(mean - 1.96 * sqrt(variance)), round(mean + 1.96 * sqrt(variance))
    size = mean**2 / (variance - mean)
    counts = np.arange(int(far) + 2)
    at_most = 1 - betainc(counts + 1.0, size, mean / (mean + size))
    low, high = np.searchsorted(at_most, [(1 - BAND) / 2, (1 + BAND) / 2])
    return int(low), int(min(high, len(counts) - 1))
