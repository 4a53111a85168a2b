"""Judge whether a series is new: mentioned now, by enough of independent publishers, and by nobody in so many days before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tasks.detect import (
    NOT_COLLECTED,
    NOT_ENOUGH_HISTORY,
    QUIET,
    TOO_FEW_PUBLISHERS,
    TOO_FEW_TEXTS,
    TOO_LITTLE_COLLECTED,
    DetectRules,
    judge,
)
from tasks.judgements import Count, Spike

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Cells = NDArray[np.int64]

NEW = "new"
KNOWN_BEFORE = "known_before"

COLLECTED_SHARE = 0.5
"""Of the days in which something is said not to have occurred, those that must have been collected: of what was not looked at
for most of the time, nobody knows."""


@dataclass(frozen=True, slots=True)
class NewRules(DetectRules):
    """How novelty is judged: `days` in which nothing was said before the one window there is; `asked` texts make a score of 1."""

    kind: Literal["new"] = "new"
    days: int = 90
    asked: int = 3


def judge_new(counts: Sequence[Count], rules: NewRules, watch_id: str, series: str) -> Spike:
    """Judge the last step. The score is the texts of the window over those asked for, and 0 of what was known before.

    Copies of older texts count as mentions before, not as texts now. Chance and expectation are told, and decide nothing.
    """
    spike = judge(counts, rules, watch_id, series)
    if spike.verdict in {NOT_COLLECTED, TOO_LITTLE_COLLECTED}:
        return spike
    (length,) = rules.windows
    start = max(len(counts) - length, 0)
    seen, before = counts[start:], counts[max(start - rules.days, 0) : start]
    texts = sum(one.texts for one in seen)
    publishers = len(frozenset[str]().union(*(one.publishers for one in seen)))
    covered = sum(one.total > 0 for one in before)
    known = any(one.texts or one.articles for one in before)
    score = 0.0 if known else texts / rules.asked
    if known:
        verdict = KNOWN_BEFORE
    elif len(before) < rules.days or covered < COLLECTED_SHARE * rules.days:
        verdict, score = NOT_ENOUGH_HISTORY, 0.0
    elif not texts:
        verdict = QUIET
    elif texts < rules.min_texts:
        verdict = TOO_FEW_TEXTS
    else:
        verdict = TOO_FEW_PUBLISHERS if publishers < rules.min_publishers else NEW
    return replace(
        spike,
        window=length,
        observed=round(texts),
        total=sum(one.total for one in seen),
        score=score,
        fired=verdict == NEW,
        verdict=verdict,
        articles=sum(one.articles for one in seen),
        publishers=publishers,
        history_steps=covered,
    )


def was_known(cells: Cells, last: int, rules: NewRules) -> bool:
    """Tell whether anybody mentioned a series before the window of a last row, also those that it is not judged by."""
    until = last - rules.windows[0]
    return bool(((cells[:, 0] > until - rules.days) & (cells[:, 0] <= until)).any())
