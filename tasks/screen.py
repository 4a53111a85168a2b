"""Tell of many series judged by the hour which could fire at all: the others need no judgement where only alerts are asked for.

The judgement is that of tasks/judge_hours.py. It learns level and scatter a block at a time; here both are held between bounds
on whole arrays: a block teaches at most its texts, and at least those that the lowest level which could have been learnt before it
would let through. For a given scatter fewer expected texts make a count rarer, and the chance of a count between two scatters is at
least the smaller of those at the two. So what is quiet by the bounds is quiet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.detect import HISTORY_PER_WINDOW
from tasks.hourly_level import LEAST, MOST_GROWTH, SCATTER_GROWTH, ScanRules, grown, window_sums
from tasks.judge_hours import HourRules
from tasks.level import (
    DISPERSION_FLOOR,
    DISPERSION_MEMORY,
    DISPERSION_PRIOR,
    DISPERSION_PRIOR_WEIGHT,
    EVENT_SD,
    FEWEST_TEACHABLE,
    PRIOR_TEXTS,
    SCATTER_SD,
    keep_of,
    variance,
)
from tasks.lot import padded
from tasks.panel import as_time, learnt_by_source, rates_of_all
from tasks.surprise import log10_tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tasks.judgements import Exposure
    from tasks.panel import Panel
    from tasks.stretch import Columns, Stretch

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

NEARLY = 0.99
"""Of the bar: sums are taken in another order here than where they are judged, and differ by far less."""

AT_ONCE = 128
"""Series of hundreds of steps that are bounded together: more of them no longer stay in the processor's cache."""

ROUNDS = 6
"""In which the least that was learnt is raised: a level so found lets more through than the one before it."""


def could_fire(
    part: Stretch, panel: Panel, measure: tuple[Exposure, Floats], cells: Columns, fewest: Floats, rules: HourRules
) -> Flags:
    """Tell which series could fire, or would but for plumbing.

    `cells` are those of the part; `fewest` are the texts that each series asks for.
    """
    scan, many = rules.scan_rules, len(fewest)
    number, row, origin, _ = cells
    new = panel.newcomers[origin] & (row >= panel.guard)
    unsettled = np.bincount(number[new], minlength=many) > 0
    cells = cells_of_members(panel, cells)
    counts = counts_of(cells, many, 0, part.days)
    loud = np.flatnonzero(counts[:, -max(scan.windows) :].sum(axis=1) >= fewest)
    if not len(loud) or part.days <= scan.guard + scan.min_history:
        return unsettled
    exposure, against = measure
    against = against * panel.members
    if exposure == "time":
        collected, rates = as_time(against, panel)[:, None], np.ones((len(loud), 1))
    else:
        collected, rates = (
            part.by_source(against),
            rates_of_all(part, panel, learnt_by_source(part, panel, against), cells, many)[loud],
        )
    unsettled[loud] |= _rare(counts[loud], rates @ collected.T, scan)
    return unsettled


def cells_of_members(panel: Panel, cells: Columns) -> Columns:
    """Return the cells of the sources that may be judged by."""
    if panel.members.all():
        return cells
    number, row, origin, texts = cells
    own = np.flatnonzero(panel.members[origin])
    return number[own], row[own], origin[own], texts[own]


