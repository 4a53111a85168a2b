"""Runs are on the record from their start to their end, however they end."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from io import StringIO
from multiprocessing import get_context
from pathlib import Path

import pytest

from config.load import ConfigError
from flows import pipeline
from flows.bench import Bench
from flows.chronicle import record_false_start, recorded
from tests.ward import AT, SECRETS, bench_at, events, ran, recorded_runs
from warehouse.connect import WarehouseError
from warehouse.lock import AnotherPass, only_pass


def die_in_a_run(bench: Bench) -> None:
    with recorded(bench, "ingest", AT):
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_pass_is_on_the_record_with_what_it_counted_and_no_secret_reaches_the_log(tmp_path: Path) -> None:
    shown = StringIO()
    bench = bench_at(tmp_path, echo=shown)
    pipeline.ingest(bench, AT)
    [run] = recorded_runs(bench.layout)
    assert (run.flow, run.outcome, run.started_at, run.scheduled) == ("ingest", "done", AT, True)
    assert run.counts == {"polled": 1, "failed_polls": 1}
    assert run.seconds is not None and run.seconds > 0
    told = events(bench.layout)
    assert [one["event"] for one in told] == ["run_started", "feed_failed", "run_ended"]
    assert {one["run"] for one in told} == {run.run_id}
    assert told[1]["feed"] == "bbc-world" and told[1]["level"] == "warning"
    assert shown.getvalue() == bench.layout.log.read_text()
    assert not [secret for secret in SECRETS if secret in shown.getvalue()]


def test_a_run_that_fails_says_why_without_secrets_and_a_bug_says_only_where(tmp_path: Path) -> None:
    bench = bench_at(tmp_path)
    with pytest.raises(WarehouseError), recorded(bench, "ingest", AT):
        raise WarehouseError(f"https://someone:{SECRETS[0]}@news.example/x?token={SECRETS[1]}: no such file")
    with pytest.raises(ValueError, match="an article's own words"), recorded(bench, "watch", AT):
        raise ValueError("an article's own words")
    with pytest.raises(KeyboardInterrupt), recorded(bench, "import", AT):
        raise KeyboardInterrupt
    outcomes = {run.flow: (run.outcome, run.detail) for run in recorded_runs(bench.layout)}
    assert outcomes["ingest"] == ("failed", "https://news.example/… no such file")
    assert outcomes["watch"][0] == "failed"
    assert outcomes["watch"][1].startswith("ValueError at test_chronicle.py:")
    assert outcomes["import"][0] == "stopped"
    assert "own words" not in bench.layout.log.read_text()


def test_a_killed_run_is_found_out_by_the_next_one(tmp_path: Path) -> None:
    bench = bench_at(tmp_path)
    died = get_context("fork").Process(target=die_in_a_run, args=(bench,))
    died.start()
    died.join()
    assert died.exitcode == -signal.SIGKILL
    assert [run.outcome for run in recorded_runs(bench.layout)] == ["running"]
    with recorded(bench, "ingest", AT + timedelta(hours=1)):
        pass
    assert [run.outcome for run in recorded_runs(bench.layout)] == ["killed", "done"]
    assert [one["event"] for one in events(bench.layout)] == ["run_started", "run_killed", "run_started", "run_ended"]


def test_a_run_that_finds_another_at_work_leaves_no_record(tmp_path: Path) -> None:
    bench = bench_at(tmp_path)
    with only_pass(bench.layout.lock, AT), pytest.raises(AnotherPass), recorded(bench, "ingest", AT):
        pass
    assert not bench.layout.state.exists()


def test_a_run_that_could_not_begin_is_on_the_record(tmp_path: Path) -> None:
    bench = bench_at(tmp_path)
    mistake = ConfigError(["feeds.yaml: bbc-world.url: is missing; add it"])
    record_false_start(bench.layout, bench.log, "watch", AT, mistake, scheduled=True)
    [run] = recorded_runs(bench.layout)
    assert (run.flow, run.outcome, run.detail) == ("watch", "failed", "feeds.yaml: bbc-world.url: is missing; add it")


def test_runs_are_forgotten_after_three_months(tmp_path: Path) -> None:
    bench = bench_at(tmp_path)
    ran(bench.layout, "ingest", AT - timedelta(days=91), AT - timedelta(days=89))
    with recorded(bench, "watch", AT):
        pass
    assert [run.started_at for run in recorded_runs(bench.layout)] == [AT - timedelta(days=89), AT]
