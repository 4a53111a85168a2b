"""Judge whether a series has been silent for longer than its own past makes likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import log10
from typing import Literal

from tasks.detect import (
    NOT_COLLECTED,
    NOT_ENOUGH_HISTORY,
    QUIET,
    SMALLEST_P,
    THIN_STEP,
    TOO_LITTLE_COLLECTED,
    DetectRules,
)
from tasks.judgements import Count, Spike
from tasks.level import DISPERSION_MEMORY, Dispersion, Level, keep_of, learn, learn_scatter, variance

SILENCE = "silence"

SCATTER_LENGTHS = (1, 7)
"""Steps over which scatter is learnt, the larger one counting: who is in the news for a week and then out of it for one scatters
little from day to day, and is often silent."""

WEEKDAY_PRIOR_DAYS = 1.0
"""Days that speak for a day of the week being like all others: two Sundays without anything make it a day of rest."""


@dataclass(frozen=True, slots=True)
class SilenceRules(DetectRules):
    """How silence is judged: it lasts `days` collected steps or more, and is rarer than the bar of the budget.

    `by_weekday` tells that a step is a day whose usual number depends on the day of the week, as what a source brings does.
    """

    kind: Literal["silence"] = "silence"
    days: int = 3
    by_weekday: bool = False


def judge_silence(counts: Sequence[Count], rules: SilenceRules, watch_id: str, series: str) -> Spike:
    """Judge the silence that the last step is part of, by the level up to the last mention.

    Observed is 0 in a window as long as the silence, p the chance of none under the negative binomial, P(0) = (1 + mean / r)^-r.
    A silence no longer than one before, in texts collected, is none. A copy of an older text is a mention. What was not collected counts for nothing, so a gap lengthens no silence.
    """
    if rules.by_weekday:
        counts = weighed_by_weekday(counts)
    last = max((at for at, one in enumerate(counts) if one.texts or one.articles), default=-1)
    run, now = counts[last + 1 :], counts[-1]
    level, ratio = _learnt(counts[: last + 1], rules)
    total = sum(one.total for one in run)
    expected = level.expected(total)
    log10_p = _log10_of_none(expected, variance(expected, ratio, level.shape)) if expected > 0 else 0.0
    score = log10_p / log10(rules.p_threshold)
    verdict = _forbidden(now, level, rules)
    if verdict:
        score = 0.0
    else:
        lasting = sum(one.total > 0 for one in run) >= rules.days and total > _longest_before(counts[: last + 1])
        verdict = SILENCE if score >= 1 and lasting else QUIET
    return Spike(
        watch_id=watch_id,
        series=series,
        at=now.start,
        step=rules.step,
        window=max(len(run), 1),
        observed=0 if run else round(now.texts),
        expected=expected if run else level.expected(now.total),
        total=total if run else now.total,
        p_value=max(10.0**log10_p, SMALLEST_P),
        score=score,
        fired=verdict == SILENCE,
        verdict=verdict,
        articles=0 if run else now.articles,
        publishers=0 if run else len(now.publishers),
        history_steps=level.covered,
    )


def weighed_by_weekday(counts: Sequence[Count]) -> list[Count]:
    """Weigh days by what is usual on their day of the week, 1 on average; a day not collected stays one."""
    days = [one for one in counts if one.total > 0]
    mean = sum(one.texts for one in days) / len(days) if days else 0.0
    if not mean:
        return list(counts)
    seen, number = [0.0] * 7, [0] * 7
    for one in days:
        seen[one.start.weekday()] += one.texts
        number[one.start.weekday()] += 1
    usual = [(seen[at] / mean + WEEKDAY_PRIOR_DAYS) / (number[at] + WEEKDAY_PRIOR_DAYS) for at in range(7)]
    return [replace(one, total=one.total * usual[one.start.weekday()]) for one in counts]


def _forbidden(now: Count, level: Level, rules: SilenceRules) -> str:
    if now.total <= 0:
        return NOT_COLLECTED
    if now.total < THIN_STEP * level.usual_exposure:
        return TOO_LITTLE_COLLECTED
    return NOT_ENOUGH_HISTORY if level.covered < rules.min_history else ""


def _longest_before(counts: Sequence[Count]) -> float:
    """Return the most texts collected between two mentions."""
    longest, since = 0.0, None
    for one in counts:
        if one.texts or one.articles:
            longest, since = max(longest, since or 0.0), 0.0
        elif since is not None:
            since += one.total
    return longest


def _learnt(counts: Sequence[Count], rules: SilenceRules) -> tuple[Level, float]:
    """Return the level of some steps, and their variance over mean."""
    keep, keep_scatter = keep_of(rules.half_life), keep_of(rules.half_life * DISPERSION_MEMORY)
    texts = list(accumulate((one.texts for one in counts), initial=0.0))
    totals = list(accumulate((one.total for one in counts), initial=0.0))
    level, scatter = Level(), {length: Dispersion() for length in SCATTER_LENGTHS}
    for at, count in enumerate(counts):
        for length, known in scatter.items():
            since = max(at + 1 - length, 0)
            seen, expected = texts[at + 1] - texts[since], level.expected(totals[at + 1] - totals[since])
            scatter[length] = learn_scatter(known, seen, expected, level.shape, keep_scatter)
        level = learn(level, count.texts, count.total, scatter[1].ratio, keep)
    return level, max(one.ratio for one in scatter.values())


def _log10_of_none(mean: float, spread: float) -> float:
    """Give log10 of the chance of no text at all; spread > mean > 0."""
    size = mean**2 / (spread - mean)
    return -size * log10(1 + mean / size)
