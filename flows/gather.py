"""From feeds to the spool: poll, fetch, clean, and make each batch durable before anything forgets it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain

from flows.bench import Bench
from flows.polling import Polled, poll
from flows.steps import Step, batches, even_batches, one_ahead
from tasks.clean import clean_documents
from tasks.fetch import FetchBatch, Fetched, PageRequest, fetch_batch
from tasks.hosts import batches_by_host
from tasks.http import LEFT_ALONE
from tasks.manners import Manners
from tasks.page_tries import NextTry, next_try
from tasks.records import Article, DateClaim, Document, Entry, Page, Rejection, Source, Trouble
from tasks.severity import is_silence
from warehouse import archive, spool
from warehouse.fetched import known_manners, recall_pages, remember_manners, remember_pages
from warehouse.spool import Batch, PageFacts, content_of, facts_of
from warehouse.state import State, WaitingEntry

ENTRIES_A_BATCH = 120
"""Entries between two durable points: what a kill can cost is the fetching of this many pages."""

DOCUMENTS_A_BATCH = 64
"""Documents cleaned per call of a worker process: a second or so. Under Prefect each call is a task, which costs 0.1 s."""


def gather(bench: Bench, now: datetime, everything: bool = False) -> Polled:
    """Poll the feeds that are due, or all (`everything`), then fetch and clean what waits, batch by durable batch.

    A batch is cleaned in the worker processes while the next one is fetched; pages of one batch only are under way at a
    time, since a host's turns are kept within a batch.
    """
    with State(bench.layout.state) as state:
        polled = poll(bench, state, now, everything)
        fetched = _fetched(bench, state, batches(state.due(now), ENTRIES_A_BATCH), now)
        for batch in one_ahead(partial(_begin_cleaning, bench, state, now, polled.heard), fetched):
            _settle(bench, state, batch)
    return polled


@dataclass(frozen=True, slots=True)
class _Cleaning:
    """A batch of entries on its way through the workers."""

    settled: Sequence[Entry]
    again: Sequence[NextTry]
    pages: Sequence[PageFacts]
    rejections: Sequence[Rejection]
    cleaned: Iterator[Article | Rejection]


Brought = tuple[Sequence[WaitingEntry], dict[str, Page | Trouble]]
"""Entries, and what the address of each gave, by entry id."""


def _fetched(bench: Bench, state: State, entries: Sequence[Sequence[WaitingEntry]], now: datetime) -> Iterator[Brought]:
    """Yield each batch with what was fetched for it, when fetching the next has begun, by the manners learned so far."""
    manners = known_manners(state)
    coming = _begin_fetching(bench, state, entries[0] if entries else (), manners, now)
    for place, waiting in enumerate(entries):
        recalled, fetching = coming
        results: dict[str, Page | Trouble] = dict(recalled)
        for fetched in fetching:
            manners = manners.then(fetched.manners)
            results |= {one.request.entry_id: one.result for one in fetched.pages}
        remember_manners(state, manners)
        if place + 1 < len(entries):
            coming = _begin_fetching(bench, state, entries[place + 1], manners, now)
        yield waiting, results


def _begin_fetching(
    bench: Bench, state: State, waiting: Sequence[WaitingEntry], manners: Manners, now: datetime
) -> tuple[dict[str, Page], Iterator[Fetched]]:
    """Recall the pages that were fetched before, and begin to fetch the others."""
    requests = [PageRequest(one.entry.url, one.entry.entry_id) for one in waiting if one.entry.url]
    known = recall_pages(state, bench.layout.raw, [one.url for one in requests])
    wanted = batches_by_host([one for one in requests if one.url not in known], ENTRIES_A_BATCH)
    step = Step("fetch pages", partial(fetch_batch, rules=bench.page_rules, now=now), retries=1)
    fetching = bench.each(step, [FetchBatch(batch, manners) for batch in wanted])
    return {one.entry_id: known[one.url] for one in requests if one.url in known}, fetching


def _begin_cleaning(bench: Bench, state: State, now: datetime, heard: bool, fetched: Brought) -> _Cleaning:
    """Archive the pages and hand them to the workers.

    Without any answer, from feeds or pages, our own network is gone, which says nothing of a page: that is no try.
    """
    waiting, results = fetched
    if results and not heard and all(_is_silence(one) for one in results.values()):
        waiting = [one for one in waiting if one.entry.entry_id not in results]
    asked = [one for one in waiting if not _was_left_alone(results.get(one.entry.entry_id))]
    again = [one for one in (_next_try(one, results.get(one.entry.entry_id), now) for one in asked) if one]
    put_off = {one.entry_id for one in again}
    ended = [one for one in asked if one.entry.entry_id not in put_off]
    settled = [one.entry for one in ended]
    made = [document_of(bench, one.entry, _tried(one, results.get(one.entry.entry_id)), now) for one in ended]
    cleaned = clean(bench, [one for one in made if isinstance(one, Document)])
    pages = [(entry, page) for entry in settled if isinstance(page := results.get(entry.entry_id), Page)]
    for _, page in pages:
        archive.store(bench.layout.raw, page.body, page.sha256)
    remember_pages(state, [page for _, page in pages])
    return _Cleaning(
        settled=settled,
        again=again,
        pages=[facts_of(page, entry) for entry, page in pages],
        rejections=[one for one in made if isinstance(one, Rejection)],
        cleaned=cleaned,
    )


def _settle(bench: Bench, state: State, batch: _Cleaning) -> None:
    """Wait for the cleaned batch; its outcomes are in the spool before the state forgets its entries."""
    cleaned = list(batch.cleaned)
    if batch.settled:
        made = Batch(
            pages=tuple(batch.pages),
            articles=tuple(one for one in cleaned if isinstance(one, Article)),
            rejections=(*batch.rejections, *(one for one in cleaned if isinstance(one, Rejection))),
            contents=tuple(content_of(entry) for entry in batch.settled),
        )
        spool.put(bench.layout.spool, made)
    state.settle([entry.entry_id for entry in batch.settled], batch.again)


def clean(bench: Bench, documents: Sequence[Document]) -> Iterator[Article | Rejection]:
    """Clean documents in the worker processes, in their order."""
    step = Step("clean pages", partial(clean_documents, rules=bench.clean_rules), cpu=True, retries=1)
    workers = bench.config.settings.enrich.processes
    return chain.from_iterable(bench.each(step, even_batches(documents, DOCUMENTS_A_BATCH, workers)))


def _is_silence(result: Page | Trouble) -> bool:
    return isinstance(result, Trouble) and is_silence(result.reason)


def _was_left_alone(result: Page | Trouble | None) -> bool:
    """Tell whether a page was not asked for, since its host asked to wait: that is no try."""
    return isinstance(result, Trouble) and result.reason == LEFT_ALONE


def _next_try(waiting: WaitingEntry, result: Page | Trouble | None, now: datetime) -> NextTry | None:
    if not isinstance(result, Trouble):
        return None
    return next_try(waiting.entry.entry_id, result, waiting.attempts + 1, now)


def _tried(waiting: WaitingEntry, result: Page | Trouble | None) -> Page | Trouble | None:
    """Let a page that is given up say how often it was asked for."""
    if not isinstance(result, Trouble) or not waiting.attempts:
        return result
    told = (
        f"{result.detail} (tried {waiting.attempts + 1} times since {waiting.entry.first_seen_at:%Y-%m-%d %H:%M} UTC)"
    )
    return replace(result, detail=told)


def document_of(bench: Bench, entry: Entry, result: Page | Trouble | None, now: datetime) -> Document | Rejection:
    """Put together what is known of an entry; a page that could not be had leaves the feed's own full content."""
    if isinstance(result, Trouble) and not entry.content_html:
        return Rejection(entry.url, entry.source_id, result.reason, result.detail, now, entry_id=entry.entry_id)
    page = result if isinstance(result, Page) else None
    claims: tuple[DateClaim, ...] = ()
    if entry.published_at is not None:
        claims = (DateClaim("feed", entry.published_at, entry.published_precision, entry.published_raw),)
    return Document(
        url=entry.url,
        source=_source(bench, entry),
        first_seen_at=entry.first_seen_at,
        fetched_at=now,
        html=page.body if page else b"",
        content_type=page.content_type if page else "",
        title=entry.title,
        author=entry.author,
        feed_html=entry.content_html or entry.summary_html,
        feed_html_is_full=bool(entry.content_html),
        claims=claims,
        raw_sha256=page.sha256 if page else "",
        entry_id=entry.entry_id,
        final_url=page.final_url if page else "",
        feed_language=entry.language,
    )


def _source(bench: Bench, entry: Entry) -> Source:
    """Return the entry's publisher, also when it was taken out of the configuration meanwhile."""
    unknown = Source(entry.source_id, entry.source_id, "ZZ", entry.language or "und", entry.source_id, "UTC")
    return bench.sources.get(entry.source_id, unknown)
