"""What stands badly with the pipeline itself is an alert: told once to receivers, listed, explained, and turned off."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from flows import pipeline
from tests.conftest import Run
from tests.ward import AT, bench_at, ran


def messages(home: Path) -> list[dict[str, Any]]:
    path = home / "news.alerts.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_receivers_are_told_once_when_the_schedule_stood_still_and_once_when_it_is_well_again(tmp_path: Path) -> None:
    bench = bench_at(tmp_path)
    ran(bench.layout, "ingest", AT - timedelta(days=1))
    ran(bench.layout, "watch", AT - timedelta(days=1))
    ran(bench.layout, "ingest", AT - timedelta(minutes=2))
    told = pipeline.watch(bench, AT).alerts
    assert [alert.rule for alert in told] == ["no_run:ingest", "no_run:watch"]
    assert [one["transition"] for one in messages(tmp_path)] == ["opened", "opened"]
    assert messages(tmp_path)[0]["headline"] == (
        "Brinkwatch: no run of ingest since 2026-11-19 12:05 UTC until 2026-11-20 12:03 UTC: 23 hours after it was due"
    )
    ran(bench.layout, "ingest", AT + timedelta(minutes=58))
    pipeline.watch(bench, AT + timedelta(hours=1))
    assert [one["transition"] for one in messages(tmp_path)] == ["opened", "opened", "resolved", "resolved"]
    ran(bench.layout, "ingest", AT + timedelta(minutes=118))
    pipeline.watch(bench, AT + timedelta(hours=2))
    assert len(messages(tmp_path)) == 4


def test_an_alert_of_its_own_is_listed_explained_and_can_be_turned_off(run: Run, tmp_path: Path) -> None:
    bench = bench_at(tmp_path, health={"min_free_gb": 1e9})
    pipeline.watch(bench, AT)
    place = ("--config", tmp_path / "config", "--warehouse", tmp_path / "news.duckdb")
    [listed] = json.loads(run(*place, "alerts", "list", "--format", "json")[1])
    assert (listed["watch"], listed["rule"], listed["state"]) == ("brinkwatch", "disk", "firing")
    code, out, _ = run(*place, "alerts", "why", listed["id"])
    assert code == 0
    assert "GB free on the disk, where 1000000000.0 GB are wanted" in out
    assert "Noticed 2026-11-20 12:05 UTC, goes on" in out and "publishers" not in out
    quiet = tmp_path / "quiet"
    bench = bench_at(quiet, health={"min_free_gb": 1e9, "alerts": False})
    assert pipeline.watch(bench, AT).alerts == ()
    assert messages(quiet) == []
