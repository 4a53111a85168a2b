"""Judge hourly counts of many series at once, in windows of hours to days, against a level that forgets.

The formulas are those of tasks/level.py, on arrays: rows are series, columns steps. The level learns in blocks of a few
steps; a year of hours of a hundred series is judged within seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.detect import HISTORY_PER_WINDOW, THIN_STEP
from tasks.hourly_level import LEAST, grown, learnt, window_sums
from tasks.level import variance
from tasks.scan_rules import ScanRules
from tasks.surprise import log10_tail

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was found: rows are series, columns steps.

    `evidence` is -log10 of the smallest p of all windows, 0 where less than expected was seen or nothing could be said;
    `window` is that window's length, `observed` and `expected` its texts, `rate` the expected texts of the step itself.
    `judged` tells where anything could be said.
    """

    evidence: Floats
    window: NDArray[np.int64]
    observed: Floats
    expected: Floats
    rate: Floats
    judged: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OneWindow:
    """What one window says: rows are series, columns steps. `evidence` is -log10 of p, 0 where nothing could be said."""

    window: int
    evidence: Floats
    observed: Floats
    expected: Floats
    judged: NDArray[np.bool_]


def scan(texts: Floats, exposure: Floats, rules: ScanRules, since: int = 0) -> Scanned:
    """Judge every step from `since` on by the most surprising of its windows."""
    import numpy as np

    seen = texts[:, since:]
    rate, found = looked(texts, exposure, rules, since)
    shortest, nothing = np.full(seen.shape, min(rules.windows)), np.zeros(seen.shape, dtype=bool)
    best = Scanned(np.zeros_like(seen), shortest, seen.copy(), rate.copy(), rate, nothing)
    for one in found:
        better = one.evidence > best.evidence
        pairs = (best.evidence, one.evidence), (best.observed, one.observed), (best.expected, one.expected)
        for whole, part in pairs:
            np.copyto(whole, part, where=better)
        best.window[better] = one.window
        best.judged[:] |= one.judged
    return best


def looked(texts: Floats, exposure: Floats, rules: ScanRules, since: int = 0) -> tuple[Floats, Iterator[OneWindow]]:
    """Judge every step from `since` on by each window, from what came before it; also the texts expected of the step itself.

    `exposure` has one row for all series, or a row each; a step with none was not collected. Only judged steps are returned.
    """
    import numpy as np

    sums = [(window_sums(texts, window), window_sums(exposure, window)) for window in rules.windows]
    levels = learnt(texts, exposure, sums, rules)
    block_of = np.arange(since, texts.shape[1]) // rules.block

    def by_step(blocks: Floats) -> Floats:
        return np.asarray(blocks[:, block_of])

    shape, known_total, usual = by_step(levels.shape), by_step(levels.exposure), by_step(levels.usual)
    per_text = shape / np.maximum(known_total, LEAST)
    own = exposure[:, since:]
    sampled = (by_step(levels.covered) >= rules.min_history) & (own > 0)

    def windows() -> Iterator[OneWindow]:
        for at, window in enumerate(rules.windows):
            seen, total = (one[:, since:] for one in sums[at])
            enough = sampled & (total > 0) & (known_total >= total * HISTORY_PER_WINDOW)
            enough &= total >= THIN_STEP * window * usual
            expected = per_text * total
            scatter = grown(by_step(levels.scatter[at]), expected, by_step(levels.filled[at]))
            yield OneWindow(window, _evidence(seen, expected, enough, shape, scatter), seen, expected, enough)

    remembered = by_step(levels.texts) / np.where(known_total > 0, known_total, 1.0)
    told = np.where(known_total >= own, per_text, remembered)  # as Level.told: no prior after a long gap
    return told * own, windows()


def _evidence(seen: Floats, expected: Floats, enough: NDArray[np.bool_], shape: Floats, scatter: Floats) -> Floats:
    """Give -log10 of p wherever more than expected was seen."""
    import numpy as np

    hot = enough & (seen > expected)
    spread = variance(expected[hot], scatter[hot], shape[hot])
    evidence = np.zeros_like(seen)
    evidence[hot] = -log10_tail(seen[hot], expected[hot], spread)
    return evidence