def counts_of(cells: Columns, many: int, since: int, until: int) -> Floats:
    """Return the texts of many series in the rows from one to before another: a row each."""
    number, row, _, texts = cells
    at, wide = np.flatnonzero(row >= since), until - since
    counts = np.bincount(number[at] * wide + row[at] - since, texts[at], many * wide)
    return counts.reshape(many, wide).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what the shape of the level lay before each block that teaches, and its exposure, which is known."""

    least: Floats
    most: Floats
    exposure: Floats

    def of(self, rows: NDArray[np.intp]) -> Bounds:
        """Return those of some series."""
        return Bounds(self.least[rows], self.most[rows], self.exposure[rows])


@dataclass(frozen=True, slots=True)
class History:
    """Texts and exposure of a series by step, the last of which is judged."""

    rules: ScanRules
    texts: Floats
    exposure: Floats


def could_be_rare(histories: Sequence[History]) -> list[bool]:
    """Tell which of several series could be over the bar, whether collected by enough publishers or not."""
    found = [False] * len(histories)
    lots: dict[ScanRules, list[int]] = {}
    for at, one in enumerate(histories):
        lots.setdefault(one.rules, []).append(at)
    for rules, lot in lots.items():
        for since in range(0, len(lot), AT_ONCE):
            some = lot[since : since + AT_ONCE]
            texts, exposure = padded([histories[at] for at in some])
            for at, flag in zip(some, _rare(texts, exposure, rules).tolist(), strict=True):
                found[at] = flag
    return found


def _rare(texts: Floats, exposure: Floats, rules: ScanRules) -> Flags:
    """Tell whose last windows could be over the bar, by bounds that are narrowed only where they leave it open."""
    left = np.arange(len(texts))
    for rounds, scattered in ((ROUNDS, False), (ROUNDS, True)):
        if len(left):
            left = left[_over(texts[left], exposure[left], rules, rounds, scattered=scattered)]
    return np.isin(np.arange(len(texts)), left)


def _over(texts: Floats, exposure: Floats, rules: ScanRules, rounds: int, *, scattered: bool) -> Flags:
    """Tell the same by bounds of one width; where not `scattered`, the scatter may be almost anything."""
    found = np.zeros(len(texts), dtype=bool)
    bounds = bounds_of(texts, exposure, rules, rounds)
    known, shape = bounds.exposure[:, -1], bounds.least[:, -1]
    widest = _widest(texts, exposure, bounds, rules)
    for window, most in zip(rules.windows, widest, strict=True):
        seen, total = texts[:, -window:].sum(axis=1), exposure[:, -window:].sum(axis=1)
        a_text = total / np.maximum(known, LEAST)
        low, high = shape * a_text, bounds.most[:, -1] * a_text
        enough = (low > 0) & (known > NEARLY * HISTORY_PER_WINDOW * total)
        at = np.flatnonzero(~found & enough & (seen > NEARLY * low))
        scatters = [np.full(len(at), DISPERSION_FLOOR), most[at]]
        if scattered and len(at):
            scatters = _scatters(texts[at], exposure[at], bounds.of(at), (low[at], high[at]), window, rules)
        for scatter in scatters if len(at) else ():
            spread = variance(low[at], scatter, shape[at])
            found[at] |= -log10_tail(seen[at], low[at], spread) >= NEARLY * rules.bar
    return found


def _widest(texts: Floats, exposure: Floats, bounds: Bounds, rules: ScanRules) -> list[Floats]:
    """Bound the scatter of each window as if nothing had been expected of its texts, nor seen of what was expected."""
    taught = texts.shape[1] - rules.guard - 1
    found: list[Floats] = []
    at = np.maximum(np.arange(taught) - rules.guard, 0)
    known = bounds.exposure[:, at]
    total = window_sums(exposure[:, :taught], max(rules.windows))
    expected = np.where(known > 0, bounds.most[:, at] * total / np.maximum(known, LEAST), 0.0)
    faded = keep_of(rules.half_life * DISPERSION_MEMORY) ** np.arange(taught - 1, -1, -1.0)
    for window in rules.windows:
        seen = window_sums(texts[:, :taught], window)
        squares = (2 * seen * seen + expected) @ faded * min(1.0, rules.block / window)
        found.append(1 + MOST_GROWTH**SCATTER_GROWTH * (DISPERSION_PRIOR + squares / DISPERSION_PRIOR_WEIGHT))
    return found


def least_cap(shape: Floats, ratio: Floats) -> Floats:
    """Give what a day teaches at the least, if it has as much: `ratio` is its exposure beside that of what was learnt."""
    usual = shape * ratio
    spread = variance(usual, np.full_like(usual, DISPERSION_FLOOR), shape)
    return np.maximum(usual + EVENT_SD * np.sqrt(spread), FEWEST_TEACHABLE)


def bounds_of(texts: Floats, exposure: Floats, rules: ScanRules, rounds: int, room: float = 1.0) -> Bounds:
    """Bound what was learnt before each block that teaches, and before the next: columns are one more than such blocks.

    It holds also where the exposure of a day beside that of its history falls to such a part (`room`).
    """
    taught, keep = texts.shape[1] - rules.guard - 1, keep_of(rules.half_life)
    brought, collected = texts[:, :taught], exposure[:, :taught]
    day = window_sums(texts, rules.day)[:, :taught]
    known, most = faded(collected, keep), PRIOR_TEXTS + faded(brought, keep)
    part: Floats = FEWEST_TEACHABLE / np.maximum(day, FEWEST_TEACHABLE)
    ratio = room * window_sums(exposure, rules.day)[:, :taught] / np.maximum(known[:, :-1], LEAST)
    for _ in range(rounds):
        shape = PRIOR_TEXTS + faded(part * brought, keep)[:, :-1]
        cap = least_cap(shape, ratio)
        part = np.where(known[:, :-1] > 0, np.minimum(1.0, cap / np.maximum(day, LEAST)), 1.0)
    return Bounds(PRIOR_TEXTS + faded(part * brought, keep), most, known)


def faded(values: Floats, keep: float) -> Floats:
    """Sum what came before each column, and before the next, faded by the time since."""
    grown = keep ** -np.arange(values.shape[1] + 1.0)
    sums = np.cumsum(values * grown[:-1], axis=1) / grown[:-1]
    return np.concatenate([np.zeros((len(values), 1)), sums], axis=1)


def _scatters(
    texts: Floats, exposure: Floats, bounds: Bounds, now: tuple[Floats, Floats], window: int, rules: ScanRules
) -> list[Floats]:
    """Bound how much a window scatters that expects what lies between the two of `now`: each residual is the smallest, and the
    largest, of any level within bounds."""
    taught = texts.shape[1] - rules.guard - 1
    at = np.maximum(np.arange(taught) - rules.guard, 0)
    known = bounds.exposure[:, at]
    seen, total = (window_sums(one[:, :taught], window) for one in (texts, exposure))
    a_text = np.where(known > 0, total / np.maximum(known, LEAST), 0.0)
    low, high = bounds.least[:, at] * a_text, bounds.most[:, at] * a_text
    light, heavy = 2 * low / (1 + 2 * low), 2 * high / (1 + 2 * high)
    near, far = np.maximum(np.maximum(low - seen, seen - high), 0.0), np.maximum(high - seen, seen - low)
    least = light * np.minimum(near * near / np.maximum(high * (1 + a_text), LEAST), SCATTER_SD**2 * DISPERSION_FLOOR)
    most = (high > 0) * 2 * far * far / ((1 + 2 * low) * (1 + a_text))
    faded = keep_of(rules.half_life * DISPERSION_MEMORY) ** np.arange(taught - 1, -1, -1.0)
    faded *= min(1.0, rules.block / window)
    weight = light @ faded, heavy @ faded
    usual = (light * low) @ faded / np.maximum(weight[1], LEAST), (heavy * high) @ faded / np.maximum(weight[0], LEAST)
    prior = DISPERSION_PRIOR_WEIGHT * DISPERSION_PRIOR
    found = (
        (prior + least @ faded) / (DISPERSION_PRIOR_WEIGHT + weight[1]),
        (prior + most @ faded) / (DISPERSION_PRIOR_WEIGHT + weight[0]),
    )
    calmest = grown(np.maximum(found[0], DISPERSION_FLOOR), now[0], usual[1])
    return [np.minimum(calmest, found[0].clip(min=DISPERSION_FLOOR)), grown(found[1], now[1], usual[0])]
