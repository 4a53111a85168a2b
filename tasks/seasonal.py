"""What a series usually does where a year of it is known: level, trend and season, fitted robustly to all of its past.

A log-linear regression with negative binomial scatter after Noufaily et al. (2013), in which past outbreaks weigh little.
Many series are fitted at once: rows of arrays are series, and all share the columns of the regression.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.surprise import combined_log10, log10_tail

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LARGEST_RESIDUAL = 2.58
"""Counts with an Anscombe residual beyond it are past outbreaks, and weigh by its inverse square: the paper's cut."""

RIDGE = 1.0
"""Prior precision of trend and season: by a year's end they move a count by a factor of e or less, until counts say more."""

FIRST_PASSES = 6
"""Passes of reweighted least squares from nothing; from the fit of the step before, one is enough."""

DISPERSION_FLOOR = 1.02
"""No counts scatter less than independent ones; above 1 also keeps the negative binomial proper."""

DISPERSION_START = 1.5
STEEPEST = 25.0
"""Logarithms of a rate beyond it are a fit gone astray, and would overflow."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted regression: coefficients, their covariance, and variance over mean for each window length."""

    coefficients: Floats
    covariance: Floats
    dispersion: Floats


@dataclass(frozen=True, slots=True)
class Outlook:
    """What was expected at a step and the steps before it, of the fit that ended a guard earlier.

    `expected` has a row a series and a column a step, the last one being the step itself; `doubt` is the variance of the
    logarithm of the rate there, `dispersion` has a column a window.
    """

    step: int
    expected: Floats
    doubt: Floats
    dispersion: Floats


def columns_of(steps: int, year: float, week: int = 1) -> Floats:
    """Give the columns of the regression: one, time in years, the first harmonic of the year and, of days, the weekday."""
    import numpy as np

    at = np.arange(steps)
    angle = 2 * np.pi * at / year
    columns = [np.ones(steps), at / year, np.cos(angle), np.sin(angle)]
    columns += [(at % week == day) - 1.0 / week for day in range(1, week)]
    return np.stack(columns, axis=1)


def outlooks(
    texts: Floats, exposure: Floats, columns: Floats, steps: Iterable[int], windows: Sequence[int], guard: int
) -> Iterator[Outlook]:
    """Fit each of the rising `steps` to what lies `guard` steps behind it or longer.

    `exposure` has one row for all series or a row each; steps with none teach nothing. A step wants more past than there
    are columns, and every window to fit into it.
    """
    import numpy as np

    last: Fit | None = None
    longest = max(windows)
    for step in steps:
        end = step + 1 - guard
        last = fitted(texts[:, :end], exposure[:, :end], columns[:end], windows, last)
        seen = slice(step + 1 - longest, step + 1)
        line = np.clip(last.coefficients @ columns[seen].T, -STEEPEST, STEEPEST)
        doubt = np.einsum("p,spq,q->s", columns[step], last.covariance, columns[step])
        yield Outlook(step, np.exp(line) * exposure[:, seen], doubt, last.dispersion)


def log10_p(texts: Floats, outlook: Outlook, windows: Sequence[int]) -> Floats:
    """Give log10 of p of each window of a step, and in a last column that of all of them taken together."""
    import numpy as np

    found = []
    for at, window in enumerate(windows):
        seen = texts[:, outlook.step + 1 - window : outlook.step + 1].sum(axis=1)
        expected = np.maximum(outlook.expected[:, -window:].sum(axis=1), 1e-9)
        variance = expected * outlook.dispersion[:, at] + expected**2 * outlook.doubt
        found.append(log10_tail(seen, expected, variance))
    return np.stack([*found, combined_log10(np.stack(found), windows)], axis=1)


def fitted(texts: Floats, exposure: Floats, columns: Floats, windows: Sequence[int], start: Fit | None = None) -> Fit:
    """Fit the regression to every row by iterated least squares, past outbreaks weighted down.

    Where `start` is the fit of almost the same past, one pass is enough.
    """
    import numpy as np

    rows, terms = len(texts), columns.shape[1]
    pairs = (columns[:, :, None] * columns[:, None, :]).reshape(len(columns), terms * terms)
    prior = np.diag([1e-6, *[RIDGE] * (terms - 1)])
    collected = np.broadcast_to(exposure > 0, texts.shape)
    offset = np.log(np.where(exposure > 0, exposure, 1.0))
    if start is None:
        rate = (texts.sum(axis=1) + 0.5) / (np.broadcast_to(exposure, texts.shape).sum(axis=1) + 1e-9)
        coefficients = np.concatenate([np.log(rate)[:, None], np.zeros((rows, terms - 1))], axis=1)
        dispersion = np.full(rows, DISPERSION_START)
    else:
        coefficients, dispersion = start.coefficients, start.dispersion[:, 0]
    line = np.clip(coefficients @ columns.T, -STEEPEST, STEEPEST)
    mean = np.exp(line + offset)
    for _ in range(FIRST_PASSES if start is None else 1):
        weight = _weights(texts, mean, dispersion) * collected
        pull = weight * mean / dispersion[:, None]
        precision = (pull @ pairs).reshape(rows, terms, terms) + prior
        aim = (pull * (line + (texts - mean) / mean)) @ columns
        coefficients = np.linalg.solve(precision, aim[:, :, None])[:, :, 0]
        line = np.clip(coefficients @ columns.T, -STEEPEST, STEEPEST)
        mean = np.exp(line + offset)
        dispersion = _scatter(texts, mean, weight, terms, 1)
    wider = [_scatter(texts, mean, weight, terms, window) for window in windows if window > 1]
    return Fit(coefficients, np.linalg.inv(precision), np.stack([dispersion, *wider], axis=1))


def _weights(texts: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """Weigh counts by how far above the mean they lie, in Anscombe's residuals, which are near normal for Poisson counts."""
    import numpy as np

    root = np.cbrt(mean)
    residual = 1.5 * (np.cbrt(texts) ** 2 - root**2) / np.sqrt(root * dispersion[:, None])
    return np.asarray(np.minimum(1.0, LARGEST_RESIDUAL / np.maximum(residual, LARGEST_RESIDUAL)) ** 2)


def _scatter(texts: Floats, mean: Floats, weight: Floats, terms: int, window: int) -> Floats:
    """Give variance over mean of windows that do not overlap, outbreaks weighted down."""
    import numpy as np

    if window > 1:
        rows, whole = len(texts), texts.shape[1] // window * window
        shape = (rows, whole // window, window)
        texts, mean = texts[:, -whole:].reshape(shape).sum(axis=2), mean[:, -whole:].reshape(shape).sum(axis=2)
        weight = weight[:, -whole:].reshape(shape).min(axis=2)
    squares = (weight * (texts - mean) ** 2 / mean).sum(axis=1)
    freedom = np.maximum(weight.sum(axis=1) - terms / window, 1.0)
    return np.asarray(np.maximum(squares / freedom, DISPERSION_FLOOR))
