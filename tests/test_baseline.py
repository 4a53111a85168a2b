"""The series behind a judgement: written so that it reads back exactly, and shown with what was to be expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import nbinom

from tasks.baseline import baseline_csv, history_of, most_in, read_baseline
from tasks.detect import forecasts, judge, judge_all
from tests.evidence import DAYS, GAP, RULES, counts


def test_a_baseline_reads_back_to_the_last_bit() -> None:
    odd = [replace(one, total=one.total / 3) for one in counts()]
    assert read_baseline(baseline_csv(odd)) == odd
    assert judge(read_baseline(baseline_csv(odd)), RULES, "w", "s") == judge(odd, RULES, "w", "s")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1"),
        ("a,b\n", "line 1: wants the columns start, texts"),
        ("start,texts,total,articles,publishers\nsoon,1,1,1,\n", "line 2"),
        ("start,texts,total,articles,publishers\n2017-01-01,1,1\n", "line 2"),
        (
            "start,texts,total,articles,publishers\n2017-01-02,1,1,1,\n2017-01-01,1,1,1,\n",
            "line 3: 2017-01-01 does not follow",
        ),
    ],
)
def test_a_damaged_baseline_is_told_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_baseline(text)


def test_forecasts_are_what_the_detector_expects() -> None:
    judged = judge_all(counts(), RULES, "w", "s")
    told = [one[0] for one in forecasts(counts(), RULES) if one is not None]
    alone = [one.expected for one in judged if one.window == 1 and one.history_steps and one.verdict == "spike"]
    assert told[-1] == alone[-1]
    assert forecasts(counts(), RULES)[GAP] is None
    assert forecasts(counts(), replace(RULES, windows=(3,)))[-1] is not None


def test_the_band_holds_nineteen_steps_in_twenty() -> None:
    shown = history_of(counts(), RULES, 1)
    assert [one.start for one in shown] == [counts()[DAYS - 15].start + timedelta(days=day) for day in range(15)]
    for step, forecast in zip(shown, forecasts(counts(), RULES)[-15:], strict=True):
        if forecast is None:
            assert (step.observed, step.expected) == (None, None)
            continue
        mean, variance = forecast
        size = mean**2 / (variance - mean)
        law = nbinom(size, size / (size + mean))
        assert (step.low, step.high) == (law.ppf(0.025), law.ppf(0.975))


def test_huge_counts_have_a_band_too() -> None:
    many = [replace(one, texts=one.texts * 1e9, total=one.total * 1e9) for one in counts()]
    last = history_of(many, RULES, 1)[-1]
    assert last.low is not None
    assert last.high is not None
    assert last.expected is not None
    assert last.low < last.expected < last.high


def test_how_long_there_was_no_such_window() -> None:
    def of(*numbers: int) -> list:
        return [replace(counts()[at], texts=float(number)) for at, number in enumerate(numbers)]

    assert most_in(of(9, 1, 2, 5, 1, 6), 1) == 4
    assert most_in(of(1, 1, 2, 5, 1, 6), 1) == 5
    assert most_in(of(1, 6), 1) == 1
    assert most_in(of(6, 6), 1) == 0
    assert most_in(of(4, 4, 1, 1, 3, 3), 2) == 3
    assert most_in([], 1) == 0
    assert np.isfinite(most_in(of(1), 3))
