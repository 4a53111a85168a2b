"""Which sources a look may be judged by: those that were collected in the window and in the history alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.brought import EVERYTHING
from tasks.detect import THIN_STEP, DetectRules
from tasks.judgements import Exposure
from tasks.ledger import DAY, Ledger, Mark
from tasks.level import keep_of
from tasks.stretch import Columns, Stretch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Cells = NDArray[np.int64]

HISTORY_DAYS = 180
"""How far back a look goes: with a half-life of weeks, what is older weighs nothing."""

FEED_TEXTS = 3
"""A source with fewer texts in the longest window is a passer-by, such as a link in a topical feed: neither the joining nor
the absence of a feed, so it stays in the panel."""

SETTLED_SHARE = 0.5
"""A source is settled when at least half of what the history was learnt from was collected since it joined: only then is
the usual more its presence than its absence. In steady collection that is a half-life and a guard, 17 days as shipped;
where most of a newsroom joins at once, the second day of it is history of all of them, and they settle together."""

ABSENCE_DAYS = 14
"""A source that was silent for longer joins anew when it returns. What it had taught has faded by half, as shipped."""

LIVE_SHARE = 1 / 3
"""With under a third of the usual sources, a step is some outlets' choice of news and not the news."""

SATURATING_SHARE = 0.25
"""A watch that is more of what is collected moves the total with itself: a fifth more of it hides in a total 5 % larger.
Its exposure is then all other texts."""

DOMINANT_SHARE = 0.5
"""A watch that is more than half leaves too little else to compare with: the others' scatter would be larger than its own.
Its exposure is then time."""


SOURCE_PRIOR_TEXTS = 2.0
"""Texts that speak for a source's own rate of a subject being that of all: one text by chance does not make it a specialist,
five do."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The sources at one look, the last day of a stretch. Arrays over origins are flags.

    `fade` weighs the history, the steps before `guard`; the steps from it on are those of the longest window. `live` sources
    brought anything on the day that ends the stretch, where `usual` do; `newcomers` may not raise a count.
    """

    guard: int
    fade: Floats
    newcomers: Flags
    absent: Flags
    live: int
    usual: float

    @property
    def members(self) -> Flags:
        """The origins to judge by."""
        return ~(self.newcomers | self.absent)

    @property
    def too_few(self) -> bool:
        """Tell whether too few sources brought anything."""
        return self.live < LIVE_SHARE * self.usual


