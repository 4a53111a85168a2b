"""The one order of steps. Nothing here knows what runs them: a loop, a pool, or Prefect.

ingest   poll → parse → fetch → clean → spool → tell copies apart → enrich → load → deliver what waits
watch    judge each day → decide → record → deliver
publish  what people open
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from flows import recheck
from flows.bench import Bench
from flows.chronicle import recorded
from flows.deliver import post_of, send_due
from flows.gather import clean, gather
from flows.load import KnownTexts, LoadReport, load_spool, match_history
from flows.recheck import Looks
from flows.refused_dates import RefusedDates
from flows.relink import LinkReport
from flows.relink import relink as link_anew
from flows.reprocess import Chosen, ReprocessReport
from flows.reprocess import reprocess as make_anew
from flows.steps import one_ahead
from flows.sums import Sums, sum_up
from flows.upkeep import clean_up
from flows.watch import shares_of
from flows.watch import watch as judge_and_deliver
from tasks.gazetteer import Gazetteer
from tasks.hosts import without_credentials
from tasks.judgements import PassReport
from tasks.records import Article, Document, Rejection, Trouble
from warehouse import publish, spool, write
from warehouse.connect import Connection, writing
from warehouse.spool import Batch
from warehouse.state import State

T = TypeVar("T")

DOCUMENTS_A_BATCH = 500
"""Imported documents between two durable points: some seconds of work, some megabytes of memory."""


def ingest(bench: Bench, now: datetime, everything: bool = False) -> PassReport:
    """Poll the feeds that are due, or all (`everything`), fetch, clean, and load what is new.

    What an interrupted pass left in the spool is loaded first.
    """
    with recorded(bench, bench.ingest_flow, now) as run:
        left_over = _load(bench, now)
        gathered = gather(bench, now, everything)
        loaded, looks, sums = _take_in(bench, now)
        with State(bench.layout.state) as state:
            given_up = send_due(post_of(bench), state, now)  # what an earlier pass could not send
        unindexed = _publish(bench, now)
        report = _report(now, left_over, loaded)
        return run.of(
            replace(
                report,
                polls=dict(gathered.polls),
                new_entries=gathered.new_entries,
                troubles=(*report.troubles, *gathered.troubles, *sums.fallen, *unindexed),
                failures=sums.failures,
                not_due=gathered.not_due,
                suspended=gathered.suspended,
                by_source=sums.by_source,
                looked_again=looks.pages,
                revisions=looks.revisions,
                given_up=tuple(given_up),
            )
        )


def watch(bench: Bench, now: datetime) -> PassReport:
    """Judge every series as of now, record and deliver."""
    with recorded(bench, "watch", now) as run:
        with _opened(bench, now) as connection:
            alerts, given_up = judge_and_deliver(bench, connection, bench.series, now)
            shares = shares_of(bench, connection, now)
        _publish(bench, now, force=bool(alerts or given_up))
        return run.of(PassReport(now, alerts=alerts, given_up=given_up, shares=shares))


def bring_in(
    bench: Bench, documents: Iterable[Document | Rejection], now: datetime, progress: Callable[[int], None]
) -> PassReport:
    """Clean and load documents that come from files instead of feeds, a durable batch at a time."""
    loads: list[LoadReport] = []
    refused, texts = RefusedDates(bench.log), KnownTexts()
    with recorded(bench, "import", now) as run:
        chunks = _chunks(documents, DOCUMENTS_A_BATCH)
        for some, cleaned in one_ahead(lambda chunk: (chunk, _begin_cleaning(bench, chunk)), chunks):
            spool.put(bench.layout.spool, _imported(some, cleaned))
            loads.append(_load(bench, now, texts))
            refused.note(some)
            progress(len(some))
        _publish(bench, now, force=True)
        return run.of(replace(_report(now, *loads), refused_dates=dict(refused.counts), unread_date=refused.unread))


def reprocess(bench: Bench, now: datetime, chosen: Chosen, progress: Callable[[int], None]) -> ReprocessReport:
    """Clean and read anew what is stored, without the network."""
    with recorded(bench, "reprocess", now):
        _load(bench, now)
        with _opened(bench, now) as connection:
            report = make_anew(bench, connection, now, chosen, progress)
        _publish(bench, now, force=True)
    return report


def relink(bench: Bench, now: datetime, since: datetime | None, progress: Callable[[int, int], None]) -> LinkReport:
    """Link what is stored by the files of today, without recognising anything anew."""
    with recorded(bench, "relink", now):
        with _opened(bench, now) as connection:
            report = link_anew(bench, connection, since, progress, store=True)
        _publish(bench, now, force=True)
    return report


def _take_in(bench: Bench, now: datetime) -> tuple[LoadReport, Looks, Sums]:
    """Load what waits in the spool, look again at the pages that are due, and sum up.

    The warehouse is opened once where no page is due, and not held while the hosts of those that are due are asked.
    """
    waits = bool(spool.waiting(bench.layout.spool))
    with _opened(bench, now) if waits else writing(bench.layout.live, now) as connection:
        loaded = load_spool(bench, connection, now) if waits else LoadReport()
        due = recheck.due_pages(bench, connection, now) if bench.config.settings.recheck.enabled else ()
        if not due:
            return loaded, Looks(), _ended(bench, connection, now)
    looks = list(recheck.look_again(bench, due, now))
    with writing(bench.layout.live, now) as connection:
        return loaded, recheck.record(bench, connection, looks, now), _ended(bench, connection, now)


def _begin_cleaning(bench: Bench, documents: Sequence[Document | Rejection]) -> Iterator[Article | Rejection]:
    return clean(bench, [one for one in documents if isinstance(one, Document)])


def _imported(documents: Sequence[Document | Rejection], cleaned: Iterable[Article | Rejection]) -> Batch:
    outcomes = [*(one for one in documents if isinstance(one, Rejection)), *cleaned]
    sources = {one.source.source_id: one.source for one in documents if isinstance(one, Document)}
    return Batch(
        sources=tuple(sources.values()),
        articles=tuple(one for one in outcomes if isinstance(one, Article)),
        rejections=tuple(one for one in outcomes if isinstance(one, Rejection)),
    )


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _load(bench: Bench, now: datetime, texts: KnownTexts | None = None) -> LoadReport:
    """Load what waits in the spool, if anything does."""
    if not spool.waiting(bench.layout.spool):
        return LoadReport()
    with _opened(bench, now) as connection:
        return load_spool(bench, connection, now, texts)


def _ended(bench: Bench, connection: Connection, now: datetime) -> Sums:
    """Sum the pass up, and clear away what is old."""
    sums = sum_up(connection, now)
    clean_up(bench, connection, now)
    return sums


@contextmanager
def _opened(bench: Bench, now: datetime) -> Iterator[Connection]:
    """Open the writer's warehouse with what is configured written into it and applied to its history."""
    publish.adopt_published(bench.layout)
    with writing(bench.layout.live, now) as connection:
        if not write.is_synced(connection, bench.fingerprint):
            _sync(bench, connection)
        match_history(bench, connection, bench.series)
        yield connection


