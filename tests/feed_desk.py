"""A configuration of a few feeds of one publisher, what they serve, and the commands over them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from flows.steps import Step
from tests.conftest import Run
from tests.feed_samples import rss
from tests.misbehaving import Handler, Server, reply

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
    return f"<title>{title}</title><link>{link}</link><pubDate>{format_datetime(NOW - age)}</pubDate>"


def feed(*items: str, etag: str = "") -> Handler:
    return reply(rss(*items).encode(), content_type="application/rss+xml", etag=etag)


def closed_port() -> str:
    with Server() as gone:
        return gone.url("/feed")


def one_by_one(step: Step[Any, Any], items: Sequence[Any], /) -> Iterator[Any]:
    return map(step.run, items)
