"""Live through the days of a soak: set the clock, let things go wrong, run passes, and check what must hold."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from threading import Timer
from typing import Any
from zoneinfo import ZoneInfo

from config.load import load_config
from flows.standing import standing_of
from soak.invariants import Ledger, Passed, flat
from soak.news import News
from soak.older import set_back
from soak.process import Process
from soak.publishers import Publishers
from soak.settings import ZONE, Operator
from soak.storm import PASSES_A_DAY, Weather, weather
from tests.postbox import Hook, Listening, Postbox
from warehouse.disk import sizes
from warehouse.doctor import examine
from warehouse.layout import Layout
from warehouse.outbox import deliveries, send_again
from warehouse.state import State

CHANGE = date(2017, 3, 26)
"""The clocks of Berlin are set ahead on this day, which lies in the middle of every soak."""
HOURS = (2, 8, 14, 20)
"""Of the passes, half past each; half past two does not exist on the day of the change."""
EDITED_SECONDS = 0.5
"""After which a configuration is edited in a running pass."""


@dataclass(frozen=True)
class Size:
    """How much is lived through, by passes with worker processes or, where there is little to do, `alone`."""

    days: int = 60
    feeds: int = 200
    articles: int = 1000
    seed: int = 20170326
    faults: bool = True
    alone: bool = False


@dataclass
class Soaked:
    """What was seen, day by day and as a whole."""

    size: Size
    passes: list[Passed] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    articles: int = 0
    messages: int = 0
    by_hand: int = 0
    lags: list[timedelta] = field(default_factory=list)
    quiet_cpu: float = 0.0
    disk: dict[str, int] = field(default_factory=dict)


def run(size: Size, home: Path, progress: Callable[[str], None] = lambda _: None) -> Soaked:
    """Live through all of it."""
    first = CHANGE - timedelta(days=size.days // 2)
    began = datetime.combine(first, clock(), ZoneInfo(ZONE)).astimezone(UTC)
    news = News(size.seed, began, size.days + 1, size.feeds, size.articles)
    soaked, box = Soaked(size), Postbox(faults=("refuse",))
    with ExitStack() as ending:
        publishers = ending.enter_context(Publishers(news, began, size.seed))
        hook = ending.enter_context(Listening(box, Hook))
        world = _World(home, Operator(home / "config", publishers, hook.port), publishers, box, soaked)
        ending.callback(world.close)
        for day in range(size.days):
            known = len(soaked.violations)
            world.live(day, first + timedelta(days=day))
            progress(_told(soaked, day))
            for one in soaked.violations[known:]:
                progress(f"VIOLATION {one}")
        world.end()
    return soaked


def _told(soaked: Soaked, day: int) -> str:
    passes = soaked.passes[-PASSES_A_DAY:]
    wrong = ", ".join(dict.fromkeys(one.weather for one in passes if one.weather)) or "calm"
    held = max((one.megabytes or 0.0 for one in passes), default=0.0)
    return (
        f"day {day + 1}: {sum(one.loaded for one in passes)} loaded, {sum(one.cpu for one in passes):.1f} s CPU,"
        f" {sum(one.seconds for one in passes):.0f} s, {held:.0f} MB, {len(soaked.violations)} violations; {wrong}"
    )


class _World:
    """One warehouse through all its days."""

    def __init__(self, home: Path, operator: Operator, publishers: Publishers, box: Postbox, soaked: Soaked) -> None:
        self._home, self._operator, self._publishers, self._box, self._soaked = home, operator, publishers, box, soaked
        self._layout = Layout(home / "news.duckdb")
        self._ledger = Ledger(self._layout, publishers, box, soaked.passes)
        self._storm = weather(soaked.size.seed, soaked.size.days, faults=soaked.size.faults)
        self._chance = random.Random(soaked.size.seed)  # noqa: S311 - nothing to keep secret
        self._process = Process(home / "errors.txt")
        self._calm_seconds = 3.0

    def live(self, day: int, today: date) -> None:
        """Run the passes of a day, then check."""
        for place, hour in enumerate(HOURS):
            number = day * PASSES_A_DAY + place
            local = datetime.combine(today, clock(hour, 30), ZoneInfo(ZONE))
            self._pass(number, local.astimezone(UTC), self._storm[number])
        self._help()
        at = self._soaked.passes[-1].at + timedelta(hours=1)
        if day == 0:
            self._ledger.since = at
        self._violated(day, [*self._ledger.violations(at), *self._status(at)])
        if day + 1 == self._soaked.size.days // 2 and self._soaked.size.faults:
            set_back(self._layout, at)

    def end(self) -> None:
        """Check what must hold in the end, and measure a pass with nothing new."""
        day, last = self._soaked.size.days - 1, self._soaked.passes[-1]
        order = {"home": str(self._home), "alone": self._soaked.size.alone, "everything": True}
        for minutes in (20, 40):
            quiet = self._process.run({**order, "now": (last.at + timedelta(minutes=minutes)).isoformat()})
        self._soaked.quiet_cpu = quiet.get("ingest_cpu", 0.0)
        waiting = [one for one in deliveries(self._layout.state) if one.receiver == "hook" and one.state != "sent"]
        unsound = [f"doctor: {one.check}: {one.trouble} {one.detail}" for one in examine(self._layout) if one.trouble]
        late = [
            f"message {one.delivery_id} is {one.state} in the end: {one.detail}"
            for one in waiting
            if one.state in ("pending", "sending", "dead", "failed")
        ]
        self._violated(day, [*flat(self._soaked.passes), *unsound, *late])
        self._soaked.articles, self._soaked.lags = len(self._ledger.brought), sorted(self._ledger.lags)
        self._soaked.messages = len(self._box.names("/hook"))
        self._soaked.disk = sizes(self._layout)

    def close(self) -> None:
        """End what was begun."""
        self._process.close()

    def _pass(self, number: int, at: datetime, wet: Weather) -> None:
        self._set(number, at, wet)
        edits = [] if wet.while_running else wet.edits
        for one in edits:
            self._operator.edit(one)
        during = [Timer(EDITED_SECONDS, self._operator.edit, (one,)) for one in wet.edits if wet.while_running]
        out, now = frozenset(self._operator.out), at + wet.jump
        order: dict[str, Any] = {"home": str(self._home), "alone": self._soaked.size.alone, "now": now.isoformat()}
        if wet.full is not None and self._layout.live.exists():
            order["file_bytes"] = int(wet.full * self._layout.live.stat().st_size) + 4096
        for timer in during:
            timer.start()
        began = time.monotonic()
        ended = self._killed(order, wet.kill) if wet.kill is not None else self._process.run(order)
        seconds = time.monotonic() - began
        for timer in during:
            timer.join()
        if "half-written" in wet.edits:
            self._operator.mend()
        calm = not (set(wet.told.split(", ")) - {"", "receiver down"}) and ended["outcome"] == "done"
        if calm:
            self._calm_seconds = seconds
        expected = ended["outcome"] == "failed" and "half-written" in wet.edits
        self._soaked.passes.append(
            Passed(
                number, at, now, ended["outcome"], calm, wet.told, "" if expected else ended["detail"], out,
                ended.get("loaded", 0), ended.get("cpu", 0.0), seconds,
                None if wet.kill is not None else ended["megabytes"], None if wet.kill is not None else ended["files"],
            )
        )  # fmt: skip

    def _set(self, number: int, at: datetime, wet: Weather) -> None:
        self._publishers.moment, self._publishers.pass_number = at, number
        self._publishers.bad, self._publishers.gone, self._publishers.gone_after = wet.bad, wet.gone, wet.gone_midway
        self._box.failing = float(wet.receiver_down)

    def _killed(self, order: dict[str, Any], share: float) -> dict[str, Any]:
        """Run a pass in a process that is killed at some share of the time that a calm one takes."""
        process = Process(self._home / "errors.txt")
        try:
            return process.run(order, share * (self._calm_seconds + 4.0))  # its workers load the language model first
        finally:
            process.close()

    def _help(self) -> None:
        """Send what was given up again, as an operator does when the receiver is mended."""
        if self._box.failing:
            return
        with State(self._layout.state) as state:
            for one in deliveries(self._layout.state):
                if one.state == "dead" and send_again(state, one.delivery_id):
                    self._soaked.by_hand += 1

    def _status(self, at: datetime) -> Iterator[str]:
        """`status` tells what is so."""
        standing = standing_of(load_config(self._home / "config"), self._layout, at)
        last = self._soaked.passes[-1]
        unsent = [one for one in deliveries(self._layout.state) if one.state in ("pending", "sending")]
        given_up = [one for one in deliveries(self._layout.state) if one.state in ("failed", "dead")]
        if standing.queue.pending != len(unsent) or standing.queue.dead != len(given_up):
            yield f"status tells of {standing.queue.pending} messages pending and {standing.queue.dead} given up, where there are {len(unsent)} and {len(given_up)}"
        if sum(standing.feeds.values()) != self._publishers.news.feeds - len(self._operator.out):
            yield f"status tells of {sum(standing.feeds.values())} feeds"
        bad = [one.line for one in standing.findings if one.kind == "bad_run"]
        cut_off = [
            one for one in standing.flows if one.last and one.last.started_at == last.now and one.last.outcome != "done"
        ]
        if (
            last.outcome in ("killed", "failed") and cut_off and not bad and last.now <= at
        ):  # else it ended before it began
            yield f"status says nothing of a pass that was {last.outcome}"
        if (
            last.calm
            and standing.findings
            and not last.weather
            and {one.kind for one in standing.findings} & {"bad_run", "spool", "snapshot", "unreadable"}
        ):
            yield f"status tells of trouble where there is none: {[one.line for one in standing.findings]}"

    def _violated(self, day: int, found: list[str]) -> None:
        told = {one.partition(": ")[2] for one in self._soaked.violations}
        for one in found:
            if one not in told:
                self._soaked.violations.append(f"seed {self._soaked.size.seed}, day {day + 1}: {one}")
