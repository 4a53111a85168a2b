"""The faster arithmetic gives what thinc's own gives."""

from __future__ import annotations

import numpy as np
import pytest
from thinc.api import NumpyOps

from tasks.thinc_ops import FastOps


@pytest.mark.parametrize("shape", [(1, 1, 1), (7, 96, 3), (50, 64, 2), (0, 96, 3)])
def test_maxout_is_the_same_to_the_last_bit(shape: tuple[int, int, int]) -> None:
    scores = np.random.default_rng(7).standard_normal(shape).astype("float32")
    expected = NumpyOps(use_blis=False).maxout(scores)[0] if shape[0] else np.zeros(shape[:2], "float32")
    assert np.array_equal(FastOps(use_blis=False).maxout(scores)[0], expected)
