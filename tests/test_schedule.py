"""The schedule for real: its own Prefect server, a run, a second scheduler, and a stop that leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from brinkwatch.replay.outlets import OUTLETS
from brinkwatch.replay.server import ReplayServer
from config.load import SHIPPED, ConfigError, load_settings
from config.models import Schedules, Settings
from flows.served import next_times
from tests.newsroom import crisis
from tests.test_pipeline import watch_config
from warehouse.connect import open_reader

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 240
"""For a slow and busy machine; on an idle one the slowest wait takes 15 seconds."""


def eventually(holds: Callable[[], Any], what: str) -> Any:
    """Wait until something holds, and return it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = holds()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"in {PATIENCE_SECONDS} seconds there was no {what}")


def start(home: Path, *, own: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """Start a scheduler; what it says is appended to a file."""
    command = [sys.executable, "-m", "brinkwatch", "--config", str(home / "config")]
    with (home / "said").open("a") as said:
        return subprocess.Popen(
            [*command, "--warehouse", str(home / "news.duckdb"), "schedule"],
            stdout=said, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env={**os.environ, **(own or {})},
        )  # fmt: skip


def descendants(pid: int) -> set[int]:
    """Return the processes below one."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listed.splitlines())}
    below = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return below - {pid}


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@dataclass(frozen=True)
class Scheduled:
    """What was seen of one scheduler from its start to its end."""

    home: Path
    run: dict[str, Any]
    coming: list[dict[str, Any]]
    below: set[int]
    second: subprocess.CompletedProcess[str]
    status: int
    seconds_to_stop: float

    @property
    def said(self) -> str:
        return (self.home / "said").read_text()


@pytest.fixture(scope="module")
def scheduled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheduled]:
    """Start the schedule, let one pass run and be stopped in the middle of the next."""
    home = tmp_path_factory.mktemp("scheduled")
    now = datetime.now(UTC)
    items = crisis(2, (now - timedelta(days=2)).date(), visit_days=1)
    with ReplayServer(items, now) as server:
        watch_config(home / "config", server.ports)
        process = start(home, own={"PREFECT_API_URL": "http://127.0.0.1:9/api", "HOME": str(home / "user")})
        try:
            yield observe(process, home)
        finally:
            process.kill()
            process.wait()


def observe(process: subprocess.Popen[str], home: Path) -> Scheduled:
    def page() -> str | None:
        assert process.poll() is None, (home / "said").read_text()
        found = re.search(r"http://127\.0\.0\.1:\d+", (home / "said").read_text())
        return found[0] if found and "The schedule runs" in (home / "said").read_text() else None

    api = f"{eventually(page, 'page of Prefect')}/api"

    def coming() -> list[dict[str, Any]]:
        runs = ask(api, "flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}})
        planned = [run for run in runs if run["auto_scheduled"]]
        return planned if len({run["flow_id"] for run in planned}) == 2 else []

    planned = eventually(coming, "planned run of both flows")
    deployment = ask(api, "deployments/name/ingest/news")["id"]

    def begun() -> str:
        return str(ask(api, f"deployments/{deployment}/create_flow_run", {"state": {"type": "SCHEDULED"}})["id"])

    first = begun()
    run = eventually(lambda: reached(api, first, {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}), "end of the run")
    second = subprocess.run(
        [sys.executable, "-m", "brinkwatch", "--config", str(home / "config"), "--warehouse", str(home / "news.duckdb"), "schedule"],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    another = begun()
    eventually(lambda: reached(api, another, {"RUNNING", "COMPLETED"}), "beginning of another run")
    below = descendants(process.pid)
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    status = process.wait(PATIENCE_SECONDS)
    return Scheduled(home, run, planned, below, second, status, time.monotonic() - asked)


def ask(api: str, path: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{api}/{path}", data, {"Content-Type": "application/json"})
    while True:
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != 503:  # its database is locked for a moment on a busy machine
                raise AssertionError(f"{path}: {error.read()[:500]!r}") from None
        time.sleep(1)


def reached(api: str, run: str, states: set[str]) -> dict[str, Any] | None:
    found: dict[str, Any] = ask(api, f"flow_runs/{run}")
    return found if found["state_type"] in states else None


def test_a_run_of_the_schedule_loads_articles(scheduled: Scheduled) -> None:
    assert scheduled.run["state_type"] == "COMPLETED", scheduled.run["state"]
    connection = open_reader(scheduled.home / "news.duckdb")
    assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(25,)]
    connection.close()


def test_runs_are_planned_with_absolute_paths(scheduled: Scheduled) -> None:
    for run in scheduled.coming:
        assert run["parameters"] == {
            "config": str(scheduled.home / "config"),
            "warehouse": str(scheduled.home / "news.duckdb"),
        }


def test_the_screen_says_what_it_waits_for_and_what_comes_when(scheduled: Scheduled) -> None:
    assert "Starting Prefect's server (8 to 18 seconds the first time) …" in scheduled.said
    assert re.search(r"ingest +\*/20 \* \* \* \* +next \d{4}-\d\d-\d\d \d\d:\d\d UTC", scheduled.said)
    assert re.search(r"UTC  ingest: 25 articles loaded", scheduled.said)
    assert "Traceback" not in scheduled.said


def test_a_second_scheduler_says_so_in_one_line_and_stops(scheduled: Scheduled) -> None:
    assert scheduled.second.returncode == 1
    assert re.fullmatch(
        r"a scheduler is at work on this warehouse already \(process \d+, started \S+\); it goes on, this one stops\n",
        scheduled.second.stdout + scheduled.second.stderr,
    )


def test_sigterm_ends_everything_within_ten_seconds(scheduled: Scheduled) -> None:
    assert scheduled.status == 0
    assert scheduled.seconds_to_stop < 10
    assert len(scheduled.below) >= 3
    assert [pid for pid in scheduled.below if alive(pid)] == []
    assert re.search(r"Stopping …\nstopped; .+ the same command goes on from there\n$", scheduled.said)


def test_prefect_lives_beside_the_warehouse(scheduled: Scheduled) -> None:
    assert (scheduled.home / "news.prefect" / "prefect.db").is_file()
    assert not (scheduled.home / "user" / ".prefect").exists()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A configuration of nine outlets that nobody serves."""
    watch_config(tmp_path / "config", {outlet.source_id: 9 for outlet in OUTLETS})
    return tmp_path


def change_settings(home: Path, **changes: object) -> None:
    path = home / "config" / "settings.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), **changes}))


def said_by_schedule(home: Path, own: dict[str, str] | None = None) -> tuple[int, list[str]]:
    process = start(home, own=own)
    return process.wait(PATIENCE_SECONDS), (home / "said").read_text().splitlines()


def test_ctrl_c_while_the_server_starts_stops_it(home: Path) -> None:
    process = start(home)
    eventually(lambda: "Starting Prefect" in (home / "said").read_text(), "beginning")
    below = eventually(lambda: descendants(process.pid), "server")
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_SECONDS) == 130
    assert [pid for pid in below if alive(pid)] == []
    stopping, last = (home / "said").read_text().splitlines()[-2:]
    assert stopping == "Stopping …"
    assert re.fullmatch(r"stopped; .+ the same command goes on from there", last)


