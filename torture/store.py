"""Kill what changes a store at random points, and fill its disk; compare what is left with an undisturbed one, row by row."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from torture.doom import KILLED, Doomed
from torture.rack import Calm, Rack
from torture.stores import SHAPES, TORMENTS, Stores

KILLS_A_HOME = 4
"""Kills that one store suffers before it is compared."""
BEYOND = 1.1
"""Kills are aimed at points up to so much behind the end of an undisturbed run, which a disturbed one may outlast."""
KINDS = {
    "all": "at any event of the interpreter",
    "io": "at a call that leaves the process",
    "seconds": "at a random moment",
    "bytes": "at a byte of a file",
}
SMALL_DISK = "64m"
"""Holds any of these stores with its backup and all copies that are made on the way, and is filled up to what is to be left."""


@dataclass
class Tortured:
    """What the kills did."""

    kills: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    homes: int = 0
    shapes: set[str] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)


def run(
    kills: int,
    seed: int,
    folder: Path,
    torments: Sequence[str] = tuple(TORMENTS),
    progress: Callable[[str], None] = lambda _: None,
) -> Tortured:
    """Kill so many processes or a few more, in stores that are changed in each of these ways in turn."""
    chance, tortured = random.Random(seed), Tortured()  # noqa: S311 - nothing to keep secret
    stores, calm = Stores(folder / "stores"), dict[str, Calm]()
    doomed = Doomed("torture.one_store", folder / "errors.txt", stores.config)
    try:
        while tortured.kills.total() < kills:
            name = torments[tortured.homes % len(torments)]
            tortured.homes += 1
            torment = replace(TORMENTS[name], shape=chance.choice(SHAPES) if name == "migrate" else "")
            if torment.key not in calm:
                calm[torment.key] = Rack(stores, doomed, torment, folder / f"calm{tortured.homes}").undisturbed()
            rack = Rack(stores, doomed, torment, folder / f"home{tortured.homes}")
            found = _stormed(rack, calm[torment.key], chance, tortured)
            tortured.violations += [f"seed {seed}, home {tortured.homes}, {torment.key}: {one}" for one in found]
            tortured.shapes |= {torment.shape} - {""}
            progress(table(tortured))
    finally:
        doomed.close()
    return tortured


def _stormed(rack: Rack, calm: Calm, chance: random.Random, tortured: Tortured) -> list[str]:
    """Kill what changes a store again and again, then let it go; tell what is wrong."""
    found: list[str] = []
    for _ in range(KILLS_A_HOME):
        kind = chance.choice(list(KINDS))
        point = chance.uniform(0, BEYOND * calm.measure[kind])
        told = f"killed {KINDS[kind]} ({point:.3f})"
        ended = rack.suffer(_doom(kind, point))
        if ended["status"] not in KILLED:
            found += rack.complaints(told, ended)
            break
        tortured.kills[kind] += 1
        tortured.struck[rack.torment.name] += 1
        found += [f"{told}: {one}" for one in rack.half(calm)]
    return [*found, *rack.let_go(calm)]


def _doom(kind: str, point: float) -> dict[str, Any]:
    if kind == "seconds":
        return {"after_seconds": point}
    if kind == "bytes":
        return {"most_bytes": int(point), "counted": False}
    return {"only_io": kind == "io", "at": int(point) + 1}


@dataclass(frozen=True)
class Filled:
    """What a full disk did: how often each change met one, the lines it said, and what broke."""

    how: str
    tries: int
    full: dict[str, int]
    lines: dict[str, str]
    violations: list[str]


def fill(tries: int, seed: int, folder: Path) -> Filled:
    """Change stores in each way on a disk with little room, so many times: a small file system, where one may be mounted here."""
    small = folder / "small"
    small.mkdir(parents=True)
    mount = ["unshare", "-m", "sh", "-c", f'mount -t tmpfs -o size={SMALL_DISK} small "$0" && exec "$@"', str(small)]
    mounted = _is_possible([*mount, "true"])
    how = "disk" if mounted else "limit"
    command = [sys.executable, "-m", "torture.full_disk", str(folder / "full"), str(small), how, str(seed), str(tries)]
    ran = subprocess.run(mount + command if mounted else command, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode:
        return Filled(how, 0, {}, {}, [f"could not be tried: {ran.stderr[-1000:]}"])
    return Filled(how, **json.loads(ran.stdout))


def _is_possible(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own
    except OSError:
        return False


def table(tortured: Tortured) -> str:
    """Write what the kills did."""
    killed = ", ".join(f"{tortured.kills[kind]} {said}" for kind, said in KINDS.items())
    struck = ", ".join(f"{name} {tortured.struck[name]}" for name in TORMENTS)
    return (
        f"{tortured.kills.total()} kills ({killed}) in {tortured.homes} stores: {struck}; of {len(tortured.shapes)} older shapes;"
        f" {len(tortured.violations)} violations"
    )


def table_of_full(filled: Filled) -> str:
    """Write what a full disk did."""
    by = (
        "a small file system"
        if filled.how == "disk"
        else "a limit on the size of files, since none may be mounted here"
    )
    met = ", ".join(f"{name} {count}" for name, count in filled.full.items())
    said = "".join(f"\n   {name}: {line}" for name, line in filled.lines.items())
    return f"{filled.tries} changes on a full disk ({by}), those that met its end: {met}{said}"
