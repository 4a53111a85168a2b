"""A configuration of a few feeds of one publisher, what they serve, and the commands over them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from flows.bench import Bench
from flows.polling import Polled, poll
from flows.prepare import prepare
from flows.steps import Step
from tasks.feed_state import FeedState
from tasks.poll_record import Poll
from tests.conftest import Run
from tests.feed_samples import rss
from tests.misbehaving import Handler, Server, reply
from warehouse import feed_state, spool
from warehouse.state import State

NOW = datetime.now(UTC)
STORY = "The envoy arrived in the harbour town on Friday and met the ministers of both countries for talks. "
PAGE = (
    "<html lang=en><head><title>Envoy arrives</title></head><body><article><h1>Envoy arrives</h1>"
    + "".join(f"<p>{STORY}Day {day} of the talks ended without a word to the press.</p>" for day in range(6))
    + "</article></body></html>"
).encode()


class Desk:
    """A configuration of some feeds of one publisher in Seoul, and the commands over it."""

    def __init__(self, home: Path, run: Run) -> None:
        self.config, self.warehouse, self._run = home / "mine", home / "data" / "news.duckdb", run
        run("init", self.config)
        (self.config / "sources.yaml").write_text(
            "sources: {herald: {name: Herald, country: KR, language: ko, timezone: Asia/Seoul}}\n"
        )
        for name in ("entities", "topics", "watches"):  # hundreds of them, which no feed needs
            (self.config / f"{name}.yaml").write_text(f"{name}: {{}}\n")
        self.settle()

    def settle(
        self, timezone: str = "UTC", hosts: str = "[127.0.0.1]", spacing: float = 0, patience: float = 15
    ) -> None:
        (self.config / "settings.yaml").write_text(
            f"contact: me@watch.example\ntimezone: {timezone}\n"
            f"fetch: {{allow_private_hosts: {hosts}, per_host_spacing_seconds: {spacing}, timeout_seconds: {patience}}}\n"
        )

    def feeds(self, **urls: str) -> None:
        lines = [f"  {name}: {{url: {json.dumps(url)}, source: herald}}\n" for name, url in urls.items()]
        (self.config / "feeds.yaml").write_text("feeds:\n" + "".join(lines))

    def check(self, *arguments: str) -> tuple[int, str, str]:
        return self._run("--config", self.config, "--warehouse", self.warehouse, "feeds", "check", *arguments)

    def list(self, *arguments: str) -> tuple[int, str, str]:
        return self._run("--config", self.config, "--warehouse", self.warehouse, "feeds", "list", *arguments)

    def listed(self) -> dict[str, dict[str, Any]]:
        return {row["feed"]: row for row in json.loads(self.list("--format", "json")[1])}

    def told(self, feed: str = "a") -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.check(feed, "--format", "json")[1])
        return told

    def rows(self) -> dict[str, dict[str, Any]]:
        return {row["feed"]: row for row in json.loads(self.check("--format", "json")[1])}


def item(link: str = "", title: str = "Envoy", age: timedelta = timedelta(hours=2)) -> str:
    """Return an item of a feed."""
    return f"<title>{title}</title><link>{link}</link><pubDate>{format_datetime(NOW - age)}</pubDate>"


def feed(*items: str, etag: str = "") -> Handler:
    """Serve a feed of these items."""
    return reply(rss(*items).encode(), content_type="application/rss+xml", etag=etag)


def closed_port() -> str:
    """Return an address at which nobody listens."""
    with Server() as gone:
        return gone.url("/feed")


def one_by_one(step: Step[Any, Any], items: Sequence[Any], /) -> Iterator[Any]:
    """Do the work of a step in this thread, one item after the other."""
    return map(step.run, items)


class Watch:
    """The polling of a few feeds, a pass at a time, at moments of the test's choosing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def bench(self) -> Bench:
        return prepare(self._desk.config, self._desk.warehouse, lambda workers: one_by_one, io.StringIO())

    def feeds(self, **urls: str) -> None:
        """Follow feeds at these addresses."""
        self._desk.feeds(**urls)

    def polled(self, at: datetime, everything: bool = False) -> Polled:
        """Poll what is due."""
        bench = self.bench
        with State(bench.layout.state) as state:
            return poll(bench, state, at, everything)

    def state(self, name: str = "a") -> FeedState:
        """Return how a feed stands."""
        bench = self.bench
        with State(bench.layout.state) as state:
            return {one.feed_id: one for one in feed_state.feed_states(state, bench.feeds)}[name]

    def spooled(self) -> list[Poll]:
        """Return the polls so far, the earliest first."""
        root = self.bench.layout.spool
        found = [spool.take(root, name) for name in spool.waiting(root)]
        return sorted((poll for one in found if one for poll in one.polls), key=lambda one: one.polled_at)
