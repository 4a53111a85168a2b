"""What befalls a schedule: its server, its runner or itself killed in the middle of a run, and Prefect servers of no use."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from brinkwatch.replay.outlets import OUTLETS
from brinkwatch.replay.server import ReplayServer
from flows import pipeline
from flows.prepare import THREADS, prepare
from flows.steps import in_process
from tests.newsroom import crisis, watch_config
from tests.scheduler import (
    NEVER,
    Scheduler,
    alive,
    ask,
    begin,
    catch_at_work,
    change_settings,
    eventually,
    reached,
    shared_folder,
    started_first,
)
from warehouse.connect import open_reader

ARTICLES = "SELECT url, title, text FROM articles ORDER BY ALL"


@dataclass(frozen=True)
class Fallen:
    """What was seen of a scheduler that something befell: status, what it said, what was left of its processes."""

    status: int
    said: str
    seconds: float
    left: list[str]


@dataclass
class Faults:
    """The schedulers of one warehouse, one after the other, and what they brought in."""

    fallen: dict[str, Fallen] = field(default_factory=dict)
    runs: list[dict[str, Any]] = field(default_factory=list)
    articles: list[tuple[Any, ...]] = field(default_factory=list)
    undisturbed: list[tuple[Any, ...]] = field(default_factory=list)


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faults]:
    """Kill the server of a schedule, itself and its runner, each in the middle of a run; start it again each time."""
    home = tmp_path_factory.mktemp("faults")
    now = datetime.now(UTC)
    items = crisis(2, (now - timedelta(days=2)).date(), visit_days=1)
    with ExitStack() as ending:
        server = ending.enter_context(ReplayServer(items, now))
        watch_config(home / "config", server.ports)
        fetch = {"allow_private_hosts": ["127.0.0.1"], "per_host_spacing_seconds": 0.4}  # a pass takes some seconds
        change_settings(home, schedules={"ingest": NEVER, "watch": NEVER}, fetch=fetch, enrich={"processes": 1})
        faults = Faults()
        first = started_first(home, shared_folder(tmp_path_factory), ending)
        faults.fallen["server"] = fell(first, "server")
        faults.fallen["scheduler"] = fell(started(home, ending), "scheduler")
        last = started(home, ending)
        api = last.ready()
        reached(api, begin(api, "ingest"))
        faults.runs = ask(api, "flow_runs/filter", {"flow_runs": {"start_time": {"is_null_": False}}})
        faults.articles = articles(last.warehouse)
        faults.fallen["runs"] = fell(last, "runs")
        (home / "undisturbed").mkdir()
        bench = prepare(
            home / "config", home / "undisturbed" / "news.duckdb", lambda one: in_process(one, THREADS), StringIO()
        )
        pipeline.ingest(bench, datetime.now(UTC))
        faults.undisturbed = articles(bench.layout.published)
        yield faults


def started(home: Path, ending: ExitStack) -> Scheduler:
    scheduler = Scheduler.start(home)
    ending.callback(scheduler.process.kill)
    return scheduler


def fell(scheduler: Scheduler, what: str) -> Fallen:
    """Kill one of the processes of a schedule a second after a run has begun to work."""
    api = scheduler.ready()
    catch_at_work(scheduler, api)
    time.sleep(1)
    below = scheduler.below
    asked = time.monotonic()
    os.kill(scheduler.process.pid if what == "scheduler" else scheduler.child(what), signal.SIGKILL)
    status = scheduler.ended()
    seconds = time.monotonic() - asked
    if what == "scheduler":  # nobody is left to wait for its children
        eventually(lambda: not any(map(alive, below)), "end of what a killed scheduler had started")
    return Fallen(status, scheduler.said, seconds, [command for pid, command in below.items() if alive(pid)])


def articles(warehouse: Path) -> list[tuple[Any, ...]]:
    connection = open_reader(warehouse)
    try:
        return connection.execute(ARTICLES).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize(("what", "name"), [("server", "Prefect's server"), ("runs", "the runner")])
def test_a_child_that_dies_during_a_run_ends_the_schedule_in_one_line(faults: Faults, what: str, name: str) -> None:
    fallen = faults.fallen[what]
    assert fallen.status == 1
    assert fallen.seconds < 15
    assert fallen.left == []
    [*_, last] = fallen.said.splitlines()
    assert last.startswith(
        f"{name} was killed (SIGKILL); the schedule has stopped, nothing is lost, and the same command starts it again"
    )
    assert "Traceback" not in fallen.said


def test_a_killed_scheduler_takes_everything_with_it(faults: Faults) -> None:
    assert faults.fallen["scheduler"].status == -signal.SIGKILL
    assert faults.fallen["scheduler"].left == []


def test_after_every_fall_the_next_schedule_goes_on_and_says_so(faults: Faults) -> None:
    for later in ("scheduler", "runs"):
        said = faults.fallen[later].said
        assert "The last scheduler ended during 1 run; what it did is kept, and this one goes on." in said


def test_no_run_is_left_running_in_prefects_records(faults: Faults) -> None:
    states = sorted(run["state_type"] for run in faults.runs)
    assert states.count("CRASHED") >= 2
    assert states.count("COMPLETED") == 1
    assert set(states) <= {"COMPLETED", "CRASHED", "CANCELLED"}


def test_nothing_is_lost_or_doubled(faults: Faults) -> None:
    assert len(faults.undisturbed) == 25
    assert faults.articles == faults.undisturbed
    assert re.search(r"UTC  ingest: \d+ articles loaded", faults.fallen["runs"].said)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A configuration of nine outlets that nobody serves."""
    watch_config(tmp_path / "config", {outlet.source_id: 9 for outlet in OUTLETS})
    return tmp_path


