"""Let go, at the end of each pass that brings news in, of what the settings keep no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.bench import Bench
from warehouse.archive import Pruned
from warehouse.connect import Connection
from warehouse.fetched import forget_pages
from warehouse.prune import discard_unfinished, forget_damaged, prune_archive
from warehouse.state import State

PAGES_KEPT = timedelta(days=90)
"""How long it is remembered that a page was fetched: what a publisher's feeds show is younger, but for pages kept on purpose."""
LET_GO_EVERY = timedelta(days=1)
"""Looking through what a season of 1,000 pages a day has left takes some tenths of a second."""


def clean_up(bench: Bench, connection: Connection, now: datetime) -> None:
    """Remove damaged batches that are old and copies that a killed pass left half-made, and once a day old raw bytes and memories of pages.

    The caller holds the lock of the pass. Runs are let go of where they are recorded, the log where it is written, and
    Prefect's own records by its server.
    """
    settings = bench.config.settings
    set_aside = forget_damaged(bench.layout.spool, settings.spool.keep_damaged_days, now)
    left = discard_unfinished(bench.layout, now)
    raw, forgotten = _let_go(bench, connection, now)
    if raw.blobs or set_aside or left or forgotten:
        bench.log.info(
            "cleaned_up",
            raw_files=raw.blobs,
            raw_bytes=raw.freed_bytes,
            damaged_batches=set_aside,
            unfinished_files=left,
            remembered_pages=forgotten,
        )


def _let_go(bench: Bench, connection: Connection, now: datetime) -> tuple[Pruned, int]:
    """Let go, once a day, of raw bytes and of pages that were fetched long ago; return how many pages."""
    with State(bench.layout.state) as state:
        last = state.fact("let_go_at")
        if last is not None and last <= now < last + LET_GO_EVERY:
            return Pruned(), 0
        raw = prune_archive(connection, state, bench.layout.raw, bench.config.settings.archive, now)
        forgotten = forget_pages(state, now - PAGES_KEPT)
        state.remember("let_go_at", now)
    return raw, forgotten