def stretch_of(ledger: Ledger, at: int, mark: Mark | None = None) -> Stretch:
    """Return what a look at the day in row `at` may see: the days from the first collected one that still weighs.

    It sees what was known at a mark of the ledger, all that it holds where none is given.
    """
    mark = mark or ledger.mark
    since = max(at - HISTORY_DAYS * (DAY // ledger.step), 0)
    collected = ledger.by_step(EVERYTHING, (since, at), mark) > 0
    return ledger.stretch(since + int(collected.argmax()) if collected.any() else at, at, mark)


def panel_of(stretch: Stretch, rules: DetectRules) -> Panel:
    """Tell the panel apart from newcomers and absent sources, as of the last day of a stretch."""
    longest = max(rules.windows)
    guard = max(stretch.days - longest, 0)
    by_source = stretch.by_source(stretch.totals)
    history, window = by_source[:guard], by_source[guard:]
    fade = keep_of(rules.half_life) ** np.arange(guard - 1, -1, -1.0)
    by_step = stretch.by_step[:guard]
    taught = fade * by_step
    learnt = taught.sum()
    steps = fade[by_step > 0].sum()
    usual_texts = fade @ history / steps * longest if steps else np.zeros(len(stretch.sources))
    in_window = window.sum(axis=0)
    live_at = by_source > 0
    began = joined(live_at, ABSENCE_DAYS * rules.steps_a_day)
    since_joined = np.append(np.cumsum(taught[::-1])[::-1], 0.0)[np.minimum(began, guard)]
    newcomers = (in_window >= FEED_TEXTS) & (since_joined < SETTLED_SHARE * learnt)
    absent = (in_window == 0) & (usual_texts >= FEED_TEXTS)
    present = _present(live_at, rules.steps_a_day)
    usual = float(taught @ present[:guard] / learnt) if learnt else 0.0
    place = stretch.source_of
    live = int(present[-1])
    return Panel(guard, fade, newcomers[place], absent[place], live, usual)


def _present(live: Flags, steps: int) -> NDArray[np.intp]:
    """Count who brought anything in the day that ends with each row."""
    present = live.copy()
    for back in range(1, min(steps, len(live))):
        np.logical_or(present[back:], live[:-back], out=present[back:])
    return np.asarray(np.count_nonzero(present, axis=1))


def joined(live: Flags, absence: int) -> NDArray[np.intp]:
    """Return the row at which each column's present stretch of life began: the rows' number where it has none."""
    began, rows = live.argmax(axis=0), len(live)
    # Who lived in each part of half an absence was never silent for a whole one.
    parts = np.arange(0, rows, max(absence // 2, 1))
    paused = np.flatnonzero(~np.logical_or.reduceat(live, parts, axis=0).all(axis=0))
    if len(paused):
        began[paused] = _joined_last(live[:, paused], absence)
    return np.asarray(began)


def _joined_last(live: Flags, absence: int) -> NDArray[np.intp]:
    """Return the same, each column gone through row by row."""
    rows, never = len(live), np.int32(-absence - 1)
    at = np.arange(rows, dtype=np.int32)[:, None]
    last = np.maximum.accumulate(np.where(live, at, never), axis=0)
    before = np.concatenate([np.full((1, live.shape[1]), never), last[:-1]])
    returned = np.where(live & (at - before > absence), at, -1).max(axis=0, initial=-1)
    return np.where(returned < 0, rows, returned)


def exposure_of(stretch: Stretch, panel: Panel, watch_id: str) -> tuple[Exposure, Floats]:
    """Choose what a watch's counts are measured against: rows are days, columns origins."""
    totals, history = stretch.totals, panel.guard
    own = stretch.of_watch_by_step(watch_id)[:history]
    learnt = float(panel.fade @ stretch.by_step[:history])
    if not learnt:
        return "texts", totals
    exposure = exposure_by(float(panel.fade @ own) / learnt)
    watch = stretch.of_watch(watch_id) if exposure == "other_texts" else None
    return exposure, totals if watch is None else totals - watch


def exposure_by(share: float) -> Exposure:
    """Tell what a watch's counts are measured against that is such a share of what was collected."""
    if share <= SATURATING_SHARE:
        return "texts"
    return "other_texts" if share <= DOMINANT_SHARE else "time"


def as_time(totals: Floats, panel: Panel) -> Floats:
    """Turn a day's texts into one step of time, none where too little was collected to be a sample."""
    by_day = totals.sum(axis=1)
    taught = by_day[: len(panel.fade)]
    steps = panel.fade[taught > 0].sum()
    usual = float(panel.fade @ taught / steps) if steps else 0.0
    return np.where((by_day > 0) & (by_day >= THIN_STEP * usual), 1.0, 0.0)


def learnt_by_source(ledger: Stretch, panel: Panel, against: Floats) -> Floats:
    """Give what was collected of each source in the history, as far as it was learnt from."""
    return np.asarray(ledger.by_source((panel.fade @ against[: len(panel.fade)])[None])[0])


def rates_of(ledger: Stretch, panel: Panel, collected: Floats, matched: Cells) -> Floats:
    """Give each source's usual rate of a subject, relative to that of all: who specialises in it brings more of it.

    Posterior means of Gamma-Poisson rates around the common one, from the history only: `collected` is what was learnt from
    of each source. Weighing the exposure by them keeps the expected count right when the mix of sources changes.
    """
    past = matched[: np.searchsorted(matched[:, 0], panel.guard)]
    taught = panel.fade[past[:, 0]] * past[:, 2]
    seen = np.bincount(ledger.source_of[past[:, 1]], taught, len(ledger.sources))
    if not collected.sum() or not seen.sum():
        return np.ones_like(seen)
    usual = collected * (seen.sum() / collected.sum())
    return np.asarray((seen + SOURCE_PRIOR_TEXTS) / (usual + SOURCE_PRIOR_TEXTS), dtype=np.float64)


def rates_of_all(ledger: Stretch, panel: Panel, collected: Floats, cells: Columns, many: int) -> Floats:
    """Give the same for many series at once, a row each."""
    number, row, origin, texts = cells
    sources, past = len(ledger.sources), np.append(panel.fade, np.zeros(ledger.days - len(panel.fade)))
    at = number * sources + ledger.source_of[origin]
    seen = np.bincount(at, past[row] * texts, many * sources).reshape(many, sources)
    all_seen = seen.sum(axis=1, keepdims=True)
    if not collected.sum():
        return np.ones_like(seen)
    usual = collected * (all_seen / collected.sum())
    return np.where(all_seen > 0, (seen + SOURCE_PRIOR_TEXTS) / (usual + SOURCE_PRIOR_TEXTS), 1.0)
