"""Changes of level are found where they are, and noise has hardly any."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.change_points import SHORTEST, change_points


def drawn(seed: int, levels: list[tuple[int, float]], total: int = 300, scatter: float = 1.0) -> list[tuple[int, int]]:
    """Draw periods of these lengths and shares; variance over mean is `scatter`."""
    chance = np.random.default_rng(seed)
    counts = []
    for length, share in levels:
        for _ in range(length):
            whole = int(chance.poisson(total)) + 1
            mean = share * whole
            texts = (
                chance.poisson(mean) if scatter == 1 else chance.negative_binomial(mean / (scatter - 1), 1 / scatter)
            )
            counts.append((min(int(texts), whole), whole))
    return counts


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([(30, 0.03), (30, 0.09)], [30]),
        ([(40, 0.08), (12, 0.2), (40, 0.08)], [40, 52]),
        ([(60, 0.02), (60, 0.05), (60, 0.02), (60, 0.08)], [60, 120, 180]),
        ([(8, 0.02), (7, 0.1)], [8]),
        ([(20, 0.0), (20, 0.05)], [20]),
    ],
)
def test_known_changes_are_found_near_where_they_are(levels: list[tuple[int, float]], expected: list[int]) -> None:
    for seed in range(10):
        found = change_points(drawn(seed, levels))
        assert len(found) == len(expected), (seed, found)
        assert all(abs(one - other) <= 5 for one, other in zip(found, expected, strict=True)), (seed, found)


@pytest.mark.parametrize("scatter", [1.0, 1.6, 2.5])
@pytest.mark.parametrize(("length", "share"), [(12, 0.05), (60, 0.01), (150, 0.08)])
def test_noise_is_rarely_marked(length: int, share: float, scatter: float) -> None:
    marked = sum(bool(change_points(drawn(seed, [(length, share)], scatter=scatter))) for seed in range(100))
    assert marked <= 5


def test_totals_that_change_are_no_change_of_share() -> None:
    few, many = drawn(1, [(40, 0.05)], total=100), drawn(2, [(40, 0.05)], total=1_000)
    assert change_points([*few, *many]) == []


def test_gaps_are_passed_over_and_one_event_is_no_level() -> None:
    counts = drawn(3, [(30, 0.03), (30, 0.09)])
    counts[25:28] = [(0, 0)] * 3
    assert [abs(one - 30) <= 2 for one in change_points(counts)] == [True]
    marked = 0
    for seed in range(40):
        calm = drawn(seed, [(40, 0.03)])
        calm[20] = (90, 300)
        marked += bool(change_points(calm))
    assert marked <= 4


@pytest.mark.parametrize(
    "counts", [[], [(1, 10)], [(0, 0)] * 9, [(0, 50)] * 40, [(50, 50)] * 40, [(1, 5)] * (2 * SHORTEST - 1)]
)
def test_what_says_nothing_has_no_change(counts: list[tuple[int, int]]) -> None:
    assert change_points(counts) == []
