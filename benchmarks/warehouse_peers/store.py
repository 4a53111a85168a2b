"""Load invented news the way a pass does, publish them, and measure what that takes."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from benchmarks.apart import ROOT
from benchmarks.warehouse_peers.news import END, TOPICS, WORDS, News, invented, sources
from benchmarks.warehouse_peers.questions import ASKED
from warehouse.compact import compact
from warehouse.connect import Connection, open_writer
from warehouse.counting import follow
from warehouse.layout import Layout
from warehouse.publish import publish
from warehouse.search_upkeep import renew
from warehouse.spool import Batch
from warehouse.write import Loaded, insert, store

BATCH, BATCH_AFTER = 5_000, 500


@dataclass(frozen=True, slots=True)
class Built:
    """What a warehouse took: seconds on the clock, and of the processor for the load and for the index; bytes of its files.

    `publish_seconds` are those of one more batch, with the parts for the index and for the counted tables; `published_bytes` are with it,
    `compacted_bytes` without.
    """

    articles: int
    mentions: int
    batch: int
    load_seconds: float
    load_processor: float
    index_seconds: float
    publish_seconds: float
    upkeep_seconds: float
    follow_seconds: float
    compacted_bytes: int
    published_bytes: int
    index_bytes: int
    text_bytes: int
    zstd_bytes: int


def build(layout: Layout, number: int, *, texts: bool = True, words: int = WORDS) -> Built:
    """Load, publish and compact a warehouse of so many articles, the last few as one more batch; tell what that took."""
    batch = min(BATCH_AFTER, max(number // 10, 1))
    news = invented(number, BATCH, batch, texts=texts, words=words)
    load = _Load()
    last = None
    for place, some in enumerate(news):
        if last is not None:
            load.add(layout, place, last)
        last = some
    publish(layout, END)
    index = _spent(lambda: renew(layout, None, anew=True))
    compact(layout, END)
    compacted = layout.published.stat().st_size
    assert last is not None
    load.add(layout, -1, last)
    with closing(open_writer(layout.live, END)) as connection:
        followed = seconds(lambda: follow(connection))
    published = seconds(lambda: publish(layout, END))
    add_again = seconds(lambda: renew(layout, None))
    size = layout.published.stat().st_size, layout.search.stat().st_size
    return Built(
        number, load.mentions, len(last.articles), load.seconds, load.processor, index, published + followed, add_again, followed, compacted, *size,
        load.text, load.packed,
    )  # fmt: skip


class _Load:
    """The batches of a load, each in a transaction of its own as a pass has it, and what they took."""

    def __init__(self) -> None:
        self.seconds, self.processor, self.mentions, self.text, self.packed = 0.0, 0.0, 0, 0, 0
        self._zstd = pa.Codec("zstd")

    def add(self, layout: Layout, place: int, news: News) -> None:
        whole = "\n".join(one.text for one in news.articles).encode()
        self.text, self.packed = self.text + len(whole), self.packed + len(self._zstd.compress(whole))
        self.mentions += sum(len(one.mentions) for one in news.enrichments)
        batch = Batch(sources=sources(), articles=news.articles)
        loaded = Loaded(f"b{place}", batch, news.articles, news.originals, news.enrichments)
        begun, spent = time.perf_counter(), time.process_time()
        with closing(open_writer(layout.live, END)) as connection:
            if place == 1:
                _configure(connection)
            store(connection, loaded, END)
        self.seconds, self.processor = (
            self.seconds + time.perf_counter() - begun,
            self.processor + time.process_time() - spent,
        )


def _configure(connection: Connection) -> None:
    topics = [
        {"topic_id": f"topic{one}", "name": f"Topic {one}", "definition": "", "parent": ""} for one in range(TOPICS)
    ]
    insert(connection, "topics", topics)
    insert(connection, "series", [{"watch_id": "tension", "series": "coverage", "name": "Tension", "version": ""}])


def publishing_seconds(folder: Path) -> float:
    """Return how long copying and renaming a file of 10 GB takes here, measured on one of 1 GB and ten times that."""
    piece = os.urandom(1_000_000)
    source, copy = folder / "large", folder / "copy"
    try:
        with source.open("wb") as file:
            for _ in range(1_000):
                file.write(piece)

        def work() -> None:
            shutil.copyfile(source, copy)
            with copy.open("rb") as file:
                os.fsync(file.fileno())
            copy.replace(source)

        return 10 * seconds(work)
    finally:
        source.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)


def process_seconds(layout: Layout, *, processor: bool = False) -> float:
    """Return how long `brinkwatch trend` takes as a process of its own, the best of three; or its processor time."""
    command = [
        sys.executable,
        "-m",
        "brinkwatch",
        "--warehouse",
        str(layout.published.absolute()),
        "trend",
        ASKED.entity,
        "--by",
        "week",
    ]
    alone = {**os.environ, "PYTHONPATH": ""}  # as a user has it: with pandas at hand, DuckDB loads that too
    best = float("inf")
    for _ in range(3):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, cwd=ROOT, env=alone, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
        clock, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime if processor else clock)
    return best


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes on the clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
