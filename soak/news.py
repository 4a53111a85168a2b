"""News in our own words for weeks: who publishes what, when, in which feeds, and how its page answers."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from typing import Literal

from tests.newsroom import quiet_story, visit_story

Trouble = Literal["", "missing", "failing", "error once", "error twice", "cut once", "slow once", "charset"]
"""How a page answers: as it should; 404 or 500 for ever; otherwise the first time or two; by a charset that is not its own."""

TROUBLES: Sequence[tuple[Trouble, float]] = (
    ("missing", 0.01), ("failing", 0.005), ("error once", 0.02), ("error twice", 0.01), ("cut once", 0.02),
    ("slow once", 0.001), ("charset", 0.03),
)  # fmt: skip
"""With the share of pages that answer so."""

FEEDS_A_PUBLISHER = 5
IN_FEED = timedelta(days=4)
"""How long a feed shows a story."""
IN_TWO_FEEDS = 0.2
REPRINTED = 0.05
"""Share of stories that print the text of an earlier one of another publisher."""
VISIT_EVERY, VISIT_DAYS = 6, 2
"""Days from the begin of one visit to the next, and how long each lasts: what alerts are made of."""
OFTEN_KOREA = 0.02
"""Share of quiet stories that are on the watch's subject, so that it is never quite silent."""


@dataclass(frozen=True)
class Story:
    """A story at one publisher; its number is its own."""

    number: int
    publisher: int
    feeds: tuple[int, ...]
    published: datetime
    title: str
    text: str
    trouble: Trouble

    @property
    def path(self) -> str:
        return f"/{self.published:%Y/%m/%d}/story-{self.number}"

    @property
    def readable(self) -> bool:
        return self.trouble not in ("missing", "failing")

    @cached_property
    def page(self) -> bytes:
        """The page in UTF-8, as it says itself."""
        sentences = self.text.split(". ")
        third = len(sentences) // 3 + 1
        body = "".join(f"<p>{'. '.join(sentences[at : at + third])}.</p>" for at in range(0, len(sentences), third))
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{self.title}</title></head>'
            f"<body><article><h1>{self.title}</h1>{body}</article></body></html>"
        ).encode()


class News:
    """All that is published on some days, from a seed: the same every time."""

    def __init__(self, seed: int, first: datetime, days: int, feeds: int, a_day: int) -> None:
        self.feeds = feeds
        self.publishers = -(-feeds // FEEDS_A_PUBLISHER)
        stories = [one for day in range(days) for one in self._day(seed, first + timedelta(days=day), day, a_day)]
        self.stories = {one.number: one for one in stories}
        self.by_path = {(one.publisher, one.path): one for one in stories}
        self._in_feed: dict[int, list[Story]] = {feed: [] for feed in range(feeds)}
        for one in sorted(stories, key=lambda story: story.published):
            for feed in one.feeds:
                self._in_feed[feed].append(one)
        self._dates = {feed: [one.published for one in found] for feed, found in self._in_feed.items()}

    def shown(self, feed: int, at: datetime) -> Sequence[Story]:
        """Return what a feed shows at a moment, oldest first."""
        dates = self._dates[feed]
        return self._in_feed[feed][bisect_right(dates, at - IN_FEED) : bisect_right(dates, at)]

    def feed(self, feed: int, at: datetime, base: str) -> bytes:
        """Write a feed as of a moment."""
        items = "".join(
            f"<item><title>{one.title}</title><link>{base}{one.path}{'?utm_source=rss' if feed != one.feeds[0] else ''}</link>"
            f"<pubDate>{format_datetime(one.published)}</pubDate></item>"
            for one in reversed(self.shown(feed, at))
        )
        head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        return f"{head}<title>Café {feed}</title>{items}</channel></rss>".encode()

    def _day(self, seed: int, begin: datetime, day: int, a_day: int) -> Iterator[Story]:
        chance = random.Random(seed * 1000 + day)  # noqa: S311 - nothing to keep secret
        told: list[str] = []
        visited = list(range(self.publishers)) if day % VISIT_EVERY >= VISIT_EVERY - VISIT_DAYS else []
        for place in range(a_day + len(visited)):
            number = (day + 1) * 100_000 + place
            publisher = visited[place - a_day] if place >= a_day else chance.randrange(self.publishers)
            own = range(publisher * FEEDS_A_PUBLISHER, min((publisher + 1) * FEEDS_A_PUBLISHER, self.feeds))
            in_feeds = chance.sample(own, min(len(own), 2 if chance.random() < IN_TWO_FEEDS else 1))
            text = _text(number, begin.date(), chance, on_visit=place >= a_day)
            if told and place < a_day and chance.random() < REPRINTED:
                text = chance.choice(told)
            told.append(text)
            title = f"Café notes, number {number}: {text.partition('.')[0]}"
            published = begin + timedelta(seconds=chance.randrange(86_400))
            yield Story(number, publisher, tuple(in_feeds), published, title, text, _trouble(chance))


def _text(number: int, day: date, chance: random.Random, *, on_visit: bool) -> str:
    make = visit_story if on_visit else quiet_story
    text = f"A Café note of number {number}. {make(number, 'bbc', day).text}"
    return f"{text} Seoul took note of it." if not on_visit and chance.random() < OFTEN_KOREA else text


def _trouble(chance: random.Random) -> Trouble:
    drawn = chance.random()
    for trouble, share in TROUBLES:
        drawn -= share
        if drawn < 0:
            return trouble
    return ""