def test_ctrl_c_while_the_server_starts_stops_it(home: Path) -> None:
    scheduler = Scheduler.start(home)
    scheduler.says("Starting Prefect")
    below = eventually(lambda: scheduler.below, "server")
    assert scheduler.stop(signal.SIGINT) == 130
    assert [pid for pid in below if alive(pid)] == []
    stopping, last = scheduler.said.splitlines()[-2:]
    assert stopping == "Stopping …"
    assert re.fullmatch(r"stopped; .+ the same command goes on from there", last)


def test_a_schedule_that_is_no_cron_is_told_before_anything_starts(home: Path) -> None:
    change_settings(home, schedules={"ingest": "twice a day", "watch": "5 * * * *"})
    scheduler = Scheduler.start(home)
    assert scheduler.ended() == 2
    assert scheduler.said.startswith("settings.yaml: schedules.ingest: is not a cron expression")
    assert len(scheduler.said.splitlines()) == 1


def test_an_own_prefect_server_that_is_down_is_told_in_one_line(home: Path) -> None:
    change_settings(home, prefect={"use_own_profile": True})
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    scheduler = Scheduler.start(home, {"PREFECT_API_URL": url, "PREFECT_HOME": str(home / "own")})
    assert scheduler.ended() == 1
    assert len(scheduler.said.splitlines()) == 1
    assert f"the Prefect server of your own profile, {url}, does not answer" in scheduler.said


class OldAnswers(BaseHTTPRequestHandler):
    """Answer as a Prefect server of an older version does."""

    def do_GET(self) -> None:
        body = b'"3.1.0"' if self.path.endswith("/version") else b"true"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_an_own_prefect_server_of_an_older_version_is_told_in_one_line(home: Path) -> None:
    change_settings(home, prefect={"use_own_profile": True})
    with ThreadingHTTPServer(("127.0.0.1", 0), OldAnswers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/api"
        scheduler = Scheduler.start(home, {"PREFECT_API_URL": url, "PREFECT_HOME": str(home / "own")})
        assert scheduler.ended() == 1
        server.shutdown()
    assert len(scheduler.said.splitlines()) == 1
    assert f"the Prefect server of your own profile, {url}, is version 3.1.0" in scheduler.said
