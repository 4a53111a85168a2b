"""Scores detections on the labelled tweet counts by the formula of the Numenta Anomaly Benchmark, standard profile.

Lavin and Ahmad (2015): in a window only the earliest detection counts, more the earlier it is; every detection outside costs,
less if it closely follows a window; a window without detection costs 1. The first 15 % of rows, at most 750, are probation.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FALSE_WEIGHT = 0.11
MISSED_WEIGHT = 1.0
PROBATION_SHARE, MOST_PROBATION = 0.15, 750
FAR = 3.0
"""Beyond three window widths after a window, a detection is as false as anywhere."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A series with the rows, first and last, of its labelled windows."""

    path: Path
    rows: int
    windows: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The normalised score of a threshold, 0 for finding nothing and 100 for all at once; windows found and false rows."""

    value: float
    threshold: float
    found: int
    false: int


def read(folder: Path) -> list[Labelled]:
    """Read the labels of every series in a folder."""
    labels = json.loads((folder / "combined_windows.json").read_text(encoding="utf-8"))
    series = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            place = {row["timestamp"]: at for at, row in enumerate(csv.DictReader(lines))}
        windows = [(place[first[:19]], place[last[:19]]) for first, last in labels[f"realTweets/{path.name}"]]
        series.append(Labelled(path, len(place), tuple(windows)))
    return series


def scaled_sigmoid(place: float) -> float:
    """Weigh a detection by its place: -1 at a window's start, 0 at its end, above 0 after it, in window widths."""
    return -1.0 if place > FAR else 2 / (1 + exp(5 * place)) - 1


@cache
def weights(one: Labelled) -> tuple[Floats, NDArray[np.int64]]:
    """Give what a detection in each row is worth, and the window it lies in, else -1. Probation is worth nothing."""
    worth, inside = np.full(one.rows, -FALSE_WEIGHT), np.full(one.rows, -1)
    before: tuple[int, int] | None = None
    at = 0
    for number, (first, last) in enumerate([*one.windows, (one.rows, one.rows)]):
        for row in range(at, first) if before else ():
            worth[row] = FALSE_WEIGHT * scaled_sigmoid((row - before[1]) / (before[1] - before[0]))
        for row in range(first, min(last + 1, one.rows)):
            worth[row] = scaled_sigmoid(-(last - row + 1) / (last - first + 1)) / scaled_sigmoid(-1.0)
            inside[row] = number
        before, at = (first, last), last + 1
    worth[: probation(one.rows)] = 0.0
    return worth, inside


def probation(rows: int) -> int:
    """Give how many rows at the start are not scored."""
    return int(min(PROBATION_SHARE * rows, MOST_PROBATION))


def raw_scores(one: Labelled, scores: Floats, bars: Floats) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Give the raw score of a series at each of some thresholds, the windows found and the false rows."""
    worth, inside = weights(one)
    scored = np.arange(one.rows) >= probation(one.rows)
    total = np.zeros(len(bars))
    found = np.zeros(len(bars), dtype=np.int64)
    for number in range(len(one.windows)):
        _, best = _from_highest(scores, scored & (inside == number), worth, bars, np.maximum.accumulate)
        total += np.where(np.isnan(best), -MISSED_WEIGHT, best)
        found += ~np.isnan(best)
    false, cost = _from_highest(scores, scored & (inside < 0), worth, bars, np.cumsum)
    return total + np.nan_to_num(cost), found, false


def _from_highest(
    scores: Floats, rows: NDArray[np.bool_], worth: Floats, bars: Floats, gather: Callable[[Floats], Floats]
) -> tuple[NDArray[np.int64], Floats]:
    """Give how many of the rows reach each bar, and what their worth gathers to: not a number where none does."""
    order = np.argsort(-scores[rows], kind="stable")
    reach = np.searchsorted(-scores[rows][order], -bars, side="right")
    gathered = np.concatenate([[np.nan], gather(worth[rows][order])]) if len(order) else np.array([np.nan])
    return reach, gathered[reach]


def score(series: Sequence[Labelled], scores: Sequence[Floats], thresholds: Sequence[float]) -> Score:
    """Score a threshold for each series."""
    parts = [
        raw_scores(one, found, np.array([bar])) for one, found, bar in zip(series, scores, thresholds, strict=True)
    ]
    raw = float(sum(part[0][0] for part in parts))
    found, false = (int(sum(part[at][0] for part in parts)) for at in (1, 2))
    return Score(normalised(series, raw), thresholds[0], found, false)


def normalised(series: Sequence[Labelled], raw: float) -> float:
    """Put a raw score on the scale where finding nothing is 0, and every window in its first row without a false one 100."""
    windows = sum(len(one.windows) for one in series)
    return 100 * (raw + MISSED_WEIGHT * windows) / ((1 + MISSED_WEIGHT) * windows)


def tuned(series: Sequence[Labelled], scores: Sequence[Floats]) -> Score:
    """Find the threshold that scores best over all of the series, as the benchmark does."""
    bars = np.unique(np.concatenate([found[found > 0] for found in scores]))
    raw = sum(raw_scores(one, found, bars)[0] for one, found in zip(series, scores, strict=True))
    return score(series, scores, [float(bars[int(np.argmax(raw))])] * len(series))


def left_out(series: Sequence[Labelled], scores: Sequence[Floats]) -> Score:
    """Score every series at the threshold that is best on the others."""
    bars = []
    for out in range(len(series)):
        kept = [at for at in range(len(series)) if at != out]
        bars.append(tuned([series[at] for at in kept], [scores[at] for at in kept]).threshold)
    return score(series, scores, bars)
