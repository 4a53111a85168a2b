"""What a budget of false alerts costs and brings: how many alerts every budget would have given, from one pass of judging."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import log10

from tasks.brought import Key
from tasks.decide import Episode, Telling, decide, follow
from tasks.detect import QUIET, SPIKE, DetectRules
from tasks.judgements import Spike

BUDGETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0)
"""False alerts of one series in a month: from one in two years to one a fortnight."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Judgements made at a moment; `counts` where it lies in the stretch asked about, `whole` where the step was over."""

    judged_at: datetime
    whole: bool
    counts: bool
    spikes: Sequence[Spike]


@dataclass(frozen=True, slots=True)
class BudgetPoint:
    """The alerts that a budget would have given; `p_threshold` is its bar."""

    budget: float
    p_threshold: float
    alerts: int
    per_month: float


def loosest(rules: DetectRules) -> DetectRules:
    """Return the rules to judge by for a curve: what fires at no budget fires at none below."""
    return replace(rules, false_alerts_per_month=max(BUDGETS))


def budget_curve(looks: Sequence[Looked], rules: DetectRules, days: int) -> list[BudgetPoint]:
    """Count alerts at every budget, from judgements by the loosest; incidents that merge them are not counted."""
    wide = log10(loosest(rules).p_threshold)
    points = []
    for budget in BUDGETS:
        bar = replace(rules, false_alerts_per_month=budget).p_threshold
        alerts = sum(_opened(looks, wide / log10(bar)))
        points.append(BudgetPoint(budget, bar, alerts, alerts / (days * rules.steps_a_day / rules.steps_per_month)))
    return points


def _opened(looks: Sequence[Looked], ratio: float) -> Iterable[bool]:
    episodes: dict[Key, Episode] = {}
    for look in looks:
        for judged in look.spikes:
            key, spike = (judged.watch_id, judged.series), _rescaled(judged, ratio)
            before = episodes.get(key)
            decision = decide(before, spike, look.judged_at, whole=look.whole)
            after = follow(decision, before, spike, Telling("", ""), look.judged_at)
            if after is not None:
                episodes[key] = after
                fires = decision.action in {"open", "confirm"} and after.alert.state == "firing"
                yield fires and look.counts


def _rescaled(spike: Spike, ratio: float) -> Spike:
    """Measure a judgement by another bar: scores are logarithms of chances in units of the bar's."""
    checks = tuple(replace(check, score=check.score * ratio) for check in spike.checks)
    score = spike.score * ratio
    if spike.verdict != SPIKE and not checks:
        return replace(spike, score=score)
    failed = next((check.label for check in checks if check.score < check.needed), "")
    fired = score >= 1 and not failed
    return replace(spike, score=score, checks=checks, fired=fired, verdict=failed or (SPIKE if fired else QUIET))
