"""Answer a request to one of the nine publishers as of a moment; no socket and no clock here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Literal

from brinkwatch.replay.feed import render_feed
from brinkwatch.replay.news import NewsItem
from brinkwatch.replay.outlets import Outlet
from brinkwatch.replay.page import render_article, render_front
from brinkwatch.replay.story import Story, story_path, tell

Kind = Literal["feed", "page", "front", "robots", "missing"]

IN_FEED = timedelta(days=7)
"""How long a feed shows a story: as publishers do, and long enough that daily polls, some of them failed, lose nothing."""

ON_FRONT_PAGE = 30
RELATED = 5
FOUNDED = datetime(2016, 1, 1, tzinfo=UTC)
"""When an outlet that has not published anything yet last changed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent for a request. `changed` is when the answer last became different."""

    kind: Kind
    body: bytes
    content_type: str
    changed: datetime
    status: int = 200


class Site:
    """One publisher with all that it ever publishes; every question is asked as of a moment."""

    def __init__(self, outlet: Outlet, items: Iterable[NewsItem]) -> None:
        self.outlet = outlet
        stories = [tell(item) for item in items if item.outlet == outlet.source_id]
        self._newest_first = sorted(stories, key=attrgetter("published", "number"), reverse=True)
        self._position = {story.path: place for place, story in enumerate(self._newest_first)}

    def answer(self, target: str, base: str, moment: datetime) -> Answer:
        """Answer a request for `target` (path and query) of the site at `base`; nothing after `moment` exists."""
        path = story_path(target)
        if path == self.outlet.feed_path:
            return self._feed(base, moment)
        if path == "/robots.txt":
            return Answer("robots", self._robots(), "text/plain; charset=utf-8", FOUNDED)
        if path == "/":
            front = render_front(self.outlet, self._published(moment)[:ON_FRONT_PAGE], base)
            return Answer("front", front, self._html, self._changed(moment))
        place = self._position.get(path)
        if place is None or self._newest_first[place].published > moment:
            return Answer(
                "missing", b"<!doctype html><title>Not found</title><h1>Not found</h1>", self._html, FOUNDED, 404
            )
        story, older = self._newest_first[place], self._newest_first[place + 1 :][:RELATED]
        return Answer("page", render_article(self.outlet, story, older, base), self._html, story.published)

    def _feed(self, base: str, moment: datetime) -> Answer:
        shown = [story for story in self._published(moment) if story.published > moment - IN_FEED]
        changed = self._changed(moment)
        body = render_feed(self.outlet, shown, base, changed)
        return Answer("feed", body, f"{self.outlet.feed_type}; charset={self.outlet.charset}", changed)

    def _published(self, moment: datetime) -> Sequence[Story]:
        return [story for story in self._newest_first if story.published <= moment]

    def _changed(self, moment: datetime) -> datetime:
        """Tell when the feed last gained a story or lost one to age."""
        arrivals = [story.published for story in self._newest_first]
        departures = [arrival + IN_FEED for arrival in arrivals]
        return max((at for at in (*arrivals, *departures) if at <= moment), default=FOUNDED)

    def _robots(self) -> bytes:
        rules = [f"Disallow: {path}" for path in self.outlet.disallowed]
        return "\n".join(["User-agent: *", *rules, "Allow: /", ""]).encode()

    @property
    def _html(self) -> str:
        return f"text/html; charset={self.outlet.charset}"
