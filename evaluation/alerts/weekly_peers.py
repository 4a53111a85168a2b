"""What others watch weekly counts with, each from its published formula: EARS, a rolling z and Farrington Flexible.

Every function takes counts (rows are series, columns weeks) and gives the scores of the judged weeks, higher is rarer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evaluation.alerts.weekly import JUDGED, YEAR, Outbreaks
from tasks.hourly_level import window_sums
from tasks.surprise import combined_log10, log10_tail

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_SD = 0.5
"""EARS divides by the deviation of seven weeks, which is often 0 in rare series."""

EARS_WEEKS = 7
ROLLING_WEEKS = 52
YEARS_BACK = 5
HALF_WINDOW = 3
PERIODS = 10
LAST_LEFT_OUT = 26
ANSCOMBE_CUT = 2.58
TREND_Z = 1.96
FEWEST_RECENT = 5
RECENT_WEEKS = 4


def z_before(counts: Floats, week: int, gap: int, length: int) -> Floats:
    """Give the z of a week against the `length` weeks that end `gap` weeks before it."""
    past = counts[:, week - gap - length : week - gap]
    return (counts[:, week] - past.mean(axis=1)) / np.maximum(past.std(axis=1, ddof=1), LEAST_SD)


def _each_week(score: list[Floats]) -> Floats:
    return np.stack(score, axis=1)


def ears_c1(counts: Floats) -> Floats:
    """EARS C1: z against the seven weeks before."""
    return _each_week([z_before(counts, week, 0, EARS_WEEKS) for week in range(*JUDGED)])


def ears_c2(counts: Floats) -> Floats:
    """EARS C2: z against seven weeks that end two weeks before."""
    return _each_week([z_before(counts, week, 2, EARS_WEEKS) for week in range(*JUDGED)])


def ears_c3(counts: Floats) -> Floats:
    """EARS C3: how far the C2 of this week and the two before exceed 1, summed."""
    start, end = JUDGED
    c2 = _each_week([z_before(counts, week, 2, EARS_WEEKS) for week in range(start - 2, end)])
    over = np.maximum(c2 - 1, 0)
    return over[:, 2:] + over[:, 1:-1] + over[:, :-2]


def rolling_z(counts: Floats) -> Floats:
    """Give the z against the year before."""
    return _each_week([z_before(counts, week, 0, ROLLING_WEEKS) for week in range(*JUDGED)])


def oracle(made: Outbreaks) -> Floats:
    """Give the scores of one who knows the true mean and scatter, in windows of one and two weeks: the most to be had."""
    found = []
    for window in (1, 2):
        seen, mean = window_sums(made.counts, window), window_sums(made.mean, window)
        found.append(log10_tail(seen, mean, mean * np.maximum(made.phi[:, None], 1 + 1e-3)))
    return -combined_log10(np.stack(found), (1, 2))[:, slice(*JUDGED)]


def farrington_flexible(counts: Floats) -> Floats:
    """Farrington Flexible (Noufaily et al. 2013): quasi-Poisson on five years, ten seasonal levels, a trend if it is significant.

    Past outbreaks are weighted down by their Anscombe residuals, the last 26 weeks left out, and the score is -log10 of the
    negative binomial tail; fewer than five cases in the last four weeks are no alarm.
    """
    scores = []
    for week in range(*JUDGED):
        mean, phi = _forecast(counts, week, with_trend=True)
        tail = -log10_tail(counts[:, week], mean, mean * np.maximum(phi, 1 + 1e-3))
        recent = counts[:, week - RECENT_WEEKS + 1 : week + 1].sum(axis=1)
        scores.append(np.where(recent >= FEWEST_RECENT, tail, 0.0))
    return _each_week(scores)


def season_level(ago: NDArray[np.int64]) -> NDArray[np.int64]:
    """Tell the seasonal level of a week so many weeks ago: 0 within three weeks of the anniversary, else one of nine."""
    beside = ago % YEAR
    rest = YEAR - 2 * HALF_WINDOW - 1
    level = 1 + (beside - HALF_WINDOW - 1) * (PERIODS - 1) // rest
    return np.where((beside <= HALF_WINDOW) | (beside >= YEAR - HALF_WINDOW), 0, level)


def _forecast(counts: Floats, week: int, *, with_trend: bool) -> tuple[Floats, Floats]:
    weeks = np.arange(week - YEARS_BACK * YEAR - HALF_WINDOW, week - LAST_LEFT_OUT)
    levels = season_level(week - weeks)
    columns = [(weeks - week) / YEAR] if with_trend else []
    columns += [np.ones(len(weeks)), *(1.0 * (levels == level) for level in range(1, PERIODS))]
    design = np.stack(columns, axis=1)
    past = counts[:, weeks]
    weight = np.ones_like(past)
    mean = past + 0.5
    for passes in (6, 2):
        beta, information = _quasi_poisson(past, design, weight, mean, passes)
        mean = np.maximum(np.exp(np.clip(beta @ design.T, -20, 20)), 1e-6)
        freedom = len(weeks) - design.shape[1]
        phi = np.maximum((weight * (past - mean) ** 2 / mean).sum(axis=1) / freedom, 1.0)
        leverage = np.einsum("np,spq,nq->sn", design, np.linalg.inv(information), design) * weight * mean
        spread = np.sqrt(phi[:, None] * np.maximum(1 - leverage, 1e-3))
        residual = 1.5 * (np.cbrt(past) ** 2 - np.cbrt(mean) ** 2) / (np.sqrt(np.cbrt(mean)) * spread)
        weight = np.where(residual > ANSCOMBE_CUT, np.maximum(residual, 1.0) ** -2, 1.0)
        weight *= len(weeks) / weight.sum(axis=1, keepdims=True)
    beta, information = _quasi_poisson(past, design, weight, mean, 2)
    mean = np.maximum(np.exp(np.clip(beta @ design.T, -20, 20)), 1e-6)
    phi = np.maximum((weight * (past - mean) ** 2 / mean).sum(axis=1) / (len(weeks) - design.shape[1]), 1.0)
    if not with_trend:
        return np.exp(np.clip(beta[:, 0], -20, 20)), phi
    flat_mean, flat_phi = _forecast(counts, week, with_trend=False)
    doubt = np.sqrt(phi * np.linalg.inv(information)[:, 0, 0])
    # As published, a trend must not forecast more than was ever seen in the weeks it was fitted to.
    steady = (np.abs(beta[:, 0]) < TREND_Z * doubt) | (np.exp(np.clip(beta[:, 1], -20, 20)) > past.max(axis=1))
    return np.where(steady, flat_mean, np.exp(np.clip(beta[:, 1], -20, 20))), np.where(steady, flat_phi, phi)


def _quasi_poisson(past: Floats, design: Floats, weight: Floats, mean: Floats, passes: int) -> tuple[Floats, Floats]:
    """Fit a log-linear mean to each row by weighted least squares, from `mean` on; also the information matrices."""
    rows, terms = len(past), design.shape[1]
    pairs = (design[:, :, None] * design[:, None, :]).reshape(len(design), terms * terms)
    floor = 1e-6 * np.eye(terms)
    for _ in range(passes):
        information = ((weight * mean) @ pairs).reshape(rows, terms, terms) + floor
        working = np.log(mean) + (past - mean) / mean
        beta = np.linalg.solve(information, ((weight * mean * working) @ design)[:, :, None])[:, :, 0]
        mean = np.maximum(np.exp(np.clip(beta @ design.T, -20, 20)), 1e-6)
    return beta, information
