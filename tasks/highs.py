"""Judge series of minutes by their own record: dense counts with a rhythm of their own, of which no model is known.

How far a row and the hours up to it lie above their usual is compared with how far they got on other days. That needs no
law of chance and no season: what every Monday morning does is in the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from tasks.detect import HISTORY_PER_WINDOW
from tasks.hourly_level import window_sums
from tasks.level import keep_of
from tasks.surprise import log10_tail

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

RECORD_DAYS = 20
RECORD_RANK = 3
"""The record is the third highest day of twenty: one event does not hide the next, and a busy week is no news."""

LEAST_RECORD = 4.0
"""Standard deviations that a record is at least worth: in a series that never moved, any stir would be one."""

NEAR_RECORD = 0.9
"""Score 1 is nine tenths of the way to the record, in logarithms: set on five series of tweets (docs/alerts.md)."""

SMALLEST_VARIANCE = 1e-9


@dataclass(frozen=True, slots=True)
class HighsRules:
    """How a series of minutes is judged; all lengths count steps."""

    windows: tuple[int, ...]
    day: int
    half_life: float
    min_history: int


@dataclass(frozen=True, slots=True)
class Highs:
    """What was found, a value a step; a score of 1 fires.

    `score` is 0 where the day before reached as much: it is then nothing new. `expected` is of the step, `log10_p` of
    the most unusual window, `window` its length, under a negative binomial of the usual mean and variance.
    """

    score: Floats
    repeated: Flags
    judged: Flags
    expected: Floats
    log10_p: Floats
    window: NDArray[np.int64]


def highs(texts: Floats, exposure: Floats, rules: HighsRules) -> Highs:
    """Judge every step of one series from what came before it."""
    import numpy as np

    collected = exposure > 0
    history = np.cumsum(collected.astype(np.int64)) - 1
    asked = window_sums(exposure[None], max(rules.windows))[0]
    remembered = _faded(exposure, collected, keep_of(rules.half_life))
    judged = collected & (history >= rules.min_history) & (remembered >= asked * HISTORY_PER_WINDOW)
    ratios, tails = [], []
    for window in rules.windows:
        seen, total = window_sums(texts[None], window)[0], window_sums(exposure[None], window)[0]
        expected, spread = _usual(seen, total, collected, rules.half_life)
        deviation = np.where(judged, np.maximum((seen - expected) / np.sqrt(spread), 0), 0.0)
        ratios.append(deviation / np.maximum(record(deviation, rules.day), LEAST_RECORD))
        mean = np.maximum(expected, SMALLEST_VARIANCE)
        tails.append(log10_tail(seen, mean, np.maximum(spread, mean * 1.02)))
    raw = np.log1p(np.stack(ratios)).mean(axis=0) / (log(2) * NEAR_RECORD)
    repeated = judged & (raw > 0) & (raw <= _highest_before(raw, rules.day))
    chance = np.stack(tails)
    best = chance.argmin(axis=0)
    own, _ = _usual(texts, exposure, collected, rules.half_life)
    return Highs(
        np.where(repeated, 0.0, raw),
        repeated,
        judged,
        own,
        chance.min(axis=0),
        np.array(rules.windows)[best],
    )


def record(values: Floats, day: int) -> Floats:
    """Give, for each step, the third highest of the daily maxima of the twenty days before its own; 0 on the first day."""
    import numpy as np

    days = -(-len(values) // day)
    padded = np.zeros(days * day)
    padded[: len(values)] = values
    highest = padded.reshape(days, day).max(axis=1)
    found = np.zeros(days)
    for at in range(1, days):
        past = np.sort(highest[max(at - RECORD_DAYS, 0) : at])
        found[at] = past[-min(RECORD_RANK, len(past))]
    return np.repeat(found, day)[: len(values)]


def _usual(seen: Floats, total: Floats, collected: Flags, half_life: float) -> tuple[Floats, Floats]:
    """Give what is usual at each step, from those before it: the expected count, and the variance around it, both fading."""
    import numpy as np

    def faded(values: Floats) -> Floats:
        return _faded(values, collected, keep_of(half_life))

    remembered = faded(total)
    rate = faded(seen) / np.where(remembered > 0, remembered, 1.0)
    weight = np.maximum(faded(np.ones_like(seen)), SMALLEST_VARIANCE)
    expected = rate * total
    # The squares of all past counts about the rate of now, without going through them again.
    squares = faded(seen**2) - 2 * rate * faded(seen * total) + rate**2 * faded(total**2)
    return expected, np.maximum(squares / weight, SMALLEST_VARIANCE)


def _faded(values: Floats, collected: Flags, keep: float) -> Floats:
    """Sum the collected values before each step, those further back less."""
    import numpy as np
    from scipy.signal import lfilter

    return np.concatenate([[0.0], lfilter([1.0], [1.0, -keep], np.where(collected, values, 0.0))[:-1]])


def _highest_before(values: Floats, steps: int) -> Floats:
    """Give the highest of the `steps` values before each."""
    import numpy as np
    from scipy.ndimage import maximum_filter1d

    highest = maximum_filter1d(values, steps, origin=(steps - 1) // 2, mode="constant")
    return np.concatenate([[0.0], highest[:-1]])
