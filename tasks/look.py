"""All that a series is judged from: what counts for it, and the sources that brought it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tasks.absence import SilenceRules
from tasks.detect import DetectRules
from tasks.judgements import Exposure
from tasks.ledger import Cell, Ledger
from tasks.panel import Panel
from tasks.share_shift import ShareRules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Subject:
    """A series to be judged: what counts for it, and what that is measured against (rows are days, columns origins)."""

    watch_id: str
    series: str
    cells: Sequence[Cell]
    exposure: Exposure
    against: Floats


@dataclass(frozen=True, slots=True)
class Look:
    """All that a series is judged from on the last day of a stretch; `starts` are its days as moments.

    `alone` tells that its rule asks for one publisher and no other, so that nothing is left without that one.
    """

    ledger: Ledger
    panel: Panel
    starts: Sequence[datetime]
    subject: Subject
    rules: DetectRules
    alone: bool = False

    @property
    def in_window(self) -> Iterator[Cell]:
        """Give what counts in the days of the longest window."""
        return (cell for cell in self.subject.cells if cell[0] >= self.panel.guard)

    def is_still(self) -> bool:
        """Tell whether nothing in the windows counts: it can not fire. A share may fall to nothing."""
        if isinstance(self.rules, ShareRules):
            return not self.subject.cells
        return not isinstance(self.rules, SilenceRules) and not any(texts for _, _, texts, *_ in self.in_window)
