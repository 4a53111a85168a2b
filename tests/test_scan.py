"""Hours of many series at once: what fires, what teaches, and that no hour knows what comes after it."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.alerts.episodes import openings
from tasks.hourly_level import window_sums
from tasks.level import DISPERSION_PRIOR
from tasks.scan import scan
from tasks.scan_rules import ScanRules
from tasks.surprise import log10_tail

RULES = ScanRules()
HOURS = 60 * 24


def quiet(rows: int = 3, mean: float = 0.5, seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Return counts in which nothing happens, in the rhythm of what is collected."""
    rng = np.random.default_rng(seed)
    rhythm = 1 + 0.8 * np.sin(2 * np.pi * np.arange(HOURS) / 24)
    total = rng.poisson(100 * rhythm)[None].astype(float)
    return rng.poisson(mean * rhythm, (rows, HOURS)).astype(float), total


def test_window_sums_are_those_of_the_steps_that_end_there() -> None:
    values = np.arange(12.0).reshape(2, 6)
    for window in (1, 2, 5, 6, 9):
        sums = [[row[max(0, at + 1 - window) : at + 1].sum() for at in range(6)] for row in values]
        assert window_sums(values, window) == pytest.approx(np.array(sums))


def test_no_hour_knows_what_comes_after_it() -> None:
    texts, total = quiet()
    whole = scan(texts, total, RULES)
    cut = scan(texts[:, :1000], total[:, :1000], RULES)
    assert np.array_equal(whole.evidence[:, :1000], cut.evidence)
    assert np.array_equal(whole.rate[:, :1000], cut.rate)


def test_the_last_hours_alone_are_judged_as_in_the_whole() -> None:
    texts, total = quiet()
    whole, last = scan(texts, total, RULES), scan(texts, total, RULES, since=HOURS - 1)
    for field in ("evidence", "window", "observed", "expected", "rate", "judged"):
        assert np.array_equal(getattr(whole, field)[:, -1:], getattr(last, field)), field


def test_every_series_is_judged_as_if_it_were_alone() -> None:
    texts, total = quiet()
    assert np.array_equal(scan(texts, total, RULES).evidence[1], scan(texts[1:2], total, RULES).evidence[0])
    apiece = np.repeat(total, 3, axis=0)
    assert np.allclose(scan(texts, total, RULES).evidence, scan(texts, apiece, RULES).evidence)


def test_the_evidence_is_the_tail_of_the_negative_binomial_by_hand() -> None:
    total = np.full((1, 400), 100.0)
    texts = np.zeros((1, 400))
    texts[0, :300:10] = 1.0
    texts[0, 399] = 9.0
    rules = replace(RULES, windows=(24,), guard=24, block=24, half_life=1e9)
    found = scan(texts, total, rules)
    taught = 360
    shape = 0.5 + texts[0, :taught].sum()
    expected = shape / taught * 24
    assert found.expected[0, -1] == pytest.approx(expected)
    assert found.observed[0, -1] == 9
    levels = [(0.5 + texts[0, :known].sum()) / known * 24 for known in range(24, taught, 24)]
    shapes = [0.5 + texts[0, :known].sum() for known in range(24, taught, 24)]
    squares = weights = 0.0
    for known, mean, then in zip(range(24, taught, 24), levels, shapes, strict=True):
        weight = 2 * mean / (1 + 2 * mean)
        seen = texts[0, known + 24 : known + 48].sum() if known + 48 <= taught else None
        if seen is not None:
            squares += weight * (seen - mean) ** 2 / (mean + mean**2 / then)
            weights += weight
    scatter = max((10 * DISPERSION_PRIOR + squares) / (10 + weights), 1.1)
    spread = scatter * expected + expected**2 / shape
    tail = log10_tail(np.array([9.0]), np.array([expected]), np.array([spread]))
    assert found.evidence[0, -1] == pytest.approx(-tail[0], rel=0.02)


def test_a_burst_fires_within_hours_and_is_one_alert() -> None:
    texts, total = quiet()
    texts[1, 1000:1030] += 3
    opened = [hour for row, hour in openings(scan(texts, total, RULES).evidence, RULES.bar) if row == 1]
    assert len(opened) == 1
    assert 1000 <= opened[0] <= 1006


def test_an_outage_its_backlog_and_new_feeds_fire_nothing_beyond_chance() -> None:
    texts, total = quiet(rows=20, seed=8)
    before = openings(scan(texts, total, RULES).evidence, RULES.bar)
    rng = np.random.default_rng(9)
    for values, mean in ((texts, 0.5), (total, 100)):
        kept = rng.binomial(values[:, 1000:1024].astype(int), 0.5)
        values[:, 1024] += (values[:, 1000:1024] - kept).sum(axis=1)
        values[:, 1000:1024] = kept
        rhythm = 1 + 0.8 * np.sin(2 * np.pi * np.arange(1200, HOURS) / 24)
        values[:, 1200:] += rng.poisson(mean * rhythm / 4, (len(values), HOURS - 1200))
    after = openings(scan(texts, total, RULES).evidence, RULES.bar)
    for start in (1000, 1200):
        then, now = ({row for row, hour in opened if start <= hour < start + 96} for opened in (before, after))
        assert len(now - then) <= 1  # counts that are drawn anew cross a bar by chance; plumbing would lift them all


def test_an_hour_without_collection_is_not_judged_and_teaches_nothing() -> None:
    texts, total = quiet()
    texts[:, 900:1100] = total[:, 900:1100] = 0
    found = scan(texts, total, RULES)
    assert not found.judged[:, 900:1100].any()
    assert found.judged[:, 899].all()
    assert found.rate[:, 1160] / total[:, 1160] == pytest.approx(found.rate[:, 899] / total[:, 899], rel=0.15)


def test_the_first_week_is_not_judged() -> None:
    found = scan(*quiet(), RULES)
    assert not found.judged[:, : RULES.min_history + RULES.guard].any()
    assert found.judged[:, RULES.min_history + RULES.guard + RULES.block :].all()
    assert found.evidence[:, : RULES.min_history].max() == 0


def test_a_past_event_teaches_only_what_is_above_chance() -> None:
    texts, total = quiet()
    texts[1, 1000:1024] += 40
    found = scan(texts, total, RULES)
    assert found.rate[1, -1] < 2 * found.rate[0, -1]


def test_a_smaller_budget_asks_for_more_and_no_budget_for_next_to_nothing() -> None:
    bars = [replace(RULES, false_alerts_per_month=budget).bar for budget in (0.01, 0.25, 1.0, 1e6)]
    assert bars == sorted(bars, reverse=True)
    assert bars[-1] == 1


@pytest.mark.parametrize("hours", [1, 5, 47, 100])
def test_short_series_are_judged_not_at_all_and_break_nothing(hours: int) -> None:
    texts, total = quiet()
    found = scan(texts[:, :hours], total[:, :hours], RULES)
    assert found.evidence.shape == (3, hours)
    assert not found.judged.any()


def test_zeros_and_huge_counts_give_finite_evidence() -> None:
    texts, total = quiet()
    texts[0], texts[1, 1200] = 0, 1e6
    evidence = scan(texts, total, RULES).evidence
    assert np.isfinite(evidence).all()
    assert evidence[0].max() == 0
    assert evidence[1].max() > 50
