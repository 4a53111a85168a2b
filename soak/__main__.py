"""Live through weeks of news in minutes, with all that goes wrong in weeks: `python -m soak`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from soak.invariants import slope
from soak.storm import PASSES_A_DAY
from soak.world import Size, Soaked, run


def table(soaked: Soaked) -> str:
    """Write what was seen."""
    passes, warm = soaked.passes, [one.megabytes for one in soaked.passes if one.megabytes is not None][12:]
    outcomes = Counter(one.outcome for one in passes)
    hours = [lag / timedelta(hours=1) for lag in soaked.lags] or [0.0]
    lines = [
        f"{soaked.size.days} days of {PASSES_A_DAY} passes over {soaked.size.feeds} feeds: {soaked.articles} articles; passes "
        + ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())),
        f"CPU {sum(one.cpu for one in passes):.0f} s, of a pass with nothing new {soaked.quiet_cpu:.2f} s",
        f"messages {soaked.messages}, of them {soaked.by_hand} given up while the receiver was down and sent again by hand",
        f"publication to warehouse, undisturbed: half within {hours[len(hours) // 2]:.1f} h, 95 % within {hours[len(hours) * 95 // 100]:.1f} h, all within {hours[-1]:.1f} h",
        "disk " + ", ".join(f"{part} {size / 1e6:.1f} MB" for part, size in soaked.disk.items() if size),
    ]
    if len(warm) > 1:
        files = [one.files for one in passes if one.files is not None]
        lines.append(
            f"memory {warm[0]:.0f} MB warm, {warm[-1]:.0f} MB at the end, {slope(warm):+.2f} MB a pass; open files {files[0]}, {files[-1]}"
        )
    return "\n".join(lines)


def main() -> None:
    """Soak, and end with 1 if anything did not hold."""
    size = Size()
    parser = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    parser.add_argument("--days", type=int, default=size.days)
    parser.add_argument("--feeds", type=int, default=size.feeds)
    parser.add_argument("--articles", type=int, default=size.articles, help="published a day, over all feeds")
    parser.add_argument(
        "--seed", type=int, default=size.seed, help="what chance starts from; told with every violation"
    )
    parser.add_argument("--faults", action=argparse.BooleanOptionalAction, default=True, help="let things go wrong")
    asked = parser.parse_args()
    if min(asked.days, asked.feeds, asked.articles) < 1:
        parser.error("at least one day, one feed and one article a day are wanted")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        soaked = run(Size(**vars(asked)), Path(folder), lambda said: print(said, file=sys.stderr, flush=True))
    print(f"{table(soaked)}\n{time.monotonic() - began:.0f} s, {len(soaked.violations)} violations", flush=True)
    for one in soaked.violations:
        print(f"VIOLATION {one}")
    sys.exit(1 if soaked.violations else 0)


if __name__ == "__main__":
    main()
