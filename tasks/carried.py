"""Carry the bounds of tasks/screen.py from one look to later ones of the same hour of a block, a few days on.

Of what a level was learnt from, hardly anything changes from look to look; bounds that leave room for what does are taken on by what
the blocks since can have taught at the least. Each condition under which that holds is looked at anew: who is collected and how much
late news there was of old blocks, and how far each source's rate of a subject has moved. A series that fails one is bounded anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.detect import HISTORY_PER_WINDOW
from tasks.hourly_level import LEAST, MOST_GROWTH, SCATTER_GROWTH, ScanRules, window_sums
from tasks.level import (
    DISPERSION_FLOOR,
    DISPERSION_MEMORY,
    DISPERSION_PRIOR,
    DISPERSION_PRIOR_WEIGHT,
    PRIOR_TEXTS,
    keep_of,
    variance,
)
from tasks.panel import learnt_by_source, rates_of_all
from tasks.screen import NEARLY, ROUNDS, Bounds, bounds_of, counts_of, faded, least_cap
from tasks.surprise import log10_tail

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from tasks.judgements import Exposure
    from tasks.ledger import Columns, Stretch
    from tasks.panel import Panel

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

ROOM = 0.25
"""Part of itself to which the exposure of a day beside that of the history may fall by other rates of the sources: of rare subjects
one text more is another rate. What a day teaches at the most is cut far above its level, so that so much room costs little."""

MOST_BLOCKS = 32
"""Eight days on, a third of what was learnt has faded."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Bounds at a look. Rows of arrays are series; `counts` and `totals` are of the blocks that the level was learnt from.

    `least` and `most` bound what the level was learnt from, in texts; `squares` by window what the scatter was, those `at_most`
    whatever was collected when.
    """

    first: date
    exposure: Exposure
    sources: tuple[str, ...]
    rates: Floats
    counts: Floats
    totals: Floats
    least: Floats
    most: Floats
    squares: Floats
    squares_at_most: Floats

    @property
    def learnt(self) -> int:
        """How many blocks the level was learnt from."""
        return len(self.totals)


def carry(
    part: Stretch, panel: Panel, measure: tuple[Exposure, Floats], cells: Columns, many: int, rules: ScanRules
) -> Carried | None:
    """Bound the level of many series for looks to come; None where it can not be said by what they will be measured."""
    exposure, against = measure
    taught = part.days - rules.guard - 1
    if exposure == "time" or taught < 1 or not panel.members.all():
        return None
    collected = part.by_source(against)
    rates = rates_of_all(part, panel, learnt_by_source(part, panel, against), cells, many)
    counts = counts_of(cells, many, 0, part.days)
    exposed = rates @ collected.T
    bounds = bounds_of(counts, exposed, rules, ROUNDS, ROOM)
    return Carried(
        part.first,
        exposure,
        part.sources,
        rates,
        counts[:, :taught],
        collected[:taught].sum(axis=1),
        bounds.least[:, -1] - PRIOR_TEXTS,
        bounds.most[:, -1],
        *_squares(counts[:, :taught], exposed[:, :taught], bounds, rules),
    )


def _squares(texts: Floats, exposure: Floats, bounds: Bounds, rules: ScanRules) -> tuple[Floats, Floats]:
    """Bound the sums of squares that the scatter is learnt from, and again without regard to the exposure.

    A window that expects e of a level of shape s adds at most 2 x^2 for the texts x that it has, or the smaller of e and s.
    What is expected may grow as far as there is room for, and by the blocks that fall out of the history.
    """
    keep, blocks = keep_of(rules.half_life), texts.shape[1]
    at = np.maximum(np.arange(blocks) - rules.guard, 0)
    known, most = np.maximum(bounds.exposure[:, at], LEAST), bounds.most[:, at]
    gone = bounds.exposure[:, min(MOST_BLOCKS, blocks), None] * keep ** (at - MOST_BLOCKS * 1.0)
    left = np.where(at > MOST_BLOCKS, 1 - gone / known, 0.0).clip(min=LEAST)
    faded_by = keep_of(rules.half_life * DISPERSION_MEMORY) ** np.arange(blocks - 1, -1, -1.0)
    found = []
    for window in rules.windows:
        weighed = faded_by * min(1.0, rules.block / window)
        seen, total = window_sums(texts, window), window_sums(exposure, window)
        expected = np.minimum(most * total / known / left / ROOM, most)
        found.append(((2 * seen * seen + expected) @ weighed, (2 * seen * seen + most) @ weighed))
    close, wide = zip(*found, strict=True)
    return np.stack(close), np.stack(wide)


def could_fire_on(
    carried: Carried,
    part: Stretch,
    panel: Panel,
    measure: tuple[Exposure, Floats],
    cells: Columns,
    fewest: Floats,
    rules: ScanRules,
) -> tuple[Flags, Flags]:
    """Tell which series could fire at a later look, and of which the carried bounds say nothing."""
    many = len(fewest)
    exposure, against = measure
    steps = (part.first - carried.first) // part.step
    since, taught = carried.learnt - steps, part.days - rules.guard - 1
    alike = exposure == carried.exposure and part.sources == carried.sources and bool(panel.members.all())
    if not alike or steps < 0 or not 0 < since <= taught <= since + MOST_BLOCKS:
        return np.zeros(many, dtype=bool), np.ones(many, dtype=bool)
    number, row, _, texts = cells
    collected = part.by_source(against)
    rates = rates_of_all(part, panel, learnt_by_source(part, panel, against), cells, many)
    old = row < since
    same = np.bincount(number[old], texts[old], many) == carried.counts[:, steps:].sum(axis=1)
    late = np.abs(collected[:since].sum(axis=1) - carried.totals[steps:])
    holds = same & (_room(carried, rates, late, steps, rules) >= ROOM)
    begin = max(since - rules.guard, 0)
    counts = counts_of(cells, many, begin, part.days)
    keep = keep_of(rules.half_life)
    before = rates @ (keep ** np.arange(begin - 1, -1, -1.0) @ collected[:begin])
    recent = _Recent(counts, rates @ collected[begin:].T, before, since - begin, taught - begin)
    squares = carried.squares_at_most if late.any() else carried.squares
    return holds & _over(carried, squares, recent, steps, fewest, rules), ~holds


@dataclass(frozen=True, slots=True)
class _Recent:
    """Texts and exposure of the last blocks; `before` is the exposure learnt before them, faded to the first.

    Of the blocks, the level learns from those before `taught`, and the bounds that are carried from those before `since`.
    """

    texts: Floats
    exposure: Floats
    before: Floats
    since: int
    taught: int


def _room(carried: Carried, rates: Floats, late: Floats, steps: int, rules: ScanRules) -> Floats:
    """Bound how far the exposure of a day beside that of the history can have fallen since, of each series.

    Late texts of old blocks add to the history at most as if the source of the highest rate had brought them.
    """
    moved = rates / carried.rates
    if not late.any():
        return np.asarray(moved.min(axis=1) / moved.max(axis=1))
    keep = keep_of(rules.half_life)
    known = faded(carried.totals[None], keep)[0, steps + 1 :]
    more = float((faded(late[None], keep)[0, 1:] / np.maximum(known, LEAST)).max())
    span = carried.rates.max(axis=1) / carried.rates.min(axis=1)
    return np.asarray(moved.min(axis=1) / moved.max(axis=1) / (1 + span * more))


def _over(
    carried: Carried, squares_before: Floats, recent: _Recent, steps: int, fewest: Floats, rules: ScanRules
) -> Flags:
    """Tell whose last windows could be over the bar."""
    keep, taught = keep_of(rules.half_life), slice(recent.since, recent.taught)
    blocks = recent.taught - recent.since
    known = recent.before[:, None] * keep ** np.arange(recent.taught + 1.0)
    known += faded(recent.exposure[:, : recent.taught], keep)
    gone = carried.counts[:, :steps].sum(axis=1) * keep ** (carried.learnt - steps)
    left = np.maximum(carried.least - gone, 0.0) * keep**blocks
    day, collected = (window_sums(one, rules.day)[:, taught] for one in (recent.texts, recent.exposure))
    cap = least_cap((PRIOR_TEXTS + left)[:, None], collected / np.maximum(known[:, taught], LEAST))
    fresh = recent.texts[:, taught]
    brought = (np.minimum(1.0, cap / np.maximum(day, LEAST)) * fresh) @ keep ** np.arange(blocks - 1, -1, -1.0)
    shape = PRIOR_TEXTS + left + brought
    most = carried.most / keep**rules.guard + fresh.sum(axis=1)
    then = np.maximum(np.arange(recent.since, recent.taught) - rules.guard, 0)
    suspects: list[tuple[NDArray[np.intp], Floats, Floats, Floats]] = []
    for at, window in enumerate(rules.windows):
        seen, total = recent.texts[:, -window:].sum(axis=1), recent.exposure[:, -window:].sum(axis=1)
        expected = most[:, None] * window_sums(recent.exposure, window)[:, taught] / np.maximum(known[:, then], LEAST)
        squares = (2 * window_sums(recent.texts, window)[:, taught] ** 2 + expected).sum(axis=1)
        squares = squares_before[at] + squares * min(1.0, rules.block / window)
        widest = 1 + MOST_GROWTH**SCATTER_GROWTH * (DISPERSION_PRIOR + squares / DISPERSION_PRIOR_WEIGHT)
        low = shape * total / np.maximum(known[:, -1], LEAST)
        enough = (low > 0) & (known[:, -1] > NEARLY * HISTORY_PER_WINDOW * total) & (seen > NEARLY * low)
        which = np.flatnonzero(enough & (recent.texts[:, -max(rules.windows) :].sum(axis=1) >= fewest))
        for scatter in (np.full(len(which), DISPERSION_FLOOR), widest[which]):
            suspects.append((which, seen[which], low[which], variance(low[which], scatter, shape[which])))
    which, seen, low, spread = (np.concatenate(column) for column in zip(*suspects, strict=True))
    found = np.zeros(len(fewest), dtype=bool)
    found[which[-log10_tail(seen, low, spread) >= NEARLY * rules.bar]] = True
    return found
