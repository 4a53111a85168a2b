"""Minutes judged by their own record: what is higher than usual, and higher than usual days get."""

import numpy as np
import pytest

from tasks.highs import LEAST_RECORD, NEAR_RECORD, HighsRules, highs, record

DAY = 48
RULES = HighsRules(windows=(1, 12), day=DAY, half_life=7 * DAY, min_history=DAY)


def days(many: int = 30, seed: int = 3) -> np.ndarray:
    """Return counts with a strong rhythm of the day."""
    at = np.arange(many * DAY)
    mean = 20 * (1 + 0.9 * np.sin(2 * np.pi * at / DAY))
    return np.random.default_rng(seed).poisson(mean).astype(float)


def test_the_record_is_the_third_highest_of_the_twenty_days_before() -> None:
    values = np.zeros(25 * 4)
    values[1::4] = np.arange(25)
    found = record(values, 4)
    assert found[:4].tolist() == [0] * 4
    assert found[4 * 2 : 4 * 3].tolist() == [0] * 4
    assert found[4 * 10 : 4 * 11].tolist() == [7] * 4
    values[1] = values[5] = values[9] = 99
    assert record(values, 4)[4 * 20] == 99
    assert record(values, 4)[4 * 23] == 20


def test_a_rhythm_of_its_own_is_no_news_and_a_burst_is() -> None:
    texts = days()
    found = highs(texts, np.ones_like(texts), RULES)
    assert found.score[10 * DAY :].max() < 1
    texts[25 * DAY + 5] = 400
    struck = highs(texts, np.ones_like(texts), RULES)
    assert np.flatnonzero(struck.score >= 1).tolist() == [25 * DAY + 5]
    assert struck.log10_p[25 * DAY + 5] < -6


def test_the_score_is_computed_by_hand() -> None:
    texts = np.tile([2.0, 4.0], 40)
    texts[60] = 30
    rules = HighsRules(windows=(1,), day=8, half_life=1e12, min_history=8)
    found = highs(texts, np.ones_like(texts), rules)
    past = texts[:60]
    deviation = (30 - past.mean()) / past.std()
    expected = np.log1p(deviation / LEAST_RECORD) / np.log(2) / NEAR_RECORD
    assert found.score[60] == pytest.approx(expected, rel=1e-6)
    assert found.expected[60] == pytest.approx(3.0)


def test_what_the_day_before_reached_is_nothing_new() -> None:
    texts = days()
    texts[25 * DAY] = 400
    texts[25 * DAY + 20] = 380
    found = highs(texts, np.ones_like(texts), RULES)
    assert found.score[25 * DAY] >= 1
    assert found.repeated[25 * DAY + 20]
    assert found.score[25 * DAY + 20] == 0


def test_no_row_knows_what_comes_after_it() -> None:
    texts = days()
    whole, cut = (highs(one, np.ones_like(one), RULES) for one in (texts, texts[:1000]))
    assert whole.score[:1000] == pytest.approx(cut.score, abs=1e-9)


def test_gaps_are_not_judged_and_totals_are_exposure() -> None:
    texts, total = days(), np.ones(30 * DAY)
    total[500:600] = texts[500:600] = 0
    found = highs(texts, total, RULES)
    assert not found.judged[500:600].any()
    assert found.score[500:600].max() == 0
    doubled = highs(np.concatenate([texts, 2 * days(1, 7)]), np.concatenate([total, np.full(DAY, 2.0)]), RULES)
    assert doubled.score[-DAY:].max() < 1


def test_a_series_of_nothing_scores_nothing() -> None:
    found = highs(np.zeros(500), np.ones(500), RULES)
    assert found.score.max() == 0
    assert np.isfinite(found.log10_p).all()
