"""Counts the alerts that plumbing causes: the same quiet world, with and without an outage, new feeds, a slack day or a wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from evaluation.alerts.episodes import CAUSED_UNTIL, openings
from evaluation.alerts.news import HOURS, USUAL, News, World, simulate
from tasks.hourly_level import ScanRules
from tasks.scan import scan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

OUT_SHARE, OUT_HOURS = 0.5, 24
HOLIDAY_LEFT, WEEKEND_LEFT = 0.4, 0.47
FEEDS_ADDED = 15 / 60
PRINTED = 40
SPACING = 20 * HOURS
"""Hours between two occurrences in one world, so that each meets a settled level."""


@dataclass(frozen=True, slots=True)
class Caused:
    """What an occurrence did, over `cases` keywords and occurrences: alerts about it in the worlds with and without it."""

    with_it: int
    without: int
    only_with: int
    cases: int

    def __add__(self, other: Caused) -> Caused:
        """Count two worlds together."""
        mine = (self.with_it, self.without, self.only_with, self.cases)
        others = (other.with_it, other.without, other.only_with, other.cases)
        return Caused(*(one + two for one, two in zip(mine, others, strict=True)))


Change = Callable[[np.random.Generator, News, int], News]


def outage(rng: np.random.Generator, news: News, at: int) -> News:
    """Let half of everything be missed for a day."""
    return _thinned(rng, news, at, OUT_HOURS, 1 - OUT_SHARE, backlog=False)


def recovery(rng: np.random.Generator, news: News, at: int) -> News:
    """Let half of everything be missed for a day, and come all at once after it."""
    return _thinned(rng, news, at, OUT_HOURS, 1 - OUT_SHARE, backlog=True)


def weekend(rng: np.random.Generator, news: News, at: int) -> News:
    """Let two more days be as slack as a weekend."""
    return _thinned(rng, news, at, 2 * HOURS, WEEKEND_LEFT, backlog=False)


def holiday(rng: np.random.Generator, news: News, at: int) -> News:
    """Let a day be slack."""
    return _thinned(rng, news, at, HOURS, HOLIDAY_LEFT, backlog=False)


def feeds(rng: np.random.Generator, news: News, at: int) -> News:
    """Add fifteen feeds to sixty."""
    texts, total = news.texts.copy(), news.total.copy()
    texts[:, at:] += rng.poisson(news.rate[:, at:] * FEEDS_ADDED)
    total[:, at:] += rng.poisson(news.total_rate[:, at:] * FEEDS_ADDED)
    return replace(news, texts=texts, total=total)


def wire(rng: np.random.Generator, news: News, at: int) -> News:
    """Print one text forty times for every keyword: one text more, and forty articles."""
    texts, total, articles = news.texts.copy(), news.total.copy(), news.articles.copy()
    texts[:, at] += 1
    total[:, at] += 1
    later = at + np.floor(rng.exponential(6.0, PRINTED)).astype(np.int64)
    np.add.at(articles, (slice(None), np.minimum(later, articles.shape[1] - 1)), 1)
    return replace(news, texts=texts, total=total, articles=articles)


CAUSES: dict[str, Change] = {
    "one wire printed 40 times": wire,
    "an outage": outage,
    "its recovery": recovery,
    "15 feeds added to 60": feeds,
    "a weekend": weekend,
    "a holiday": holiday,
}


def caused(change: Change, seed: int, world: World = USUAL) -> Caused:
    """Count the alerts from an occurrence on until three days after a day of it, with and without it, at the shipped bar."""
    rules = ScanRules()
    news = simulate(seed, replace(world, events=0))
    rng = np.random.default_rng(seed)
    found = Caused(0, 0, 0, 0)
    before = openings(scan(news.texts, news.total, rules).evidence, rules.bar)
    for at in range(news.warm_up + SPACING, news.texts.shape[1] - SPACING, SPACING):
        changed = change(rng, news, at)
        after = openings(scan(changed.texts, changed.total, rules).evidence, rules.bar)
        then, now = (
            {row for row, hour in opened if 0 <= hour - at < HOURS + CAUSED_UNTIL} for opened in (before, after)
        )
        found += Caused(len(now), len(then), len(now - then), len(news.texts))
    return found


def _thinned(rng: np.random.Generator, news: News, at: int, hours: int, left: float, *, backlog: bool) -> News:
    texts, total = news.texts.copy(), news.total.copy()
    for values in (texts, total):
        stretch = values[:, at : at + hours]
        kept = rng.binomial(stretch.astype(np.int64), left)
        if backlog:
            values[:, at + hours] += (stretch - kept).sum(axis=1)
        values[:, at : at + hours] = kept
    return replace(news, texts=texts, total=total)
