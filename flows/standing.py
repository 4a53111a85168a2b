"""Put together how everything stands: runs, lag, feeds, spool, disk, messages, and what of it is wrong. Changes nothing."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from config.failures import JobFailed
from config.models import Config
from config.settings import INGEST
from flows.bench import feeds_of, health_rules_of
from flows.health import LOOKED_BACK, gap_of, intake_of, nearest_folder, next_start, room_of
from tasks.health import (
    Finding,
    HealthRules,
    Intake,
    Queue,
    bad_end,
    full_disk,
    late_run,
    never_ran,
    old_snapshot,
    silent_intake,
    stuck_queue,
    stuck_spool,
    troubled_feeds,
    unreadable,
)
from tasks.runs import Run
from warehouse import runs, spool
from warehouse.connect import looking_into
from warehouse.disk import sizes
from warehouse.layout import Layout
from warehouse.lock import holder
from warehouse.read import ask
from warehouse.read_state import reading, remembered_states

T = TypeVar("T")

LAG_DAYS = 7
"""Days of which the lag is told: whole weeks, since publishers and polls keep other hours on weekends."""


@dataclass(frozen=True, slots=True)
class FlowStanding:
    """How a flow fares: its last run, its last that was done, and when it is due next if a schedule serves it."""

    flow: str
    last: Run | None = None
    last_done: Run | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lag:
    """Seconds that something took: how many were measured, half of them within `middle`, 95 % within `late`."""

    number: int = 0
    middle: float | None = None
    late: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How everything stands at a moment. What could not be read is empty, and a finding says why."""

    at: datetime
    at_work: str = ""
    scheduler: str = ""
    flows: tuple[FlowStanding, ...] = ()
    lags: Mapping[str, Lag] = field(default_factory=dict)
    newest_article_at: datetime | None = None
    feeds: Mapping[str, int] = field(default_factory=dict)
    spool_batches: int = 0
    spool_oldest_at: datetime | None = None
    spool_damaged: int = 0
    disk: Mapping[str, int] = field(default_factory=dict)
    free_bytes: int = 0
    snapshot_at: datetime | None = None
    queue: Queue = field(default_factory=Queue)
    findings: tuple[Finding, ...] = ()


def standing_of(config: Config, layout: Layout, now: datetime) -> Standing:
    """Look at everything once, whatever is missing, damaged or at work."""
    rules, broken = health_rules_of(config.settings), list[Finding]()
    at_work = holder(layout.lock)
    remembered = _or(broken, lambda: _of_state(layout, now)) or _Remembered()
    past = remembered.runs
    if not at_work:
        past = [replace(run, outcome="killed") if run.outcome == "running" else run for run in past]
    feeds = _or(broken, lambda: remembered_states(layout.state, feeds_of(config))) or {}
    intake, lags = _or(broken, lambda: _of_warehouse(layout, past, now)) or (None, {})
    standing = Standing(
        at=now,
        at_work=at_work,
        scheduler=holder(layout.schedule_lock),
        flows=tuple(_flow(config, flow, past, now) for flow in _flows(config, past, now)),
        lags=lags,
        newest_article_at=intake.newest if intake else None,
        feeds=dict(Counter(state.condition for state in feeds.values())),
        **_of_spool(layout.spool),  # type: ignore[arg-type]
        disk=sizes(layout),
        free_bytes=shutil.disk_usage(nearest_folder(layout.published)).free,
        snapshot_at=remembered.published_at if layout.published.exists() else None,
        queue=remembered.queue,
    )
    found = _findings(config, layout, standing, past, intake, rules)
    unique = {one.line: one for one in (*broken, *found)}
    return replace(standing, findings=tuple(unique.values()))


