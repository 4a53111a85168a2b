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

from tasks.bars import bars_of
from tasks.detect import HISTORY_PER_WINDOW
from tasks.hourly_level import LEAST, MOST_GROWTH, SCATTER_GROWTH
from tasks.judge_hours import HourRules
from tasks.level import DISPERSION_PRIOR, DISPERSION_PRIOR_WEIGHT, keep_of, variance
from tasks.level_bounds import bounds_of, scatters_of, squares_of
from tasks.lot import padded
from tasks.panel import as_time, learnt_by_source, rates_of_all
from tasks.surprise import log10_tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tasks.judgements import Exposure
    from tasks.panel import Panel
    from tasks.scan_rules import ScanRules
    from tasks.stretch import Columns, Stretch

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

NEARLY = 0.99
"""Of the bar: sums are taken in another order here than where they are judged, and differ by far less."""

AT_ONCE = 128
"""Series of hundreds of steps that are bounded together: more of them no longer stay in the processor's cache."""

FIRST_ROUNDS = 3
"""By which a thirtieth more is left open than by twice as many."""

HALF_LIVES = 6
"""Of history that the first bounds are found in: all before it would raise them by a sixtieth."""


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
class History:
    """Texts and exposure of a series by step, the last of which is judged; `squares` by window are what its scatter was at most learnt from."""

    rules: ScanRules
    texts: Floats
    exposure: Floats
    squares: Floats


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
            squares = np.stack([histories[at].squares for at in some], axis=1)
            for at, flag in zip(some, _rare(texts, exposure, rules, squares).tolist(), strict=True):
                found[at] = flag
    return found


def _rare(texts: Floats, exposure: Floats, rules: ScanRules, squares: Floats | None = None) -> Flags:
    """Tell whose last windows could be over the bar, by bounds that are narrowed only where they leave it open.

    The first are made from the last months, where what the scatter was learnt from is bounded already (`squares`).
    """
    if squares is None:
        bounds = bounds_of(texts, exposure, rules)
        taught = texts.shape[1] - rules.guard - 1
        squares = squares_of(texts[:, :taught], exposure[:, :taught], bounds, rules)
    else:
        last, keep = int(HALF_LIVES * rules.half_life) + rules.guard + 1, keep_of(rules.half_life)
        since = max(texts.shape[1] - last, 0)
        before = exposure[:, :since] @ keep ** np.arange(since - 1, -1, -1.0)
        bounds = bounds_of(texts[:, since:], exposure[:, since:], rules, before=before, rounds=FIRST_ROUNDS)
    seen, total = (_in_windows(one, rules) for one in (texts, exposure))
    rare = over_bar(seen, total, bounds.exposure[:, -1], bounds.least[:, -1], squares, rules)
    left = np.flatnonzero(rare)
    if len(left):
        rare[left] = _over(texts[left], exposure[left], rules)
    return rare


def _over(texts: Floats, exposure: Floats, rules: ScanRules) -> Flags:
    """Tell the same by bounds of the scatter, too."""
    found = np.zeros(len(texts), dtype=bool)
    bounds = bounds_of(texts, exposure, rules)
    known, shape = bounds.exposure[:, -1], bounds.least[:, -1]
    seen_in, total_in = (_in_windows(one, rules).T for one in (texts, exposure))
    for window, seen, total in zip(rules.windows, seen_in, total_in, strict=True):
        a_text = total / np.maximum(known, LEAST)
        low, high = shape * a_text, bounds.most[:, -1] * a_text
        enough = (low > 0) & (known > NEARLY * HISTORY_PER_WINDOW * total)
        at = np.flatnonzero(~found & enough & (seen > NEARLY * low))
        if len(at):
            now = low[at], high[at]
            for scatter in scatters_of(texts[at], exposure[at], bounds.of(at), now, window, rules):
                spread = variance(low[at], scatter, shape[at])
                found[at] |= -log10_tail(seen[at], low[at], spread) >= NEARLY * rules.bar
    return found


def _in_windows(values: Floats, rules: ScanRules) -> Floats:
    """Sum the windows that end with the last step: a column each."""
    return np.stack([values[:, -window:].sum(axis=1) for window in rules.windows], axis=1)


def over_bar(
    seen: Floats, total: Floats, known: Floats, least: Floats, squares: Floats, rules: ScanRules
) -> NDArray[np.bool_]:
    """Tell of which series a window could be over the bar.

    Rows of texts seen and of their exposure are series, columns windows; the level has learnt from an exposure that is `known`, and
    its shape is `least` at the least. `squares` have windows along the first axis.
    """
    a_text = total / np.maximum(known, LEAST)[:, None]
    low = least[:, None] * a_text
    widest = 1 + MOST_GROWTH**SCATTER_GROWTH * (DISPERSION_PRIOR + squares.T / DISPERSION_PRIOR_WEIGHT)
    over = bars_of(NEARLY * rules.bar).may_be_over(seen, NEARLY * low, widest + a_text)
    over &= (low > 0) & (known[:, None] > NEARLY * HISTORY_PER_WINDOW * total)
    return np.asarray(over.any(axis=1))
