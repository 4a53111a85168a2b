"""The interval of a share is Wilson's."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from brinkwatch.periods import smoothed
from brinkwatch.show.series import TrendPoint
from tasks.interval import wilson


@pytest.mark.parametrize(("count", "total"), [(0, 1), (1, 1), (0, 40), (3, 40), (40, 40), (170, 3647), (1, 100_000)])
def test_it_is_what_scipy_says(count: int, total: int) -> None:
    expected = binomtest(count, total).proportion_ci(method="wilson")
    assert wilson(count, total) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_nothing_collected_has_no_interval() -> None:
    assert wilson(0, 0) is None


def point(texts: int, total: int) -> TrendPoint:
    from datetime import date

    return TrendPoint(date(2017, 3, 1), texts, texts, 1, total, texts / total if total else None, 1.0 if total else 0.0)


def test_smoothing_shares_sums_and_keeps_gaps_and_counts() -> None:
    points = smoothed([point(1, 10), point(0, 0), point(9, 90), point(0, 100)], 3)
    assert [one.share for one in points] == [0.1, None, 0.1, 9 / 190]
    assert [one.texts for one in points] == [1, 0, 9, 0]
    assert points[3].low is not None and points[3].low < 9 / 190 < (points[3].high or 0)
    assert points[1].low is None


def test_without_smoothing_a_share_is_its_own() -> None:
    assert [one.share for one in smoothed([point(1, 10), point(3, 4)], 1)] == [0.1, 0.75]