def _sync(bench: Bench, connection: Connection) -> None:
    """Write what is configured into the warehouse."""
    config = bench.config
    gazetteer = Gazetteer(config.entities, config.guards)
    topics = [
        {"topic_id": name, "name": one.name, "definition": one.definition, "parent": one.parent or ""}
        for name, one in config.topics.items()
    ]
    write.sync_configured(
        connection,
        list(bench.sources.values()),
        [replace(feed, url=without_credentials(feed.url)) for feed in bench.feeds],
        list(gazetteer.entities.values()),
        gazetteer.names(),
        topics,
        bench.fingerprint,
    )


def _publish(bench: Bench, now: datetime, *, force: bool = False) -> tuple[str, ...]:
    """Renew the file people open, unless it was renewed a moment ago; return what went wrong beside it.

    A clock that was set back says nothing of when that was.
    """
    every = timedelta(minutes=bench.config.settings.publish_every_minutes)
    with State(bench.layout.state) as state:
        last = state.fact("published_at")
        if force or last is None or not last <= now < last + every or not bench.layout.published.exists():
            index = publish.publish(bench.layout, now)
            state.remember("published_at", now)
            return (index.detail,) if isinstance(index, Trouble) else ()
    return ()


def _report(now: datetime, *loads: LoadReport) -> PassReport:
    rejected: Counter[str] = Counter()
    for one in loads:
        rejected.update(one.rejected)
    return PassReport(
        now,
        loaded=sum(one.loaded for one in loads),
        already_known=sum(one.already_known for one in loads),
        copies=sum(one.copies for one in loads),
        rejected=dict(rejected),
        troubles=tuple(f"spool batch {name} is damaged and was set aside" for one in loads for name in one.damaged),
    )
