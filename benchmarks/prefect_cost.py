"""What Prefect adds: flows and tasks that do nothing, run as the demo and a scheduler run the real ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.load import SHIPPED, load_config
from flows.prefect_home import settle_prefect, short_runs
from warehouse.layout import Layout

RUNS = 4
TASKS = 40


@dataclass(frozen=True, slots=True)
class PrefectCost:
    """Seconds: the first start (import, database, server, one run), a flow run, the same without heartbeats, a task."""

    first_start: float
    flow_run: float
    short_flow_run: float
    task: float


def run(folder: str) -> PrefectCost:
    """Time Prefect in a home of its own under `folder`."""
    settle_prefect(load_config(SHIPPED).settings, Layout(Path(folder) / "cost.duckdb"))
    begun = time.perf_counter()
    from prefect import flow, task
    from prefect.cache_policies import NO_CACHE

    @task(cache_policy=NO_CACHE, persist_result=False)
    def nothing(_: int) -> None:
        """Do nothing."""

    @flow(persist_result=False)
    def some(tasks: int) -> None:
        """Map a task that does nothing."""
        for future in nothing.map(range(tasks)) if tasks else ():
            future.result()

    some(0)
    first_start = time.perf_counter() - begun
    flow_run = _seconds(lambda: some(0))
    with short_runs():
        short = _seconds(lambda: some(0))
        some(1)  # what the first task of all loads is not a task's
        mapped = _seconds(lambda: some(TASKS))
    return PrefectCost(first_start, flow_run, short, (mapped - short) / TASKS)


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    for _ in range(RUNS):
        work()
    return (time.perf_counter() - start) / RUNS
