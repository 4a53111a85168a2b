"""Kill passes at random points of judging, recording and delivering, while receivers fail by chance; count what arrives."""

from __future__ import annotations

import base64
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.postbox import Postbox
from torture.doom import Doomed
from torture.one_delivery import end_of
from torture.targets import IDEMPOTENT, REPEATING, sign, taken, targets
from warehouse import outbox
from warehouse.layout import Layout
from warehouse.outbox import LEASE
from warehouse.state import State

FAILING = 0.3
"""Share of attempts that meet a fault of their target."""
DAYS = 6
KILLS_A_DAY = 8
"""At most; a pass that outlives its hour ends the day."""
MOST_PASSES = 30
"""In peace until nothing is on its way; far fewer are needed."""
WORLDS = 5
"""What happens in a home is one of so many stories; chance and time do the rest."""
PEACE: Mapping[str, Any] = {"counted": False}
"""What nothing is to disturb and nobody measures takes half as long when its events are not counted."""
BEYOND = 1.3
"""Kills are aimed at points up to so much behind the end of an undisturbed pass, which a disturbed one may outlast."""


@dataclass
class Stormed:
    """What kills and faults did: how often each target took a message twice, and messages that were given up and sent by hand."""

    kills: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    homes: int = 0
    passes: int = 0
    messages: int = 0
    attempts: int = 0
    doubled: Counter[str] = field(default_factory=Counter)
    by_hand: int = 0
    violations: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """Which passes are killed: the module that serves them and what it is told.

    `kept` gives what they leave beside messages, `struck` names what a kill met, by the home and the day judged. With
    `each_day_judged` the pass after the last kill of a day is left in peace: a day that is judged only later is judged otherwise.
    """

    module: str
    arguments: tuple[object, ...] = ()
    kept: Callable[[Path], object] = lambda _: None
    struck: Callable[[Path, datetime], str] = lambda *_: "a pass"
    worlds: int = WORLDS
    days: int = DAYS
    kills_a_day: int = KILLS_A_DAY
    each_day_judged: bool = False


@dataclass(frozen=True)
class _Calm:
    """What an undisturbed home decides and leaves, and how much each of its passes does: events of the interpreter and seconds."""

    decided: frozenset[str]
    kept: object
    measures: tuple[Mapping[str, float], ...]


def run(kills: int, seed: int, folder: Path, progress: Callable[[str], None] = lambda _: None) -> Stormed:
    """Kill so many passes or a few more, and compare what arrived in the end with what was decided."""
    return storms(Kind("torture.one_delivery"), kills, seed, folder, progress)


def storms(kind: Kind, kills: int, seed: int, folder: Path, progress: Callable[[str], None]) -> Stormed:
    """Kill so many passes of a kind or a few more, and compare what they did with undisturbed ones."""
    chance, stormed = random.Random(seed), Stormed()  # noqa: S311 - nothing to keep secret
    passes, calm = Doomed(kind.module, folder / "errors.txt", *kind.arguments), dict[int, _Calm]()
    try:
        while stormed.kills.total() < kills:
            world = seed + stormed.homes % kind.worlds
            stormed.homes += 1
            if world not in calm:
                calm[world] = _Home(folder / f"calm{world}", world, kind, passes, Stormed(), chance).undisturbed()
            home = _Home(folder / f"home{stormed.homes}", world, kind, passes, stormed, chance)
            found = home.storm(calm[world], kills)
            stormed.violations += [f"seed {seed}, home {stormed.homes}: {one}" for one in found]
            progress(table(stormed))
    finally:
        passes.close()
    return stormed


