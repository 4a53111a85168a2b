"""The benchmark of labelled series scores as its authors do."""

from __future__ import annotations

from math import exp
from pathlib import Path

import numpy as np
import pytest

from evaluation.alerts import nab


def sigmoid(at: float) -> float:
    return 2 / (1 + exp(5 * at)) - 1


def labelled(rows: int = 1000, *windows: tuple[int, int]) -> nab.Labelled:
    return nab.Labelled(Path("x.csv"), rows, windows)


def test_the_benchmarks_formula_by_hand() -> None:
    one = labelled(1000, (300, 399), (700, 799))
    scores = np.zeros(1000)
    scores[[100, 200, 320, 350, 400, 650, 999]] = 1
    total, found, false = nab.raw_scores(one, scores, np.array([1.0]))
    first = sigmoid(-80 / 100) / sigmoid(-1)
    after = 0.11 * (sigmoid(1 / 99) + sigmoid(251 / 99) + sigmoid(200 / 99))
    assert total[0] == pytest.approx(first - 1 - 0.11 + after)
    assert (found[0], false[0]) == (1, 4)
    assert nab.normalised([one], -2.0) == 0
    assert nab.normalised([one], 2.0) == 100


def test_detections_in_probation_count_for_nothing() -> None:
    one = labelled(1000, (300, 399))
    scores = np.zeros(1000)
    scores[:150] = 1
    assert nab.probation(1000) == 150
    assert nab.probation(16000) == 750
    assert nab.raw_scores(one, scores, np.array([1.0]))[0][0] == -1


def test_a_threshold_is_tuned_on_all_and_on_the_others() -> None:
    series = [labelled(1000, (300, 399)), labelled(1000, (500, 599))]
    scores = [np.zeros(1000), np.zeros(1000)]
    scores[0][[300, 800]] = 0.9, 0.2
    scores[1][[500, 900]] = 0.5, 0.3
    assert nab.tuned(series, scores) == nab.Score(100.0, 0.5, 2, 0)
    left = nab.left_out(series, scores)
    assert (left.found, left.false) == (1, 0)
    assert left.value == 50
