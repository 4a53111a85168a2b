"""Holds figures to the least they have reached. Floors belong to a set as it was: its digest is stored with them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from evaluation.corpora import digest
from evaluation.figures import Figure

FLOORS = Path(__file__).parent / "floors/measures.json"
ALERT_FLOORS = Path(__file__).parent / "floors/alerts.json"
"""Of the detector: raised by hand, since most of it is simulated and some of it must stay low."""
SETS = ("html/trafilatura", "html/newspaper4k", "html/fundus", "news", "dedup/scoop", "ner/gum_news")
LEAST_CASES = 10
"""Cases of a figure that gets a floor; fewer are an anecdote."""

STEP = 1000
"""Floors are rounded down to thousandths."""


def shortfalls(figures: Iterable[Figure], corpora: Path, floors: Path = FLOORS) -> list[str]:
    """Return one line for each figure under its floor or over its ceiling, and for each set that is another than theirs."""
    pinned: dict[str, Any] = json.loads(floors.read_text(encoding="utf-8"))
    lines = [
        f"{name}: is not the set that the floors were taken from"
        for name, stored in pinned["sets"].items()
        if digest(corpora / name) != stored
    ]
    for figure in figures:
        floor = pinned["floors"].get(figure.key)
        if floor is not None and figure.value < floor:
            lines.append(f"{figure.key}: {figure.value:.3f} is under its floor of {floor:.3f}")
        ceiling = pinned.get("ceilings", {}).get(figure.key)
        if ceiling is not None and not figure.value <= ceiling:
            lines.append(f"{figure.key}: {figure.value:.3f} is over its ceiling of {ceiling:.3f}")
    return lines


def raise_floors(figures: Sequence[Figure], corpora: Path, floors: Path = FLOORS) -> int:
    """Raise each floor to the figure reached, never lower one, and return how many were raised or are new."""
    stored: dict[str, Any] = json.loads(floors.read_text(encoding="utf-8")) if floors.exists() else {"floors": {}}
    held: dict[str, float] = stored["floors"]
    raised = {
        figure.key: math.floor(figure.value * STEP) / STEP
        for figure in figures
        if figure.n >= LEAST_CASES and not figure.reported_only
    }
    fresh = {key: value for key, value in raised.items() if value > held.get(key, -1)}
    sets = {name: digest(corpora / name) for name in SETS}
    whole = {"sets": sets, "floors": dict(sorted({**held, **fresh}.items()))}
    floors.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(fresh)
