"""What goes wrong when: faults dealt over the passes of a soak from a seed, so that each kind comes again and again."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

PASSES_A_DAY = 4
CALM_DAYS = 1
"""At the end: what was held up has arrived by then."""


@dataclass
class Weather:
    """What goes wrong in one pass. `kill` and `full` are shares: of a pass's time, of the warehouse's size."""

    kill: float | None = None
    full: float | None = None
    gone: bool = False
    gone_midway: int | None = None
    bad: bool = False
    jump: timedelta = timedelta()
    receiver_down: bool = False
    edits: list[str] = field(default_factory=list)
    while_running: bool = False

    @property
    def told(self) -> str:
        """Name what goes wrong."""
        names = {
            "killed": self.kill is not None, "disk full": self.full is not None, "network gone": self.gone,
            "network gone midway": self.gone_midway is not None, "bad servers": self.bad, f"clock {self.jump / timedelta(hours=1):+.0f} h": bool(self.jump),
            "receiver down": self.receiver_down, **{f"edit: {one}": True for one in self.edits},
        }  # fmt: skip
        return ", ".join(name for name, holds in names.items() if holds)


Deal = Callable[[list[Weather], int, random.Random], None]


def weather(seed: int, days: int, *, faults: bool = True) -> list[Weather]:
    """Return what goes wrong in each pass of so many days."""
    chance = random.Random(seed)  # noqa: S311 - nothing to keep secret
    passes = [Weather() for _ in range(days * PASSES_A_DAY)]
    stormy = passes[: -CALM_DAYS * PASSES_A_DAY] if faults else []
    deck: list[Deal] = []
    for day in range(len(stormy) // PASSES_A_DAY):
        for _ in range(chance.choice((1, 2))):
            deck = deck or chance.sample(KINDS, len(KINDS))
            deck.pop()(stormy, max(day * PASSES_A_DAY + chance.randrange(PASSES_A_DAY), 1), chance)
    return passes


def _kill(passes: list[Weather], at: int, chance: random.Random) -> None:
    for one in passes[at : at + chance.choice((1, 1, 2))]:
        one.kill = chance.random()


def _full(passes: list[Weather], at: int, chance: random.Random) -> None:
    for one in passes[at : at + chance.choice((1, 2))]:
        one.full = chance.uniform(0.05, 1.0)


def _gone(passes: list[Weather], at: int, chance: random.Random) -> None:
    """Take the network away in the middle of a pass, for six hours to thirty-six."""
    lost = passes[at : at + chance.randint(1, 6)]
    lost[0].gone_midway = chance.randrange(10)
    for one in lost[1:]:
        one.gone = True


def _bad(passes: list[Weather], at: int, chance: random.Random) -> None:
    for one in passes[at : at + chance.randint(2, 6)]:
        one.bad = True


def _jump(passes: list[Weather], at: int, chance: random.Random) -> None:
    """Set the clock wrong for one pass: hours back within the day, or up to three days ahead."""
    ahead = timedelta(hours=chance.randint(2, 72))
    back = timedelta(hours=-chance.randint(1, 5))
    passes[at].jump = ahead if chance.random() < 0.5 or at % PASSES_A_DAY == 0 else back


def _receiver(passes: list[Weather], at: int, chance: random.Random) -> None:
    for one in passes[at : at + chance.randint(6, 14)]:
        one.receiver_down = True


def _edit(passes: list[Weather], at: int, chance: random.Random) -> None:
    """Take feeds out and back in a day or so later, change a watch, and leave a file half-written for a pass."""
    passes[at].edits.append("feeds out")
    for one in passes[at + 1 : at + 2]:
        one.edits.append(chance.choice(("half-written", "watch")))
    back = passes[at + chance.randint(2, 5) :][:1] or passes[-1:]
    back[0].edits.append("feeds in")
    passes[at].while_running = chance.random() < 0.5


KINDS: list[Deal] = [_kill, _full, _gone, _bad, _jump, _receiver, _edit]
