"""Let go, at the end of each pass that brings news in, of what the settings keep no longer."""

from __future__ import annotations

from datetime import datetime

from flows.bench import Bench
from warehouse.connect import Connection
from warehouse.prune import discard_unfinished, forget_damaged, prune_archive


def clean_up(bench: Bench, connection: Connection, now: datetime) -> None:
    """Remove raw bytes and damaged batches that are old, and copies that a killed pass left half-made.

    The caller holds the lock of the pass. Runs are let go of where they are recorded, the log where it is written, and
    Prefect's own records by its server.
    """
    settings = bench.config.settings
    raw = prune_archive(connection, bench.layout.raw, settings.archive, now)
    set_aside = forget_damaged(bench.layout.spool, settings.spool.keep_damaged_days, now)
    left = discard_unfinished(bench.layout)
    if raw.blobs or set_aside or left:
        bench.log.info(
            "cleaned_up",
            raw_files=raw.blobs,
            raw_bytes=raw.freed_bytes,
            damaged_batches=set_aside,
            unfinished_files=left,
        )
