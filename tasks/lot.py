"""A series as it is judged together with others: its counts in columns, and only its last steps in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tasks.judgements import Count

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lot:
    """Matching texts and exposure of each step, and the last steps, those of the longest window, in full."""

    texts: Floats
    exposure: Floats
    last: Sequence[Count]


class Steps(Protocol):
    """Texts and exposure by step."""

    @property
    def texts(self) -> Floats: ...

    @property
    def exposure(self) -> Floats: ...


def padded(series: Sequence[Steps]) -> tuple[Floats, Floats]:
    """Return texts and exposure of several series, a row each: before a shorter one begins, nothing was collected."""
    import numpy as np

    longest = max(len(one.texts) for one in series)
    texts, exposure = np.zeros((2, len(series), longest))
    for row, one in enumerate(series):
        texts[row, longest - len(one.texts) :], exposure[row, longest - len(one.texts) :] = one.texts, one.exposure
    return texts, exposure
