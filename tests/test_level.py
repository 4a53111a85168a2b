"""What a series is taken to do usually."""

from collections.abc import Sequence

import numpy as np
import pytest

from tasks.level import (
    DISPERSION_FLOOR,
    DISPERSION_PRIOR,
    PRIOR_TEXTS,
    Dispersion,
    Level,
    keep_of,
    learn,
    learn_scatter,
)
from tasks.level_bounds import faded


def taught(steps: Sequence[tuple[float, float]], half_life: float = 14) -> Level:
    level = Level()
    for texts, total in steps:
        level = learn(level, texts, total, 1.6, keep_of(half_life))
    return level


def test_the_level_is_the_share_of_what_was_collected() -> None:
    level = taught([(5, 100), (10, 200), (2, 50)] * 20)
    assert level.expected(300) == pytest.approx(15, rel=0.05)


def test_what_never_occurred_is_still_expected_a_little() -> None:
    level = taught([(0, 100)] * 30)
    assert level.expected(level.exposure) == pytest.approx(PRIOR_TEXTS)


def test_a_gap_leaves_the_rate_and_takes_away_the_certainty() -> None:
    before = taught([(5, 100)] * 60)
    after = before
    for _ in range(14):
        after = learn(after, 0, 0, 1.6, keep_of(14))
    assert after.exposure == pytest.approx(before.exposure / 2)
    assert after.texts / after.exposure == pytest.approx(before.texts / before.exposure)
    assert after.shape < before.shape
    assert after.covered == before.covered


def test_one_great_event_is_not_the_new_normal() -> None:
    quiet = taught([(2, 100)] * 60)
    after = learn(quiet, 80, 100, 1.6, keep_of(14))
    assert after.expected(100) < 1.2 * quiet.expected(100)


def test_a_lasting_change_becomes_the_new_normal() -> None:
    assert taught([(2, 100)] * 60 + [(20, 100)] * 40).expected(100) == pytest.approx(20, rel=0.25)


def test_scatter_starts_at_the_prior_and_follows_what_is_seen() -> None:
    assert Dispersion().ratio == pytest.approx(DISPERSION_PRIOR)
    wild = calm = Dispersion()
    for step in range(200):
        wild = learn_scatter(wild, 50 + (-1) ** step * 15.8, 50, 1e9, 1.0)
        calm = learn_scatter(calm, 50, 50, 1e9, 1.0)
    assert wild.ratio == pytest.approx(5, rel=0.05)
    assert calm.ratio == DISPERSION_FLOOR


def test_windows_that_expect_next_to_nothing_say_next_to_nothing_about_scatter() -> None:
    scatter = Dispersion()
    for _ in range(50):
        scatter = learn_scatter(scatter, 0, 0.005, 1e9, 1.0)
    assert scatter.ratio == pytest.approx(DISPERSION_PRIOR, rel=0.06)


@pytest.mark.parametrize("half_life", [84.0, 3.0, 1.0, 0.3, 0.001])
def test_what_fades_fast_over_many_years_is_still_summed(half_life: float) -> None:
    texts, keep = np.random.default_rng(7).poisson(3, (2, 5_000)).astype(float), keep_of(half_life)
    with np.errstate(over="raise", invalid="raise"):
        sums = faded(texts, keep)
    expected = np.zeros(2)
    for column in range(texts.shape[1]):
        assert sums[:, column] == pytest.approx(expected)
        expected = expected * keep + texts[:, column]
    assert sums[:, -1] == pytest.approx(expected)
