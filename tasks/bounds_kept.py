"""Keep up bounds on the levels of many series judged by the hour, look by look: what they leave open is judged, the rest is quiet.

Of what a level was learnt from, hardly anything changes from look to look but the block that is learnt next. Bounds that leave
room for what does (tasks/carried.py) are taken on by what that block teaches at the least and at the most. Each condition under
which they hold is looked at anew: who may be judged by, how much late news there was of old blocks, and how far each source's
rate of a subject has moved. What fails one is to be bounded anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tasks.carried import MOST_BLOCKS, ROOM, Carried
from tasks.hourly_level import LEAST
from tasks.level import DISPERSION_MEMORY, PRIOR_TEXTS, keep_of
from tasks.level_bounds import faded, least_cap
from tasks.panel import SOURCE_PRIOR_TEXTS
from tasks.screen import History, over_bar
from tasks.series_kept import SeriesKept, ending_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from tasks.panel_kept import PanelKept, Standing
    from tasks.scan_rules import ScanRules

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


class BoundsKept:
    """Bounds of series at the look of a row, kept up from one at which they were found (`carried`).

    Rows are those of the ledger from the first that the look saw; columns of arrays are sources that may be judged by. `level` is
    the row before which blocks have taught the level, `guard` that before which they count for rates.
    """

    def __init__(
        self, panel: PanelKept, standing: Standing, carried: Carried, series: SeriesKept, rules: ScanRules
    ) -> None:
        self._panel, self._standing, self._rules, self._series = panel, standing, rules, series
        self._keep, self._first, self._began = keep_of(rules.half_life), panel.start, panel.row
        self._own = np.flatnonzero(standing.members)
        self._guard, self._start = panel.guard, panel.start
        self._against = self._collected(self._first, len(panel.touched))
        self._touched, self._late = panel.touched.copy(), np.zeros(len(self._against))
        taught = faded(self._against[: self._guard - self._first].T, self._keep).T
        self._known = np.concatenate([taught, np.zeros((len(self._against) + 1 - len(taught), len(self._own)))])
        self._least, self._most = carried.least, carried.most
        self._squares, self._at_most = carried.squares, carried.squares_at_most
        self._fresh = np.minimum(1.0, rules.block / np.array(rules.windows))[:, None]
        self._fading = keep_of(rules.half_life * DISPERSION_MEMORY)
        self._usual = self._rates = self._rates_now()
        self._moved = np.zeros(len(self._usual), dtype=bool)

    @property
    def level(self) -> int:
        """The row before which blocks have taught."""
        return self._guard - 1

    def _collected(self, since: int, until: int) -> Floats:
        """Return what counts are measured against, by source."""
        totals = self._panel.totals[since:until, self._own]
        other = self._standing.exposure == "other_texts"
        return totals - self._panel.own[since:until, self._own] if other else totals

    def turn(self, standing: Standing) -> bool:
        """Go on to the row that the panel has gone on to; False where the bounds can not be taken there."""
        panel = self._panel
        alike = standing.exposure == self._standing.exposure and np.array_equal(
            standing.members, self._standing.members
        )
        if not alike or panel.row - self._began > MOST_BLOCKS or panel.guard <= panel.start + 1:
            return False
        self._take_late()
        since, until = self._guard, panel.row + 1
        self._against[since - self._first : until - self._first] = self._collected(since, until)
        self._touched[:until] = panel.touched[:until]
        self._series.turn(self._guard)
        for row in range(self._guard, panel.guard):
            self._learn(row - 1)
            at = row - self._first
            self._known[at + 1] = self._keep * self._known[at] + self._against[at]
            self._series.learn(row)
            self._guard = row + 1
        for row in range(self._start, panel.start):
            gone = self._series.drop(row, self._keep ** (self._guard - 1 - row))
            self._least = np.maximum(self._least - self._keep ** (self.level - 1 - row) * gone, 0.0)
        self._start = panel.start
        return True

    def _take_late(self) -> None:
        """Take in what has become known of rows that have taught."""
        since, until = self._start, self._guard
        for row in (np.flatnonzero(self._panel.touched[since:until] != self._touched[since:until]) + since).tolist():
            at = row - self._first
            now = self._collected(row, row + 1)[0]
            more = now - self._against[at]
            fade = self._keep ** np.arange(until - row)
            self._known[at + 1 : until - self._first + 1] += fade[:, None] * more
            self._against[at] = now
            if row < self.level:
                self._late[at] += np.abs(more).sum()

    def _learn(self, row: int) -> None:
        """Take in what a block teaches the level at the least and at the most, and its windows the scatter at the most."""
        rules, keep = self._rules, self._keep
        texts, day, *seen = self._series.ending_with(row, (1, rules.day, *rules.windows))
        collected = self._ending_with(row, (rules.day, *rules.windows))
        before = self._known_at(row), self._left_at(row - rules.guard)
        known, known_then, of_day, *exposed = self._usual_of(np.concatenate([before, collected]))
        cap = least_cap(PRIOR_TEXTS + self._least, ROOM * of_day / np.maximum(known, LEAST))
        part = np.where(known > 0, np.minimum(1.0, cap / np.maximum(day, LEAST)), 1.0)
        most, squares = self._most / keep**rules.guard, 2 * np.square(seen)
        expected = np.minimum(most / np.maximum(known_then, LEAST) / ROOM * np.stack(exposed), most)
        self._squares = self._squares * self._fading + self._fresh * (squares + expected)
        self._at_most = self._at_most * self._fading + self._fresh * (squares + most)
        self._least = self._least * keep + part * texts
        self._most = PRIOR_TEXTS + (self._most - PRIOR_TEXTS) * keep + texts

    def _usual_of(self, collected: Floats) -> Floats:
        """Weigh rows of what was collected by source for each series: a row each."""
        return np.asarray(collected @ self._usual.T)

    def _ending_with(self, row: int, windows: Sequence[int]) -> Floats:
        """Return what was collected by source in the windows that end with a row: a row each."""
        return ending_with(self._against, row - self._first, windows)

    def _known_at(self, row: int) -> Floats:
        """Return what was collected by source before a row, faded, as far back as the look sees."""
        return self._since(self._start, row)

    def _left_at(self, row: int) -> Floats:
        """Return what is left of it for the last look that these bounds may be taken to."""
        return self._since(max(self._start, self._panel.start_at(self._began + MOST_BLOCKS)), row)

    def _since(self, start: int, row: int) -> Floats:
        if row <= start:
            return np.zeros(len(self._own))
        gone = self._keep ** (row - start) * self._known[start - self._first]
        return np.asarray(np.maximum(self._known[row - self._first] - gone, 0.0))

    def _rates_now(self) -> Floats:
        """Give each source's usual rate of each series, as tasks/panel.py does."""
        seen, collected = self._series.seen, self._known_at(self._guard)
        every = seen.sum(axis=1, keepdims=True)
        if not collected.sum():
            return np.ones_like(seen)
        rates = (seen + SOURCE_PRIOR_TEXTS) / (collected * (every / collected.sum()) + SOURCE_PRIOR_TEXTS)
        return np.where(every > 0, rates, 1.0)

    def left_open(self, fewest: Floats) -> tuple[Flags, Flags]:
        """Tell which series the bounds do not rule out at the look, and of which they say nothing."""
        windows, rates = self._rules.windows, self._rates_now()
        self._rates = rates
        self._moved = self._room(rates) < ROOM
        seen = self._series.ending_with(self._panel.row, windows)
        total = rates @ self._ending_with(self._panel.row, windows).T
        known, least = rates @ self._known_at(self.level), PRIOR_TEXTS + self._least
        over = over_bar(seen.T, total, known, least, self._widest(), self._rules)
        return over & (seen[int(np.argmax(windows))] >= fewest), self._moved | self._series.stale

    def _widest(self) -> Floats:
        """Bound what the scatter was learnt from: by more where rates have moved, by nothing where old rows have changed."""
        bound = self._at_most if self._late.any() else np.where(self._moved, self._at_most, self._squares)
        return np.where(self._series.stale, np.inf, bound)

    def histories(self, some: NDArray[np.intp]) -> Iterator[History]:
        """Give all that some series are judged from at the look."""
        rows = self._start, self._panel.row + 1
        collected = self._against[rows[0] - self._first : rows[1] - self._first]
        exposure = self._rates[some] @ collected.T
        each = zip(self._series.between(some, *rows), exposure, self._widest()[:, some].T, strict=True)
        return (History(self._rules, *one) for one in each)

    def _room(self, rates: Floats) -> Floats:
        """Bound how far the exposure of a day beside that of the history can have fallen since, of each series.

        Late texts of old blocks add to the history at most as if the source of the highest rate had brought them.
        """
        moved = rates / self._usual
        room = moved.min(axis=1, initial=1.0) / moved.max(axis=1, initial=1.0)
        if self._late.any():
            learnt = slice(self._start - self._first, self.level - self._first)
            late, known = self._late[learnt], self._against[learnt].sum(axis=1)
            more = faded(np.stack([late, np.maximum(known - late, 0.0)]), self._keep)[:, 1:]
            most = float((more[0] / np.maximum(more[1], LEAST)).max())
            room = room / (1 + self._usual.max(axis=1) / self._usual.min(axis=1) * most)
        return np.asarray(room)
