"""Measures the detector beside others: labelled tweets, simulated outbreaks, simulated news, and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from evaluation.alerts import nab, peers, weekly, weekly_peers
from evaluation.alerts.causes import CAUSES, Caused, caused
from evaluation.alerts.episodes import Result, scored, threshold_for
from evaluation.alerts.news import USUAL, News, World, simulate
from evaluation.alerts.risen import USUAL_YEARS, Years, rising
from evaluation.figures import Figure
from tasks.judge_series import judge_series
from tasks.read_series import SeriesFile, read_series
from tasks.scan import scan
from tasks.scan_rules import ScanRules
from tasks.seasonal import columns_of, log10_p, outlooks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TWEETS = "series/nab_realTweets"
PUBLISHED = {
    "CAD OSE": (0.864, 0.802),
    "ARTime": (0.831, 0.658),
    "Numenta HTM": (0.728, 0.553),
    "windowed Gaussian": (0.591, 0.528),
}
"""The benchmark's own results files on these five series: threshold tuned on them, and left one file out."""

WINDOWS, GUARD = (1, 2), 8
BUDGETS = (0.1, 0.25, 1.0)
BUDGET = 0.25
VENDOR_BAR = 2.0
HISTORY_DAYS = 90


@dataclass(frozen=True, slots=True)
class Size:
    """How much is simulated. Seeds of `tuned` set thresholds, those of `unseen` are reported, and were never looked at."""

    repeats: int = 40
    weekly_seed: int = 202
    tuned: tuple[int, ...] = (1, 2, 3)
    unseen: tuple[int, ...] = (101, 102, 103, 104)
    causes: tuple[int, ...] = (201, 202, 203)
    world: World = USUAL
    years: Years = USUAL_YEARS
    backtest: tuple[int, int] = (100, 365 * 24)
    terms: int = 500


QUICK = Size(
    repeats=2,
    tuned=(1,),
    unseen=(101,),
    causes=(201,),
    world=World(keywords=10, days=90, events=1),
    years=Years(seeds=(401,), days=5, warm_up=30),
    backtest=(5, 90 * 24),
    terms=20,
)


def measure(corpora: Path, size: Size) -> list[Figure]:
    """Return every figure of the detector; those of other methods have no floor."""
    return [*tweets(corpora), *outbreaks(size), *news(size), *plumbing(size), *rising(size.years), *speed(size)]


def tweets(corpora: Path) -> list[Figure]:
    """Score the production detector on the labelled tweets, and quote what others reached on the same five series."""
    if not (corpora / TWEETS).is_dir():
        return []
    series = nab.read(corpora / TWEETS)
    scores = [_judged(one.path) for one in series]
    windows = sum(len(one.windows) for one in series)
    found = {
        "threshold tuned on them": nab.tuned(series, scores),
        "left one file out": nab.left_out(series, scores),
        "threshold as shipped": nab.score(series, scores, [1.0] * len(series)),
    }
    figures = [Figure("nab", "ours", f"{name}, /100", one.value / 100, windows) for name, one in found.items()]
    figures += [
        Figure("nab", "ours", f"{name}, rows false", one.false, windows, reported_only=True)
        for name, one in found.items()
    ]
    for method, (tuned, left_out) in PUBLISHED.items():
        quoted = (("threshold tuned on them", tuned), ("left one file out", left_out))
        figures += [
            Figure("nab", f"{method} (quoted)", f"{name}, /100", value, windows, reported_only=True)
            for name, value in quoted
        ]
    return figures


def _judged(path: Path) -> Floats:
    series = read_series(path)
    if not isinstance(series, SeriesFile):
        raise ValueError(series.detail)
    return np.array([row.score for row in judge_series(series)])


def outbreaks(size: Size) -> list[Figure]:
    """Find the outbreaks of simulated weeks, all methods at the same false positive rates."""
    made = weekly.simulate(size.repeats, size.weekly_seed)
    scores: dict[str, Floats] = {"ours, regression by season": seasonal(made.counts)}
    scores |= {
        "Farrington Flexible": weekly_peers.farrington_flexible(made.counts),
        "rolling z, 52 weeks": weekly_peers.rolling_z(made.counts),
        "EARS C1": weekly_peers.ears_c1(made.counts),
        "EARS C2": weekly_peers.ears_c2(made.counts),
        "EARS C3": weekly_peers.ears_c3(made.counts),
        "(who knows mean and scatter)": weekly_peers.oracle(made),
    }
    figures = []
    for method, found in scores.items():
        mine = method.startswith("ours")
        for rate in (0.01, 0.03):
            at = weekly.score_at(found, made, rate)
            figures.append(
                Figure("weeks", method, f"found at {rate:.0%} false", at.found, len(found), reported_only=not mine)
            )
    for nominal in (0.005, 0.01, 0.05):
        at = weekly.detected(scores["ours, regression by season"], made, -float(np.log10(nominal)))
        figures.append(
            Figure(
                "weeks",
                "ours, regression by season",
                f"false rate over p = {nominal}",
                at.false_rate / nominal,
                len(made.counts),
            )
        )
    return figures


