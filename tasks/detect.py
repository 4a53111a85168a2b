"""Judge every step of a series against what came before it: is this much coverage unusual, given how much was collected?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import log10

from tasks.judgements import Count, Spike
from tasks.level import DISPERSION_MEMORY, Dispersion, Level, keep_of, learn, learn_scatter, variance
from tasks.surprise import log10_tail

QUIET = "quiet"
TOO_FEW_TEXTS = "too_few_texts"
TOO_FEW_PUBLISHERS = "too_few_publishers"
NOT_COLLECTED = "not_collected"
TOO_LITTLE_COLLECTED = "too_little_collected"
NOT_ENOUGH_HISTORY = "not_enough_history"
SPIKE = "spike"

UNJUDGED = frozenset({NOT_COLLECTED, TOO_LITTLE_COLLECTED, NOT_ENOUGH_HISTORY})
"""Verdicts that say nothing about the series: they neither open nor resolve an alert."""

THIN_STEP = 0.1
"""A step with under this share of the usual texts is a broken collection or some strays, not a sample of the news."""

HISTORY_PER_WINDOW = 1.0
"""What is remembered must hold at least the texts of the window it judges; from less, a rate is a guess."""

LOOKS_PER_LENGTH = 10.0
"""Chances of a separate false episode that a window brings per its own length, at most one a step. A moving sum crosses a
level of z deviations about z times the normal density at z per length, and the tail is about that density over z, so z^2
tails per length: 10 for the z of 3 and a little that budgets lead to. Windows of one and three steps count every step."""

HIGHEST_P_THRESHOLD = 0.1
"""However large the budget: what happens every tenth time is not unusual."""

SMALLEST_P = 1e-300
"""What a smaller chance is shown as; scores are computed from its logarithm and do not stop here."""


@dataclass(frozen=True, slots=True)
class DetectRules:
    """How a series is judged. `windows`, `min_history` and `half_life` count steps; `min_history` collected ones only."""

    windows: tuple[int, ...] = (1, 3)
    false_alerts_per_month: float = 0.25
    min_texts: int = 3
    min_publishers: int = 2
    min_history: int = 14
    half_life: float = 14.0
    steps_per_month: float = 30.44
    step: str = "day"

    @property
    def steps_a_day(self) -> int:
        """Steps in a day, at least one."""
        return max(round(self.steps_per_month / 30.44), 1)

    @property
    def p_threshold(self) -> float:
        """The mid-p at or below which a window is a spike: the budget shared out (Bonferroni) over all looks of a month."""
        looks = self.steps_per_month * sum(min(1.0, LOOKS_PER_LENGTH / length) for length in self.windows)
        return min(self.false_alerts_per_month / looks, HIGHEST_P_THRESHOLD)


@dataclass(frozen=True, slots=True)
class Window:
    """One window at one step: what was seen, what was expected, and how sure that expectation is."""

    length: int
    observed: float
    total: float
    expected: float
    shape: float
    variance: float


@dataclass(frozen=True, slots=True)
class Step:
    """What a step is judged by; `forbidden` is the verdict that speaks against judging it, else empty."""

    forbidden: str
    history: Level
    windows: tuple[Window, ...]


def judge(counts: Sequence[Count], rules: DetectRules, watch_id: str, series: str) -> Spike:
    """Judge the last step of a series from everything before it."""
    return _judged(counts, _walk(counts, rules), range(len(counts) - 1, len(counts)), rules, watch_id, series)[0]


def judge_all(counts: Sequence[Count], rules: DetectRules, watch_id: str, series: str) -> list[Spike]:
    """Judge every step, each from what came before it only.

    `counts` holds every step of the time covered, in order: one in which nothing was collected has total 0.
    """
    return _judged(counts, _walk(counts, rules), range(len(counts)), rules, watch_id, series)


def forecasts(counts: Sequence[Count], rules: DetectRules) -> list[tuple[float, float] | None]:
    """Return mean and variance of every step's own count, expected from what came before; None where nothing can be."""
    own = replace(rules, windows=(1, *rules.windows)) if 1 not in rules.windows else rules
    steps = _walk(counts, own)
    found = [next((one for one in step.windows if one.length == 1), None) for step in steps]
    return [(one.expected, one.variance) if one is not None else None for one in found]


def _judged(
    counts: Sequence[Count], steps: Sequence[Step], wanted: range, rules: DetectRules, watch_id: str, series: str
) -> list[Spike]:
    """Make the judgements of some steps."""
    rare = iter(surprises([window for at in wanted for window in steps[at].windows]))
    spikes = []
    for at in wanted:
        judged = [(window, next(rare)) for window in steps[at].windows]
        spikes.append(spike_of(counts, at, steps[at], judged, rules, watch_id, series))
    return spikes


