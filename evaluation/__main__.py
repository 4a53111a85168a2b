"""Print what is measured on the shared sets, and fail where a figure is under its floor: `python -m evaluation [PART …]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from evaluation import dates, duplicates, entities, gum, memory, modes, refused, scoop, text, topics
from evaluation.alerts import compare, replays
from evaluation.corpora import CORPORA
from evaluation.figures import Figure
from evaluation.floors import ALERT_FLOORS, raise_floors, shortfalls
from evaluation.pages import Gold, pages

PARTS = ("text", "dates", "refusals", "duplicates", "feeds", "entities", "topics")
ALERT_PARTS = {"alerts", "replays"}
"""What measures the detector, against floors of its own."""

ASKED_FOR = ("memory", "modes", "alerts", "replays")
"""Parts that are measured only where they are named: they take a minute or more, and decide nothing each day."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the parts that are named, or all; exit status 1 where a floor is not held, 2 where the sets are absent."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (all by default), {', '.join(ASKED_FOR)}"
    )
    parser.add_argument(
        "--raise-floors", action="store_true", help="pin what is reached where it is more than the floor"
    )
    parser.add_argument(
        "--corpora", type=Path, default=CORPORA, help="where the shared sets are (default: %(default)s)"
    )
    parser.add_argument("--quick", action="store_true", help="alerts: simulate little, and hold no floors")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.parts) - {*PARTS, *ASKED_FOR})
    if unknown:
        parser.error(f"no part is called {', '.join(unknown)}; there are {', '.join((*PARTS, *ASKED_FOR))}")
    parts = asked.parts or PARTS
    if asked.raise_floors and ALERT_PARTS.intersection(parts):
        parser.error("the floors of alerts and replays are set by hand, in evaluation/floors/alerts.json")
    if not asked.corpora.is_dir() and set(parts) != {"alerts"}:
        print(f"{asked.corpora}: the shared sets are not there; name their folder with --corpora", file=sys.stderr)
        return 2
    held = asked.corpora.is_dir() and not asked.quick
    if not asked.corpora.is_dir():
        print(
            f"{asked.corpora}: the shared sets are not there; the tweets are left out, and no floors held",
            file=sys.stderr,
        )
    figures = measured(parts, asked.corpora, quick=asked.quick)
    print(*table(figures), sep="\n")
    if asked.raise_floors:
        print(f"{raise_floors(figures, asked.corpora)} floors raised")
    missed = [] if set(parts) <= ALERT_PARTS else shortfalls(figures, asked.corpora)
    if ALERT_PARTS.intersection(parts) and held:
        missed += shortfalls(figures, asked.corpora, ALERT_FLOORS)
    for line in missed:
        print(line, file=sys.stderr)
    feeds_missed = "feeds" in parts and _feeds()
    return 1 if missed or feeds_missed else 0


def _feeds() -> int:
    from evaluation import feeds

    return feeds.main()


def measured(parts: Sequence[str], corpora: Path, *, quick: bool = False) -> list[Figure]:
    """Return the figures of the named parts."""
    golds: list[Gold] = (
        [*pages(corpora)] if {"text", "dates", "refusals", "modes", "duplicates"}.intersection(parts) else []
    )
    measures: dict[str, Callable[[], list[Figure]]] = {
        "text": lambda: text.measure(golds),
        "dates": lambda: dates.measure(golds),
        "refusals": lambda: refused.measure(golds),
        "duplicates": lambda: [*duplicates.measure(corpora, duplicates.asian(golds)), *scoop.measure(corpora)],
        "entities": lambda: [*entities.measure(corpora), *gum.measure(corpora)],
        "topics": lambda: topics.measure(corpora),
        "memory": memory.measure,
        "modes": lambda: modes.measure(golds),
        "alerts": lambda: compare.measure(corpora, compare.QUICK if quick else compare.Size()),
        "replays": lambda: replays.measure(corpora),
    }
    return [figure for part in parts if part in measures for figure in measures[part]()]


def table(figures: Sequence[Figure]) -> list[str]:
    """Return the figures as lines for people: part, set, measure, ours, the stock library's beside it, and cases."""
    heads = ("part", "set", "measure", "ours", "stock", "n")
    rows = [
        (
            one.part,
            one.of,
            one.measure,
            _shown(one.value),
            "" if one.beside is None else _shown(one.beside),
            f"{one.n:,}",
        )
        for one in figures
    ]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if at < 3 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (heads, *rows)
    ]


def _shown(value: float) -> str:
    if value <= 1:
        return f"{value:.3f}"
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


if __name__ == "__main__":
    sys.exit(main())
