"""Kill passes at random moments, and compare what the next one leaves with what an undisturbed one does."""

from __future__ import annotations

import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from brinkwatch.replay.configuration import write_demo_config
from brinkwatch.replay.server import ReplayServer
from config.load import SHIPPED
from tests.newsroom import crisis
from warehouse import archive, spool
from warehouse.connect import open_reader
from warehouse.layout import Layout
from warehouse.state import State

FIRST = date(2017, 2, 1)
AT = datetime(2017, 2, 3, 23, 30, tzinfo=UTC)
KILLS_A_HOME = 8
"""Kills that one warehouse suffers before it is compared; more would only meet passes with nothing left to do."""
LONGEST_PASS_SECONDS = 120.0

TABLES = (
    "SELECT * FROM articles ORDER BY ALL",
    "SELECT * FROM mentions ORDER BY ALL",
    "SELECT * FROM entities ORDER BY ALL",
    "SELECT * FROM article_topics ORDER BY ALL",
    "SELECT * FROM watch_hits ORDER BY ALL",
    "SELECT * FROM rejections ORDER BY ALL",
    "SELECT * EXCLUDE (server_date) FROM pages ORDER BY ALL",
    "SELECT series, step_start, observed, expected FROM spikes ORDER BY ALL",
)
"""All that a pass leaves, but for its polls: a pass that was killed polls again, and the server's clock goes on."""


@dataclass
class Killed:
    """What the kills did."""

    kills: int = 0
    homes: int = 0
    entries: int = 0
    pass_seconds: float = 0.0
    violations: list[str] = field(default_factory=list)


def run(
    kills: int,
    seed: int,
    folder: Path,
    a_day: int = 6,
    kills_a_home: int = KILLS_A_HOME,
    progress: Callable[[str], None] = lambda _: None,
) -> Killed:
    """Kill so many passes over a small newsroom."""
    chance, killed = random.Random(seed), Killed()  # noqa: S311 - nothing to keep secret
    items = crisis(3, FIRST, a_day=a_day, visit_days=1)
    with ReplayServer(items, AT) as server:
        write_demo_config(server.ports, folder / "config", SHIPPED)
        with _Passes.of(folder / "config") as passes:
            with _home(folder / "calm") as home:
                undisturbed = passes.one(home)
                if undisturbed.status:
                    return Killed(violations=[f"an undisturbed pass fails: {undisturbed.complaint}"])
                killed.pass_seconds = undisturbed.seconds
                calm = contents(home)
            killed.entries = len(calm[TABLES[0]])
            while killed.kills < kills:
                killed.homes += 1
                moments = [chance.uniform(0, killed.pass_seconds) for _ in range(kills_a_home)]
                with _home(folder / f"storm{killed.homes}") as home:
                    troubles = _stormy(passes, home, moments, killed, calm)
                told = f"seed {seed}, home {killed.homes}, killed after {[round(one, 2) for one in moments]} s"
                for trouble in troubles:
                    killed.violations.append(f"{told}: {trouble}")
                    progress(killed.violations[-1])
                progress(table(killed))
    return killed


def _stormy(
    passes: _Passes,
    home: Path,
    moments: Sequence[float],
    killed: Killed,
    calm: dict[str, list[tuple[object, ...]]],
) -> list[str]:
    """Kill passes at moments, until one is quicker, for then nothing is left to disturb; return what the next one leaves wrong."""
    troubles: list[str] = []
    for number, moment in enumerate(moments):
        one = passes.one(home, moment)
        if one.status != signal.SIGKILL:
            troubles += [one.complaint] if one.status else []
            if number == 0:  # the machine has become faster
                killed.pass_seconds = one.seconds
            break
        killed.kills += 1
    after = passes.one(home)
    if after.status:
        return [*troubles, f"the pass after the kills failed: {after.complaint}"]
    return [*troubles, *differences(calm, contents(home))]


@contextmanager
def _home(folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


@dataclass(frozen=True)
class _Pass:
    """How a pass ended: its status as waitpid gives it, the seconds it worked, and the last it said."""

    status: int
    seconds: float
    complaint: str


@dataclass
class _Passes:
    """A process that runs passes one after another, each in a child."""

    process: subprocess.Popen[str]
    lines: queue.Queue[str]

    @classmethod
    @contextmanager
    def of(cls, config: Path) -> Iterator[_Passes]:
        """Start the process, and end it."""
        command = [sys.executable, "-m", "torture.one_pass", str(config), AT.isoformat()]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
            assert process.stdout is not None and process.stdin is not None
            passes = cls(process, queue.Queue())
            threading.Thread(target=lambda out: [*map(passes.lines.put, out)], args=(process.stdout,)).start()
            try:
                passes.lines.get(timeout=LONGEST_PASS_SECONDS)
                yield passes
            finally:
                process.stdin.close()

    def one(self, home: Path, kill_after: float | None = None) -> _Pass:
        """Run a pass, killed after some seconds of work if so wanted."""
        assert self.process.stdin is not None
        began = time.monotonic()
        self.process.stdin.write(f"{home}\n")
        self.process.stdin.flush()
        child = int(self.lines.get(timeout=LONGEST_PASS_SECONDS).split()[1])
        try:
            said = self.lines.get(timeout=LONGEST_PASS_SECONDS if kill_after is None else kill_after)
        except queue.Empty:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            said = self.lines.get(timeout=LONGEST_PASS_SECONDS)
        words = (
            (home / "said.txt").read_text(encoding="utf-8", errors="replace") if (home / "said.txt").exists() else ""
        )
        return _Pass(int(said.split()[1]), time.monotonic() - began, " | ".join(words.splitlines()[-4:]))


def contents(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all that a pass left, by what was asked for; also what it should not have left."""
    layout = Layout(home / "news.duckdb")
    connection = open_reader(layout.published)
    found: dict[str, list[tuple[object, ...]]] = {
        question: connection.execute(question).fetchall() for question in TABLES
    }
    hashes = [str(row[0]) for row in connection.execute("SELECT DISTINCT raw_sha256 FROM pages").fetchall()]
    connection.close()
    lost = [
        str(blob.detail) for blob in (archive.load(layout.raw, one) for one in hashes) if not isinstance(blob, bytes)
    ]
    with State(layout.state) as state:
        waiting = [one.entry.entry_id for one in state.waiting()]
    left: dict[str, list[str]] = {
        "bytes lost from the raw archive": lost,
        "entries never settled": waiting,
        "batches never loaded": spool.waiting(layout.spool),
    }
    for name, some in left.items():
        found[name] = [(one,) for one in some]
    return found


def differences(
    calm: dict[str, list[tuple[object, ...]]], stormy: dict[str, list[tuple[object, ...]]]
) -> Iterator[str]:
    """Tell where two warehouses differ, row by row."""
    for question, rows in calm.items():
        here, there = Counter(map(repr, rows)), Counter(map(repr, stormy[question]))
        missing, added = list((here - there).elements()), list((there - here).elements())
        if missing or added:
            shown = " and ".join(some[0][:300] for some in (missing, added) if some)
            yield f"{question}: {len(missing)} rows are missing, {len(added)} too many, such as {shown}"


def table(killed: Killed) -> str:
    """Write what the kills did."""
    return (
        f"{killed.kills} kills in {killed.homes} warehouses of {killed.entries} articles, at random moments of passes of"
        f" {killed.pass_seconds:.1f} s: {len(killed.violations)} differ from an undisturbed one"
    )
