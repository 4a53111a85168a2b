"""`brinkwatch demo`: weeks of real coverage, served on loopback day by day, through the flows that a user schedules."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from brinkwatch.front import Failure, expect_model, note, now
from brinkwatch.replay.news import NewsItem, NoDemoData, load_news, window
from brinkwatch.replay.server import PortInUse, ReplayServer
from brinkwatch.show.progress import day_progress

if TYPE_CHECKING:
    from tasks.judgements import PassReport
    from warehouse.layout import Layout

DEFAULT_WAREHOUSE = Path("data/demo.duckdb")
SINCE, UNTIL = date(2016, 12, 1), date(2017, 3, 30)
"""From the first day the collection has news of to the last: the weeks before and of the 2017 Korea crisis."""

TICK = time(23, 30, tzinfo=UTC)
"""The hour at which each replayed day is polled and judged: all of its news is out, and it is still that day."""


def replay(warehouse: Path, port: int = 0) -> None:
    """Replay the news into a warehouse of its own, made anew, and show what it holds. Raises Failure."""
    from config.load import SHIPPED, load_config
    from flows.prefect_home import settle_prefect
    from warehouse.layout import Layout

    layout = Layout(warehouse)
    try:
        items = window(load_news(), SINCE, UNTIL)
        with ReplayServer(items, _moment(SINCE), port) as server:
            folder = _begin_anew(layout, server.ports, SHIPPED)
            settings = load_config(folder).settings
            expect_model(settings.enrich.model)
            settle_prefect(settings, layout)
            os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"  # what goes wrong in a replay is said by the demo itself
            _days(server, items, folder, warehouse)
    except (NoDemoData, PortInUse) as error:
        raise Failure(str(error)) from None
    from brinkwatch.demo_report import show

    show(layout, items)


def _moment(day: date) -> datetime:
    return datetime.combine(day, TICK)


def _begin_anew(layout: Layout, ports: dict[str, int], shipped: Path) -> Path:
    """Clear what an earlier demo left and write the replay's configuration, unless another demo is at work."""
    from brinkwatch.replay.configuration import write_demo_config
    from warehouse.lock import only_pass
    from warehouse.publish import guard_published

    guard_published(layout)
    folder = layout.published.with_name(f"{layout.published.stem}.config")
    with only_pass(layout.lock, now()):
        for file in (layout.live, layout.published, layout.state, layout.search, layout.receiver_file("alerts.jsonl")):
            for one in (
                file,
                file.with_name(f"{file.name}-wal"),
                file.with_name(f"{file.name}-shm"),
                file.with_name(f"{file.name}.wal"),
            ):
                one.unlink(missing_ok=True)
        for tree in (layout.spool, layout.raw):
            shutil.rmtree(tree, ignore_errors=True)
        write_demo_config(ports, folder, shipped)
    return folder


def _days(server: ReplayServer, items: list[NewsItem], folder: Path, warehouse: Path) -> None:
    """Let the clock run: each day is polled as of that day, and judged as of that day."""
    note("Starting Prefect on this machine (its first start takes 8 to 18 seconds) …")
    from flows.alerting import watch
    from flows.book import days_between
    from flows.ingest import ingest
    from flows.prefect_home import short_runs

    note(
        f"Replaying {len(items):,} articles of nine outlets, {SINCE} to {UNTIL}, one day at a time. Alerts show as they open."
    )
    with day_progress(len(items)) as advance, short_runs():
        for day in days_between(SINCE, UNTIL):
            server.moment = _moment(day)
            brought: PassReport = ingest(str(folder), str(warehouse), _moment(day))
            if brought.loaded or day == UNTIL:  # a run judges every day since the last one judged, each as of then
                watch(str(folder), str(warehouse), _moment(day))
            advance(day, brought.loaded + brought.already_known + sum(brought.rejected.values()))
