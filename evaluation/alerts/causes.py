"""Counts the alerts that plumbing causes: the same quiet world, with and without an outage, a slack day, new feeds or copies.

Every cause has its counterpart: a wire printed forty times the same wire printed once, a slack day the day as it was. Feeds that
join are held against their not joining, and from when on they count against their being there from the start. So only the cause differs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from evaluation.alerts.episodes import CAUSED_UNTIL, openings
from evaluation.alerts.news import HOURS, Joined, News, World, simulate
from evaluation.alerts.peers import FEEDS
from evaluation.alerts.settled import settled_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

OUT_SHARE, OUT_HOURS = 0.5, 24
HOLIDAY_LEFT, WEEKEND_LEFT = 0.4, 0.47
FEEDS_ADDED = 15
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


Change = Callable[[np.random.Generator, News, int], tuple[News, News]]
"""Gives the world without the cause, and with it, from an hour on. What has `joined` is looked at when it begins to count,
unless the world without it is one without those feeds."""


def outage(rng: np.random.Generator, news: News, at: int) -> tuple[News, News]:
    """Let half of everything be missed for a day."""
    return news, _thinned(rng, news, at, OUT_HOURS, 1 - OUT_SHARE, backlog=False)


def recovery(rng: np.random.Generator, news: News, at: int) -> tuple[News, News]:
    """Let half of everything be missed for a day, and come all at once after it."""
    return news, _thinned(rng, news, at, OUT_HOURS, 1 - OUT_SHARE, backlog=True)


def weekend(rng: np.random.Generator, news: News, at: int) -> tuple[News, News]:
    """Let two more days be as slack as a weekend."""
    return news, _thinned(rng, news, at, 2 * HOURS, WEEKEND_LEFT, backlog=False)


def holiday(rng: np.random.Generator, news: News, at: int) -> tuple[News, News]:
    """Let a day be slack."""
    return news, _thinned(rng, news, at, HOURS, HOLIDAY_LEFT, backlog=False)


def feeds(rng: np.random.Generator, news: News, at: int) -> tuple[News, News]:
    """Add fifteen feeds to sixty from an hour on, or not at all."""
    return news, _with_feeds(rng, news, at)[1]


def counted_feeds(rng: np.random.Generator, news: News, at: int) -> tuple[News, News]:
    """Add fifteen feeds to sixty, from the start or from an hour on."""
    return _with_feeds(rng, news, at)


def _with_feeds(rng: np.random.Generator, news: News, at: int) -> tuple[News, News]:
    """Return the world with more feeds from the start, and with the same from an hour on."""
    share = FEEDS_ADDED / FEEDS
    more = rng.poisson(news.rate * share), rng.poisson(news.total_rate * share)
    printed = rng.binomial(news.articles.astype(np.int64), share)

    def with_them(there: NDArray[np.bool_]) -> News:
        texts, total = ((one * there).astype(np.float64) for one in more)
        joined = None if there.all() else Joined(at, FEEDS_ADDED, texts, total)
        articles = news.articles + printed * there
        return replace(news, texts=news.texts + texts, total=news.total + total, articles=articles, joined=joined)

    late = np.arange(news.texts.shape[1]) >= at
    return with_them(np.ones_like(late)), with_them(late)


def wire(rng: np.random.Generator, news: News, at: int) -> tuple[News, News]:
    """Print one text more for every keyword, once or forty times."""
    texts, total, articles = news.texts.copy(), news.total.copy(), news.articles.copy()
    for values in (texts, total, articles):
        values[:, at] += 1
    once = replace(news, texts=texts, total=total, articles=articles)
    hours = at + np.floor(rng.exponential(6.0, PRINTED - 1)).astype(np.int64)
    copies = np.bincount(np.minimum(hours, articles.shape[1] - 1), minlength=articles.shape[1])
    return once, replace(once, articles=articles + copies)


CAUSES: dict[str, Change] = {
    "one wire printed 40 times": wire,
    "an outage": outage,
    "its recovery": recovery,
    "15 feeds added to 60": feeds,
    "the same, from when on they count": counted_feeds,
    "a weekend": weekend,
    "a holiday": holiday,
}


def caused(change: Change, seed: int, world: World, score: Callable[[News], Floats], bar: float) -> Caused:
    """Count the alerts from an occurrence on until three days after a day of it, with and without it."""
    news = simulate(seed, replace(world, events=0))
    rng = np.random.default_rng(seed)
    found = Caused(0, 0, 0, 0)
    untouched = openings(score(news), bar)
    for at in range(news.warm_up + SPACING, news.texts.shape[1] - SPACING, SPACING):
        without, changed = change(rng, news, at)
        before = untouched if without is news else openings(score(without), bar)
        after = openings(score(changed), bar)
        since = settled_at(changed.total, changed.joined, FEEDS) if changed.joined and without is not news else at
        then, now = (
            {row for row, hour in opened if 0 <= hour - since < HOURS + CAUSED_UNTIL} for opened in (before, after)
        )
        found += Caused(len(now), len(then), len(now - then), len(news.texts))
    return found


def _thinned(rng: np.random.Generator, news: News, at: int, hours: int, left: float, *, backlog: bool) -> News:
    changed = []
    for values in (news.texts.copy(), news.total.copy(), news.articles.copy()):
        stretch = values[:, at : at + hours]
        kept = rng.binomial(stretch.astype(np.int64), left)
        if backlog:
            values[:, at + hours] += (stretch - kept).sum(axis=1)
        values[:, at : at + hours] = kept
        changed.append(values)
    texts, total, articles = changed
    return replace(news, texts=texts, total=total, articles=articles)
