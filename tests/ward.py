"""A small pipeline for tests of its own health: one feed that does not answer, run in this process."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

from config.load import FILES
from flows.bench import Bench
from flows.prepare import prepare
from flows.steps import in_process
from tasks.runs import Run
from warehouse import runs
from warehouse.layout import Layout
from warehouse.state import State

AT = datetime(2026, 11, 20, 12, 5, tzinfo=UTC)
"""A Friday, when the watch is due."""

SECRETS = ("hunter2", "s3cr3t-token", "B000-hook")
"""Parts of the feed's address that nobody may read in a log."""

CONTENT: dict[str, dict[str, Any]] = {
    "sources.yaml": {"sources": {"bbc": {"name": "BBC", "country": "GB", "language": "en"}}},
    "alerts.yaml": {"receivers": {"log": {"kind": "jsonl", "path": "alerts.jsonl"}}},
}


def configured(home: Path, **settings: Any) -> Path:
    """Write a configuration and return its folder; its feed's address, at a closed port, is full of secrets."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://someone:{SECRETS[0]}@127.0.0.1:{port}/{SECRETS[2]}/feed.xml?token={SECRETS[1]}"
    ours = {
        "contact": "https://brinkwatch.example/tests",
        "fetch": {"allow_private_hosts": ["127.0.0.1"], "per_host_spacing_seconds": 0},
        "health": {"min_free_gb": 0},
        **settings,
    }
    written = {**CONTENT, "feeds.yaml": {"feeds": {"bbc-world": {"url": url, "source": "bbc"}}}, "settings.yaml": ours}
    folder = home / "config"
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name).write_text(yaml.safe_dump(written.get(name, {})))
    return folder


def bench_at(home: Path, *, scheduled: bool = True, echo: StringIO | None = None, **settings: Any) -> Bench:
    """Put a bench together whose runs count as a schedule's."""
    folder = home / "config"
    if not folder.exists() or settings:
        folder = configured(home, **settings)
    made = prepare(folder, home / "news.duckdb", lambda workers: in_process(workers, 1), StringIO(), echo)
    return replace(made, scheduled=scheduled)


def ran(layout: Layout, flow: str, *starts: datetime, outcome: str = "done", **more: Any) -> None:
    """Put runs of a schedule on the record, each of a minute; those that are `running` have no end."""
    with State(layout.state) as state:
        for at in starts:
            ended = None if outcome == "running" else at + timedelta(minutes=1)
            values = {"scheduled": True, "outcome": outcome, **more}
            runs.end(state, Run(f"{flow}-{at:%Y%m%dT%H%M%S}", flow, at, ended, **values))


def recorded_runs(layout: Layout) -> list[Run]:
    """Return all runs on the record."""
    with State(layout.state) as state:
        return runs.runs_since(state.rows, datetime(2000, 1, 1, tzinfo=UTC))


def events(layout: Layout) -> list[dict[str, Any]]:
    """Return the log."""
    return [json.loads(line) for line in layout.log.read_text().splitlines()] if layout.log.exists() else []
