"""Kill passes while they judge a warehouse, record what they found in both stores, and deliver it; compare all that is left.

The storm is that of torture/deliveries.py. What differs is the pass: the watch flow itself, on news that is stored.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from config.load import load_config
from config.models import Config
from tasks.watch import WatchMatcher, series_of
from torture import deliveries
from torture.deliveries import DAYS, Kind, Stormed, storms
from torture.one_delivery import FIRST, SERIES
from torture.one_watch import WORLDS, Place
from warehouse import write
from warehouse.connect import open_reader, open_writer
from warehouse.layout import Layout
from warehouse.state import State

PAPERS = ("post", "star", "times", "ilbo", "herald", "shimbun")
HISTORY_DAYS = 18
KILLS_A_DAY = 3
"""At most: once a look is recorded, every further kill of that day meets what comes after it."""
USUAL_TEXTS = 5
"""That a paper prints on a day beside those of an event."""

LOUD = 0.4
"""Of the last days, for each series."""

JUDGING, SENDING, AFTERWARDS = (
    "judging and recording",
    "deciding on messages, sending and telling the warehouse",
    "sending again",
)
"""What a kill meets: before a look is in the state file, before the warehouse knows of it, and afterwards."""

KEPT = (
    "SELECT * FROM spikes ORDER BY ALL",
    "SELECT * FROM alerts ORDER BY ALL",
    "SELECT * FROM alert_transitions ORDER BY ALL",
    "SELECT delivery_id, alert_id, transition, receiver, created_at FROM deliveries ORDER BY ALL",
    "SELECT * FROM looks ORDER BY ALL",
)
"""All that watching leaves in the warehouse, but for what became of each message: that is compared with what arrived."""


def run(
    kills: int, seed: int, folder: Path, progress: Callable[[str], None] = lambda _: None, days: int = DAYS
) -> Stormed:
    """Kill so many passes or a few more, and compare what they left and what arrived with undisturbed ones."""
    for number in range(WORLDS):
        _stock(Place(folder, number), number)
    kind = Kind("torture.one_watch", (folder,), kept, struck, WORLDS, days, KILLS_A_DAY, each_day_judged=True)
    return storms(kind, kills, seed, folder, progress)


def table(stormed: Stormed) -> str:
    """Write what kills and faults did, and what they met."""
    met = ", ".join(f"{stormed.struck[one]} {one}" for one in (JUDGING, SENDING, AFTERWARDS))
    return f"{deliveries.table(stormed)}; kills met {met}"


def struck(home: Path, judged_at: datetime) -> str:
    """Tell what a kill met, by what the state file holds of the look."""
    layout = Layout(home / "news.duckdb")
    if not layout.state.exists():
        return JUDGING
    with State(layout.state) as state:
        looks = state.rows("SELECT mirrored FROM looks WHERE judged_at = ?", (judged_at.isoformat(),))
    return JUDGING if not looks else AFTERWARDS if looks[0][0] else SENDING


def kept(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return what the warehouse of a home holds of its watching."""
    connection = open_reader(Layout(home / "news.duckdb").live)
    try:
        return {table: connection.execute(table).fetchall() for table in KEPT}
    finally:
        connection.close()


def _stock(place: Place, number: int) -> None:
    """Write the configuration and the news of a world; every other one judges by the hour."""
    contents: dict[str, object] = {
        "settings.yaml": {
            "contact": "https://desk.example/contact",
            "health": {"alerts": False},
            "detect": {"spikes_by": ("day", "hour")[number % 2], "min_history_days": 7},
        },
        "sources.yaml": {"sources": {one: {"name": one, "country": "GB", "language": "en"} for one in PAPERS}},
        "feeds.yaml": {"feeds": {}},
        "entities.yaml": {"entities": {}},
        "topics.yaml": {"topics": {}},
        "watches.yaml": {
            "watches": {
                "korea": {
                    "name": "Korea",
                    "description": "d",
                    "terms": {"en": ["Korea"]},
                    "rules": {one: {"name": one, "track": {"terms": {"en": [one]}}} for one in SERIES},
                }
            }
        },
        "alerts.yaml": {"receivers": {}},
    }
    place.config.mkdir(parents=True)
    for name, content in contents.items():
        (place.config / name).write_text(yaml.safe_dump(content), encoding="utf-8")
    config = load_config(place.config)
    connection = open_writer(place.warehouse, FIRST)
    try:
        write.insert(connection, "sources", [_source(one) for one in PAPERS])
        rows = list(_printed(number))
        write.insert(connection, "articles", rows)
        write.insert(connection, "watch_hits", _hits(config, rows))
        connection.execute("CHECKPOINT")
    finally:
        connection.close()


def _source(name: str) -> dict[str, object]:
    return {
        "source_id": name, "name": name, "country": "GB", "language": "en", "owner_group": name, "timezone": "UTC"
    }  # fmt: skip


def _printed(number: int) -> Iterator[dict[str, object]]:
    """Give what is printed: a little of everything, and on some of the last days much of a series."""
    chance = random.Random(number)  # noqa: S311 - nothing to keep secret
    for day in range(-HISTORY_DAYS, DAYS):
        loud = {one for one in SERIES if day >= 0 and chance.random() < LOUD}
        for paper in PAPERS:
            texts = ["A quiet note."] * USUAL_TEXTS
            texts += [f"Of {one}." for one in SERIES for _ in range(3 if one in loud else chance.random() < 0.1)]
            for place, text in enumerate(texts):
                at = FIRST + timedelta(days=day, hours=chance.uniform(6, 20))
                name = f"{paper}-{day:+03}-{place:02}"
                yield {
                    "article_id": name, "url": f"https://{paper}.example/{name}", "canonical_url": "", "source_id": paper,
                    "title": "Note", "text": text, "author": "", "language": "en", "published_at": at,
                    "published_precision": "second", "published_from": "feed", "wire": "", "first_seen_at": at,
                    "fetched_at": at, "word_count": 30, "original_id": name, "raw_sha256": "", "backfilled": False,
                }  # fmt: skip


def _hits(config: Config, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    matcher = WatchMatcher(series_of(config.watches, config.entities, config.topics, config.sources), config.topics)
    return [
        asdict(hit)
        for row in rows
        for hit in matcher.hits(str(row["article_id"]), str(row["source_id"]), "Note", str(row["text"]), [], [])
    ]
