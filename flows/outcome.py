"""How a pass ends that a schedule began: in one line for people and in a state for Prefect's page, never in a traceback."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect.artifacts import create_markdown_artifact
from prefect.runtime import deployment
from prefect.states import Completed, Failed

from config.failures import JobFailed, Mistake
from flows.bench import Bench
from flows.chronicle import record_false_start
from flows.prefect_each import under_prefect
from flows.prefect_home import SHOWN_LOG
from flows.prepare import prepare
from tasks.judgements import PassReport
from tasks.plain import plain
from warehouse.layout import Layout
from warehouse.lock import AnotherPass
from warehouse.run_log import RunLog

PATIENCE_SECONDS = 600.0
"""How long a scheduled pass waits for the one at work: `watch` for an `ingest` of many feeds, not for one that hangs."""

LOOK_SECONDS = 2.0

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Telling:
    """How a pass is told: its page in Prefect, given how many seconds it took, and its line on the screen."""

    page: Callable[[PassReport, float], str]
    line: Callable[[PassReport], str]


def bench_for(flow: str, config: Path, warehouse: Path, group: str = "") -> Bench:
    """Put together what a run of a flow needs; a mistake in the configuration is on the record before it is raised."""
    echo = sys.stdout if os.environ.get(SHOWN_LOG) else None
    try:
        bench = prepare(config, warehouse, under_prefect, sys.stdout, echo)
        if group and group not in bench.config.settings.schedules.groups:
            raise Mistake(f"settings.yaml: schedules.groups: there is no {group!r} any more; start the schedule anew")
        return replace(bench, scheduled=deployment.id is not None, group=group)
    except Mistake as error:
        layout = Layout(warehouse)
        record_false_start(
            layout, RunLog(layout.log, echo=echo), flow, datetime.now(UTC), error, scheduled=deployment.id is not None
        )
        raise


def concluded(name: str, work: Callable[[], PassReport], telling: Telling) -> Any:
    """Run a pass and leave its page in Prefect.

    Called by hand, it gives its report or raises. In a scheduled run it waits for its turn, tells the outcome in one
    line, and gives what Prefect shows.
    """

    def with_page() -> PassReport:
        began = time.monotonic()
        report = work()
        page = telling.page(report, time.monotonic() - began)
        create_markdown_artifact(page, key=name, description=telling.line(report))
        return report

    if deployment.id is None:
        return with_page()

    def tell(line: str) -> None:
        print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC  {name}: {line}", flush=True)

    try:
        report = in_turn(with_page, tell)
    except AnotherPass as error:
        line = f"skipped: the pass at work ({error.holder}) has not ended within {PATIENCE_SECONDS / 60:.0f} minutes"
        tell(line)
        return Completed(name="Skipped", message=line)
    except (Mistake, JobFailed, OSError) as error:
        line = "; ".join(str(error).splitlines())
        tell(f"failed: {line}")
        return Failed(message=line)
    except Exception as error:
        tell(
            f"failed: {type(error).__name__}: {plain(str(error))}; this is a mistake in Brinkwatch: runs.log says where"
        )
        raise
    tell(telling.line(report))
    return report


def in_turn(
    work: Callable[[], PassReport],
    tell: Tell,
    patience_seconds: float = PATIENCE_SECONDS,
    look_seconds: float = LOOK_SECONDS,
) -> PassReport:
    """Work when no other pass does; say once that it waits. Raises AnotherPass when patience is at its end."""
    until = time.monotonic() + patience_seconds
    waiting = False
    while True:
        try:
            return work()
        except AnotherPass as error:
            if time.monotonic() >= until:
                raise
            if not waiting:
                tell(f"waits for the pass at work ({error.holder}), {patience_seconds / 60:.0f} minutes at the most")
            waiting = True
        time.sleep(look_seconds)
