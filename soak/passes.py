"""Run the passes of a soak in a process of their own, order by order: `python -m soak.passes`, orders on stdin, ends on stdout."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import sys
import time
import traceback
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from flows import pipeline
from flows.chronicle import EXPECTED
from flows.prepare import THREADS, prepare
from flows.steps import Here, in_process


def run(order: dict[str, Any]) -> dict[str, Any]:
    """Bring news in and judge at the moment of an order, with files of at most `file_bytes` if it says so."""
    home, now = Path(order["home"]), datetime.fromisoformat(order["now"])
    began, ended = _cpu_seconds(), dict[str, Any]({"outcome": "done", "detail": ""})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        made = prepare(home / "config", home / "news.duckdb", lambda workers: in_process(workers, THREADS), StringIO())
        bench = replace(made, environment=os.environ)
        if order.get("alone"):
            bench = replace(bench, each=in_process(Here(bench.config), THREADS))
        if order.get("file_bytes"):
            resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_bytes"], limits[1]))
        brought = pipeline.ingest(bench, now, everything=bool(order.get("everything")))
        ended |= {"loaded": brought.loaded, "ingest_cpu": _cpu_seconds() - began}
        pipeline.watch(bench, now)
    except EXPECTED as error:
        ended |= {"outcome": "failed", "detail": str(error)}
    except Exception as error:
        said = [f"{Path(one.filename).name}:{one.lineno}" for one in traceback.extract_tb(error.__traceback__)[-5:]]
        ended |= {
            "outcome": "bug",
            "detail": f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:200]} | {' | '.join(said)}",
        }
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    files = len(list(Path("/proc/self/fd").iterdir()))
    return ended | {"cpu": _cpu_seconds() - began, "megabytes": _held_megabytes(), "files": files}


def _everyone() -> list[int]:
    return [os.getpid(), *(one.pid for one in multiprocessing.active_children() if one.pid)]


def _cpu_seconds() -> float:
    """Return the processor time of this process and its workers so far, their start included."""
    ticks = 0
    for pid in _everyone():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ticks / os.sysconf("SC_CLK_TCK") + ended.ru_utime + ended.ru_stime


def _held_megabytes() -> float:
    """Return the proportional share of memory that this process and its workers hold."""
    lines = (line for pid in _everyone() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1e3


def main() -> None:
    """Carry orders out until there are no more."""
    print(json.dumps({"ready": time.time()}), flush=True)
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
