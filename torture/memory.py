"""Run pass after pass in one process, as a schedule does, and watch its memory: `python -m torture.memory PASSES`."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

from brinkwatch.replay.configuration import write_demo_config
from brinkwatch.replay.server import ReplayServer
from config.load import SHIPPED
from flows import pipeline
from flows.prepare import THREADS, prepare
from flows.steps import in_process
from tests.newsroom import crisis

FIRST = date(2017, 2, 1)
WARM_UP = 10
"""Passes until libraries, workers and caches have what they keep."""
GROWTH_MB_A_PASS = 1.5
"""Allowed after that: a pass stores some ten articles, and the database keeps its newest blocks in memory."""


def growth(megabytes: Sequence[float]) -> float:
    """Return by how much memory grows a pass once it is warm: the slope of the line of least squares."""
    warm = megabytes[WARM_UP:]
    middle, mean = (len(warm) - 1) / 2, sum(warm) / len(warm)
    spread = sum((place - middle) ** 2 for place in range(len(warm)))
    return sum((place - middle) * (size - mean) for place, size in enumerate(warm)) / spread


def run(passes: int) -> list[float]:
    """Run passes, a day each, in a process of its own; return the megabytes that it and its workers hold after each."""
    command = [sys.executable, "-m", "torture.memory", str(passes)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return [float(line) for line in ran.stdout.split()]


def violations(megabytes: Sequence[float]) -> list[str]:
    """Tell whether memory grows without end."""
    a_pass = growth(megabytes)
    return [f"memory grows by {a_pass:.2f} MB a pass"] if a_pass > GROWTH_MB_A_PASS else []


def table(megabytes: Sequence[float]) -> str:
    """Write how memory went."""
    return (
        f"{len(megabytes)} passes: {megabytes[WARM_UP - 1]:.0f} MB after {WARM_UP}, {megabytes[-1]:.0f} MB at the end, growing"
        f" by {growth(megabytes):+.2f} MB a pass (at most {GROWTH_MB_A_PASS} is allowed)"
    )


def _held_megabytes() -> float:
    """Return what this process and its workers hold in memory."""
    own = [os.getpid(), *(one.pid for one in multiprocessing.active_children() if one.pid)]
    pages = (int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in own)
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Print the megabytes after each pass."""
    passes = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        evenings = [
            datetime(FIRST.year, FIRST.month, FIRST.day, 23, 30, tzinfo=UTC) + timedelta(n) for n in range(passes)
        ]
        with ReplayServer(crisis(passes, FIRST, visit_days=0), evenings[0]) as server:
            write_demo_config(server.ports, home / "config", SHIPPED)
            bench = prepare(
                home / "config", home / "news.duckdb", lambda workers: in_process(workers, THREADS), StringIO()
            )
            for at in evenings:
                server.moment = at
                pipeline.ingest(bench, at)
                pipeline.watch(bench, at)
                print(f"{_held_megabytes():.1f}", flush=True)


if __name__ == "__main__":
    main()