def seasonal(counts: Floats) -> Floats:
    """Give -log10 of the p of the production regression for the judged weeks."""
    weeks = range(*weekly.JUDGED)
    columns = columns_of(counts.shape[1], weekly.YEAR)
    walk = outlooks(counts, np.ones((1, counts.shape[1])), columns, weeks, WINDOWS, GUARD)
    return np.stack([-log10_p(counts, outlook, WINDOWS)[:, -1] for outlook in walk], axis=1)


METHODS: dict[str, Callable[[News], Floats]] = {
    "ours, by the hour": peers.ours,
    "ours, by calendar day": peers.days,
    "vendor: 1 day / 14 days, articles": lambda one: peers.vendor(one.articles),
    "the same, checked with day and week before": lambda one: peers.checked_vendor(one.articles),
    "vendor: 1 day / 14 days, texts": lambda one: peers.vendor(one.texts),
    "rolling z of 14 days, texts": lambda one: peers.rolling_z(one.texts),
    "share of coverage, z of 28 days, texts": peers.share_z,
    "EARS C2 by day, texts": lambda one: peers.ears_c2(one.texts),
}
VENDORS = ("vendor: 1 day / 14 days, articles", "the same, checked with day and week before")


def news(size: Size) -> list[Figure]:
    """Find the events of simulated news: thresholds from some seeds, figures from others."""
    tuned, unseen = ([simulate(seed, size.world) for seed in seeds] for seeds in (size.tuned, size.unseen))
    figures: list[Figure] = []
    found: dict[str, Result] = {}
    for method, score in METHODS.items():
        bar = threshold_for(tuned, [score(one) for one in tuned], BUDGET)
        found[method] = scored(unseen, [score(one) for one in unseen], bar)
        figures += _of(method, found[method], reported_only=not method.startswith("ours, by the hour"))
    ours, vendor = found["ours, by the hour"], max(found[method].found for method in VENDORS)
    ratio = ours.found / max(vendor, 1e-9)
    figures.append(Figure("news", "ours, by the hour", "found, over the best vendor rule", ratio, ours.events))
    quiet = [simulate(seed, replace(size.world, events=0)) for seed in size.unseen]
    for kind, worlds in (("with events", unseen), ("without events", quiet)):
        scores = [peers.ours(one) for one in worlds]
        for budget in BUDGETS:
            shipped = scored(worlds, scores, ScanRules(false_alerts_per_month=budget).bar)
            measure = f"false alerts over a budget of {budget:g}, {kind}"
            figures.append(
                Figure(
                    "news",
                    "ours, as shipped",
                    measure,
                    shipped.false_a_month / budget,
                    len(worlds) * size.world.keywords,
                )
            )
            if budget == BUDGET and worlds is unseen:
                figures += _of("ours, as shipped", shipped, reported_only=False)
    return figures


def _of(method: str, one: Result, *, reported_only: bool) -> list[Figure]:
    values = (
        (f"found at {BUDGET} false a month", one.found),
        ("false alerts a keyword-month", one.false_a_month),
        ("median delay, hours", one.median_delay),
        ("delay of 90 %, hours", one.late_delay),
        ("alerts a found event", one.alerts_an_event),
    )
    return [Figure("news", method, name, value, one.events, reported_only=reported_only) for name, value in values]


def plumbing(size: Size) -> list[Figure]:
    """Count the alerts that plumbing adds to worlds in which nothing happens; beside them, those it adds to a vendor's rule.

    The bar is the shipped one, the vendor's twice the usual day, as such rules are sold.
    """
    figures = []
    for name, change in CAUSES.items():
        mine = theirs = Caused(0, 0, 0, 0)
        for seed in size.causes:
            mine += caused(change, seed, size.world, peers.ours, ScanRules().bar)
            theirs += caused(change, seed, size.world, lambda one: peers.vendor(one.articles), VENDOR_BAR)
        for measure, value, other in (
            ("keywords alarmed with it", mine.with_it, theirs.with_it),
            ("keywords alarmed without it", mine.without, theirs.without),
        ):
            figures.append(Figure("plumbing", name, measure, value, mine.cases, other, reported_only=True))
        added, others = (max(one.with_it - one.without, 0) for one in (mine, theirs))
        figures.append(Figure("plumbing", name, "alarms added", added, mine.cases, others))
    return figures


def speed(size: Size) -> list[Figure]:
    """Measure CPU seconds of judging the last hour of many terms, and of replaying a year of hours."""
    rng = np.random.default_rng(5)
    rows, hours = size.backtest
    figures = []
    for name, shape, since in (
        (
            f"{size.terms} terms judged once, {HISTORY_DAYS} days known",
            (size.terms, HISTORY_DAYS * 24),
            HISTORY_DAYS * 24 - 1,
        ),
        (f"{rows} terms over {hours // 24} days of hours", (rows, hours), 0),
    ):
        texts = rng.poisson(rng.lognormal(-1.4, 1, (shape[0], 1)), shape).astype(np.float64)
        total = rng.poisson(100, (1, shape[1])).astype(np.float64)
        started = time.process_time()
        scan(texts, total, ScanRules(), since)
        figures.append(Figure("speed", name, "CPU seconds", time.process_time() - started, rows, reported_only=True))
    return figures
