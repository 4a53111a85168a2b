"""Keep up who may be judged by, as news comes: what tasks/panel.py finds anew in the whole history of a look.

Rows are those of a ledger, columns its sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.brought import EVERYTHING
from tasks.level import keep_of
from tasks.panel import ABSENCE_DAYS, FEED_TEXTS, HISTORY_DAYS, SETTLED_SHARE, exposure_by, joined
from tasks.taken import ORIGIN, ROW, TEXTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tasks.brought import Key
    from tasks.judge_hours import HourRules
    from tasks.judgements import Exposure
    from tasks.ledger import Ledger, Mark

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

CLOSE = 1e-6
"""What lies so near to a limit, for its size, may lie beyond it where sums are taken in another order."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may be judged by at a look, and what a watch's counts are measured against; flags are over sources."""

    members: Flags
    newcomers: Flags
    exposure: Exposure


class PanelKept:
    """What each source brought, in all and for a watch, and since when it has lived without a pause, up to the row of a look.

    A look sees rows from `start` on; those before `guard` are its history. `touched` counts what came to be known of each row.
    """

    def __init__(self, ledger: Ledger, watch_id: str, rules: HourRules) -> None:
        self._ledger, self._watch, self._read = ledger, (watch_id, ""), ledger.mark
        self._longest, self._absence = max(rules.windows), ABSENCE_DAYS * rules.steps_a_day
        self._history = HISTORY_DAYS * rules.steps_a_day
        self._fade = keep_of(rules.half_life) ** np.arange(self._history, -1, -1.0)
        by_source = ledger.roll.by_source
        self.totals = np.array(by_source(ledger.totals))
        self.own = np.array(by_source(ledger.as_known(self._watch, TEXTS, (0, ledger.days - 1), self._read)))
        self._by_row, self._own_by_row = self.totals.sum(axis=1), self.own.sum(axis=1)
        self.touched = np.zeros(ledger.days, dtype=np.int64)
        self.row = self.start = self.guard = 0
        sources = self.totals.shape[1]
        self._last, self._joined = np.full((2, sources), -self._absence - 1)
        self._live_in(0)

    def turn_to(self, row: int) -> None:
        """Take in what has become known, and go on to a later row, or stay."""
        before, self._read = self._read, self._ledger.mark
        late = self._take(before, EVERYTHING, self.totals, self._by_row)
        self._take(before, self._watch, self.own, self._own_by_row)
        if len(late):
            self._live_again(late)
        for at in range(self.row + 1, row + 1):
            self._live_in(at)
        self.row = row
        since = self.start_at(row)
        collected = self._by_row[since : row + 1] > 0
        self.start = since + int(collected.argmax()) if collected.any() else row
        self.guard = max(row + 1 - self._longest, self.start)

    def start_at(self, row: int) -> int:
        """Return the first row that a look at a row may see."""
        return max(row - self._history, 0)

    def _take(self, before: Mark, subject: Key, matrix: Floats, by_row: Floats) -> NDArray[np.intp]:
        """Add what has come; return the sources that are now known to have lived in a row gone through before."""
        cells = self._ledger.sums_since(subject, before)
        row, source, texts = cells[ROW], self._ledger.roll.source_of[cells[ORIGIN]], cells[TEXTS]
        revived = (row <= self.row) & (matrix[row, source] == 0)
        np.add.at(matrix, (row, source), texts)
        np.add.at(by_row, row, texts)
        np.add.at(self.touched, row, 1)
        return np.unique(source[revived])

    def _live_in(self, row: int) -> None:
        live = self.totals[row] > 0
        returned = live & (row - self._last > self._absence)
        self._joined[returned] = row
        self._last[live] = row

    def _live_again(self, sources: NDArray[np.intp]) -> None:
        live = self.totals[: self.row + 1, sources] > 0
        self._joined[sources] = joined(live, self._absence)
        back = live[::-1].argmax(axis=0)
        self._last[sources] = np.where(live.any(axis=0), self.row - back, -self._absence - 1)

    def standing(self) -> Standing | None:
        """Tell who may be judged by; None where that is too close to call."""
        history = slice(self.start, self.guard)
        fade = self._fade[len(self._fade) - (self.guard - self.start) :]
        taught = fade * self._by_row[history]
        learnt, steps = float(taught.sum()), float(fade[self._by_row[history] > 0].sum())
        in_window = self.totals[self.guard : self.row + 1].sum(axis=0)
        since = np.append(np.cumsum(taught[::-1])[::-1], 0.0)
        settled = since[np.clip(self._life_began() - self.start, 0, len(taught))] - SETTLED_SHARE * learnt
        absent = in_window == 0
        asked = np.flatnonzero(absent)
        usual = (
            fade @ self.totals[history, asked] / steps * self._longest - FEED_TEXTS if steps else np.zeros(len(asked))
        )
        brings = in_window >= FEED_TEXTS
        share = float((fade * self._own_by_row[history]).sum()) / learnt if learnt else 0.0
        exposure, sure = exposure_by(share), exposure_by(share * (1 + CLOSE)) == exposure_by(share * (1 - CLOSE))
        near = brings & (np.abs(settled) <= CLOSE * learnt) if learnt else np.zeros(1, dtype=bool)
        if not sure or near.any() or (steps and (np.abs(usual) <= CLOSE).any()):
            return None
        newcomers = brings & (settled < 0)
        absent[asked] = (usual >= 0) & (steps > 0)
        return Standing(~(newcomers | absent), newcomers, exposure)

    def _life_began(self) -> NDArray[np.intp]:
        """Return the row in which each source's present life begins of what the look sees; one behind all where it has none."""
        began = np.where(self._last >= self.start, self._joined, self.row + 1)
        cut = np.flatnonzero(began < self.start)
        if len(cut):
            seen = self.totals[self.start : self.start + self._absence + 1, cut] > 0
            began[cut] = self.start + seen.argmax(axis=0)
        return np.asarray(began)
