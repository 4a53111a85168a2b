"""Change stores where there is little room: `python -m torture.full_disk FOLDER SMALL HOW SEED TRIES`, the findings as JSON.

SMALL is a file system of its own, filled up to what is to be left of it; where HOW is `limit` it is a folder, and files are bounded.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from torture.doom import Doomed
from torture.rack import Calm, Rack
from torture.stores import SHAPES, TORMENTS, Stores

CHUNK = 1 << 16


def run(folder: Path, small: Path, how: str, seed: int, tries: int) -> dict[str, Any]:
    """Change stores so many times."""
    chance, full, lines, violations = random.Random(seed), Counter[str](), dict[str, str](), list[str]()  # noqa: S311
    folder.mkdir(parents=True)
    stores, calm = Stores(folder / "stores"), dict[str, Calm]()
    doomed = Doomed("torture.one_store", folder / "errors.txt", stores.config)
    try:
        for number in range(tries):
            name = list(TORMENTS)[number % len(TORMENTS)]
            torment = replace(TORMENTS[name], shape=SHAPES[len(SHAPES) // 2] if name == "migrate" else "")
            if name not in calm:
                calm[name] = Rack(stores, doomed, torment, folder / f"calm{number}").undisturbed()
            rack = Rack(stores, doomed, torment, small / "home")
            part = 0.0 if number < len(TORMENTS) else chance.random() ** 2
            with _little_room(small, how, part, calm[name]) as doom:
                ended = rack.suffer(doom)
                found = [*_told(rack, ended), *rack.half(calm[name])]
            if ended.get("ended"):
                full[name] += 1
                lines[name] = ended["said"].strip()
            found += rack.let_go(calm[name])
            violations += [f"seed {seed}, try {number}, {torment.key} with {part:.2f} left: {one}" for one in found]
    finally:
        doomed.close()
    return {"tries": tries, "full": dict(full), "lines": lines, "violations": violations}


@contextmanager
def _little_room(small: Path, how: str, part: float, calm: Calm) -> Iterator[Mapping[str, Any]]:
    """Leave room for a part of the store on the disk, or in a file for a part of the largest."""
    if how != "disk":
        yield {"most_bytes": int(part * calm.measure["bytes"]), "refused": True, "counted": False}
        return
    ballast, left = small / "ballast", int(part * calm.measure["store"])
    with ballast.open("wb") as file:
        while (room := _room(small) - left) > 0:
            file.write(bytes(min(room, CHUNK)))
            file.flush()
    yield {"counted": False}
    ballast.unlink()


def _room(folder: Path) -> int:
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def _told(rack: Rack, ended: Mapping[str, Any]) -> Iterator[str]:
    """Tell of trouble that was not told in one clear line."""
    if ended["status"]:
        yield from rack.complaints("on a full disk", ended)
    elif ended["ended"] and ended["said"].count("\n") != 1:
        yield f"on a full disk: said {ended['said']!r}"


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))))
