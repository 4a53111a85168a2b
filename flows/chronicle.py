"""Keep the record of runs: each is on disk before it does anything, and ends with what it did or why it could not."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex

from config.failures import JobFailed, Mistake
from flows.bench import Bench
from tasks.judgements import PassReport
from tasks.redact import without_secrets
from tasks.runs import Outcome, Run, counts_of
from warehouse import runs
from warehouse.layout import Layout
from warehouse.lock import only_pass
from warehouse.run_log import RunLog, within_run
from warehouse.state import State, StateError

EXPECTED = (Mistake, JobFailed, OSError)
"""What goes wrong outside the program, and says so in one line."""


class Account:
    """What a run has to say for itself when it ends."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.rejected: dict[str, int] = {}

    def of(self, report: PassReport) -> PassReport:
        """Take down what a pass did, and give it back."""
        self.counts, self.rejected = counts_of(report), dict(report.rejected)
        return report


@contextmanager
def recorded(bench: Bench, flow: str, now: datetime) -> Iterator[Account]:
    """Do a run of a flow alone, on the record from its start to its end. Raises AnotherPass if another one is at work.

    Its end is its start and the time that it took, so that a run over a moment of the past is on the record then.
    """
    with only_pass(bench.layout.lock, now):
        run = Run(_name(flow, now), flow, now, scheduled=bench.scheduled)
        account, began = Account(), time.monotonic()
        with within_run(run.run_id):
            _begin(bench, run)
            try:
                yield account
            except BaseException as error:
                outcome: Outcome = "failed" if isinstance(error, Exception) else "stopped"
                with suppress(StateError, OSError):  # what keeps it from being recorded is what it failed of
                    _end(bench, replace(run, outcome=outcome, detail=reason_of(error)), began)
                bench.log.error("run_failed", flow=flow, outcome=outcome, detail=reason_of(error))
                raise
            seconds = _end(bench, replace(run, outcome="done", counts=account.counts), began)
            rejected = {"rejected_by_reason": account.rejected} if account.rejected else {}
            bench.log.info("run_ended", flow=flow, seconds=round(seconds, 1), **account.counts, **rejected)


def record_false_start(
    layout: Layout, log: RunLog, flow: str, now: datetime, error: Exception, *, scheduled: bool
) -> None:
    """Put a run on the record that could not even begin, such as for a mistake in a file just edited."""
    run = Run(_name(flow, now), flow, now, now, "failed", reason_of(error), scheduled=scheduled)
    with within_run(run.run_id), suppress(StateError, OSError):
        with State(layout.state) as state:
            runs.end(state, run)
        log.error("run_failed", flow=flow, outcome="failed", detail=run.detail)


def reason_of(error: BaseException) -> str:
    """Say in one line why a run ended: in its own words where they are meant for people, else by where it happened.

    The words of a bug are left out, since they may hold the text that it fell over.
    """
    if isinstance(error, EXPECTED):
        return without_secrets(str(error))
    where = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(where[-1].filename).name}:{where[-1].lineno}" if where else ""
    return f"{type(error).__name__}{place}"


def _begin(bench: Bench, run: Run) -> None:
    with State(bench.layout.state) as state:
        for one in runs.begin(state, run):
            bench.log.warning("run_killed", flow=one.flow, killed_run=one.run_id, began=one.started_at.isoformat())
    bench.log.info("run_started", flow=run.flow, version=bench.version)


def _end(bench: Bench, run: Run, began: float) -> float:
    seconds = time.monotonic() - began
    with State(bench.layout.state) as state:
        runs.end(state, replace(run, ended_at=run.started_at + timedelta(seconds=seconds)))
    return seconds


def _name(flow: str, now: datetime) -> str:
    """Name a run so that a person knows it by sight; two of one second differ in their end."""
    return f"{flow}-{now:%Y%m%dT%H%M%S}-{token_hex(2)}"
