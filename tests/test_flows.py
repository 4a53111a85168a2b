"""The same pipeline through Prefect for real: its own server, its own home, tasks a batch, artifacts to read."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from brinkwatch.replay.server import ReplayServer
from tests.newsroom import crisis, watch_config
from tests.scheduler import begin_with_kept_prefect, shared_folder
from warehouse.connect import open_reader

DAY = date(2017, 2, 2)
AT = datetime(2017, 2, 2, 23, 30, tzinfo=UTC)
RUN = """
import json, sys
from datetime import datetime
from pathlib import Path
from config.load import load_settings
from flows.prefect_home import settle_prefect
from warehouse.layout import Layout

if __name__ == "__main__":
    home, at = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    settle_prefect(load_settings(home / "config"), Layout(home / "news.duckdb"))
    from flows.alerting import watch
    from flows.ingest import ingest
    brought = ingest(str(home / "config"), str(home / "news.duckdb"), at)
    watch(str(home / "config"), str(home / "news.duckdb"), at)
    print(json.dumps({"loaded": brought.loaded, "polls": brought.polls}))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which both flows have run once, by a user whose own Prefect points elsewhere."""
    folder = tmp_path_factory.mktemp("prefect")
    (folder / "run.py").write_text(RUN)
    begin_with_kept_prefect(shared_folder(tmp_path_factory), folder / "news.prefect")
    items = crisis(2, date(2017, 2, 1), visit_days=1)
    own = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_API_KEY": "secret", "HOME": str(folder / "user")}
    with ReplayServer(items, AT) as server:
        watch_config(folder / "config", server.ports)
        ran = subprocess.run(
            [sys.executable, str(folder / "run.py"), str(folder), AT.isoformat()],
            capture_output=True, text=True, timeout=240, check=False, env={**os.environ, **own},
        )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    (folder / "printed.json").write_text(ran.stdout.splitlines()[-1])
    return folder


def ask(home: Path, question: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(home / "news.prefect" / "prefect.db")
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def test_the_flows_do_what_the_pipeline_does(home: Path) -> None:
    printed = json.loads((home / "printed.json").read_text())
    assert printed == {"loaded": 25, "polls": {"changed": 9}}
    connection = open_reader(home / "news.duckdb")
    assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(25,)]
    connection.close()


def test_prefect_lives_beside_the_warehouse_whatever_the_users_own_says(home: Path) -> None:
    assert (home / "news.prefect" / "prefect.db").is_file()
    assert not (home / "user" / ".prefect").exists()


def test_every_run_and_task_is_completed_in_prefects_own_records(home: Path) -> None:
    assert ask(
        home, "SELECT flow.name, state_type FROM flow JOIN flow_run ON flow.id = flow_run.flow_id ORDER BY flow.name"
    ) == [
        ("ingest", "COMPLETED"),
        ("watch", "COMPLETED"),
    ]
    tasks = ask(home, "SELECT DISTINCT substr(name, 1, instr(name, '-') - 1), state_type FROM task_run ORDER BY 1")
    assert tasks == [
        (name, "COMPLETED") for name in ("clean pages", "enrich articles", "fetch pages", "parse feeds", "poll feeds")
    ]


def test_prefect_sees_batches_and_never_single_articles(home: Path) -> None:
    counts = dict(ask(home, "SELECT substr(name, 1, instr(name, '-') - 1), count(*) FROM task_run GROUP BY 1"))
    assert counts["clean pages"] == 2
    assert counts["enrich articles"] == 2


def test_each_run_leaves_a_page_that_says_what_it_did(home: Path) -> None:
    pages = dict(ask(home, "SELECT key, data FROM artifact WHERE type = 'markdown'"))
    assert set(pages) == {"ingest", "watch"}
    assert "| articles loaded | 25 | 0 copies of another's text |" in str(pages["ingest"])
    assert "| BBC News | 5 | 0 |  |" in str(pages["ingest"])
    assert "No alert opened or closed." in str(pages["watch"])
