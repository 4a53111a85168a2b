"""What hourly series are judged by: windows, memory and history, and the bar that a budget of false alerts sets."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

BAR_AT_ONE = 2.28
BAR_PER_TENTH = 1.5
"""The bar: -log10 of the p that brings one false alert a month, and what a tenth of them asks more. Independent looks would
ask 1; news drifts and bursts beyond any scatter that was fitted. Set on simulated news between worlds with events and
without, since past events make the scatter look larger, and held on other seeds (docs/alerts.md)."""

LEAST_BAR = 1.0
"""However large the budget: what happens every tenth time is not unusual."""


@dataclass(frozen=True, slots=True)
class ScanRules:
    """How hourly series are judged; all lengths count steps. The level learns a block at a time, `guard` steps behind."""

    windows: tuple[int, ...] = (6, 12, 24, 48)
    false_alerts_per_month: float = 0.25
    half_life: float = 14 * 24
    guard: int = 48
    block: int = 6
    day: int = 24
    min_texts: int = 3
    min_history: int = 7 * 24

    @property
    def bar(self) -> float:
        """-log10 of the p at which a window fires."""
        return max(BAR_AT_ONE - BAR_PER_TENTH * log10(self.false_alerts_per_month), LEAST_BAR)