def _findings(
    config: Config, layout: Layout, standing: Standing, past: Sequence[Run], intake: Intake | None, rules: HealthRules
) -> Iterator[Finding]:
    """Judge all of it."""
    now = standing.at
    gaps = [gap_of(config.settings, flow, past, now) for flow in config.settings.schedules.by_flow()]
    yield from filter(None, [
        never_ran(past),
        *(late_run(gap, now, rules) for gap in gaps if gap is not None),
        *(bad_end(one.last) for one in standing.flows if one.last is not None),
        silent_intake(intake, _asked_until(past, now), rules) if intake is not None else None,
        troubled_feeds(standing.feeds),
        stuck_queue(standing.queue, now, rules),
        stuck_spool(standing.spool_oldest_at, standing.spool_damaged, now, at_work=bool(standing.at_work)),
        old_snapshot(
            standing.snapshot_at,
            max((one.last_done.ended_at for one in standing.flows if one.last_done and one.last_done.ended_at), default=None),
            timedelta(minutes=config.settings.publish_every_minutes),
        ),
        full_disk(room_of(layout), rules),
    ])  # fmt: skip


def _asked_until(past: Sequence[Run], now: datetime) -> datetime:
    """Return until when articles could come: now, unless passes are made by hand, and then until the last one.

    A flow of a schedule that stands still is a trouble of its own.
    """
    asked = [run for run in past if run.flow.startswith(INGEST)]
    by_hand = bool(asked) and not any(run.scheduled for run in asked)
    return min(now, asked[-1].ended_at or now) if by_hand else now


@dataclass(frozen=True, slots=True)
class _Remembered:
    """What the state file tells."""

    runs: Sequence[Run] = ()
    queue: Queue = field(default_factory=Queue)
    published_at: datetime | None = None


def _of_state(layout: Layout, now: datetime) -> _Remembered:
    with reading(layout.state) as connection:
        if connection is None:
            return _Remembered()

        def asking(question: str, values: Sequence[object]) -> list[tuple[str, ...]]:
            return connection.execute(question, tuple(values)).fetchall()

        past = [
            run for run in runs.runs_since(asking, now - LOOKED_BACK) if run.started_at <= now
        ]  # later: by a wrong clock
        return _Remembered(past, runs.queue(asking), runs.published_at(asking))


def _of_warehouse(layout: Layout, past: Sequence[Run], now: datetime) -> tuple[Intake | None, dict[str, Lag]]:
    if not layout.published.exists():
        return None, {}
    with looking_into(layout.published) as connection:
        ended = [run for run in past if run.ended_at is not None and run.flow.startswith(INGEST)]
        asked = {
            "since": now - timedelta(days=LAG_DAYS),
            "starts": [run.started_at for run in ended],
            "ends": [run.ended_at for run in ended],
        }
        lags = {
            name: Lag(**ask(connection, question, **asked)[0])
            for name, question in (
                ("publication_to_warehouse", "lag_to_warehouse"),
                ("warehouse_to_alert", "lag_to_alert"),
            )
        }
        return intake_of(connection, _asked_until(past, now)), lags


def _of_spool(root: Path) -> dict[str, object]:
    waiting = spool.waiting_since(root)
    return {
        "spool_batches": len(waiting),
        "spool_oldest_at": datetime.fromtimestamp(min(waiting), UTC) if waiting else None,
        "spool_damaged": len(list(root.glob("*.damaged"))),
    }


def _flows(config: Config, past: Sequence[Run], now: datetime) -> list[str]:
    """Return the scheduled flows, and those besides that have run of late."""
    of_late = {run.flow for run in past if run.started_at >= now - LOOKED_BACK}
    return list(dict.fromkeys([*config.settings.schedules.by_flow(), *sorted(of_late)]))


def _flow(config: Config, flow: str, past: Sequence[Run], now: datetime) -> FlowStanding:
    of_flow = [run for run in past if run.flow == flow]
    last = of_flow[-1] if of_flow else None
    done = [run for run in of_flow if run.outcome == "done"]
    next_at = next_start(config.settings, flow, now) if last is not None and last.scheduled else None
    return FlowStanding(flow, last, done[-1] if done else None, next_at)


def _or(broken: list[Finding], read: Callable[[], T]) -> T | None:
    """Read something; what keeps it from being read is a finding, and the rest is told all the same."""
    try:
        return read()
    except (JobFailed, OSError) as error:
        broken.append(unreadable(str(error)))
        return None
