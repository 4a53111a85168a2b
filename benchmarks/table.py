"""Put the measurements into lines for people."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import mean

from benchmarks.limit import BATCH, Limit
from benchmarks.prefect_cost import PrefectCost
from benchmarks.script import Script
from benchmarks.stages import Stage
from benchmarks.whole import Whole

LIBRARIES = ("trafilatura", "spacy", "prefect", "duckdb", "feedparser")
MEGABYTE = 1e6

Line = tuple[str, str, str]
"""What was measured, the figure, and what it means."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything of one run. Peaks are in bytes, None where the system does not tell; Prefect may have been left out."""

    pages: int
    processes: int
    whole: Whole
    whole_peak: int | None
    serving_seconds: float
    limits: Sequence[Limit]
    limit_peak: int | None
    script: Script
    script_peak: int | None
    prefect: PrefectCost | None


def machine(model: str) -> str:
    """Say what it was measured on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in (*LIBRARIES, model))
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{_processor()}, {usable} cores; Python {platform.python_version()}; {libraries}"


def lines(found: Measured) -> list[Line]:
    """Return the lines of the table."""
    whole = found.pages / found.whole.seconds
    limit = found.pages / mean(one.seconds for one in found.limits)
    spent = mean(one.spent_seconds for one in found.limits)
    script = found.script.pages / found.script.seconds
    rows = [
        ("whole pipeline", f"{whole:.1f} articles/s", _whole(found)),
        ("the limit", f"{limit:.1f} articles/s", _limit(found)),
        ("a script", f"{script:.1f} articles/s", _script(found)),
        ("pipeline / limit", f"{whole / limit:.2f}", "what is left of the limit when everything else is done too"),
        ("by processor time", f"{spent / found.whole.spent_seconds:.2f}", _spent(found, spent)),
        ("pipeline / script", f"{whole / script:.1f}", "how many times as fast as the script"),
        ("start of workers", f"{found.whole.start_seconds:.1f} s", "once a program, not counted above"),
        ("came in", f"{found.whole.articles:,} articles", _came_in(found.whole)),
        ("serving the pages", f"{found.serving_seconds:.2f} s", "processor time of the replay's own process meanwhile"),
        (
            "a pass without news",
            f"{found.whole.idle_seconds:.2f} s",
            "nine feeds answer 304 and the warehouse is published",
        ),
        ("peak memory", _megabytes(found.whole_peak), _memory(found)),
    ]
    return rows + (prefect_lines(found.prefect) if found.prefect else [])


def table(rows: list[Line]) -> str:
    """Align the lines."""
    name = max(len(row[0]) for row in rows)
    figure = max(len(row[1]) for row in rows)
    return "\n".join(f"{row[0]:<{name}}  {row[1]:>{figure}}  {row[2]}" for row in rows)


def profile(whole: Whole) -> str:
    """Show the stages, the longest first, and what no stage accounts for."""
    known = sum(stage.wall for stage in whole.stages.values())
    stages: Mapping[str, Stage] = {**whole.stages, "everything else": Stage(whole.seconds - known)}
    rows = ["stage             wall s  share  processor s in workers"]
    for name, stage in sorted(stages.items(), key=lambda one: -one[1].wall):
        workers = f"{stage.workers:>8.2f}" if stage.workers else ""
        rows.append(f"{name:<17} {stage.wall:>6.2f}  {stage.wall / whole.seconds:>5.1%}  {workers}".rstrip())
    rows.append(f"{'all':<17} {whole.seconds:>6.2f}  {1:>5.0%}")
    return "\n".join(rows)


def _whole(found: Measured) -> str:
    return (
        f"{found.pages:,} pages in {found.whole.seconds:.1f} s, from the first poll to the published warehouse, "
        f"worker processes: {found.processes}"
    )


def _limit(found: Measured) -> str:
    seconds = " and ".join(f"{one.seconds:.1f}" for one in found.limits)
    return (
        f"the same pages from memory in {seconds} s: trafilatura (fast), spaCy's names only "
        f"(batches of {BATCH}), as many processes, nothing else; before and after the pipeline"
    )


def _spent(found: Measured, limit: float) -> str:
    ours, theirs = (seconds * 1000 / found.pages for seconds in (found.whole.spent_seconds, limit))
    return f"the same of processor time, which a busy machine changes less: {ours:.0f} ms a page, the limit {theirs:.0f} ms"


def _script(found: Measured) -> str:
    return (
        f"{found.script.pages:,} of the pages in {found.script.seconds:.1f} s: feedparser, requests, trafilatura, all of "
        "spaCy one text at a time, sqlite3, one process"
    )


def _came_in(whole: Whole) -> str:
    return (
        f"stored from these pages, {whole.copies:,} of them copies; {whole.rejected:,} more were rejected with a reason"
    )


def _memory(found: Measured) -> str:
    return (
        "proportional set size, summed over the pipeline's own processes "
        f"(the limit {_megabytes(found.limit_peak)}, the script {_megabytes(found.script_peak)})"
    )


def prefect_lines(cost: PrefectCost) -> list[Line]:
    """Return the lines of what Prefect adds."""
    return [
        ("Prefect: first start", f"{cost.first_start:.1f} s", "import, database, server and one empty flow run, once"),
        ("Prefect: flow run", f"{cost.flow_run:.2f} s", "added to every scheduled run"),
        ("Prefect: short run", f"{cost.short_flow_run:.2f} s", "the same without heartbeats, as the demo runs them"),
        ("Prefect: task", f"{cost.task * 1000:.0f} ms", "added to every batch"),
    ]


def _megabytes(peak: int | None) -> str:
    return f"{peak / MEGABYTE:,.0f} MB" if peak is not None else "unknown"


def _processor() -> str:
    try:
        facts = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in facts.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()
