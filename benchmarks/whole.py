"""The whole pipeline: one pass over everything that the feeds show, from the first poll to the published warehouse."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from io import StringIO
from pathlib import Path

from benchmarks.family import spent_seconds
from benchmarks.pages import MOMENT
from benchmarks.ready import ready
from benchmarks.stages import Stage, Stages
from brinkwatch.replay.configuration import write_demo_config
from config.load import SHIPPED, load_config
from flows import pipeline
from flows.bench import Bench
from flows.prepare import THREADS
from flows.steps import Each, Step, Workers, in_process
from warehouse.layout import Layout

LATER = timedelta(days=1)
"""Until the second pass, which finds every feed due and nothing new."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Seconds of the first pass by the clock and of the processor, of the workers' start, of a pass without news; what came in."""

    seconds: float
    spent_seconds: float
    start_seconds: float
    idle_seconds: float
    articles: int
    copies: int
    rejected: int
    stages: Mapping[str, Stage]


def run(ports: dict[str, int], folder: str, processes: int, profile: bool) -> Whole:
    """Ingest what the replay serves, with workers that are ready."""
    place = Path(folder)
    write_demo_config(ports, place / "config", SHIPPED)
    with (place / "config" / "settings.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"enrich: {{processes: {processes}}}\n")
    config = load_config(place / "config")
    workers = Workers(processes, config)
    each = in_process(workers, THREADS)
    try:
        begun = time.perf_counter()
        _start(each, processes)
        stages = Stages()
        timed = stages.around(each) if profile else each
        bench = Bench(config, Layout(place / "bench.duckdb"), timed, StringIO(), version("brinkwatch"))
        start, spent = time.perf_counter(), spent_seconds(os.getpid())
        with stages.watching(profile):
            report = pipeline.ingest(bench, MOMENT)
        done, spent = time.perf_counter(), spent_seconds(os.getpid()) - spent
        pipeline.ingest(bench, MOMENT + LATER)
        idle = time.perf_counter() - done
    finally:
        workers.close()
    return Whole(
        seconds=done - start,
        spent_seconds=spent,
        start_seconds=start - begun,
        idle_seconds=idle,
        articles=report.loaded,
        copies=report.copies,
        rejected=sum(report.rejected.values()),
        stages=stages.found,
    )


def _start(each: Each, processes: int) -> None:
    """Have every worker ready: the language model and the extractor loaded."""
    seen: set[int] = set()
    while len(seen) < processes:
        seen.update(each(Step("start", ready, cpu=True), range(processes)))
