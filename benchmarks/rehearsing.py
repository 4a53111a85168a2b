"""Measure what a rehearsal costs: `python -m benchmarks.rehearsing`. CPU seconds, on which other work on the machine tells less, and
those of the clock.

A warehouse is generated: sixty sources that print all day, and terms that some of their texts have. It is rehearsed by the code of
`brinkwatch backtest`: by days, and by hours, where each look is the end of an hour.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from config.load import load_config
from flows.bench import Bench
from flows.rehearse import rehearse
from flows.steps import Step
from warehouse import write
from warehouse.connect import Connection, open_writer
from warehouse.layout import Layout

TERMS, DAYS = 100, 365
SOURCES, TEXTS_A_DAY = 60, 600
FIRST = datetime(2024, 1, 1, tzinfo=UTC)


def bench_of(folder: Path, terms: int) -> Bench:
    """Configure a watch of so many terms over the sources."""
    rules = {f"term-{at}": {"name": f"Term {at}", "track": {"terms": {"en": [f"term{at}"]}}} for at in range(terms)}
    contents: dict[str, object] = {
        "settings.yaml": {"contact": "https://desk.example/contact"},
        "sources.yaml": {
            "sources": {
                name: {"name": name, "country": "GB", "language": "en"} for name in map(_source, range(SOURCES))
            }
        },
        "feeds.yaml": {"feeds": {}},
        "entities.yaml": {"entities": {}},
        "topics.yaml": {"topics": {}},
        "watches.yaml": {
            "watches": {"watch": {"name": "Watch", "description": "d", "terms": {"en": ["news"]}, "rules": rules}}
        },
        "alerts.yaml": {"receivers": {}},
    }
    (folder / "config").mkdir()
    for name, content in contents.items():
        (folder / "config" / name).write_text(yaml.safe_dump(content), encoding="utf-8")
    return Bench(load_config(folder / "config"), Layout(folder / "news.duckdb"), _here, io.StringIO(), "0")


def fill(connection: Connection, terms: int, days: int, seed: int = 5) -> None:
    """Store what the sources print, and which of it counts for each term."""
    rng = np.random.default_rng(seed)
    number = rng.poisson(TEXTS_A_DAY * days)
    at, source = np.sort(rng.random(number) * days), rng.integers(SOURCES, size=number)
    rows = [
        _article(f"a{place:07}", _source(int(source[place])), FIRST + timedelta(days=float(at[place])))
        for place in range(number)
    ]
    hits = []
    for term in range(terms):
        mean = min(rng.lognormal(0.4, 1.0) / TEXTS_A_DAY, 0.1)
        for place in np.flatnonzero(rng.random(number) < mean):
            hits.append(_hit(f"a{place:07}", f"term-{term}"))
    write.insert(connection, "articles", rows)
    write.insert(connection, "watch_hits", hits)


def _source(at: int) -> str:
    return f"source-{at:02}"


def _article(name: str, source: str, at: datetime) -> dict[str, object]:
    return {
        "article_id": name, "url": f"https://{source}.example/{name}", "canonical_url": "", "source_id": source, "title": "Note",
        "text": "A note.", "author": "", "language": "en", "published_at": at, "published_precision": "second",
        "published_from": "feed", "wire": "", "first_seen_at": at, "fetched_at": at, "word_count": 2, "original_id": name,
        "raw_sha256": "", "backfilled": False,
    }  # fmt: skip


def _hit(article: str, series: str) -> dict[str, object]:
    return {
        "article_id": article, "watch_id": "watch", "series": series, "surface": "note", "start_char": 2, "end_char": 6,
        "in_title": False,
    }  # fmt: skip


def _here(step: Step[Any, Any], items: Sequence[Any], /) -> Iterator[Any]:
    return map(step.run, items)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal took, in seconds of the processor and of the clock, and how many looks and alerts it was."""

    spent: float
    taken: float
    looks: int
    alerts: int


def rehearsed(bench: Bench, connection: Connection, grain: str, days: int) -> Rehearsed:
    """Rehearse the first days as `brinkwatch backtest` does."""
    detect = bench.config.settings.detect.model_copy(update={"spikes_by": grain})
    settings = bench.config.settings.model_copy(update={"detect": detect})
    own = replace(bench, config=bench.config.model_copy(update={"settings": settings}))
    spent, taken = cpu_seconds(), time.perf_counter()
    found = rehearse(own, connection, own.series, None, (FIRST + timedelta(days=days - 1)).date(), grounds=False)
    spent, taken = cpu_seconds() - spent, time.perf_counter() - taken
    return Rehearsed(spent, taken, len(found.spikes) if found else 0, len(found.alerts) if found else 0)


def cpu_seconds() -> float:
    """Return what this process and its ended children have taken of the processor."""
    return sum(os.times()[:4])


def main() -> None:
    """Measure both grains, and print them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rehearsing", description=__doc__)
    parser.add_argument("--terms", type=int, default=TERMS, help=f"terms that are watched (default {TERMS})")
    parser.add_argument("--days", type=int, default=DAYS, help=f"days rehearsed by day (default {DAYS})")
    parser.add_argument(
        "--hourly-days",
        type=int,
        default=DAYS,
        help=f"of them, those rehearsed by the hour (default {DAYS})",
    )
    asked = parser.parse_args()
    if min(asked.terms, asked.days, asked.hourly_days) < 1:
        parser.error("--terms, --days and --hourly-days are 1 or more")
    with tempfile.TemporaryDirectory(prefix="rehearsing-") as folder:
        print("Filling a warehouse …", file=sys.stderr, flush=True)
        bench = bench_of(Path(folder), asked.terms)
        connection = open_writer(bench.layout.live, FIRST)
        fill(connection, asked.terms, max(asked.days, asked.hourly_days))
        for grain, days in (("day", asked.days), ("hour", asked.hourly_days)):
            found = rehearsed(bench, connection, grain, days)
            each = 1000 * found.spent / max(found.looks, 1)
            print(
                f"{asked.terms} terms over {days} days, by the {grain}: {found.spent:.1f} s of CPU, {found.taken:.1f} s by the"
                f" clock, {found.looks:,} looks of {each:.1f} ms, {found.alerts} alerts",
                flush=True,
            )
        connection.close()


if __name__ == "__main__":
    main()
