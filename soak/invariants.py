"""What must hold after every simulated day, whatever went wrong in it."""

from __future__ import annotations

import hashlib
import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from soak.news import Story
from soak.publishers import Publishers
from soak.settings import KEEP_DAYS, LOG_MB
from tests.postbox import Postbox
from warehouse import spool
from warehouse.connect import open_reader
from warehouse.disk import sizes
from warehouse.layout import Layout
from warehouse.outbox import deliveries

CHANCES = 7
"""Undisturbed passes within which a readable story is brought in: two until its feed is due, three tries at its page, two to spare."""
LAG = timedelta(hours=26)
"""From publication to the pass that brought it, where none was disturbed: the longest wait between polls, three tries, a pass."""
FILES_MORE = 8
"""Open files beyond those after the first passes."""
GROWTH_MB_A_PASS = 0.6
"""Of memory, warm: at most 150 MB in 60 days of four passes."""

STORED = "SELECT url, title, fetched_at, contains(text, 'Café note') AS whole FROM articles"
AS_OF = """
SELECT CAST(counted_at AS DATE) AS day, count(*), count(*) FILTER (counted.article_id = counted.original_id), bit_xor(hash(article_id, title, text))
FROM articles_counted AS counted JOIN articles USING (article_id)
WHERE greatest(counted.first_seen_at, fetched_at) <= $until GROUP BY day ORDER BY day
"""
"""What was known at a moment, as the judging of a day and its rehearsal have it."""
TOLD = "SELECT json_extract(transition, '$.alert_id'), json_extract(transition, '$.told') FROM transitions WHERE json_extract(transition, '$.told') <> ''"


@dataclass
class Passed:
    """A pass as it went: `at` by the true clock; `outcome` is done, failed, killed or bug; `calm` if nothing disturbed it."""

    number: int
    at: datetime
    now: datetime
    outcome: str
    calm: bool
    weather: str = ""
    detail: str = ""
    out: frozenset[int] = frozenset()
    loaded: int = 0
    cpu: float = 0.0
    seconds: float = 0.0
    megabytes: float | None = None
    files: int | None = None


