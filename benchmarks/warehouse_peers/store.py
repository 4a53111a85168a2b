"""Load invented news the way a pass does, publish them, and measure what that takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from benchmarks.warehouse_peers.news import BEGIN, DAYS, TOPICS, WORDS, invented, sources
from warehouse.connect import open_writer
from warehouse.layout import Layout
from warehouse.publish import publish
from warehouse.search_upkeep import renew
from warehouse.spool import Batch
from warehouse.write import Loaded, insert, store

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Built:
    """What a warehouse took: seconds on the clock and of the processor; bytes of its files; of the text alone."""

    articles: int
    mentions: int
    load_seconds: float
    load_processor: float
    publish_seconds: float
    index_seconds: float
    upkeep_seconds: float
    published_bytes: int
    index_bytes: int
    text_bytes: int
    zstd_bytes: int


def build(layout: Layout, number: int, *, texts: bool = True, words: int = WORDS) -> Built:
    """Build a warehouse of so many articles beside its index, and tell what that took."""
    import pyarrow as pa

    zstd = pa.Codec("zstd")
    load, processor, mentions, text, packed = 0.0, 0.0, 0, 0, 0
    known = sources()
    for place, news in enumerate(invented(number, BATCH, texts=texts, words=words)):
        whole = "\n".join(one.text for one in news.articles).encode()
        text, packed = text + len(whole), packed + len(zstd.compress(whole))
        mentions += sum(len(one.mentions) for one in news.enrichments)
        batch = Batch(sources=known, articles=news.articles) if not place else Batch(articles=news.articles)
        loaded = Loaded(f"b{place}", batch, news.articles, news.originals, news.enrichments)
        begun, spent = time.perf_counter(), time.process_time()
        with closing(open_writer(layout.live, BEGIN)) as connection:
            if not place:
                _configure(connection)
            store(connection, loaded, BEGIN)
        load, processor = load + time.perf_counter() - begun, processor + time.process_time() - spent
    published = seconds(lambda: publish(layout, BEGIN, rewritten=False))
    index = seconds(lambda: renew(layout, None))
    size = layout.published.stat().st_size, layout.search.stat().st_size
    upkeep = seconds(lambda: None)
    return Built(number, mentions, load, processor, published, index, upkeep, *size, text, packed)


def _configure(connection: object) -> None:
    insert(connection, "topics", [  # type: ignore[arg-type]
        {"topic_id": f"topic{one}", "name": f"Topic {one}", "definition": "", "parent": ""} for one in range(TOPICS)
    ])  # fmt: skip
    insert(connection, "series", [{"watch_id": "tension", "series": "coverage", "name": "Tension", "version": ""}])  # type: ignore[arg-type]


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes on the clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


__all__ = ["BATCH", "DAYS", "Built", "build", "seconds"]
