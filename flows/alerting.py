"""The Prefect flow that watches for spikes. Entrypoint: flows.alerting.watch."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow

from flows import pipeline
from flows.outcome import Telling, bench_for, concluded
from flows.report import judgement_line, judgement_page
from tasks.judgements import PassReport


@flow(name="watch", persist_result=False)
def watch(config: str, warehouse: str, at: datetime | None = None) -> PassReport:
    """Judge every watched series, record what was judged, and deliver each alert once. `at` replays a moment."""

    def work() -> PassReport:
        bench = bench_for("watch", Path(config), Path(warehouse))
        return pipeline.watch(bench, at or datetime.now(UTC))

    ended: PassReport = concluded("watch", work, Telling(judgement_page, judgement_line))
    return ended
