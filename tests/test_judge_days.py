"""Series that are judged together are judged to the last bit as each alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tasks.detect import DetectRules, judge
from tasks.judge_days import judge_days
from tasks.judgements import Count
from tasks.lot import Lot

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
RULES = DetectRules()


def counts(seed: int, days: int) -> list[Count]:
    """Invent a series with weekends, gaps, a drift and a burst at its end."""
    rng = np.random.default_rng(seed)
    mean = float(rng.lognormal(0.0, 1.5))
    found = []
    for day in range(days):
        total = 0 if rng.random() < 0.05 else int(rng.poisson(400 if day % 7 < 5 else 120)) * (rng.random() > 0.03)
        texts = rng.poisson(mean * total / 400 * (8 if day > days - 3 and seed % 3 == 0 else 1 + day / days))
        publishers = frozenset(f"p{one}" for one in range(min(int(texts), 4)))
        found.append(Count(FIRST + timedelta(days=day), float(min(texts, total)), total * 0.97, int(texts), publishers))
    return found


def lot(series: list[Count], rules: DetectRules) -> Lot:
    columns = np.array([(one.texts, one.total) for one in series], dtype=np.float64).T
    return Lot(columns[0], columns[1], series[-max(rules.windows) :])


@pytest.mark.parametrize(
    "rules",
    [RULES, replace(RULES, windows=(3, 1, 7), half_life=5.0), replace(RULES, min_history=0, min_texts=0, windows=(2,))],
)
def test_many_series_of_different_lengths_are_judged_as_each_alone(rules: DetectRules) -> None:
    series = [counts(seed, days) for seed, days in zip(range(60), [1, 2, 9, 40, 180, 181] * 10, strict=True)]
    names = [("watch", f"s{at}") for at in range(len(series))]
    together = judge_days([lot(one, rules) for one in series], rules, names)
    alone = [judge(one, rules, *name) for one, name in zip(series, names, strict=True)]
    assert together == alone
    assert len({one.verdict for one in alone}) > 2
    assert sum(one.fired for one in alone) > 3


def test_no_series_is_no_judgement() -> None:
    assert judge_days([], RULES, []) == []
