"""A source whose pages stop yielding articles is flagged; chance, small numbers and a poor past are not."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from tasks.drift import Yield, wilson


@pytest.mark.parametrize(
    ("seen", "fallen"),
    [
        (Yield(20, 40, 380, 400), True),
        (Yield(0, 40, 40, 40), True),
        (Yield(36, 40, 380, 400), False),
        (Yield(15, 40, 160, 400), False),
        (Yield(0, 39, 380, 400), False),
        (Yield(0, 40, 39, 39), False),
        (Yield(40, 40, 10, 400), False),
    ],
    ids=["half", "none", "chance", "as poor as before", "too few pages", "too short a past", "better"],
)
def test_only_a_fall_beyond_chance_is_one(seen: Yield, fallen: bool) -> None:
    assert seen.has_fallen is fallen


@pytest.mark.parametrize(("successes", "trials"), [(0, 40), (10, 20), (399, 400)])
def test_the_interval_is_wilsons(successes: int, trials: int) -> None:
    known = binomtest(successes, trials).proportion_ci(0.99, "wilson")
    assert wilson(successes, trials) == pytest.approx((known.low, known.high), abs=1e-4)


def test_a_fall_is_told_with_both_shares() -> None:
    assert Yield(20, 40, 380, 400).told().startswith("of the latest 40 pages 20 became articles, 95% of those before")