def test_a_schedule_that_is_no_cron_is_told_before_anything_starts(home: Path) -> None:
    change_settings(home, schedules={"ingest": "every 20 minutes", "watch": "5 * * * *"})
    status, said = said_by_schedule(home)
    assert status == 2
    assert said == [
        "settings.yaml: schedules.ingest: 'every 20 minutes' is not a cron expression; write five fields such as \"*/20 * * * *\""
    ]


def test_an_own_prefect_server_that_is_down_is_told_in_one_line(home: Path) -> None:
    change_settings(home, prefect={"use_own_profile": True})
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    own = {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "PREFECT_HOME": str(home / "own")}
    status, said = said_by_schedule(home, own)
    assert status == 1
    assert len(said) == 1
    assert f"the Prefect server of your own profile, http://127.0.0.1:{port}/api, does not answer" in said[0]


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
        status, said = said_by_schedule(home, {"PREFECT_API_URL": url, "PREFECT_HOME": str(home / "own")})
        server.shutdown()
    assert status == 1
    assert len(said) == 1
    assert f"the Prefect server of your own profile, {url}, is version 3.1.0" in said[0]


def test_next_times_are_in_the_zone_of_the_settings() -> None:
    settings = Settings(contact="x", timezone="Asia/Seoul", schedules=Schedules(ingest="0 9 * * *", watch="5 * * * *"))
    times = next_times(settings, datetime(2017, 3, 17, 1, 2, tzinfo=UTC))
    assert times["ingest"].isoformat() == "2017-03-18T09:00:00+09:00"
    assert times["watch"].isoformat() == "2017-03-17T10:05:00+09:00"


def test_every_schedule_that_is_no_cron_is_told() -> None:
    with pytest.raises(ConfigError) as raised:
        next_times(Settings(contact="x", schedules=Schedules(ingest="x", watch="61 * * * *")), datetime.now(UTC))
    assert [line.split(": ")[1] for line in raised.value.mistakes] == ["schedules.ingest", "schedules.watch"]


def test_the_file_for_workers_says_what_the_schedule_serves() -> None:
    from prefect.cli.deploy._models import PrefectYamlModel
    from prefect.flows import load_flow_from_entrypoint

    settings = load_settings(SHIPPED)
    written = yaml.safe_load((ROOT / "prefect.yaml").read_text())
    assert len(PrefectYamlModel.model_validate(written).deployments) == 2
    entries = written["deployments"]
    for entry, name in zip(entries, ("ingest", "watch"), strict=True):
        flow = load_flow_from_entrypoint(entry["entrypoint"])
        assert flow.name == name
        assert flow.validate_parameters(entry["parameters"])["config"] == "config"
        assert entry["schedules"] == [{"cron": getattr(settings.schedules, name), "timezone": settings.timezone}]
        assert entry["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
