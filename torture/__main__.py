"""Measure what nothing may break: `python -m torture [--short] [--seed N] [PART …]`; status 1 if anything did."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from evaluation import fuzz_feeds
from tests.misbehaving import own_certificate
from torture import deliveries, evaluations, kills, memory, pages, server, sleep, store
from torture.misbehaviours import all_misbehaviours


@dataclass(frozen=True)
class Dose:
    """How much of everything."""

    kills: int
    passes: int
    inputs: int
    deliveries: int
    evaluations: int
    sleep_seconds: float
    stores: int
    disks: int


LONG = Dose(
    kills=200, passes=50, inputs=10_000, deliveries=1000, evaluations=1000, sleep_seconds=190, stores=200, disks=42
)
"""About an hour on two cores; pages and feeds are mutated 10,000 times each."""
SHORT = Dose(kills=4, passes=20, inputs=200, deliveries=20, evaluations=6, sleep_seconds=65, stores=7, disks=7)

PROCESSES = 2
"""Mutated pages and feeds are tried in so many processes."""

Told = tuple[str, Sequence[str]]
"""What a part measured, in lines for people, and what broke."""


def _server(_: Dose, seed: int, folder: Path) -> Told:
    del seed  # nothing is left to chance
    certificate = own_certificate(folder)
    tried = [server.try_out(one, certificate) for one in all_misbehaviours()]
    return server.table(tried), [one.violation for one in tried if one.violation]


def _kills(dose: Dose, seed: int, folder: Path) -> Told:
    killed = kills.run(dose.kills, seed, folder, progress=lambda said: print(f"   {said}", file=sys.stderr))
    return kills.table(killed), killed.violations


def _deliveries(dose: Dose, seed: int, folder: Path) -> Told:
    stormed = deliveries.run(dose.deliveries, seed, folder, lambda said: print(f"   {said}", file=sys.stderr))
    return deliveries.table(stormed), stormed.violations


def _evaluations(dose: Dose, seed: int, folder: Path) -> Told:
    stormed = evaluations.run(dose.evaluations, seed, folder, lambda said: print(f"   {said}", file=sys.stderr))
    return evaluations.table(stormed), stormed.violations


def _store(dose: Dose, seed: int, folder: Path) -> Told:
    tortured = store.run(dose.stores, seed, folder, progress=lambda said: print(f"   {said}", file=sys.stderr))
    filled = store.fill(dose.disks, seed, folder / "disk")
    said = f"{store.table(tortured)}\n{store.table_of_full(filled)}"
    return said, [*tortured.violations, *filled.violations]


def _memory(dose: Dose, seed: int, folder: Path) -> Told:
    del seed, folder  # the passes of a schedule are the same every time
    megabytes = memory.run(dose.passes)
    return memory.table(megabytes), memory.violations(megabytes)


def _pages(dose: Dose, seed: int, folder: Path) -> Told:
    del folder
    fuzzed = pages.run(dose.inputs, seed, PROCESSES)
    return pages.table(fuzzed), fuzzed.violations


def _feeds(dose: Dose, seed: int, folder: Path) -> Told:
    del folder
    seeds, each = range(seed, seed + PROCESSES), dose.inputs // PROCESSES
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        reports = list(pool.map(fuzz_feeds.run, [each] * PROCESSES, seeds))
    slowest = max(one.slowest[0] for one in reports)
    said = (
        f"{sum(one.count for one in reports)} mutated feeds: {sum(one.with_entries for one in reports)} with entries;"
        f" the slowest took {slowest:.2f} s"
    )
    found = (
        (of, one) for of, report in zip(seeds, reports, strict=True) for one in (*report.failures, *report.too_slow)
    )
    return said, [f"seed {of}, feed {one}" for of, one in found]


def _sleep(dose: Dose, seed: int, folder: Path) -> Told:
    del seed  # the clock decides
    slept = sleep.run(dose.sleep_seconds, folder)
    return sleep.table(slept), slept.violations


PARTS: dict[str, Callable[[Dose, int, Path], Told]] = {
    "server": _server,
    "kills": _kills,
    "deliveries": _deliveries,
    "evaluations": _evaluations,
    "store": _store,
    "memory": _memory,
    "pages": _pages,
    "feeds": _feeds,
    "sleep": _sleep,
}


def main() -> None:
    """Run the parts that were asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m torture", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a taste of everything, in a minute or two")
    parser.add_argument("--seed", type=int, default=20170315, help="what chance starts from; told with every violation")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART", help=f"of {', '.join(PARTS)}")
    asked = parser.parse_args()
    broken: list[str] = []
    for name in asked.parts or PARTS:
        print(f"-- {name}", flush=True)
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="torture-") as folder:
            said, violations = PARTS[name](SHORT if asked.short else LONG, asked.seed, Path(folder))
        print(f"{said}\n   {time.monotonic() - began:.0f} s, {len(violations)} violations", flush=True)
        broken += (f"{name}: {one}" for one in violations)
    for one in broken:
        print(f"VIOLATION {one}")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
