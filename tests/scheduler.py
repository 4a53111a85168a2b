"""A scheduler for tests to start, ask and end: `brinkwatch schedule` as a process, and the interface of its Prefect server."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
NEVER = "0 0 29 2 *"
"""A schedule that no test meets."""

PATIENCE_SECONDS = 240
"""For a slow and busy machine; on an idle one the slowest wait is for the next minute."""

LOOK_SECONDS = 0.2
ASK_SECONDS = 1.0
"""Between questions to Prefect's server, which works some ten milliseconds on every answer."""

ENDS = frozenset({"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})


def eventually(holds: Callable[[], Any], what: str, pause: float = LOOK_SECONDS) -> Any:
    """Wait until something holds, and return it; look again after a pause of so many seconds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = holds()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError(f"in {PATIENCE_SECONDS} seconds there was no {what}")


def descendants(pid: int) -> dict[int, str]:
    """Return the processes below one, with their command lines."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    below = {pid}
    while more := {int(child) for child, parent, _ in rows if int(parent) in below} - below:
        below |= more
    return {int(child): command for child, _, command in rows if int(child) in below - {pid}}


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that is dead and not yet buried does not."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def change_settings(home: Path, **changes: object) -> None:
    """Change keys of the settings of a home."""
    path = home / "config" / "settings.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), **changes}))


def move_feeds(home: Path) -> None:
    """Give all feeds of a home other addresses, so that the next run has to ask each of them."""
    path = home / "config" / "feeds.yaml"
    feeds = yaml.safe_load(path.read_text())["feeds"]
    moved = {name: {**one, "url": f"{one['url']}?moved"} for name, one in feeds.items()}
    path.write_text(yaml.safe_dump({"feeds": moved}))


@dataclass(frozen=True)
class Scheduler:
    """A scheduler that was started; what it says is appended to the file `said` of its home."""

    home: Path
    warehouse: Path
    process: subprocess.Popen[str]
    began: int

    @classmethod
    def start(cls, home: Path, own: dict[str, str] | None = None, name: str = "news") -> Scheduler:
        """Start a scheduler on the configuration and the warehouse of a home."""
        warehouse = home / f"{name}.duckdb"
        command = [sys.executable, "-m", "brinkwatch", "--config", str(home / "config")]
        with (home / "said").open("a") as said:
            began = said.tell()
            process = subprocess.Popen(
                [*command, "--warehouse", str(warehouse), "schedule"],
                stdout=said, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env={**os.environ, **(own or {})},
            )  # fmt: skip
        return cls(home, warehouse, process, began)

    @property
    def said(self) -> str:
        """What it has said so far."""
        return (self.home / "said").read_bytes()[self.began :].decode()

    @property
    def below(self) -> dict[int, str]:
        """Its descendants, with their command lines."""
        return descendants(self.process.pid)

    def says(self, pattern: str) -> re.Match[str]:
        """Wait until it says something."""

        def heard() -> re.Match[str] | None:
            found = re.search(pattern, self.said)
            assert found or self.process.poll() is None, self.said
            return found

        found: re.Match[str] = eventually(heard, f"{pattern!r} in what the scheduler says")
        return found

    def ready(self) -> str:
        """Wait until the schedule runs; return the address of its server's interface, or nothing for a server of others."""
        self.says("The schedule runs")
        page = re.search(r"Prefect's page: (http://127\.0\.0\.1:\d+)", self.said)
        return f"{page[1]}/api" if page else ""

    def child(self, what: str) -> int:
        """Return the process below that was started as `what`."""
        [found] = [pid for pid, command in self.below.items() if command.split()[1:4] == ["-m", "flows.served", what]]
        return found

    def ended(self) -> int:
        """Wait for the end; return the status."""
        return self.process.wait(PATIENCE_SECONDS)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; return the status."""
        self.process.send_signal(number)
        return self.ended()


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all processes of a run of tests have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def started_first(home: Path, shared: Path, ending: ExitStack, own: dict[str, str] | None = None) -> Scheduler:
    """Start the first scheduler of a home.

    Prefect's server takes long to make its database: the first test has it do so and keeps a copy, with which others begin.
    """
    kept, prefect = shared / "prefect", home / "news.prefect"
    with (shared / "prefect.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        begin_with_kept_prefect(shared, prefect)
        scheduler = Scheduler.start(home, own)
        ending.callback(scheduler.process.kill)
        if not kept.exists():
            scheduler.says("Prefect's page: ")
            unfinished = shared / "prefect.part"
            unfinished.mkdir()
            with (
                closing(sqlite3.connect(prefect / "prefect.db")) as made,
                closing(sqlite3.connect(unfinished / "prefect.db")) as copy,
            ):
                made.backup(copy)
            shutil.copyfile(prefect / "memo_store.toml", unfinished / "memo_store.toml")
            unfinished.rename(kept)
    return scheduler


def begin_with_kept_prefect(shared: Path, prefect: Path) -> None:
    """Put a copy of Prefect's home as it is after its first start where another is to begin, if a test has kept one."""
    if (shared / "prefect").exists():
        shutil.copytree(shared / "prefect", prefect)


def ask(api: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Ask Prefect's interface."""
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


def begin(api: str, flow: str, due: datetime | None = None, name: str = "news") -> str:
    """Have a flow run now, or as one that was due at a moment; return the run's id."""
    deployment = ask(api, f"deployments/name/{flow}/{name}")["id"]
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": (due or datetime.now(UTC)).isoformat()}}
    return str(ask(api, f"deployments/{deployment}/create_flow_run", {"state": state})["id"])


def reached(api: str, run: str, states: frozenset[str] = ENDS) -> dict[str, Any]:
    """Wait until a run is in one of these states; return the run."""

    def there() -> dict[str, Any] | None:
        found: dict[str, Any] = ask(api, f"flow_runs/{run}")
        return found if found["state_type"] in states else None

    run_there: dict[str, Any] = eventually(there, f"run that is {' or '.join(sorted(states))}", ASK_SECONDS)
    return run_there


def catch_at_work(scheduler: Scheduler, api: str) -> str:
    """Begin runs that ask all feeds anew until one is seen before it has ended, which on a busy machine may not be; return its id."""

    def caught() -> str:
        move_feeds(scheduler.home)
        run = begin(api, "ingest")
        return run if reached(api, run, ENDS | {"RUNNING"})["state_type"] == "RUNNING" else ""

    return str(eventually(caught, "run that was seen at work"))
