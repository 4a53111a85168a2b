"""All that a series is judged from: what counts for it, and the sources that brought it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tasks.absence import SilenceRules
from tasks.detect import DetectRules
from tasks.judgements import Exposure
from tasks.panel import Panel
from tasks.share_shift import ShareRules
from tasks.stretch import Stretch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Subject:
    """A series to be judged: what counts for it (rows are cells, in the order of days and origins), and what that is measured against (rows are days, columns origins)."""

    watch_id: str
    series: str
    cells: Cells
    exposure: Exposure
    against: Floats


@dataclass(frozen=True, slots=True)
class Look:
    """All that a series is judged from on the last day of a stretch; `starts` are its days as moments.

    `alone` tells that its rule asks for one publisher and no other, so that nothing is left without that one.
    """

    ledger: Stretch
    panel: Panel
    starts: Sequence[datetime]
    subject: Subject
    rules: DetectRules
    alone: bool = False

    @property
    def in_window(self) -> Cells:
        """Return what counts in the days of the longest window."""
        cells = self.subject.cells
        return cells[cells[:, 0].searchsorted(self.panel.guard) :]

    def is_still(self) -> bool:
        """Tell whether nothing in the windows counts: it can not fire. A share may fall to nothing."""
        if isinstance(self.rules, ShareRules):
            return not len(self.subject.cells)
        return not isinstance(self.rules, SilenceRules) and not self.in_window[:, 2].any()
