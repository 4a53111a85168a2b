"""The Prefect flow that brings news in. Entrypoint: flows.ingest.ingest."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow

from config.settings import flow_of
from flows import pipeline
from flows.outcome import Telling, bench_for, concluded
from flows.report import intake_line, intake_page
from tasks.judgements import PassReport


@flow(name="ingest", persist_result=False)
def ingest(config: str, warehouse: str, at: datetime | None = None, group: str = "") -> PassReport:
    """Poll the feeds, or those of a group, fetch and clean what is new, recognise who and what, and load it. `at` replays a moment."""
    name = flow_of(group)

    def work() -> PassReport:
        bench = bench_for(name, Path(config), Path(warehouse), group)
        return pipeline.ingest(bench, at or datetime.now(UTC))

    ended: PassReport = concluded(name, work, Telling(intake_page, intake_line))
    return ended
