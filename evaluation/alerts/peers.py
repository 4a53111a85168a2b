"""What others watch news with, on the hours of a simulated world: each gives a score by hour, higher is rarer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from evaluation.alerts.news import HOURS, News
from evaluation.alerts.settled import settled_at
from tasks.detect import DetectRules, judge_all
from tasks.hourly_level import window_sums
from tasks.judgements import Count
from tasks.scan import scan
from tasks.scan_rules import ScanRules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FORTNIGHT, FOUR_WEEKS = 14 * HOURS, 28 * HOURS
FEEDS = 60
"""That a world has before others join it."""

FEWEST = 5
"""Ratio rules ask for so many in a day: twice next to nothing is no spike."""

LEAST_SD = 0.5
EARS_DAYS, EARS_GAP_DAYS = 7, 2
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def ours(news: News) -> Floats:
    """Give the evidence of the production scan; feeds that joined count from when on the pipeline counts them."""
    evidence = scan(news.texts, news.total, ScanRules()).evidence
    if news.joined is None:
        return evidence
    settled = settled_at(news.total, news.joined, FEEDS)
    before = scan(news.texts - news.joined.texts, news.total - news.joined.total, ScanRules()).evidence
    return np.where(np.arange(evidence.shape[1]) < settled, before, evidence)


def days(news: News) -> Floats:
    """Give the production judgement of calendar days, each looked at once, at its end, and shown until the next one's."""
    texts = news.texts.reshape(len(news.texts), -1, HOURS).sum(axis=2)
    total = news.total.reshape(-1, HOURS).sum(axis=1)
    scores = np.zeros_like(news.texts)
    rules = DetectRules(min_publishers=0)
    for row, mine in enumerate(texts):
        pairs = enumerate(zip(mine, total, strict=True))
        counts = [Count(MONDAY + timedelta(at), float(seen), float(whole)) for at, (seen, whole) in pairs]
        judged = np.repeat([spike.score for spike in judge_all(counts, rules, "w", "s")], HOURS)
        scores[row, HOURS - 1 :] = judged[: 1 - HOURS]
    return scores


def vendor(counts: Floats) -> Floats:
    """Give one day against the usual day of fourteen, as media monitors sell it."""
    day, usual = window_sums(counts, HOURS), window_sums(counts, FORTNIGHT) * HOURS / FORTNIGHT
    return np.where(day >= FEWEST, day / np.maximum(usual, 1.0), 0.0)


def checked_vendor(counts: Floats) -> Floats:
    """Give the same, held against the day before and that of a week before as well: the lowest of the three."""
    day = window_sums(counts, HOURS)
    before, week = (np.maximum(_shifted(day, ago * HOURS), 1.0) for ago in (1, 7))
    return np.minimum(vendor(counts), np.where(day >= FEWEST, np.minimum(day / before, day / week), 0.0))


def rolling_z(counts: Floats) -> Floats:
    """Give the z of a day's sum against those of the fourteen days before it."""
    return _z(window_sums(counts, HOURS), FORTNIGHT, HOURS)


def share_z(news: News) -> Floats:
    """Give the z of a day's share of coverage against those of the four weeks before it."""
    share = window_sums(news.texts, HOURS) / np.maximum(window_sums(news.total, HOURS), 1.0)
    usual = float(window_sums(news.total, HOURS).mean())
    return _z(share * usual, FOUR_WEEKS, HOURS)


def ears_c2(counts: Floats) -> Floats:
    """Give EARS C2 by the hour: the z of a day's sum against seven days that end two days before it."""
    day = window_sums(counts, HOURS)
    past = [_shifted(day, (EARS_GAP_DAYS + ago + 1) * HOURS) for ago in range(EARS_DAYS)]
    return np.maximum((day - np.mean(past, axis=0)) / np.maximum(np.std(past, axis=0, ddof=1), LEAST_SD), 0.0)


def _z(values: Floats, length: int, gap: int) -> Floats:
    mean = window_sums(values, length) / length
    spread = np.sqrt(np.maximum(window_sums(values**2, length) / length - mean**2, 0))
    return np.maximum((values - _shifted(mean, gap)) / np.maximum(_shifted(spread, gap), LEAST_SD), 0.0)


def _shifted(values: Floats, steps: int) -> Floats:
    """Give what was there so many steps before; the first value where nothing was."""
    return np.concatenate([np.repeat(values[:, :1], steps, axis=1), values[:, :-steps]], axis=1)
