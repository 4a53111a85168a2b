"""Judge whether something that nobody configured has risen, by a bar that one budget sets for everything that is spoken of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tasks.detect import SPIKE, DetectRules, judge
from tasks.judgements import Count, Spike

RISING = "rising"


@dataclass(frozen=True, slots=True)
class RisingRules(DetectRules):
    """How a rise is judged: as a spike, one of the `vocabulary` names and phrases that share the budget of false alerts."""

    kind: Literal["rising"] = "rising"
    vocabulary: int = 1

    @property
    def budget(self) -> float:
        """The false alerts a month that all of the vocabulary may raise together."""
        return self.false_alerts_per_month * self.vocabulary


def shared(rules: RisingRules, vocabulary: int) -> RisingRules:
    """Share the budget out (Bonferroni) over everything that was looked through."""
    size = max(vocabulary, 1)
    return replace(rules, vocabulary=size, false_alerts_per_month=rules.budget / size)


def judge_rising(counts: Sequence[Count], rules: RisingRules, watch_id: str, series: str) -> Spike:
    """Judge the last step of one of them."""
    spike = judge(counts, rules, watch_id, series)
    return replace(spike, verdict=RISING) if spike.verdict == SPIKE else spike
