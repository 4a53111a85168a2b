"""Keep a schedule going: start Prefect's server and the runner of its flow runs, watch both, and end both."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from config.settings import Settings
from flows.prefect_home import HOST, SHOWN_LOG, STARTUP_SECONDS, own_server, settle_prefect, trouble_with_own_profile
from warehouse.layout import Layout
from warehouse.lock import AnotherPass, only_pass

PORT = 4213
"""Where Prefect's page is when the port is free: not 4200, where a Prefect of the user's own would be."""

GRACE_SECONDS = 5.0
"""For flow runs to end in order. What they did is durable at any moment: grace serves Prefect's records only."""

SERVER_GRACE_SECONDS = 2.0
GUEST_GRACE_SECONDS = GRACE_SECONDS + SERVER_GRACE_SECONDS
"""The same where the server is not ours to end: pausing the schedules there needs its answer."""

LOOK_SECONDS = 0.2
LAST_WORDS = 300

LEAST_LOG = 1_000_000
"""Bytes kept of a child's complaints, however little the settings keep of the log: its last words are among them."""

Tell = Callable[[str], None]


class NotServed(Exception):
    """The schedule can not run, or not on; the message is one line."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the runs stands on the screen: a line for each, and what each writes into the log."""

    runs: bool = True
    log: bool = False


def serve(config: Path, layout: Layout, settings: Settings, now: datetime, tell: Tell, shown: Shown) -> int:
    """Run the schedule until a signal comes, and return its number. Raises NotServed."""
    with _only_scheduler(layout, now), _signals() as heard:
        settle_prefect(settings, layout)
        children: list[Child] = []
        try:
            environment = dict(os.environ)
            layout.prefect_home.mkdir(parents=True, exist_ok=True)
            if settings.prefect.use_own_profile:
                trouble = trouble_with_own_profile()
                if trouble is not None:
                    raise NotServed(trouble)
            else:
                environment = _start_server(layout, settings, children, heard, tell)
            if shown.log:
                environment[SHOWN_LOG] = "1"
            if not heard:
                log = layout.prefect_home / "runs.log"
                runs = ["runs", str(config), str(layout.published)]
                grace = GRACE_SECONDS if children else GUEST_GRACE_SECONDS
                children.append(Child("the runner", runs, environment, grace, log, heard=shown.runs))
            _watch(children, heard, max(int(settings.log.keep_mb * 1e6), LEAST_LOG))
        finally:
            if heard:
                tell("Stopping …")
            for child in reversed(children):
                child.stop()
        return heard[0]


class Child:
    """A process of ours in a group of its own, with whatever it starts; Ctrl-C at the terminal does not reach it."""

    def __init__(
        self, name: str, arguments: list[str], environment: Mapping[str, str], grace: float, log: Path, *, heard: bool
    ) -> None:
        """Start the process. What it complains of goes to `log`; what it says too, unless it is to be `heard`."""
        self.name = name
        self.log = log
        self._grace = grace
        log.write_bytes(b"")
        out: Any = log.open("ab")  # at its end, wherever that is: so the file can be cut while it is written
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "flows.served", *arguments],
            stdin=subprocess.PIPE, stdout=None if heard else out, stderr=out, env=dict(environment), start_new_session=True,
        )  # fmt: skip
        out.close()

    @property
    def status(self) -> int | None:
        return self._process.poll()

    def bound_log(self, most: int) -> None:
        """Put what the process complained of aside when it is half of so many bytes, in place of what was aside before."""
        if self.log.stat().st_size > most // 2:
            shutil.copyfile(self.log, self.log.with_name(f"{self.log.name}.1"))
            os.truncate(self.log, 0)

    def stop(self) -> None:
        """Ask the process to end, then end all of its group."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(self._grace)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()


@contextmanager
def _only_scheduler(layout: Layout, now: datetime) -> Iterator[None]:
    held = only_pass(layout.schedule_lock, now)
    try:
        held.__enter__()
    except AnotherPass as error:
        raise NotServed(
            f"a scheduler is at work on this warehouse already ({error.holder}); it goes on, this one stops"
        ) from None
    try:
        yield
    finally:
        held.__exit__(None, None, None)


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Collect the signals that ask to stop, instead of being ended by them."""
    heard: list[int] = []

    def hear(number: int, _: FrameType | None) -> None:
        heard.append(number)

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start_server(
    layout: Layout, settings: Settings, children: list[Child], heard: list[int], tell: Tell
) -> dict[str, str]:
    """Start Prefect's server and wait until it answers; return the environment of its clients."""
    port = _free_port(PORT)
    while True:
        if port != PORT:
            tell(f"Port {PORT} is taken; Prefect's page will be on port {port} this time.")
        tell("Starting Prefect's server (8 to 18 seconds the first time) …")
        environment = own_server(port, settings.prefect.keep_days)
        log = layout.prefect_home / "server.log"
        server = Child("Prefect's server", ["server"], environment, SERVER_GRACE_SECONDS, log, heard=False)
        children.append(server)
        if _comes_up(server, port, layout.prefect_home, heard):
            break
        children.remove(server)
        server.stop()
        port = _free_port(0)
    if not heard:
        tell(f"Prefect's page: http://{HOST}:{port}")
    return environment


def _comes_up(server: Child, port: int, home: Path, heard: list[int]) -> bool:
    """Wait until our server answers, or a signal is heard; False where another took the port while it started.

    Two schedules that start together find the same port free; the runs of one must not land in the server of the other.
    """
    deadline = time.monotonic() + float(STARTUP_SECONDS)
    while not heard:
        answers = _home_of_server(port)
        if answers is not None:
            return answers == home.resolve()
        if server.status is not None:
            if not _is_free(port):
                return False
            raise NotServed(_ended(server))
        if time.monotonic() > deadline:
            raise NotServed(f"Prefect's server does not answer after {STARTUP_SECONDS} seconds; see {server.log}")
        time.sleep(LOOK_SECONDS)
    return True


def _free_port(wanted: int) -> int:
    """Return a port if it is free, else one that is."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((HOST, port))
                return int(probe.getsockname()[1])
    raise NotServed(f"no port is free on {HOST} for Prefect's server")


def _is_free(port: int) -> bool:
    return _free_port(port) == port


def _home_of_server(port: int) -> Path | None:
    """Return whose Prefect answers on a port, by its home; None while none does."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/api/admin/settings")
        answer = connection.getresponse()
        told = json.loads(answer.read()) if answer.status == http.client.OK else {}
        return Path(told["home"]).resolve() if isinstance(told, dict) and "home" in told else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()


def _watch(children: list[Child], heard: list[int], most_log: int) -> None:
    """Wait for a signal, and keep logs in bounds. Raises NotServed when a child ends by itself."""
    while not heard:
        for child in children:
            child.bound_log(most_log)
            if child.status is not None:
                raise NotServed(_ended(child))
        time.sleep(LOOK_SECONDS)


def _ended(child: Child) -> str:
    """Say that a child ended, with its last words if it could have any."""
    status = child.status or 0
    how = f"was killed ({signal.Signals(-status).name})" if status < 0 else f"ended by itself (status {status})"
    line = f"{child.name} {how}; the schedule has stopped, nothing is lost, and the same command starts it again"
    text = child.log.read_text(encoding="utf-8", errors="replace") if status >= 0 else ""
    words = [one.strip() for one in text.splitlines() if one.strip()]
    return f"{line}; it said: {words[-1][:LAST_WORDS]} (all of it: {child.log})" if words else f"{line} ({child.log})"
