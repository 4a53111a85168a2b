"""Weeks of five papers on the web: what they print, and rules of every kind over them, as real passes live through them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

from flows import pipeline
from flows.bench import Bench
from flows.prepare import THREADS, prepare
from flows.steps import Here, in_process
from tasks.judgements import Alert, Transition
from tasks.read_files import read_documents
from tasks.rows import ImportDefaults
from tests.feed_samples import rss
from tests.misbehaving import Server, reply
from tests.newsroom import quiet_story, visit_story
from warehouse.connect import open_reader
from warehouse.read_alerts import alerts, transitions

FIRST = date(2024, 3, 4)
DAYS, POLLED = 24, 17
"""What was before the first poll is imported, as an archive of the papers would be."""

VISIT, GONE, HEADLINE = 20, 19, 17
"""Days on which an envoy comes, since which one paper is mute and the feed of another broken, and on which a headline stands
that the next day's feed words otherwise."""

PAPERS = ("post", "star", "times", "ilbo", "herald")
RULES: dict[str, dict[str, Any]] = {
    "coverage": {"name": "Korea"},
    "envoy": {"name": "Envoy", "kind": "new", "days": 8, "pair": {"terms": {"en": ["Brekke"]}}},
    "loud": {"name": "Loud", "kind": "threshold", "days": 2, "texts": 5, "track": {"terms": {"en": ["Brekke"]}}},
    "both": {"name": "Envoy and Beijing", "all_of": [{"term": "Brekke"}, {"term": "Beijing"}]},
    "gone": {"name": "Minister Oh", "kind": "silence", "track": {"terms": {"en": ["Minister Oh"]}}},
    "mute": {"name": "Mute", "kind": "silence", "track": {"sources": ["ilbo", "herald", "star"]}},
    "share": {"name": "Share", "kind": "share_shift", "days": 4},
    "flips": {"name": "Flips", "kind": "headline"},
    "rising": {"name": "Rising", "kind": "rising"},
}