@dataclass
class Ledger:
    """All that was seen so far."""

    layout: Layout
    publishers: Publishers
    box: Postbox
    passes: list[Passed] = field(default_factory=list)
    known: dict[datetime, str] = field(default_factory=dict)
    lags: list[timedelta] = field(default_factory=list)
    brought: set[int] = field(default_factory=set)
    since: datetime | None = None

    def violations(self, at: datetime) -> Iterator[str]:
        """Check everything at the end of a day."""
        yield from self._passes()
        yield from self._articles(at)
        yield from self._past(at)
        yield from self._alerts()
        yield from self._disk(at)

    def _passes(self) -> Iterator[str]:
        for one in self.passes[-4:]:
            if one.outcome == "bug" or (one.outcome == "failed" and one.calm):
                yield f"pass {one.number} ({one.weather or 'undisturbed'}) ended as {one.outcome}: {one.detail}"

    def _articles(self, at: datetime) -> Iterator[str]:
        """Every readable story that there was a chance to bring in is there once, whole, under its title."""
        with closing(open_reader(self.layout.published)) as connection:
            rows = connection.execute(STORED).fetchall()
        places = Counter(place_of(url) for url, *_ in rows)
        stories = self.publishers.news.by_path
        ports = {port: number for number, port in enumerate(self.publishers.ports)}
        found = Counter({stories[ports[port], path].number: count for (port, path), count in places.items()})
        for number, count in found.items():
            if count > 1:
                yield f"story {number} is stored {count} times"
        for url, title, fetched_at, whole in rows:
            port, path = place_of(url)
            story = stories[ports[port], path]
            if title != story.title or not whole:
                yield f"story {story.number} ({story.trouble or 'fine'}) is garbled: {title!r}"
            if not story.readable:
                yield f"story {story.number} is stored, though its page never answered"
            if story.number not in self.brought:
                self.brought.add(story.number)
                yield from self._late(story, fetched_at)
        done = {one.number for one in self.passes if one.outcome == "done"}
        for story in stories.values():
            if story.readable and story.published <= at and story.number not in found:
                yield from self._lost(story, done)

    def _late(self, story: Story, fetched_at: datetime) -> Iterator[str]:
        between = [one for one in self.passes if story.published <= one.at <= fetched_at + timedelta(hours=1)]
        if self.since is None or story.published < self.since or not all(one.calm for one in between):
            return
        self.lags.append(fetched_at - story.published)
        if self.lags[-1] > LAG:
            yield f"story {story.number} ({story.trouble or 'fine'}) came {self.lags[-1]} after it was published"

    def _lost(self, story: Story, done: Set[int]) -> Iterator[str]:
        seen = [one for one in self.publishers.listed[story.number] if one in done]
        given = [one for one in self.publishers.given[story.number] if one in done and seen and one >= seen[0]]
        if seen and given:
            yield f"story {story.number} ({story.trouble or 'fine'}) is lost: seen in pass {seen[0]}, its page given in {given[0]}"
        begun = bisect_left(self.passes, story.published, key=lambda one: one.at)
        chances = [one for one in self.passes[begun:] if one.calm and set(story.feeds) - one.out]
        if len(chances) >= CHANCES and not given:
            asked = f"seen in passes {self.publishers.listed[story.number][:3]}"
            yield f"story {story.number} ({story.trouble or 'fine'}), {asked}, was not brought in by {len(chances)} undisturbed passes"

    def _past(self, at: datetime) -> Iterator[str]:
        """What was known at each day's end is what was known then."""
        with closing(open_reader(self.layout.published)) as connection:
            now_known = {
                moment: _hash(connection.execute(AS_OF, {"until": moment}).fetchall()) for moment in [*self.known, at]
            }
        for moment, known in self.known.items():
            if now_known[moment] != known:
                yield f"what was known at {moment:%Y-%m-%d %H:%M} has changed"
                self.known[moment] = now_known[moment]  # told once
        if self.passes[-1].outcome == "done":
            self.known[at] = now_known[at]

    def _alerts(self) -> Iterator[str]:
        """Every transition that was told has one message, which arrives once by its id, or waits, or is known to be given up."""
        made = [one for one in deliveries(self.layout.state) if one.receiver == "hook"]
        arrived = self.box.names("/hook")
        bodies = Counter((one.name, one.body) for one in self.box.arrived if one.target == "/hook")
        for name in arrived:
            if len([1 for other, _ in bodies if other == name]) > 1:
                yield f"message {name} arrived with two contents"
        sent = {one.delivery_id for one in made if one.state == "sent"}
        for name in sent - set(arrived):
            yield f"message {name} counts as sent and never arrived"
        for name in set(arrived) - {one.delivery_id for one in made}:
            yield f"message {name} arrived and is not on record"
        about = Counter(
            (one.alert_id, one.transition, one.created_at if one.transition == "escalated" else None)
            for one in made
            if one.alert_id
        )
        for (alert, transition, _), count in about.items():
            if count > 1 and transition != "reminder":
                yield f"{transition} of alert {alert} has {count} messages"
        if not self.layout.state.exists():
            return
        with closing(sqlite3.connect(f"file:{self.layout.state}?mode=ro", uri=True)) as connection:
            told = set(connection.execute(TOLD).fetchall())
        for alert, transition in told - {(one.alert_id, one.transition) for one in made}:
            yield f"{transition} of alert {alert} was told to nobody"

    def _disk(self, at: datetime) -> Iterator[str]:
        """Raw bytes, log and spool stay within what the settings say."""
        parts = sizes(self.layout)
        if parts["logs"] > 1.1 * LOG_MB * 1e6:
            yield f"the log takes {parts['logs'] / 1e6:.1f} MB"
        if self.passes[-1].outcome == "done" and (left := spool.waiting(self.layout.spool)):
            yield f"{len(left)} batches wait in the spool after a pass that was done"
        unfinished = list(self.layout.published.parent.glob("*.part"))
        if self.passes[-1].outcome == "done" and unfinished:
            yield f"{unfinished[0].name} was left half-made"
        oldest = at - timedelta(
            days=KEEP_DAYS + 5
        )  # stories are fetched late, seen again for three days, and pruned by the next pass
        kept = sum(1 for _ in self.layout.raw.glob("*/*.zst"))
        expected = sum(one.published > oldest for one in self.publishers.news.stories.values() if one.published <= at)
        if kept > expected and self.passes[-1].outcome == "done":
            yield f"the raw archive keeps {kept} pages, where {KEEP_DAYS} days have {expected}"


def flat(passes: Sequence[Passed], warm_up: int = 12) -> Iterator[str]:
    """Tell whether memory or open files of the process that did most passes grow."""
    warm = [one for one in passes if one.megabytes is not None][warm_up:]
    if len(warm) < 8:
        return
    if (a_pass := slope([one.megabytes or 0.0 for one in warm])) > GROWTH_MB_A_PASS:
        yield f"memory grows by {a_pass:.2f} MB a pass, from {warm[0].megabytes:.0f} MB to {warm[-1].megabytes:.0f} MB"
    if (warm[-1].files or 0) > (warm[0].files or 0) + FILES_MORE:
        yield f"open files grew from {warm[0].files} to {warm[-1].files}"


def slope(values: Sequence[float]) -> float:
    """Return the slope of the line of least squares."""
    middle, mean = (len(values) - 1) / 2, sum(values) / len(values)
    spread = sum((place - middle) ** 2 for place in range(len(values)))
    return sum((place - middle) * (one - mean) for place, one in enumerate(values)) / spread


def place_of(url: str) -> tuple[int, str]:
    """Return the port and the path of an address."""
    parts = urlsplit(url)
    return parts.port or 80, parts.path


def _hash(rows: Sequence[tuple[object, ...]]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()
