"""Judge whether a share of the coverage has shifted, up or down, against its own past of months: over days, not in a burst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING, Literal

from tasks.detect import (
    NOT_COLLECTED,
    NOT_ENOUGH_HISTORY,
    QUIET,
    SMALLEST_P,
    THIN_STEP,
    TOO_FEW_PUBLISHERS,
    TOO_FEW_TEXTS,
    TOO_LITTLE_COLLECTED,
    DetectRules,
)
from tasks.judgements import Count, Spike
from tasks.level import DISPERSION_FLOOR, EVENT_SD, SCATTER_SD, keep_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHIFTED = "share_shift"
SMALL_SHIFT = "small_shift"

MEMORY = 4.0
"""Half-lives of the usual level in that of a share: what a spike's level follows within weeks is what a shift is told against."""

COLLECTED_SHARE = 0.5
"""Of the days of a window, those that must have been collected: a week of which two days are known is no week."""

SCATTER_PRIOR = 2.0
"""Variance of a block's texts over that of independent ones, where the past has few blocks: weeks of news hang together more
than days do, for which 1.6 is the upper quartile."""

SCATTER_PRIOR_BLOCKS = 4.0

MOST_TERMS = 100_000
"""Terms of a tail that are summed: what lies beyond adds nothing to one that begins so far out."""


@dataclass(frozen=True, slots=True)
class ShareRules(DetectRules):
    """How a shift is judged: within the one window there is, by at least the part `by` of the usual share, up or down."""

    kind: Literal["share_shift"] = "share_shift"
    by: float = 0.25


@dataclass(frozen=True, slots=True)
class _Usual:
    """The share before a window, the scatter of blocks around it, and how many texts it rests on, faded."""

    share: float
    scatter: float
    texts: float


def judge_share(counts: Sequence[Count], rules: ShareRules, watch_id: str, series: str) -> Spike:
    """Judge the window that the last step ends, against all steps before it.

    p is the chance of a share as far off on either side: twice the smaller mid-p tail of a beta-binomial with the past's
    share, whose spread is that of past blocks of the window's length and the doubt about the share itself.
    """
    length = max(rules.windows)
    start = max(len(counts) - length, 0)
    window, past = counts[start:], counts[:start]
    texts, total = sum(one.texts for one in window), sum(one.total for one in window)
    usual = _usual(past, length, keep_of(rules.half_life * MEMORY))
    expected, covered = usual.share * total, sum(one.total > 0 for one in past)
    verdict, log10_p, score = _forbidden(window, past, rules), 0.0, 0.0
    if not verdict:
        log10_p = _two_sided(texts, total, usual)
        score = max(log10_p / log10(rules.p_threshold), 0.0)
        verdict = _verdict(window, expected, score, rules)
    return Spike(
        watch_id=watch_id,
        series=series,
        at=counts[-1].start,
        step=rules.step,
        window=length,
        observed=round(texts),
        expected=expected,
        total=total,
        p_value=max(10.0**log10_p, SMALLEST_P),
        score=score,
        fired=verdict == SHIFTED,
        verdict=verdict,
        articles=sum(one.articles for one in window),
        publishers=len(frozenset[str]().union(*(one.publishers for one in window))),
        history_steps=covered,
    )


def has_fallen(spike: Spike) -> bool:
    """Tell whether a share went down."""
    return spike.observed < spike.expected


def _forbidden(window: Sequence[Count], past: Sequence[Count], rules: ShareRules) -> str:
    collected, total = [one.total for one in past if one.total > 0], sum(one.total for one in window)
    now = window[-1].total
    if now <= 0:
        return NOT_COLLECTED
    if collected and now < THIN_STEP * sum(collected) / len(collected):
        return TOO_LITTLE_COLLECTED
    if len(collected) < max(rules.min_history, 2 * max(rules.windows)) or sum(collected) < total:
        return NOT_ENOUGH_HISTORY
    return TOO_LITTLE_COLLECTED if sum(one.total > 0 for one in window) < COLLECTED_SHARE * len(window) else ""


def _verdict(window: Sequence[Count], expected: float, score: float, rules: ShareRules) -> str:
    texts = sum(one.texts for one in window)
    if score < 1:
        return QUIET
    if max(texts, expected) < (1 + rules.by) * min(texts, expected):
        return SMALL_SHIFT
    if max(texts, expected) < rules.min_texts:
        return TOO_FEW_TEXTS
    publishers = len(frozenset[str]().union(*(one.publishers for one in window)))
    return TOO_FEW_PUBLISHERS if texts > expected and publishers < rules.min_publishers else SHIFTED


def _usual(past: Sequence[Count], length: int, keep: float) -> _Usual:
    """Learn share and scatter from past blocks of a window's length; a block teaches up to three deviations from the share.

    The scatter is the faded mean of squared Pearson residuals of binomial counts, shrunk to the prior.
    """
    blocks = []
    for end in range(len(past), 0, -length):
        block = past[max(end - length, 0) : end]
        total = sum(one.total for one in block)
        if total > 0:
            blocks.append((keep ** (len(past) - end), sum(one.texts for one in block), total))
    scatter, taught = SCATTER_PRIOR, [texts for _, texts, _ in blocks]
    share, weight = 0.0, 0.0
    for _ in range(2):  # the second time without what stood out the first
        weight = sum(fade * total for fade, _, total in blocks)
        share = (sum(fade * texts for (fade, _, _), texts in zip(blocks, taught, strict=True)) + 0.5) / (weight + 1)
        squares = faded = 0.0
        for at, (fade, texts, total) in enumerate(blocks):
            mean, spread = share * total, max(share * (1 - share) * total, 1e-12)
            squares += fade * min((texts - mean) ** 2 / spread, SCATTER_SD**2 * scatter)
            faded += fade
            reach = max(EVENT_SD * (scatter * spread) ** 0.5, 1.0)
            taught[at] = min(max(texts, mean - reach), mean + reach)
        scatter = (SCATTER_PRIOR_BLOCKS * SCATTER_PRIOR + squares) / (SCATTER_PRIOR_BLOCKS + faded)
    return _Usual(share, max(scatter, DISPERSION_FLOOR), weight)


def _two_sided(texts: float, total: float, usual: _Usual) -> float:
    """Give log10 of the chance of a share as far off; the counts are rounded to whole texts."""
    import numpy as np

    seen = round(texts)
    number = max(round(total), seen, 2)
    inflation = usual.scatter * (1 + number / max(usual.texts, 1.0))
    alike = min(max((inflation - 1) / (number - 1), 1e-9), 0.999)
    a, b = (part * (1 / alike - 1) for part in (usual.share, 1 - usual.share))
    above = _log_sum(np.arange(seen + 1, min(number, seen + MOST_TERMS) + 1), number, a, b)
    below = _log_sum(np.arange(max(seen - MOST_TERMS, 0), seen), number, a, b)
    half = _log_sum(np.array([seen]), number, a, b) + np.log(0.5)
    smaller = min(np.logaddexp(above, half), np.logaddexp(below, half))
    return min(float((smaller + np.log(2)) / np.log(10)), 0.0)


def _log_sum(counts: NDArray[np.int_], number: int, a: float, b: float) -> float:
    """Give the logarithm of the beta-binomial chance of any of some counts."""
    import numpy as np
    from scipy.special import betaln, gammaln

    if not len(counts):
        return -np.inf
    ways = gammaln(number + 1) - gammaln(counts + 1) - gammaln(number - counts + 1)
    return float(np.logaddexp.reduce(ways + betaln(counts + a, number - counts + b) - betaln(a, b)))
