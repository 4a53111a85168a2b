"""The bench measures on real pages, counts only its own processes, and prints a line for everything it measured."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.family import family
from benchmarks.memory import PeakMemory
from benchmarks.pages import choose, feed_urls, rendered, served
from benchmarks.prefect_cost import PrefectCost
from benchmarks.stages import Stage
from benchmarks.table import prefect_lines, profile, table
from benchmarks.whole import Whole

ROOT = Path(__file__).parent.parent
ROWS = (
    "whole pipeline",
    "the limit",
    "a script",
    "pipeline / limit",
    "by processor time",
    "pipeline / script",
    "start of workers",
    "came in",
    "serving the pages",
    "a pass without news",
    "peak memory",
)


def test_a_small_bench_prints_every_row_with_a_figure() -> None:
    few = ["--pages", "20", "--sample", "4", "--processes", "1", "--no-prefect"]
    command = [sys.executable, "-m", "benchmarks", *few]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    figures = dict(re.findall(r"^(\S.*?) {2,}([\d.,]+)(?: |$)", ran.stdout, re.MULTILINE))
    assert tuple(figures) == ROWS, ran.stdout
    assert all(float(figure.replace(",", "")) > 0 for figure in figures.values())
    assert 15 < int(figures["came in"]) <= 20
    assert "20 pages in" in ran.stdout
    assert "cores; Python 3." in ran.stdout.splitlines()[0]
    assert "4 of the pages" in ran.stdout


def test_what_prefect_adds_is_told_for_a_start_a_run_and_a_task() -> None:
    text = table(prefect_lines(PrefectCost(first_start=9.04, flow_run=1.25, short_flow_run=0.31, task=0.0123)))
    figures = [re.split(r"  +", line)[:2] for line in text.splitlines()]
    assert figures == [
        ["Prefect: first start", "9.0 s"],
        ["Prefect: flow run", "1.25 s"],
        ["Prefect: short run", "0.31 s"],
        ["Prefect: task", "12 ms"],
    ]


def test_a_profile_shows_the_longest_stage_first_and_what_no_stage_accounts_for() -> None:
    stages = {"clean pages": Stage(2.0, 3.5), "enrich articles": Stage(5.0, 9.0)}
    text = profile(Whole(10.0, 19.0, 1.0, 0.1, 20, 0, 0, stages))
    assert [line.split("  ")[0] for line in text.splitlines()[1:]] == [
        "enrich articles",
        "everything else",
        "clean pages",
        "all",
    ]
    assert re.search(r"everything else +3\.00 +30\.0%$", text, re.MULTILINE)


def test_the_chosen_pages_come_from_the_whole_collection_and_are_served_on_one_day() -> None:
    items = choose(20)
    pages = rendered(items)
    assert len(items) == len({item.link for item in items}) == len(pages) == 20
    assert len({item.day for item in items}) == 1
    assert len({item.outlet for item in items}) > 3
    assert all(b"<html" in page for page in pages)


def test_serving_is_done_by_another_process_that_ends_with_its_context() -> None:
    with served(choose(9)) as replay:
        children = family(os.getpid()) - {os.getpid()}
        assert len(feed_urls(replay.ports)) == 9
        assert replay.cpu_seconds() > 0
        assert children or sys.platform != "linux"
    with pytest.raises(OSError, match="closed"):
        replay.cpu_seconds()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the proportional set size")
def test_memory_counts_a_process_and_what_it_started() -> None:
    held = 64_000_000
    grandchild = f"import time; held = bytearray(b'x') * {held}; print('held', flush=True); time.sleep(60)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grandchild!r}])"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with PeakMemory(child.pid) as memory:
            members = family(child.pid)
        for pid in members:
            os.kill(pid, 9)
    assert len(members) == 2
    assert memory.peak is not None
    assert held < memory.peak < 3 * held
