"""Judge any series of counts as the pipeline judges its own, by the detector that its grain calls for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import log10
from typing import TYPE_CHECKING

from tasks.detect import (
    NOT_COLLECTED,
    NOT_ENOUGH_HISTORY,
    QUIET,
    SMALLEST_P,
    SPIKE,
    TOO_FEW_TEXTS,
    DetectRules,
    judge_all,
)
from tasks.highs import HighsRules, highs
from tasks.read_series import SeriesFile
from tasks.scan import scan
from tasks.scan_rules import ScanRules
from tasks.seasonal import columns_of, log10_p, outlooks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
GRAINS = (("minute", MINUTE), ("hour", HOUR), ("day", DAY), ("week", WEEK))
MONTH = timedelta(days=30.44)
YEAR = timedelta(days=365.25)

NOTHING_NEW = "nothing_new"
"""The day before had already got as far; in a series of minutes the same rise would else fire again and again."""

COARSE = timedelta(hours=6)
"""From steps of this length on, days are judged as the pipeline judges them; below it, hours."""

FINE_WINDOWS = (timedelta(minutes=5), timedelta(hours=6))
FINE_HALF_LIFE = timedelta(days=7)
HOUR_WINDOWS = (timedelta(hours=6), timedelta(hours=12), timedelta(days=1), timedelta(days=2))
DAY_WINDOWS = (timedelta(days=1), timedelta(days=3))
WEEK_WINDOWS = (1, 2)
WEEK_GUARD = 8
"""Weeks that the regression is not shown: an outbreak under way must not be called usual."""

HALF_LIFE = timedelta(days=14)
LEAST_STEPS = 14
"""A half-life, and a history, below this many steps is noise: it makes both longer for weekly series."""

LEAST_HISTORY = timedelta(days=7)
"""A week has to be seen before anything in it can be called unusual; a day of minutes holds a thousand of them."""


@dataclass(frozen=True, slots=True)
class DetectRow:
    """One row of the file judged: `time` as the file writes it; `alert` at every step that fires, not only the first.

    `expected` is of this row alone; `score` and `p_value` are of its most surprising window, `window` steps long.
    """

    time: str
    count: float
    expected: float
    score: float
    p_value: float
    alert: bool
    window: int
    verdict: str


def judge_series(series: SeriesFile) -> list[DetectRow]:
    """Judge every row of a file, each from what came before it.

    Minutes are judged by the series' own record, hours by windows of hours to days, days as in the pipeline, and weeks by
    their season as soon as a year of them is known.
    """
    if series.grain < HOUR:
        return _by_record(series)
    if series.grain < COARSE:
        return _by_hours(series)
    rows = _by_level(series, rules_for(series.grain))
    return _by_season(series, rows) if series.grain == WEEK else rows


def rules_for(grain: timedelta) -> DetectRules:
    """Give the rules of a series whose steps are hours or longer: at a day's grain what the pipeline itself uses.

    Windows are one day and three, and one step where steps are longer; the level's half-life is 14 days and history starts
    after 7, but neither is under 14 steps. A file names no publishers, so none are asked for.
    """
    lengths = sorted({1, *(max(round(window / grain), 1) for window in DAY_WINDOWS[1:])})
    return DetectRules(
        windows=tuple(lengths),
        min_publishers=0,
        min_history=max(LEAST_STEPS, round(LEAST_HISTORY / grain)),
        half_life=max(LEAST_STEPS, HALF_LIFE / grain),
        steps_per_month=MONTH / grain,
        step=step_name(grain),
    )


def scan_rules_for(grain: timedelta) -> ScanRules:
    """Give the rules of a series whose steps are hours, or a few of them."""
    windows = tuple(round(window / grain) for window in HOUR_WINDOWS)
    return ScanRules(
        windows=windows,
        half_life=HALF_LIFE / grain,
        guard=max(windows),
        block=windows[0],
        day=round(DAY / grain),
        min_history=round(LEAST_HISTORY / grain),
    )


def highs_rules_for(grain: timedelta) -> HighsRules:
    """Give the rules of a series whose steps are minutes."""
    windows = tuple(max(round(window / grain), 1) for window in FINE_WINDOWS)
    return HighsRules(windows, round(DAY / grain), FINE_HALF_LIFE / grain, round(DAY / grain))


def step_name(grain: timedelta) -> str:
    """Name the length of a step."""
    for name, length in reversed(GRAINS):
        if grain >= length:
            return name if grain == length else f"{grain / length:g} {name}s"
    return f"{grain.total_seconds():g} seconds"


def _by_level(series: SeriesFile, rules: DetectRules) -> list[DetectRow]:
    rows = []
    spikes = judge_all(series.counts, rules, "file", "file")
    for time, at in zip(series.times, series.given, strict=True):
        count, spike = series.counts[at], spikes[at]
        expected = spike.expected * count.total / spike.total if spike.total > 0 else 0.0
        row = (time, count.texts, expected, spike.score, spike.p_value, spike.fired, spike.window, spike.verdict)
        rows.append(DetectRow(*row))
    return rows


def _by_hours(series: SeriesFile) -> list[DetectRow]:
    rules = scan_rules_for(series.grain)
    texts, exposure = _arrays(series)
    found = scan(texts, exposure, rules)
    rows = []
    for time, at in zip(series.times, series.given, strict=True):
        evidence, observed = float(found.evidence[0, at]), float(found.observed[0, at])
        score = evidence / rules.bar
        verdict = NOT_COLLECTED if exposure[0, at] <= 0 else NOT_ENOUGH_HISTORY if not found.judged[0, at] else QUIET
        if score >= 1:
            verdict = SPIKE if observed >= rules.min_texts else TOO_FEW_TEXTS
        p, window = max(10.0**-evidence, SMALLEST_P), int(found.window[0, at])
        rate, count = float(found.rate[0, at]), series.counts[at].texts
        rows.append(DetectRow(time, count, rate, score, p, verdict == SPIKE, window, verdict))
    return rows


def _by_record(series: SeriesFile) -> list[DetectRow]:
    texts, exposure = _arrays(series)
    found = highs(texts[0], exposure[0], highs_rules_for(series.grain))
    rows = []
    for time, at in zip(series.times, series.given, strict=True):
        score = float(found.score[at])
        verdict = SPIKE if score >= 1 else NOTHING_NEW if found.repeated[at] else QUIET
        if not found.judged[at]:
            verdict = NOT_COLLECTED if exposure[0, at] <= 0 else NOT_ENOUGH_HISTORY
        p = max(10.0 ** float(found.log10_p[at]), SMALLEST_P) if found.judged[at] else 1.0
        expected, window, count = float(found.expected[at]), int(found.window[at]), series.counts[at].texts
        rows.append(DetectRow(time, count, expected, score, p, verdict == SPIKE, window, verdict))
    return rows


def _by_season(series: SeriesFile, rows: list[DetectRow]) -> list[DetectRow]:
    """Judge the weeks of which a year is known, and all of one step, anew by their season."""
    rules = rules_for(series.grain)
    texts, exposure = _arrays(series)
    year = YEAR / series.grain
    first = round(year) + WEEK_GUARD
    bar = log10(rules.p_threshold)
    judged = list(rows)
    row_of = {at: row for row, at in enumerate(series.given)}
    steps = [at for at in series.given if at >= first and exposure[0, at] > 0]
    for outlook in outlooks(texts, exposure, columns_of(texts.shape[1], year), steps, WEEK_WINDOWS, WEEK_GUARD):
        found = [float(one) for one in log10_p(texts, outlook, WEEK_WINDOWS)[0]]
        together, window = found[-1], WEEK_WINDOWS[found.index(min(found[:-1]))]
        score = max(together / bar, 0.0)
        enough = float(texts[0, outlook.step + 1 - window : outlook.step + 1].sum()) >= rules.min_texts
        verdict = QUIET if score < 1 else SPIKE if enough else TOO_FEW_TEXTS
        row = rows[row_of[outlook.step]]
        numbers = (float(outlook.expected[0, -1]), score, max(10.0**together, SMALLEST_P), verdict == SPIKE)
        judged[row_of[outlook.step]] = DetectRow(row.time, row.count, *numbers, window, verdict)
    return judged


def _arrays(series: SeriesFile) -> tuple[Floats, Floats]:
    """Give counts and totals as one row each."""
    import numpy as np

    counts = np.array([[count.texts for count in series.counts], [count.total for count in series.counts]], dtype=float)
    return counts[:1], counts[1:]
