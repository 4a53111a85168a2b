"""See how the pipeline itself is: from its runs, its intake, its messages and its disk."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from config.cron import next_time
from config.settings import Settings
from flows.bench import Bench
from tasks.health import (
    Finding,
    Gap,
    Intake,
    Room,
    full_disk,
    late_run,
    silent_intake,
    stuck_queue,
)
from tasks.health_alerts import follow, was_full
from tasks.incidents import Told
from tasks.runs import Run
from warehouse import alert_store, runs
from warehouse.connect import Connection
from warehouse.layout import Layout
from warehouse.read import ask
from warehouse.state import State

LOOKED_BACK = timedelta(days=32)
"""Runs that are looked at: a flow that runs once a month has one among them."""


def look(bench: Bench, connection: Connection, state: State, now: datetime) -> list[Told]:
    """Compare what is wrong now with the alerts that are open, and return what is to be told."""
    if not bench.config.settings.health.alerts:
        return []
    rules, episodes = bench.health_rules, alert_store.episodes(state)
    past = runs.runs_since(state.rows, now - LOOKED_BACK)
    queue = runs.queue(state.rows)
    gaps = [
        gap
        for flow in bench.config.settings.schedules.by_flow()
        for gap in _new_gaps(bench.config.settings, flow, past, now)
    ]
    intake = intake_of(connection, now)
    findings = [
        *_longest([late_run(gap, now, rules) for gap in gaps]),
        silent_intake(intake, now, rules) if intake else None,
        stuck_queue(queue, now, rules),
        full_disk(room_of(bench.layout), rules, was_full=was_full(episodes)),
    ]
    told = follow([one for one in findings if one is not None], episodes, now)
    for one in told:
        alert = one.episode.alert
        tell = bench.log.info if alert.state == "resolved" else bench.log.error
        tell("health", trouble=alert.rule, state=alert.state, detail=alert.headline)
    if queue.pending or queue.dead:
        bench.log.warning("deliveries", pending=queue.pending, given_up=queue.dead)
    return told


def gap_of(settings: Settings, flow: str, past: Sequence[Run], now: datetime) -> Gap | None:
    """Return since when a flow is due whose last run was a schedule's; None where none is due."""
    began = [run for run in past if run.flow == flow and run.started_at <= now]
    return _gap(settings, began[-1]) if began else None


def next_start(settings: Settings, flow: str, after: datetime) -> datetime | None:
    """Return when a flow is due next after a moment; None if it has no schedule, such as that of a group that is no more."""
    schedule = settings.schedules.by_flow().get(flow)
    return next_time(schedule, after, settings.zone()) if schedule else None


def intake_of(connection: Connection, now: datetime) -> Intake | None:
    """Return when the last article came; None before the first one."""
    row = ask(connection, "newest_articles", now=now)[0]
    return Intake(row["newest"], tuple(row["weeks"])) if row["newest"] else None


def room_of(layout: Layout) -> Room:
    """Return the room that a pass has."""
    live = layout.live.stat().st_size if layout.live.exists() else 0
    return Room(shutil.disk_usage(nearest_folder(layout.published)).free, live)


def nearest_folder(path: Path) -> Path:
    """Return the folder that a file lies in, or the nearest above that there is."""
    return next(folder for folder in path.absolute().parents if folder.is_dir())


def _new_gaps(settings: Settings, flow: str, past: Sequence[Run], now: datetime) -> list[Gap]:
    """Return the gaps in a flow's runs since the last look but one: a flow that runs again is told of all the same.

    The run that looks now has begun: what it ended by beginning is a gap too.
    """
    looks = [run.started_at for run in past if run.flow == "watch"]
    since = looks[-2] if len(looks) > 1 else now
    began = [run for run in past if run.flow == flow]
    gaps = [_gap(settings, before, after.started_at) for before, after in pairwise(began) if after.started_at > since]
    return [gap for gap in (*gaps, gap_of(settings, flow, past, now)) if gap is not None]


def _gap(settings: Settings, run: Run, began_at: datetime | None = None) -> Gap | None:
    due = next_start(settings, run.flow, run.started_at) if run.scheduled else None
    return Gap(run.flow, due, run.started_at, began_at) if due is not None else None


def _longest(findings: Sequence[Finding | None]) -> list[Finding]:
    """Keep the longest finding of each name."""
    longest: dict[str, Finding] = {}
    for one in findings:
        if one is not None and (one.name not in longest or longest[one.name].measured < one.measured):
            longest[one.name] = one
    return list(longest.values())
