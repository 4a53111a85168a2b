"""Run one pass in a process of its own, to be killed: `python -m torture.one_pass HOME MOMENT`."""

from __future__ import annotations

import sys
from datetime import datetime
from io import StringIO
from pathlib import Path

from flows import pipeline
from flows.prepare import THREADS, prepare
from flows.steps import in_process


def main() -> None:
    """Say when the pass begins, and run it."""
    home, at = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    bench = prepare(home / "config", home / "news.duckdb", lambda workers: in_process(workers, THREADS), StringIO())
    print("ready", flush=True)
    pipeline.ingest(bench, at)
    pipeline.watch(bench, at)


if __name__ == "__main__":
    main()
