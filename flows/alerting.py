"""The Prefect flow that watches for spikes. Entrypoint: flows.alerting.watch."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows import pipeline
from flows.outcome import concluded
from flows.prefect_each import under_prefect
from flows.prepare import prepare
from flows.report import markdown
from tasks.judgements import PassReport


@flow(name="watch", persist_result=False)
def watch(config: str, warehouse: str, at: datetime | None = None) -> PassReport:
    """Judge every watched series, record what was judged, and deliver each alert once. `at` replays a moment."""

    def work() -> PassReport:
        bench = prepare(Path(config), Path(warehouse), under_prefect, sys.stdout)
        report = pipeline.watch(bench, at or datetime.now(UTC))
        create_markdown_artifact(
            markdown("What is unusual", report), key="watch", description="What one judgement found"
        )
        return report

    ended: PassReport = concluded("watch", work)
    return ended
