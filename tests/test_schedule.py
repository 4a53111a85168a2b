"""The schedule for real: its own Prefect server, a tick, missed runs, another scheduler, and a stop that leaves nothing."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from brinkwatch.replay.server import ReplayServer
from flows.serve import PORT
from tests.newsroom import crisis, watch_config
from tests.scheduler import (
    ASK_SECONDS,
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
from warehouse.layout import Layout
from warehouse.lock import only_pass


@dataclass(frozen=True)
class Seen:
    """What was seen of one scheduler from its start to its end, and of another that used its server."""

    scheduler: Scheduler
    tick: dict[str, Any]
    planned: list[dict[str, Any]]
    pages: dict[str, str]
    missed: list[dict[str, Any]]
    guest: Scheduler
    left_by_guest: dict[str, Any]
    second: Scheduler
    below: dict[int, str]
    status: int
    seconds_to_stop: float

    @property
    def said(self) -> str:
        return self.scheduler.said


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """Start a schedule of a run a minute, let one pass run by itself, hinder others, and stop it in the middle of one."""
    home, guests = tmp_path_factory.mktemp("scheduled"), tmp_path_factory.mktemp("guest")
    now = datetime.now(UTC)
    items = crisis(2, (now - timedelta(days=2)).date(), visit_days=1)
    with ExitStack() as ending:
        server = ending.enter_context(ReplayServer(items, now))
        with suppress(OSError):  # taken already, which serves as well
            ending.enter_context(socket.create_server(("127.0.0.1", PORT)))
        for folder in (home, guests):
            watch_config(folder / "config", server.ports)
            change_settings(folder, schedules={"ingest": "* * * * *", "watch": NEVER}, enrich={"processes": 1})
        change_settings(guests, schedules={"ingest": NEVER, "watch": NEVER}, prefect={"use_own_profile": True})
        own = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "HOME": str(home / "user")}
        scheduler = started_first(home, shared_folder(tmp_path_factory), ending, own)
        yield observe(scheduler, guests, ending)


def observe(scheduler: Scheduler, guests: Path, ending: ExitStack) -> Seen:
    api = scheduler.ready()
    planned = eventually(lambda: runs(api, auto_scheduled=True, state_type="SCHEDULED"), "planned run", ASK_SECONDS)
    guest = Scheduler.start(guests, {"PREFECT_API_URL": api, "PREFECT_HOME": str(guests / "own")}, "guest")
    ending.callback(guest.process.kill)
    second = Scheduler.start(scheduler.home)
    missed = observe_missed(scheduler, api)
    second.ended()
    pause_after_tick(api)
    left_by_guest = observe_guest(guest, api)
    tick = eventually(
        lambda: runs(api, auto_scheduled=True, state_type="COMPLETED"), "tick of the schedule", ASK_SECONDS
    )[0]
    eventually(
        lambda: runs(api, state_type="COMPLETED", deployment_id=missed[0]["deployment_id"]),
        "run made up for",
        ASK_SECONDS,
    )
    pages = {one["key"]: one["data"] for one in ask(api, "artifacts/latest/filter", {})}
    begin_long_run(scheduler, api)
    below = scheduler.below
    asked = time.monotonic()
    status = scheduler.stop()
    seconds = time.monotonic() - asked
    return Seen(scheduler, tick, planned, pages, missed, guest, left_by_guest, second, below, status, seconds)


def observe_guest(guest: Scheduler, api: str) -> dict[str, Any]:
    """Let a scheduler that uses the server of another run one pass; return its deployment as it leaves it."""
    guest.ready()
    run = reached(api, begin(api, "ingest", name="guest"))
    guest.stop(signal.SIGINT)
    left: dict[str, Any] = ask(api, f"deployments/{run['deployment_id']}")
    return {**left, "run": run}


def observe_missed(scheduler: Scheduler, api: str) -> list[dict[str, Any]]:
    """Let runs be due for hours at once, as after a night asleep, while another pass is at work; return how they ended."""
    with only_pass(Layout(scheduler.warehouse).lock, datetime.now(UTC)):
        due = [datetime.now(UTC) - timedelta(minutes=minutes) for minutes in (180, 120, 60)]
        missed = [begin(api, "watch", at) for at in due]
        scheduler.says("watch: waits for")
        eventually(
            lambda: len(runs(api, state_type="CANCELLED", deployment_id=deployment_of(api, missed))) >= 2,
            "skipped runs",
            ASK_SECONDS,
        )
        scheduler.says("watch: skipped")
    return [reached(api, run) for run in missed]


def pause_after_tick(api: str) -> None:
    """Let no further run be planned once one has begun by itself: each would be a process of its own a minute."""
    under_way = frozenset({"RUNNING", "COMPLETED"})
    begun = eventually(
        lambda: [one for one in runs(api, auto_scheduled=True) if one["state_type"] in under_way],
        "tick of the schedule",
        ASK_SECONDS,
    )
    ask(api, f"deployments/{begun[0]['deployment_id']}/pause_deployment", {})


def begin_long_run(scheduler: Scheduler, api: str) -> None:
    """Have a run begin to work that takes some seconds, since all feeds have moved and are asked one by one."""
    change_settings(scheduler.home, fetch={"allow_private_hosts": ["127.0.0.1"], "per_host_spacing_seconds": 1.0})
    catch_at_work(scheduler, api)
    time.sleep(1)


def deployment_of(api: str, some: list[str]) -> str:
    """Return the deployment whose runs these are."""
    return str(ask(api, f"flow_runs/{some[0]}")["deployment_id"])


def runs(api: str, **wanted: object) -> list[dict[str, Any]]:
    """Return the runs that are as wanted, the earliest first."""
    found = ask(api, "flow_runs/filter", {"sort": "EXPECTED_START_TIME_ASC"})
    return [run for run in found if all(run[key] == value for key, value in wanted.items())]


def test_a_tick_of_the_schedule_loads_articles(seen: Seen) -> None:
    assert seen.tick["state_type"] == "COMPLETED"
    assert re.search(r"UTC  ingest: 25 articles loaded, 0 of them copies; 0 rejected\n", seen.said)
    connection = open_reader(seen.scheduler.warehouse)
    assert connection.execute("SELECT count(*), count(DISTINCT article_id) FROM articles").fetchall() == [(25, 25)]
    connection.close()


def test_runs_are_planned_with_absolute_paths(seen: Seen) -> None:
    assert seen.planned
    for run in seen.planned:
        assert run["parameters"] == {
            "config": str(seen.scheduler.home / "config"),
            "warehouse": str(seen.scheduler.warehouse),
        }


def test_the_screen_says_what_it_waits_for_and_what_comes_when(seen: Seen) -> None:
    assert "Starting Prefect's server (8 to 18 seconds the first time) …" in seen.said
    assert re.search(r"ingest +\* \* \* \* \* +next \d{4}-\d\d-\d\d \d\d:\d\d UTC", seen.said)
    assert "Traceback" not in seen.said


def test_a_taken_port_is_told_and_another_one_used(seen: Seen) -> None:
    told = re.search(rf"Port {PORT} is taken; Prefect's page will be on port (\d+) this time\.", seen.said)
    assert told
    assert told[1] != str(PORT)
    assert f"Prefect's page: http://127.0.0.1:{told[1]}\n" in seen.said


def test_runs_missed_for_hours_are_made_up_for_once(seen: Seen) -> None:
    assert sorted(run["state_type"] for run in seen.missed) == ["CANCELLED", "CANCELLED", "COMPLETED"]
    one_by_one = re.findall(r"watch: skipped: the run due \S+ \S+ UTC, because the one before still works\n", seen.said)
    together = re.findall(r"watch: skipped: (\d+) runs due from .+ UTC; one run makes up for them\n", seen.said)
    assert len(one_by_one) + sum(map(int, together)) == 2


def test_a_pass_that_meets_another_waits_for_its_turn(seen: Seen) -> None:
    assert (
        len(
            re.findall(
                r"watch: waits for the pass at work \(process \d+, started \S+\), 10 minutes at the most\n", seen.said
            )
        )
        == 1
    )
    assert re.search(r"watch: waits for [\s\S]+watch: alerts: 0 opened, 0 closed\n", seen.said)


def test_each_flow_leaves_a_page_to_read(seen: Seen) -> None:
    assert set(seen.pages) == {"ingest", "watch"}
    assert "# What came in, " in seen.pages["ingest"]
    assert "No alert opened or closed." in seen.pages["watch"]


def test_a_second_scheduler_says_so_in_one_line_and_stops(seen: Seen) -> None:
    assert seen.second.ended() == 1
    assert re.search(
        r"\na scheduler is at work on this warehouse already \(process \d+, started \S+\); it goes on, this one stops\n",
        seen.said,
    )


def test_a_scheduler_on_a_server_of_the_users_own_runs_there_and_leaves_it_running(seen: Seen) -> None:
    said = seen.guest.said
    assert seen.guest.ended() == 130
    assert "Starting Prefect's server" not in said
    assert re.search(r"UTC  ingest: 25 articles loaded", said)
    assert seen.left_by_guest["run"]["state_type"] == "COMPLETED"
    assert seen.left_by_guest["paused"] is True
    assert seen.missed  # the server has gone on after the guest
    assert not (seen.guest.home / "guest.prefect" / "prefect.db").exists()


def test_sigterm_during_a_run_ends_everything_within_ten_seconds(seen: Seen) -> None:
    assert seen.status == 0
    assert seen.seconds_to_stop < 10
    assert len(seen.below) >= 3
    assert [pid for pid in seen.below if alive(pid)] == []
    assert re.search(r"Stopping …\n(.+\n)?stopped; .+ the same command goes on from there\n$", seen.said)


def test_prefect_lives_beside_the_warehouse(seen: Seen) -> None:
    with closing(sqlite3.connect(seen.scheduler.home / "news.prefect" / "prefect.db")) as kept:
        assert kept.execute("SELECT count(*) FROM flow_run WHERE id = ?", [seen.tick["id"]]).fetchall() == [(1,)]
    assert not (seen.scheduler.home / "user" / ".prefect").exists()
