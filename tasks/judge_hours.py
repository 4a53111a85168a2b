"""Judge the last hours of series whose texts have an hour: blocks of six hours that end with the hour of the look.

Every look counts its own blocks back from itself, so that the newest hours are judged in full windows at every hour of a day.
The judgement is that of tasks/scan.py, on many series at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from tasks.detect import (
    NOT_COLLECTED,
    NOT_ENOUGH_HISTORY,
    QUIET,
    SMALLEST_P,
    SPIKE,
    TOO_FEW_PUBLISHERS,
    TOO_FEW_TEXTS,
    TOO_LITTLE_COLLECTED,
    DetectRules,
)
from tasks.judgements import Count, Spike
from tasks.lot import Lot, padded
from tasks.scan import OneWindow, looked
from tasks.scan_rules import ScanRules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BLOCK_HOURS = 6
"""The shortest window, and what all others are multiples of."""

BLOCK = timedelta(hours=BLOCK_HOURS)
BLOCKS_A_DAY = 24 // BLOCK_HOURS
BLOCK_STEP = "quarter-day"
HOUR_WINDOWS = (1, 2, 4, 8)
"""6, 12, 24 and 48 hours."""

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class HourRules(DetectRules):
    """How series are judged by the hour; a step is a block."""

    windows: tuple[int, ...] = HOUR_WINDOWS
    min_history: int = 14 * BLOCKS_A_DAY
    half_life: float = 14.0 * BLOCKS_A_DAY
    steps_per_month: float = 30.44 * BLOCKS_A_DAY
    step: str = BLOCK_STEP
    kind: Literal["hours"] = "hours"

    @property
    def p_threshold(self) -> float:
        """The mid-p at or below which a window is a spike."""
        return float(10.0**-self.scan_rules.bar)

    @property
    def scan_rules(self) -> ScanRules:
        """The same, as the scan takes them."""
        return ScanRules(
            windows=self.windows,
            false_alerts_per_month=self.false_alerts_per_month,
            half_life=self.half_life,
            guard=max(self.windows),
            block=1,
            day=BLOCKS_A_DAY,
            min_texts=self.min_texts,
            min_history=self.min_history,
        )


def by_hours(usual: DetectRules) -> HourRules:
    """Return the rules that judge hours with the budget, gates, history and memory of rules that judge days."""
    return HourRules(
        false_alerts_per_month=usual.false_alerts_per_month,
        min_texts=usual.min_texts,
        min_publishers=usual.min_publishers,
        min_history=usual.min_history * BLOCKS_A_DAY,
        half_life=usual.half_life * BLOCKS_A_DAY,
    )


def hours_of(at: datetime, window: int) -> tuple[int, int]:
    """Return the first and the last hour, since 1970, of the blocks that end with the one that begins at a moment."""
    first, last = at - (window - 1) * BLOCK, at + BLOCK - HOUR
    return int(first.timestamp()) // 3600, int(last.timestamp()) // 3600


def judge_hours(series: Sequence[Sequence[Count]], rules: HourRules, names: Sequence[tuple[str, str]]) -> list[Spike]:
    """Judge the last block of each of several series of the same blocks; `names` are their watches and series."""
    import numpy as np

    longest = max(rules.windows)
    columns = [np.array([(one.texts, one.total) for one in counts], dtype=np.float64).T for counts in series]
    made = [Lot(texts, total, counts[-longest:]) for (texts, total), counts in zip(columns, series, strict=True)]
    return judge_lot(made, rules, names)


def judge_lot(series: Sequence[Lot], rules: HourRules, names: Sequence[tuple[str, str]]) -> list[Spike]:
    """Judge the last block of each of several series, which need not be as long, nor end at the same moment."""
    if not series:
        return []
    texts, exposure = padded(series)
    rate, windows = looked(texts, exposure, rules.scan_rules, since=texts.shape[1] - 1)
    found, bar = list(windows), rules.scan_rules.bar
    judged = enumerate(zip(series, names, strict=True))
    return [_spike(one, name, row, found, float(rate[row, 0]), rules, bar) for row, (one, name) in judged]


def _spike(
    one: Lot, name: tuple[str, str], row: int, windows: Sequence[OneWindow], rate: float, rules: HourRules, bar: float
) -> Spike:
    """Make the judgement of a series: of the most surprising window that fires, else of the most surprising."""
    last, collected = one.last[-1], int((one.exposure[: -max(rules.windows)] > 0).sum())
    best, verdict, fired = None, "", False
    for window in windows:
        if window.judged[row, 0]:
            said = _verdict(one.last, window, row, rules, bar)
            rank = (said == SPIKE, float(window.evidence[row, 0]))
            if best is None or rank > (fired, float(best.evidence[row, 0])):
                best, verdict, fired = window, said, said == SPIKE
    if best is None:
        thin = NOT_ENOUGH_HISTORY if collected < rules.min_history else TOO_LITTLE_COLLECTED
        verdict = thin if last.total > 0 else NOT_COLLECTED
    length = best.window if best else min(rules.windows)
    evidence = float(best.evidence[row, 0]) if best else 0.0
    seen = one.last[-length:]
    return Spike(
        watch_id=name[0],
        series=name[1],
        at=last.start,
        step=rules.step,
        window=length,
        observed=round(best.observed[row, 0]) if best else round(last.texts),
        expected=float(best.expected[row, 0]) if best else rate,
        total=float(one.exposure[-length:].sum()),
        p_value=max(10.0**-evidence, SMALLEST_P),
        score=evidence / bar,
        fired=fired,
        verdict=verdict,
        articles=sum(count.articles for count in seen),
        publishers=_publishers(seen),
        history_steps=collected,
    )


def _verdict(counts: Sequence[Count], one: OneWindow, row: int, rules: HourRules, bar: float) -> str:
    if one.evidence[row, 0] < bar:
        return QUIET
    if one.observed[row, 0] < rules.min_texts:
        return TOO_FEW_TEXTS
    return TOO_FEW_PUBLISHERS if _publishers(counts[-one.window :]) < rules.min_publishers else SPIKE


def _publishers(counts: Sequence[Count]) -> int:
    return len(frozenset[str]().union(*(one.publishers for one in counts)))