class _Home:
    """One state file: passes killed and repeated day after day, then left in peace until all has gone out."""

    def __init__(
        self, home: Path, world: int, kind: Kind, passes: Doomed, stormed: Stormed, chance: random.Random
    ) -> None:
        self._home, self._world, self._passes, self._stormed, self._chance = home, world, passes, stormed, chance
        self._kind = kind
        self._layout = Layout(home / "news.duckdb")
        home.mkdir(parents=True)

    def undisturbed(self) -> _Calm:
        """Run a pass a day, and measure it."""
        measures = []
        with targets(self._world, 0.0) as (_, receivers):
            for day in range(1, self._kind.days + 1):
                ended = self._pass(receivers, day, end_of(day - 1), {})
                if ended["status"]:
                    raise RuntimeError(f"an undisturbed pass failed: {self._passes.complaint()}")
                measures.append({kind: float(ended[kind]) for kind in ("all", "io", "seconds")})
        decided = frozenset(one.delivery_id for one in outbox.deliveries(self._layout.state))
        return _Calm(decided, self._kind.kept(self._home), tuple(measures))

    def storm(self, calm: _Calm, kills: int) -> list[str]:
        """Kill passes, and tell what is wrong afterwards."""
        with targets(self._chance.randrange(2**32), FAILING) as (box, receivers):
            now = end_of(0)
            for day in range(1, self._kind.days + 1):
                now = max(now, end_of(day - 1))
                for number in range(self._kind.kills_a_day + self._kind.each_day_judged):
                    enough = self._stormed.kills.total() >= kills or number == self._kind.kills_a_day
                    ended = self._pass(receivers, day, now, PEACE if enough else self._doom(calm.measures[day - 1]))
                    now += LEASE
                    if not ended["status"]:
                        break
                    if ended["status"] != -signal.SIGKILL:
                        return [f"a pass failed: {self._passes.complaint()}"]
            box.failing = 0.0
            for _ in range(MOST_PASSES):
                now += timedelta(hours=8)
                if self._pass(receivers, self._kind.days, now, PEACE)["status"]:
                    return [f"a pass in peace failed: {self._passes.complaint()}"]
                self._stormed.by_hand += _sent_by_hand(self._layout)
                if all(one.state == "sent" for one in outbox.deliveries(self._layout.state)):
                    break
            self._stormed.attempts += box.attempts
            decided = {one.delivery_id for one in outbox.deliveries(self._layout.state)}
            differ = (
                [f"{len(decided ^ calm.decided)} messages differ from an undisturbed home"]
                if decided != calm.decided
                else []
            )
            if self._kind.kept(self._home) != calm.kept:
                differ.append("what is kept differs from an undisturbed home")
            return [*differ, *self._compared(box)]

    def _doom(self, measure: Mapping[str, float]) -> dict[str, Any]:
        """Choose a point: an event of the interpreter, one by which something leaves the process, or a moment."""
        kind = self._chance.choice(("all", "io", "seconds"))
        point = self._chance.uniform(0, BEYOND * measure[kind])
        if kind == "seconds":
            return {"kind": kind, "after_seconds": point}
        return {"kind": kind, "only_io": kind == "io", "at": int(point) + 1}

    def _pass(self, receivers: Mapping[str, Any], days: int, now: datetime, doom: Mapping[str, Any]) -> dict[str, Any]:
        order = {
            "home": str(self._home), "now": now.isoformat(), "receivers": receivers, "days": days, "seed": self._world,
            "environment": {"SIGNING": "whsec_" + base64.b64encode(bytes(32)).decode()}, **doom,
        }  # fmt: skip
        ended = self._passes.run(order)
        self._stormed.passes += 1
        if ended["status"] == -signal.SIGKILL:
            self._stormed.kills[str(doom.get("kind"))] += 1
            self._stormed.struck[self._kind.struck(self._home, end_of(days - 1))] += 1
        return ended

    def _compared(self, box: Postbox) -> Iterator[str]:
        deliveries = outbox.deliveries(self._layout.state)
        self._stormed.messages += len(deliveries)
        for name in (*IDEMPOTENT, *REPEATING):
            wanted = [one for one in deliveries if one.receiver == name]
            arrived = taken(self._home, name, box)
            if name == "feed":
                wanted = list({one.alert_id: one for one in wanted}.values())  # what was told last of each alert
            ids = Counter(sign(name, one) for one in wanted)
            yield from (f"{name}: {one} was lost" for one in (ids - arrived))
            yield from (f"{name}: {one} was never decided" for one in arrived if one not in ids)
            doubled = (arrived - ids).total()
            self._stormed.doubled[name] += doubled
            if doubled and name in IDEMPOTENT:
                yield f"{name}: {doubled} doubled"


def _sent_by_hand(layout: Layout) -> int:
    """Do what `alerts resend` does with all that was given up."""
    given_up = [one for one in outbox.deliveries(layout.state) if one.state in ("failed", "dead")]
    with State(layout.state) as state:
        for one in given_up:
            outbox.send_again(state, one.delivery_id)
    return len(given_up)


def table(stormed: Stormed) -> str:
    """Write what kills and faults did."""
    kinds = {
        "all": "at any event of the interpreter",
        "io": "at a call that leaves the process",
        "seconds": "at a random moment",
    }
    killed = ", ".join(f"{stormed.kills[kind]} {said}" for kind, said in kinds.items())
    doubled = ", ".join(f"{name} {stormed.doubled[name]}" for name in (*IDEMPOTENT, *REPEATING))
    return (
        f"{stormed.kills.total()} kills ({killed}) in {stormed.homes} homes, {stormed.passes} passes; {stormed.messages} messages,"
        f" {stormed.attempts} attempts over the network, {FAILING:.0%} of them failing; {stormed.by_hand} given up and sent by"
        f" hand; doubled: {doubled}; {len(stormed.violations)} violations"
    )