def moment(day: int) -> datetime:
    """Return when the passes of a day run."""
    at = FIRST + timedelta(days=day)
    return datetime(at.year, at.month, at.day, 23, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """A story as its paper prints it: in its feed, on its page, in its archive."""

    day: int
    paper: str
    number: int
    title: str
    text: str

    @property
    def path(self) -> str:
        return f"/{self.paper}/{self.number}.html"

    def item(self, base: str, title: str = "") -> str:
        at = format_datetime(moment(self.day) - timedelta(hours=9))
        return f"<title>{title or self.title}</title><link>{base}{self.path}</link><pubDate>{at}</pubDate>"

    def record(self, base: str) -> dict[str, str]:
        at = (moment(self.day) - timedelta(hours=9)).isoformat()
        return {
            "url": f"{base}{self.path}", "title": self.title, "text": self.text, "published": at, "source": self.paper,
            "language": "en",
        }  # fmt: skip

    def page(self) -> bytes:
        paragraphs = "".join(f"<p>{one.rstrip('.')}.</p>" for one in self.text.split(". "))
        return f"<html lang=en><head><title>{self.title}</title></head><body><article><h1>{self.title}</h1>{paragraphs}</article></body></html>".encode()


def stories() -> Iterator[Story]:
    """Give all that is printed, day by day."""
    number = 1000
    for day in range(DAYS):
        for place, paper in enumerate(PAPERS):
            if paper == "ilbo" and day >= GONE:
                continue
            for nth in range(2):
                number += 1
                quiet = quiet_story(number, "bbc", FIRST + timedelta(days=day))
                said = ""
                if nth == 0 and (day + place) % 3 == 0:
                    said = f" North Korea sent {number} words to the {quiet.title.split()[1]} again, and South Korea wrote back."
                if nth == 1 and (day + place) % 3 == 0 and day < 18:
                    said = f" Minister Oh took the {number} o'clock train home to his garden of roses."
                title = (
                    "Three hurt as North Korea drill goes on"
                    if (day, paper, nth) == (HEADLINE, "post", 0)
                    else quiet.title
                )
                if title != quiet.title:
                    said = f" North Korea held the drill number {number} on a beach of its own."
                yield Story(day, paper, number, title, quiet.text + said)
            if day >= VISIT and paper in {"post", "star", "times"}:
                number += 1
                visit = visit_story(number, "bbc", FIRST + timedelta(days=day))
                yield Story(day, paper, number, f"{visit.title} {number}", visit.text)


def write_config(folder: Path, base: str) -> None:
    """Write the configuration of the papers, whose feeds are at an address."""
    contents: dict[str, object] = {
        "settings.yaml": {
            "contact": "https://desk.example/contact",
            "health": {"alerts": False},
            "detect": {"false_alerts_per_month": 2.0, "min_history_days": 10},
            "recheck": {"enabled": False},
            "fetch": {"allow_private_hosts": ["127.0.0.1"], "per_host_spacing_seconds": 0},
            "publish_every_minutes": 100_000,
        },
        "sources.yaml": {"sources": {one: {"name": one.title(), "country": "GB", "language": "en"} for one in PAPERS}},
        "feeds.yaml": {"feeds": {one: {"url": f"{base}/{one}/feed", "source": one} for one in PAPERS}},
        "entities.yaml": {"entities": {"seoul": {"name": "Seoul", "kind": "place"}}},
        "topics.yaml": {"topics": {}},
        "watches.yaml": {
            "watches": {
                "korea": {"name": "Korea", "description": "d", "terms": {"en": ["North Korea"]}, "rules": RULES},
            }
        },
        "alerts.yaml": {"receivers": {"console": {"kind": "console"}}},
    }  # fmt: skip
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")


@dataclass(frozen=True)
class Lived:
    """What the weeks have left: a warehouse, its alerts, and how these moved."""

    bench: Bench
    config: Path
    live: Sequence[Alert]
    moves: Sequence[Transition]

    def one(self, rule: str) -> Alert:
        (found,) = (alert for alert in self.live if alert.rule == rule)
        return found


def _retitled(one: Story, day: int) -> str:
    return "Twelve hurt as North Korea drill goes on" if one.title.startswith("Three hurt") and day > one.day else ""


def live_through(home: Path) -> Lived:
    """Live through the weeks: every evening all feeds are polled, and what they bring is judged."""
    told = list(stories())
    with Server() as server:
        base = server.url("")
        write_config(home / "config", base)
        bench = prepare(
            home / "config", home / "news.duckdb", lambda workers: in_process(Here(workers.config), THREADS), StringIO()
        )
        with (home / "before.jsonl").open("w") as archive:
            for one in told:
                if one.day < POLLED:
                    archive.write(json.dumps(one.record(base)) + "\n")
        opened = moment(POLLED - 1)
        documents = read_documents(home / "before.jsonl", ImportDefaults(None, bench.sources), opened)
        pipeline.bring_in(bench, documents, opened, lambda _: None)
        for day in range(POLLED, DAYS):
            for one in told:
                if one.day == day:
                    server.routes[one.path] = reply(one.page(), content_type="text/html")
            for paper in PAPERS:
                shown = [one for one in told if one.paper == paper and max(day - 3, POLLED - 1) < one.day <= day]
                items = [one.item(base, _retitled(one, day)) for one in shown]
                server.routes[f"/{paper}/feed"] = reply(rss(*items).encode(), content_type="application/rss+xml")
            if day >= GONE:
                server.routes["/herald/feed"] = reply(status=503)
            pipeline.ingest(bench, moment(day))
            pipeline.watch(bench, moment(day))
        connection = open_reader(bench.layout.live)
        live = alerts(connection, every=True)
        moves = [move for alert in live for move in transitions(connection, alert)]
        connection.close()
        return Lived(bench, home / "config", live, moves)
