"""Write the configuration of a soak, and edit it as an operator would."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from config.load import SHIPPED
from soak.news import FEEDS_A_PUBLISHER
from soak.publishers import HOST, Publishers

ZONE = "Europe/Berlin"
KEEP_DAYS = 10
LOG_MB = 1
SECRET = "whsec_" + "c29hayBzb2FrIHNvYWsgc29hayBzb2Fr"
SECRET_NAME = "SOAK_HOOK_SECRET"  # noqa: S105 - the name of a variable

SETTINGS: dict[str, Any] = {
    "timezone": ZONE,
    "contact": "https://brinkwatch.example/soak",
    "publish_every_minutes": 0,
    "fetch": {
        "allow_private_hosts": [HOST], "per_host_spacing_seconds": 0, "per_host_at_once": 4, "timeout_seconds": 8, "silence_seconds": 4,
    },
    "archive": {"keep_days": KEEP_DAYS, "keep_articles": False},
    "recheck": {"most_per_host": 2},
    "detect": {"min_history_days": 4},
    "schedules": {"ingest": "30 2,8,14,20 * * *", "watch": "30 2,8,14,20 * * *"},
    "health": {"min_free_gb": 0},
    "log": {"keep_mb": LOG_MB},
}  # fmt: skip
"""The shipped settings but for loopback and bounds that a soak can reach."""


class Operator:
    """Writes the configuration into a folder; `out` are the feeds that are taken out at the moment."""

    def __init__(self, folder: Path, publishers: Publishers, hook_port: int) -> None:
        self._folder, self._publishers, self._hook_port = folder, publishers, hook_port
        self._terms = ["Seoul", "Pyongyang", "North Korea"]
        self.out: set[int] = set()
        folder.mkdir(parents=True)
        for name in ("entities.yaml", "topics.yaml"):
            shutil.copyfile(SHIPPED / name, folder / name)
        sources = {
            f"paper-{number}": {"name": f"Paper {number}", "country": "GB", "language": "en", "owner_group": f"owner-{number}", "domains": [f"paper-{number}.example"]}
            for number in range(publishers.news.publishers)
        }  # fmt: skip
        self._write("sources.yaml", {"sources": sources})
        self._write("settings.yaml", SETTINGS)
        hook = {
            "kind": "webhook",
            "url": f"http://{HOST}:{hook_port}/hook",
            "secrets": [f"env:{SECRET_NAME}"],
            "allow_private": True,
        }
        self._write("alerts.yaml", {"receivers": {"log": {"kind": "jsonl", "path": "alerts.jsonl"}, "hook": hook}})
        self._write_feeds()
        self._write_watches()

    def edit(self, what: str) -> None:
        """Do what an operator does while everything runs."""
        if what == "feeds out":
            self.out = set(range(0, self._publishers.news.feeds, 7))
        elif what == "feeds in":
            self.out = set()
        elif what == "watch":
            self._terms = [*self._terms, f"Term {len(self._terms)}"]
            self._write_watches()
        if what.startswith("feeds"):
            self._write_feeds()
        if what == "half-written":
            (self._folder / "watches.yaml").write_text("watches:\n  korea:\n    name: [Kor", encoding="utf-8")

    def mend(self) -> None:
        """Write what was half-written whole."""
        self._write_watches()

    def _write_feeds(self) -> None:
        feeds = {
            f"feed-{number}": {"url": self._publishers.feed_url(number), "source": f"paper-{number // FEEDS_A_PUBLISHER}"}
            for number in range(self._publishers.news.feeds)
            if number not in self.out
        }  # fmt: skip
        self._write("feeds.yaml", {"feeds": feeds})

    def _write_watches(self) -> None:
        rules = {"coverage": {"name": "Korea"}, "envoy": {"name": "Envoy", "pair": {"terms": {"en": ["Brekke"]}}}}
        korea = {"name": "Korea", "description": "The peninsula.", "terms": {"en": self._terms}, "rules": rules}
        self._write("watches.yaml", {"watches": {"korea": korea}})

    def _write(self, name: str, content: dict[str, Any]) -> None:
        """Write a file as editors do: whole or not at all."""
        unfinished = self._folder / f"{name}.new"
        unfinished.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        unfinished.replace(self._folder / name)
