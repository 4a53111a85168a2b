"""Measure what watching costs: `python -m benchmarks.watching`. CPU seconds, so that other work on the machine does not count.

A newsroom of sixty sources is simulated. One look judges every term by the production path: the sources it may be judged by, their
exposure, the scan and its checks. A year of hours is the scan of tasks/scan.py, which holds where nothing comes late and sources stay.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from config.rules import RuleConfig
from flows.vantage import Vantage
from tasks.brought import Brought, Origin
from tasks.detect import DetectRules
from tasks.judge_hours import BLOCK, by_hours
from tasks.judgements import Spike
from tasks.ledger import Ledger
from tasks.panel import stretch_of
from tasks.plumbing import examine_all
from tasks.scan import scan
from tasks.scan_rules import ScanRules
from tasks.watch import Series

TERMS, KNOWN_DAYS = 500, 90
YEAR_TERMS, YEAR_DAYS = 100, 365
SOURCES, TEXTS_A_BLOCK = 60, 12
"""Texts that a source brings in six hours: some 3,000 a day in all."""

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
ORIGINS = [Origin(f"source-{at}", f"source-{at}", f"source-{at}") for at in range(SOURCES)]


def newsroom(terms: int, days: int, seed: int = 5) -> tuple[Ledger, tuple[Series, ...]]:
    """Simulate what was collected, by blocks of six hours, and how much of it counts for each term."""
    rng = np.random.default_rng(seed)
    blocks = days * (timedelta(days=1) // BLOCK)
    ledger = Ledger(FIRST, blocks, ORIGINS, BLOCK)
    totals = rng.poisson(TEXTS_A_BLOCK, (blocks, SOURCES))
    rows = [_brought(at, origin, int(totals[at, origin])) for at in range(blocks) for origin in range(SOURCES)]
    for term in range(terms):
        mean = rng.lognormal(0.4, 1.0)
        for at, number in enumerate(rng.poisson(mean / 4, blocks)):
            places = rng.integers(SOURCES, size=number)
            rows += [_brought(at, int(origin), 1, f"term-{term}") for origin in places]
    ledger.take(rows)
    asks = RuleConfig(name="Term")
    names = (f"term-{term}" for term in range(terms))
    return ledger, tuple(Series("watch", name, name, name, (), "", asks) for name in names)


def _brought(at: int, origin: int, texts: int, term: str = "") -> Brought:
    moment = FIRST + at * BLOCK
    return Brought(moment.date(), ORIGINS[origin], texts, texts, 0, "watch" if term else "", term, moment)


def look(ledger: Ledger, series: tuple[Series, ...]) -> list[Spike]:
    """Judge every series as of the last block."""
    stretch = stretch_of(ledger, ledger.days - 1)
    starts = [FIRST + row * BLOCK for row in range(stretch.days)]
    vantage = Vantage(stretch, starts, by_hours(DetectRules()), {})
    return examine_all([vantage.look(one) for one in series])


def year(terms: int, days: int, seed: int = 5) -> float:
    """Return the CPU seconds of scanning some terms over every hour of some days."""
    rng = np.random.default_rng(seed)
    texts = rng.poisson(rng.lognormal(-1.4, 1, (terms, 1)), (terms, days * 24)).astype(np.float64)
    total = rng.poisson(100, (1, days * 24)).astype(np.float64)
    started = time.process_time()
    scan(texts, total, ScanRules())
    return time.process_time() - started


def main() -> None:
    """Measure both, and print them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watching", description=__doc__)
    parser.add_argument("--terms", type=int, default=TERMS, help=f"terms of one look (default {TERMS})")
    parser.add_argument("--days", type=int, default=YEAR_DAYS, help=f"days that are scanned (default {YEAR_DAYS})")
    asked = parser.parse_args()
    if asked.terms < 1 or asked.days < 1:
        parser.error("--terms and --days are 1 or more")
    scan(np.ones((1, 100)), np.ones((1, 100)), ScanRules())  # what is loaded once is not what a look costs
    print("Simulating a newsroom …", file=sys.stderr, flush=True)
    ledger, series = newsroom(asked.terms, KNOWN_DAYS)
    started = time.process_time()
    spikes = look(ledger, series)
    taken = time.process_time() - started
    print(
        f"{asked.terms:,} terms judged at one look, {KNOWN_DAYS} days known: {taken:.2f} s of CPU ({len(spikes):,} judgements)"
    )
    print(f"{YEAR_TERMS} terms over {asked.days} days of hours: {year(YEAR_TERMS, asked.days):.2f} s of CPU")


if __name__ == "__main__":
    main()
