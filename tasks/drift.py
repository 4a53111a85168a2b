"""Tell when a source's pages suddenly yield fewer articles than they used to: its templates have changed, or a wall went up."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

LATEST_PAGES = 40
"""Latest pages of a source that are held against its past: a day of a small newsroom, an hour of a large one."""

LEAST_EARLIER = 40
"""Pages before them that make a past."""

DEVIATIONS = 2.576
"""Of the intervals: 99 % each, and both must part, so that a sound source is hardly ever flagged."""

PAST_DAYS = 60
"""How far back a past reaches: what was so for two months is the normal."""


@dataclass(frozen=True, slots=True)
class Yield:
    """Pages that were read, and how many of them became articles: of late, and before."""

    articles: int
    pages: int
    earlier_articles: int
    earlier_pages: int

    @property
    def has_fallen(self) -> bool:
        """Whether the share of late lies below that of before beyond both their uncertainties."""
        if self.pages < LATEST_PAGES or self.earlier_pages < LEAST_EARLIER:
            return False
        return wilson(self.articles, self.pages)[1] < wilson(self.earlier_articles, self.earlier_pages)[0]

    def told(self) -> str:
        """Say it to a person."""
        before = self.earlier_articles / max(self.earlier_pages, 1)
        return (
            f"of the latest {self.pages} pages {self.articles} became articles, {before:.0%} of those before: "
            "the publisher may have changed its pages"
        )


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the score interval of a share (Wilson 1927): sound for few trials and for shares near 0 and 1."""
    share, square = successes / trials, DEVIATIONS**2
    middle = share + square / (2 * trials)
    half = DEVIATIONS * sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    return (middle - half) / (1 + square / trials), (middle + half) / (1 + square / trials)
