"""From the spool to the warehouse: tell copies from originals, enrich, match watches, store once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from flows.bench import Bench
from flows.steps import Step, even_batches
from tasks.dedupe import TextIndex
from tasks.enrich import enrich_batch
from tasks.records import Article, Enrichment, WatchHit
from tasks.watch import Series, WatchMatcher
from warehouse import read, spool, write
from warehouse.connect import Connection
from warehouse.spool import Batch
from warehouse.write import Loaded

COPIES_WITHIN = timedelta(days=30)
"""How long a text is remembered as a possible original: a wire story is reprinted within days."""

HISTORY_BATCH = 2_000
"""Stored articles matched at a time when a rule is new: some 10 MB of text."""


@dataclass(slots=True)
class LoadReport:
    """What loading did, counted in articles and rejections."""

    loaded: int = 0
    already_known: int = 0
    copies: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    damaged: list[str] = field(default_factory=list)


def load_spool(bench: Bench, connection: Connection, series: Sequence[Series], now: datetime) -> LoadReport:
    """Load every batch of the spool, each in one transaction, and drop it from the spool when it is committed."""
    report = LoadReport()
    waiting = spool.waiting(bench.layout.spool)
    if not waiting:
        return report
    index = _known_texts(connection, now)
    matcher = WatchMatcher(series, bench.config.topics)
    for batch_id in waiting:
        if not write.has_batch(connection, batch_id):
            batch = spool.take(bench.layout.spool, batch_id)
            if batch is None:
                report.damaged.append(batch_id)
                continue
            _load(bench, connection, batch_id, batch, index, matcher, now, report)
        spool.drop(bench.layout.spool, batch_id)
    return report


def _load(
    bench: Bench,
    connection: Connection,
    batch_id: str,
    batch: Batch,
    index: TextIndex,
    matcher: WatchMatcher,
    now: datetime,
    report: LoadReport,
) -> None:
    fresh = _fresh(connection, batch.articles)
    originals = _originals(index, fresh)
    enrichments = list(_enrich(bench, fresh))
    hits = [
        hit
        for article, found in zip(fresh, enrichments, strict=True)
        for hit in matcher.hits(article.article_id, article.title, article.text, found.mentions, found.topics)
    ]
    loaded = Loaded(batch_id, batch, tuple(fresh), originals, tuple(enrichments), tuple(hits))
    write.store(connection, loaded, now)
    report.loaded += len(fresh)
    report.already_known += len(batch.articles) - len(fresh)
    report.copies += sum(original != article_id for article_id, original in originals.items())
    report.rejected.update(rejection.reason for rejection in batch.rejections)


def match_history(bench: Bench, connection: Connection, series: Sequence[Series]) -> int:
    """Apply new and changed series to everything stored, without recognising anything anew; return how many those were."""
    known = {(row["watch_id"], row["series"]): row["version"] for row in read.ask(connection, "series_versions")}
    changed = [one for one in series if known.get((one.watch_id, one.series)) != one.rule_hash]
    gone = set(known) - {(one.watch_id, one.series) for one in series}
    if not changed and not gone:
        return 0
    rows = [
        {"watch_id": one.watch_id, "series": one.series, "name": one.name, "version": one.rule_hash} for one in changed
    ]
    write.replace_series(
        connection, rows, sorted(gone), list(_history_hits(connection, WatchMatcher(changed, bench.config.topics)))
    )
    return len(changed)


def _history_hits(connection: Connection, matcher: WatchMatcher) -> Iterator[WatchHit]:
    after = ""
    while True:
        stored = read.stored_articles(connection, after, HISTORY_BATCH)
        if not stored:
            return
        for one in stored:
            yield from matcher.hits(one.article_id, one.title, one.text, one.mentions, one.topics)
        after = stored[-1].article_id


def _known_texts(connection: Connection, now: datetime) -> TextIndex:
    index = TextIndex()
    for row in read.ask(connection, "text_signatures", since=now - COPIES_WITHIN):
        index.add(row["article_id"], row["text_sha256"], bytes(row["signature"]))
    return index


def _fresh(connection: Connection, articles: Sequence[Article]) -> list[Article]:
    """Return the articles the warehouse does not have, each once."""
    once = {article.article_id: article for article in reversed(articles)}
    known = write.known_articles(connection, list(once))
    return [
        article for article in articles if once.get(article.article_id) is article and article.article_id not in known
    ]


def _originals(index: TextIndex, fresh: Sequence[Article]) -> dict[str, str]:
    originals: dict[str, str] = {}
    for article in fresh:
        original = index.find_original(article.text_sha256, article.signature)
        originals[article.article_id] = original or article.article_id
        if original is None:
            index.add(article.article_id, article.text_sha256, article.signature)
    return originals


def _enrich(bench: Bench, articles: Sequence[Article]) -> Iterator[Enrichment]:
    step: Step[tuple[Article, ...], list[Enrichment]] = Step("enrich articles", enrich_batch, cpu=True, retries=1)
    enrich = bench.config.settings.enrich
    return chain.from_iterable(bench.each(step, even_batches(articles, enrich.batch, enrich.processes)))
