"""From the spool to the warehouse: tell copies from originals, enrich, store once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from tempfile import TemporaryFile
from typing import Any

from flows.bench import Bench
from flows.furnish import KnownFurniture
from flows.steps import Step, even_batches, one_ahead
from tasks.dedupe import TextIndex, signature
from tasks.enrich import enrich_batch
from tasks.records import Article, Enrichment, WatchHit
from tasks.recurring import Cut
from tasks.twins import Readings, Twins
from tasks.watch import Series, WatchMatcher
from warehouse import read, spool, write
from warehouse.connect import Connection
from warehouse.revised import revisions_in_feeds
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


class KnownTexts:
    """What is known of texts, read when the first new one comes: that of weeks takes a second or two."""

    def __init__(self) -> None:
        self._index: TextIndex | None = None

    def index(self, bench: Bench, connection: Connection, now: datetime) -> TextIndex:
        """Return the originals of late, of which whoever loads keeps the index up to date."""
        if self._index is None:
            self._index = text_index(bench)
            for row in read.ask(connection, "text_signatures", since=now - COPIES_WITHIN):
                self._index.add(row["article_id"], row["text_sha256"], sample_of(row), row["owner_group"])
        return self._index


def load_spool(bench: Bench, connection: Connection, now: datetime, texts: KnownTexts | None = None) -> LoadReport:
    """Load every batch of the spool, each in one transaction, and drop it from the spool when it is committed.

    A batch is enriched in the worker processes while the one before it is stored. Who loads many times in a row, and nobody
    between, has what is known of `texts` read once.
    """
    waiting = spool.waiting(bench.layout.spool)
    if not waiting:
        return LoadReport()
    loading = _Loading(bench, connection, now, texts or KnownTexts())
    for batch in one_ahead(loading.begin, waiting):
        loading.finish(batch)
    return loading.report


NOTHING_TO_READ = Readings((), ())


@dataclass(frozen=True, slots=True)
class _Enriching:
    """A batch of the spool on its way through the workers; `batch` is None when it is loaded already or unreadable."""

    batch_id: str
    batch: Batch | None = None
    fresh: Sequence[Article] = ()
    cuts: Sequence[Cut] = ()
    originals: Mapping[str, str] = field(default_factory=dict)
    readings: Readings = NOTHING_TO_READ
    found: Iterable[Enrichment] = ()


class _Loading:
    """One loading of the spool: what it knows of texts, and of articles that are under way but not stored yet."""

    def __init__(self, bench: Bench, connection: Connection, now: datetime, texts: KnownTexts) -> None:
        self.report = LoadReport()
        self._bench = bench
        self._connection = connection
        self._now = now
        self._texts = texts
        self._furniture = KnownFurniture(connection)
        self._under_way: set[str] = set()
        self._twins = Twins()

    def begin(self, batch_id: str) -> _Enriching:
        """Take a batch from the spool, tell copies apart, and hand what has to be read to the workers."""
        if write.has_batch(self._connection, batch_id):
            return _Enriching(batch_id)
        batch = spool.take(self._bench.layout.spool, batch_id)
        if batch is None:
            self.report.damaged.append(batch_id)
            return _Enriching(batch_id)
        trimmed = self._furniture.trim(self._fresh(batch.articles), self._bench.clean_rules.min_words, self._now)
        fresh = trimmed.articles
        self._under_way.update(article.article_id for article in fresh)
        readings = self._twins.share(fresh)
        found = enrich(self._bench, readings.unread)
        batch = replace(batch, rejections=batch.rejections + trimmed.rejections)
        return _Enriching(batch_id, batch, fresh, trimmed.cuts, self._originals(fresh), readings, found)

    def finish(self, begun: _Enriching) -> None:
        """Store a batch when it is enriched."""
        if begun.batch is not None:
            enrichments = begun.readings.complete(begun.found)
            revised = revisions_in_feeds(self._connection, begun.batch.retitled)
            loaded = Loaded(
                begun.batch_id, begun.batch, tuple(begun.fresh), begun.originals, enrichments,
                learned=self._furniture.learned, cuts=tuple(begun.cuts), revisions=write.rows_of(revised),
                clean_version=self._bench.clean_version, enrich_version=self._bench.enrich_version,
                recogniser=self._bench.recogniser,
            )  # fmt: skip
            write.store(self._connection, loaded, self._now)
            self._under_way.difference_update(article.article_id for article in begun.fresh)
            self._count(begun, begun.batch)
        spool.drop(self._bench.layout.spool, begun.batch_id)

    def _fresh(self, articles: Sequence[Article]) -> list[Article]:
        """Return the articles that are neither stored nor under way, each once."""
        once = {article.article_id: article for article in reversed(articles)}
        known = write.known_articles(self._connection, list(once)) | self._under_way
        return [
            article
            for article in articles
            if once.get(article.article_id) is article and article.article_id not in known
        ]

    def _originals(self, fresh: Sequence[Article]) -> dict[str, str]:
        originals: dict[str, str] = {}
        if not fresh:
            return originals
        texts = self._texts.index(self._bench, self._connection, self._now)
        for article in fresh:
            source = self._bench.sources.get(article.source_id)
            publisher = source.owner_group if source else article.source_id
            original = texts.find_original(article.text_sha256, article.signature, publisher)
            originals[article.article_id] = original or article.article_id
            if original is None:
                texts.add(article.article_id, article.text_sha256, article.signature, publisher)
        return originals

    def _count(self, begun: _Enriching, batch: Batch) -> None:
        self.report.loaded += len(begun.fresh)
        self.report.already_known += len(batch.articles) - len(begun.fresh)
        self.report.copies += sum(original != article_id for article_id, original in begun.originals.items())
        self.report.rejected.update(rejection.reason for rejection in batch.rejections)


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
            yield from matcher.hits(one.article_id, one.source_id, one.title, one.text, one.mentions, one.topics)
        after = stored[-1].article_id


def sample_of(row: Mapping[str, Any]) -> bytes:
    """Return the sample of a stored text, drawn again where it was forgotten."""
    return bytes(row["signature"]) or signature(row["text"], row["title"])


def text_index(bench: Bench) -> TextIndex:
    """Return an index of texts, empty, whose records lie beside the warehouse in a file that goes with it."""
    return TextIndex(file=TemporaryFile(dir=bench.layout.live.parent))


def enrich(bench: Bench, articles: Sequence[Article]) -> Iterator[Enrichment]:
    """Read articles in the worker processes, in their order."""
    step: Step[tuple[Article, ...], list[Enrichment]] = Step("enrich articles", enrich_batch, cpu=True, retries=1)
    settings = bench.config.settings.enrich
    return chain.from_iterable(bench.each(step, even_batches(articles, settings.batch, settings.processes)))
