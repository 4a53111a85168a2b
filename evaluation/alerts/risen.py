"""Counts what is told to rise in a watch in which nothing does: the production judging of names over simulated years of days.

Stories come by chance, a few texts each, and name people and things: known ones by a law like Zipf's, and now and then one that nobody
had named. Papers rest at weekends. So names come in bursts, the vocabulary grows for ever, and none of it is news.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from config.rules import RuleConfig
from evaluation.figures import Figure
from flows.book import Book, Glance, end_of
from flows.lines import Lines
from flows.looks import examine_lines, lines_of
from flows.vantage import Vantage
from tasks.brought import Brought, Key, Origin
from tasks.decide import Episode, Telling, decide, follow
from tasks.detect import DetectRules
from tasks.ledger import Ledger
from tasks.lexicon import Said, Text
from tasks.panel import stretch_of
from tasks.watch import Series

MONTH_DAYS = 30.44
ZONE = ZoneInfo("UTC")
FIRST = date(2024, 1, 1)
"""A Monday."""

BUDGET = 1.0
"""False alerts a month; enough to be counted within some months."""

NAMES_A_STORY = 3
NEW_NAMES = 0.05
"""Share of names in a story that nobody had named before."""

REST = 0.5
"""Part of a weekday's stories that a day of a weekend has."""

KNOWN_NAMES, LAW = 300, 1.0
"""Names at the beginning, the n-th of which is named n to the power of LAW times as rarely as the first."""


@dataclass(frozen=True, slots=True)
class Years:
    """How much is simulated: days after a warm-up, for each seed; stories a day, and texts that a story has more than one.

    With 0.35 texts more, counts scatter by 1.6 times their mean: the upper quartile of names in real news (docs/alerts.md).
    """

    seeds: tuple[int, ...] = (401, 402, 403)
    days: int = 240
    warm_up: int = 60
    stories: float = 15.0
    more_texts: float = 0.35
    papers: int = 12
    texts_besides: float = 120.0


USUAL_YEARS = Years()


@dataclass(frozen=True, slots=True)
class Story:
    """What a story names, and who prints a text of it."""

    names: tuple[str, ...]
    papers: tuple[int, ...]


def rising(years: Years) -> list[Figure]:
    """Return the alerts told over those that a budget of one a month allows."""
    told = sum(risen(seed, years, BUDGET) for seed in years.seeds)
    months = len(years.seeds) * years.days / MONTH_DAYS
    measure = f"false alerts over a budget of {BUDGET:g}, nothing rises"
    return [Figure("rising", "ours, as shipped", measure, told / months / BUDGET, round(months))]


def risen(seed: int, years: Years, budget: float) -> int:
    """Return how many alerts open in a watch after its warm-up, each day looked at once, at its end."""
    rules = DetectRules(false_alerts_per_month=budget)
    series = Series("watch", "rising", "rising", "Rising", (), "", RuleConfig(name="Rising", kind="rising"))
    origins = [Origin(f"paper-{at:02}", f"paper-{at:02}", f"paper-{at:02}") for at in range(years.papers)]
    lines = Lines()
    book = Book(ZONE, True, Ledger(FIRST, years.warm_up + years.days, origins), lines=lines)
    episodes: dict[Key, Episode] = {}
    opened = 0
    for at, (stories, besides) in enumerate(_printed(seed, years)):
        day = FIRST + timedelta(days=at)
        texts = [
            Text(f"{at}-{number}-{place}", day, origins[paper], False, tuple(_said(name) for name in story.names))
            for number, story in enumerate(stories)
            for place, paper in enumerate(story.papers)
        ]
        lines.lexicons["watch", "rising"].take(texts)
        book.ledger.take([row for text in texts for row in _brought(day, text.origin, 1, watched=True)])
        book.ledger.take([row for paper, number in enumerate(besides) for row in _brought(day, origins[paper], number)])
        if at < years.warm_up - MONTH_DAYS / 2:
            continue
        for key, episode, opens in _looked(book, day, series, rules, episodes):
            episodes[key] = episode
            opened += opens and at >= years.warm_up
    return opened


def _looked(
    book: Book, day: date, series: Series, rules: DetectRules, episodes: dict[Key, Episode]
) -> Iterator[tuple[Key, Episode, bool]]:
    """Judge a day as a pass does; yield the episodes that move, and whether people are told that one began."""
    stretch = stretch_of(book.ledger, book.ledger.day(day))
    vantage = Vantage(stretch, book.starts(stretch), rules, {})
    glance = Glance(end_of(day, ZONE), day)
    lines = list(lines_of([series], vantage, vantage, book, glance, episodes, whole=True))
    for line, spike in zip(lines, examine_lines(lines), strict=True):
        before = episodes.get(line.key)
        decision = decide(before, spike, glance.judged_at)
        after = follow(decision, before, spike, Telling("", ""), glance.judged_at)
        if after is not None:
            yield line.key, after, decision.action == "open"


def _printed(seed: int, years: Years) -> Iterator[tuple[list[Story], list[int]]]:
    """Give, day by day, the watch's stories and how many other texts each paper has."""
    rng = np.random.default_rng(seed)
    named = KNOWN_NAMES
    for at in range(years.warm_up + years.days):
        rest = REST if at % 7 >= 5 else 1.0
        weights = 1.0 / np.arange(1, KNOWN_NAMES + 1) ** LAW
        stories = []
        for _ in range(rng.poisson(years.stories * rest)):
            names = []
            for known in rng.choice(KNOWN_NAMES, NAMES_A_STORY, replace=False, p=weights / weights.sum()):
                fresh = rng.random() < NEW_NAMES
                names.append(f"name-{named if fresh else known}")
                named += fresh
            number = min(1 + rng.poisson(years.more_texts), years.papers)
            papers = tuple(int(paper) for paper in rng.choice(years.papers, number, replace=False))
            stories.append(Story(tuple(names), papers))
        yield stories, [int(one) for one in rng.poisson(years.texts_besides * rest / years.papers, years.papers)]


def _said(name: str) -> Said:
    return Said(name, name.title(), "person", name, 0, len(name), False)


def _brought(day: date, origin: Origin, texts: int, *, watched: bool = False) -> Iterator[Brought]:
    row = Brought(day, origin, texts, texts)
    yield row
    if watched:
        yield replace(row, watch_id="watch")
        yield replace(row, watch_id="watch", series="rising")