def _walk(counts: Sequence[Count], rules: DetectRules) -> list[Step]:
    """Go through time once; a step teaches only when it lies a guard behind.

    The guard is the longest window, so that no text is both judged and judged against, and an event of a few days meets
    the level from before it on each of them.
    """
    for before, after in pairwise(counts):
        if after.start <= before.start:
            raise ValueError(f"steps must rise in time: {after.start.isoformat()} follows {before.start.isoformat()}")
    guard, shortest = max(rules.windows), min(rules.windows)
    keep, keep_scatter = keep_of(rules.half_life), keep_of(rules.half_life * DISPERSION_MEMORY)
    texts, totals = _running([c.texts for c in counts]), _running([c.total for c in counts])
    level, scatter = Level(), {length: Dispersion() for length in rules.windows}
    steps: list[Step] = []
    for at, count in enumerate(counts):
        if at >= guard:
            old = counts[at - guard]
            for w in steps[at - guard].windows:
                scatter[w.length] = learn_scatter(scatter[w.length], w.observed, w.expected, w.shape, keep_scatter)
            level = learn(level, old.texts, old.total, scatter[shortest].ratio, keep)
        windows, sampled = [], _sampled(count, level)
        for length in rules.windows if sampled else ():
            since = max(at + 1 - length, 0)
            total = totals[at + 1] - totals[since]
            if level.exposure >= total * HISTORY_PER_WINDOW:
                expected = level.expected(total)
                spread = variance(expected, scatter[length].ratio, level.shape)
                observed = max(texts[at + 1] - texts[since], 0.0)
                windows.append(Window(length, observed, total, expected, level.shape, spread))
        steps.append(Step(forbidden(count.total, level, windows, rules, sampled=sampled), level, tuple(windows)))
    return steps


def _running(values: Iterable[float]) -> list[float]:
    return list(accumulate(values, initial=0.0))


def _sampled(count: Count, level: Level) -> bool:
    return count.total > 0 and count.total >= THIN_STEP * level.usual_exposure


def forbidden(total: float, level: Level, windows: Sequence[Window], rules: DetectRules, *, sampled: bool) -> str:
    """Name what speaks against judging a step of which so much was collected; nothing may."""
    if total <= 0:
        return NOT_COLLECTED
    if not sampled:
        return TOO_LITTLE_COLLECTED
    return NOT_ENOUGH_HISTORY if level.covered < rules.min_history or not windows else ""


def surprises(windows: Sequence[Window]) -> list[float]:
    """Give every window's log10 of p, all at once: the special functions cost little on arrays and much one by one."""
    if not windows:
        return []
    import numpy as np

    columns = np.array([(w.observed, w.expected, w.variance) for w in windows], dtype=np.float64)
    return [float(p) for p in log10_tail(columns[:, 0], columns[:, 1], columns[:, 2])]


def spike_of(
    counts: Sequence[Count],
    at: int,
    step: Step,
    judged: Sequence[tuple[Window, float]],
    rules: DetectRules,
    watch_id: str,
    series: str,
) -> Spike:
    """Make one judgement of a step's windows: the most surprising that fires, else the most surprising."""
    bar = log10(rules.p_threshold)
    best: tuple[bool, float, float, Window, str] | None = None
    for window, log10_p in () if step.forbidden else judged:
        verdict = _verdict(counts, at, window, log10_p / bar, rules)
        if best is None or (verdict == SPIKE, log10_p / bar) > best[:2]:
            best = (verdict == SPIKE, log10_p / bar, log10_p, window, verdict)
    if best is None:
        count, length = counts[at], min(rules.windows)
        window = Window(length, count.texts, count.total, step.history.told(count.total), 0.0, 0.0)
        best = (False, 0.0, 0.0, window, step.forbidden)
    fired, score, log10_p, window, verdict = best
    seen = counts[max(at + 1 - window.length, 0) : at + 1]
    return Spike(
        watch_id=watch_id,
        series=series,
        at=counts[at].start,
        step=rules.step,
        window=window.length,
        observed=round(window.observed),
        expected=window.expected,
        total=window.total,
        p_value=max(10.0**log10_p, SMALLEST_P),
        score=max(score, 0.0),
        fired=fired,
        verdict=verdict,
        articles=sum(c.articles for c in seen),
        publishers=len(frozenset[str]().union(*(c.publishers for c in seen))),
        history_steps=step.history.covered,
    )


def _verdict(counts: Sequence[Count], at: int, window: Window, score: float, rules: DetectRules) -> str:
    if score < 1:
        return QUIET
    if window.observed < rules.min_texts:
        return TOO_FEW_TEXTS
    seen = counts[max(at + 1 - window.length, 0) : at + 1]
    if rules.min_publishers > len(frozenset[str]().union(*(c.publishers for c in seen))):
        return TOO_FEW_PUBLISHERS
    return SPIKE
