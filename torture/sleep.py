"""Put a schedule to sleep in the middle of a pass, as a closed laptop does, and see what it does when it wakes."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from brinkwatch.replay.server import ReplayServer
from flows import pipeline
from flows.prepare import THREADS, prepare
from flows.steps import in_process
from tests.newsroom import crisis, watch_config
from tests.scheduler import Scheduler, alive, ask, begin, change_settings, eventually, reached
from warehouse.connect import open_reader

EVERY_MINUTE = "* * * * *"
NEVER = "0 0 29 2 *"
ARTICLES = "SELECT url, title, text FROM articles ORDER BY ALL"
UNDER_WAY_SECONDS = 1.5
"""How long a pass has worked when everything stops."""


@dataclass(frozen=True)
class Slept:
    """What was seen: how the pass ended that slept, how many runs fell due asleep, and what became of them."""

    minutes: float
    interrupted: str
    due: int
    caught_up: int
    left_running: int
    articles: int
    status: int
    violations: tuple[str, ...]


def run(sleep_seconds: float, folder: Path) -> Slept:
    """Let a schedule of a pass a minute sleep for some minutes in the middle of one, then work on, then stop."""
    now = datetime.now(UTC)
    items = crisis(2, (now - timedelta(days=2)).date(), visit_days=1)
    with ExitStack() as ending:
        server = ending.enter_context(ReplayServer(items, now))
        watch_config(folder / "config", server.ports)
        fetch = {"allow_private_hosts": ["127.0.0.1"], "per_host_spacing_seconds": 0.4}  # a pass takes some seconds
        change_settings(folder, schedules={"ingest": NEVER, "watch": EVERY_MINUTE}, fetch=fetch)
        scheduler = Scheduler.start(folder)
        ending.callback(scheduler.process.kill)
        api = scheduler.ready()
        pass_under_way = begin(api, "ingest")
        reached(api, pass_under_way, frozenset({"RUNNING"}))
        time.sleep(UNDER_WAY_SECONDS)
        slept_at = datetime.now(UTC)
        asleep(scheduler, sleep_seconds)
        woken_at = datetime.now(UTC)
        interrupted = reached(api, pass_under_way)["state_type"]
        again = reached(api, begin(api, "ingest"))["state_type"]
        due = eventually(lambda: _settled(api, slept_at, woken_at), "end of the runs that fell due asleep")
        running = [one for one in ask(api, "flow_runs/filter", {}) if one["state_type"] == "RUNNING"]
        left_running = [one for one in running if one["start_time"] < woken_at.isoformat()]
        below = scheduler.below
        status = scheduler.stop()
        found, calm = _articles(scheduler.warehouse), _undisturbed(folder)
    caught_up = sum(one["state_type"] == "COMPLETED" for one in due)
    wrong = {
        f"the pass after it ended {again}": again != "COMPLETED",
        f"{len(left_running)} runs are left running": bool(left_running),
        f"{caught_up} runs make up for {len(due)} missed ones": caught_up > 2,  # one may have begun before it slept
        f"{len(found)} articles where an undisturbed pass has {len(calm)}": found != calm,
        f"stopped with status {status}": status != 0,
        "processes are left": any(map(alive, below)),
        "a traceback on the screen": "Traceback" in scheduler.said,
    }
    return Slept(
        sleep_seconds / 60, interrupted, len(due), caught_up, len(left_running), len(found), status,
        tuple(what for what, holds in wrong.items() if holds),
    )  # fmt: skip


def asleep(scheduler: Scheduler, seconds: float) -> None:
    """Stop every process of a schedule for a while, and let them go on, the children first."""
    everyone = [*scheduler.below, scheduler.process.pid]
    for pid in reversed(everyone):
        os.kill(pid, signal.SIGSTOP)
    time.sleep(seconds)
    for pid in everyone:
        os.kill(pid, signal.SIGCONT)


def _settled(api: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Return the watch runs that were due in a time, once each has ended."""
    watch = ask(api, "deployments/name/watch/news")["id"]
    runs = [
        one
        for one in ask(api, "flow_runs/filter", {"sort": "EXPECTED_START_TIME_ASC"})
        if one["deployment_id"] == watch
    ]
    due = [one for one in runs if since <= datetime.fromisoformat(one["expected_start_time"]) <= until]
    ended = [one for one in due if one["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}]
    return ended if due and len(ended) == len(due) else []


def _articles(warehouse: Path) -> list[tuple[Any, ...]]:
    connection = open_reader(warehouse)
    try:
        return connection.execute(ARTICLES).fetchall()
    finally:
        connection.close()


def _undisturbed(folder: Path) -> list[tuple[Any, ...]]:
    """Return what one pass in peace brings in."""
    (folder / "undisturbed").mkdir()
    warehouse = folder / "undisturbed" / "news.duckdb"
    bench = prepare(folder / "config", warehouse, lambda one: in_process(one, THREADS), StringIO())
    pipeline.ingest(bench, datetime.now(UTC))
    return _articles(bench.layout.published)


def table(slept: Slept) -> str:
    """Write what was seen."""
    return (
        f"asleep for {slept.minutes:.1f} minutes in the middle of a pass: it ended {slept.interrupted.lower()};"
        f" of {slept.due} runs that fell due meanwhile {slept.caught_up} made up for all; {slept.left_running} left running;"
        f" {slept.articles} articles, each once; stopped with status {slept.status}"
    )
