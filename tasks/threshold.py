"""Judge whether a series has reached what is asked for, a number of texts or a share of the coverage, usual or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tasks.detect import NOT_COLLECTED, TOO_FEW_PUBLISHERS, TOO_FEW_TEXTS, TOO_LITTLE_COLLECTED, DetectRules, judge
from tasks.judgements import Count, Spike

THRESHOLD = "threshold"
UNDER_THRESHOLD = "under_threshold"


@dataclass(frozen=True, slots=True)
class ThresholdRules(DetectRules):
    """How a threshold is judged: `texts`, or a `share` of all texts, within the one window there is."""

    kind: Literal["threshold"] = "threshold"
    texts: int = 0
    share: float = 0.0


def judge_threshold(counts: Sequence[Count], rules: ThresholdRules, watch_id: str, series: str) -> Spike:
    """Judge the last step. The score is what was reached of the threshold; chance and expectation are told, and decide nothing.

    A threshold needs no history: where there is too little of it, nothing is expected and the chance is 1.
    """
    spike = judge(counts, rules, watch_id, series)
    if spike.verdict in {NOT_COLLECTED, TOO_LITTLE_COLLECTED}:
        return spike
    (length,) = rules.windows
    seen = counts[max(len(counts) - length, 0) :]
    texts, total = sum(one.texts for one in seen), sum(one.total for one in seen)
    publishers = len(frozenset[str]().union(*(one.publishers for one in seen)))
    score = texts / (rules.texts or rules.share * total)
    if score < 1:
        verdict = UNDER_THRESHOLD
    elif texts < rules.min_texts:
        verdict = TOO_FEW_TEXTS
    else:
        verdict = TOO_FEW_PUBLISHERS if publishers < rules.min_publishers else THRESHOLD
    known = spike.score > 0 or spike.p_value < 1
    return replace(
        spike,
        window=length,
        observed=round(texts),
        expected=spike.expected if known else 0.0,
        total=total,
        score=score,
        fired=verdict == THRESHOLD,
        verdict=verdict,
        articles=sum(one.articles for one in seen),
        publishers=publishers,
    )
