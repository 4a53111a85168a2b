"""What is ruled out cheaply could indeed not fire, and most of what is quiet is ruled out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from config.rules import RuleConfig
from flows.vantage import Kept, Vantage, alike
from tasks.brought import Brought, Origin
from tasks.decide import is_artefact
from tasks.judge_hours import BLOCK, HourRules
from tasks.judgements import Spike
from tasks.ledger import Ledger
from tasks.panel import stretch_of
from tasks.plumbing import examine_all
from tasks.records import Source
from tasks.surprise import log10_tail
from tasks.watch import Series

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
ROWS, MANY = 100, 24
SOURCES = tuple(f"source-{at:02}" for at in range(12))
RULES = HourRules(min_history=40)


def newsroom(seed: int, watched: float = 0.02) -> Ledger:
    """Make a newsroom of quiet, busy, bursting and drifting series; sources join, fall silent and specialise."""
    rng = np.random.default_rng(seed)
    origins = [Origin(one, one, one) for one in SOURCES]
    ledger = Ledger(FIRST, ROWS, origins, BLOCK)
    means = rng.lognormal(0.0, 1.5, MANY) * watched
    taste = rng.gamma(2.0, 0.5, (MANY, len(SOURCES)))
    begins = np.where(np.arange(len(SOURCES)) < 10, 0, ROWS - 9)
    ends = np.where(np.arange(len(SOURCES)) == 3, ROWS - 12, ROWS)
    bursts = {(series, int(rng.integers(30, ROWS))): rng.uniform(2, 30) for series in range(MANY)}
    bursts |= {(series, ROWS - 2): rng.uniform(1, 9) for series in range(0, MANY, 4)}
    for row in range(ROWS):
        at = FIRST + row * BLOCK
        for place, origin in enumerate(origins):
            texts = int(rng.poisson(20)) if begins[place] <= row < ends[place] else 0
            if not texts:
                continue
            ledger.take([Brought(at.date(), origin, texts, texts, hour=at)])
            ledger.take([Brought(at.date(), origin, texts // 3, texts // 3, 0, "watch", "", at)])
            for series in range(MANY):
                more = bursts.get((series, row), 1.0) * bursts.get((series, row - 1), 1.0)
                found = int(rng.poisson(texts * min(means[series] * taste[series, place] * more, 0.5)))
                if found:
                    ledger.take([Brought(at.date(), origin, found, found, 0, "watch", f"s{series}", at)])
    return ledger


def judged(
    ledger: Ledger, until: int, rules: HourRules, kept: Kept | None = None
) -> tuple[list[Spike], set[tuple[str, str]]]:
    """Judge all series at a row, and tell which were ruled out."""
    asks = RuleConfig.model_validate({"name": "Any", "track": {"terms": {"en": ["any"]}}})
    series = [Series("watch", f"s{number}", f"s{number}", f"s{number}", (), "", asks) for number in range(MANY)]
    stretch = stretch_of(ledger, until)
    starts = [FIRST + row * BLOCK for row in range(stretch.days)]
    vantage = Vantage(stretch, starts, rules, {one: Source(one, one, "GB", "en", one, "UTC") for one in SOURCES})
    loud = set(vantage.loud(alike(series, rules), {} if kept is None else kept))
    spikes = examine_all([vantage.look(one) for one in series])
    return spikes, {(one.watch_id, one.series) for one in series} - loud


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_fires_or_is_an_artefact_was_not_ruled_out(seed: int) -> None:
    ledger = newsroom(seed)
    fired = quiet = missed = 0
    for budget in (0.25, 2.0):
        for until in (70, ROWS - 1):
            spikes, still = judged(ledger, until, replace(RULES, false_alerts_per_month=budget))
            for one in spikes:
                loud = one.fired or is_artefact(one)
                fired += loud
                quiet += (one.watch_id, one.series) in still
                missed += loud and (one.watch_id, one.series) in still
    assert missed == 0
    assert fired > 10
    assert quiet > 0.5 * (4 * MANY - fired)


def test_the_chance_of_a_count_between_two_scatters_is_no_smaller_than_at_both() -> None:
    scatters = np.geomspace(1.1, 1e6, 200)
    for expected in (0.1, 0.7, 3.0, 20.0, 150.0):
        for seen in np.ceil(expected + np.array([0.1, 1, 3, 10, 40, 300])):
            for doubt in (0.0, 0.02, 0.5):
                spread = scatters * expected + doubt * expected
                tail = log10_tail(np.full(200, seen), np.full(200, expected), spread)
                lows = np.minimum.accumulate(tail), np.minimum.accumulate(tail[::-1])[::-1]
                assert (tail >= np.maximum(*lows) - 1e-9).all()
                peak = int(tail.argmax())
                assert (np.diff(tail[: peak + 1]) > -1e-6).all()
                assert (np.diff(tail[peak:]) < 1e-6).all()


def test_a_series_of_newcomers_is_left_to_be_judged() -> None:
    origins = [Origin(one, one, one) for one in SOURCES]
    ledger = Ledger(FIRST, ROWS, origins, BLOCK)
    for row in range(ROWS):
        at = FIRST + row * BLOCK
        for place, origin in enumerate(origins):
            if place < 11 or row >= ROWS - 4:
                ledger.take([Brought(at.date(), origin, 20, 20, hour=at)])
    late = FIRST + (ROWS - 1) * BLOCK
    ledger.take([Brought(late.date(), origins[11], 1, 1, 0, "watch", "s0", late)])
    ledger.take([Brought(late.date(), origins[0], 1, 1, 0, "watch", "s1", late - timedelta(hours=6))])
    still = judged(ledger, ROWS - 1, RULES)[1]
    assert ("watch", "s0") not in still
    assert ("watch", "s1") in still


@pytest.mark.parametrize("seed", [3, 4])
def test_bounds_that_are_carried_on_rule_out_nothing_that_fires(seed: int) -> None:
    ledger, kept = newsroom(seed), Kept()
    fired = missed = quiet = carried = 0
    for until in range(60, ROWS):
        before = dict(kept)
        spikes, still = judged(ledger, until, RULES, kept)
        loud = {(one.watch_id, one.series) for one in spikes if one.fired or is_artefact(one)}
        fired, missed, quiet = fired + len(loud), missed + len(loud & still), quiet + len(still)
        carried += bool(before) and before == kept
    assert missed == 0
    assert fired > 10
    assert quiet > 0.7 * (ROWS - 60) * MANY
    assert carried > 10


def test_late_news_of_old_blocks_is_judged_anew() -> None:
    ledger, kept = newsroom(5, watched=0.002), Kept()
    judged(ledger, 80, RULES, kept)
    assert judged(ledger, 84, RULES, kept)[1]
    old, now = FIRST + 40 * BLOCK, FIRST + 84 * BLOCK
    origin = Origin(SOURCES[0], SOURCES[0], SOURCES[0])
    ledger.take([Brought(old.date(), origin, 6, 6, 0, "watch", f"s{series}", old) for series in range(MANY)])
    ledger.take([Brought(now.date(), origin, 9, 9, 0, "watch", "s0", now)])
    spikes, still = judged(ledger, 84, RULES, kept)
    assert not {(one.watch_id, one.series) for one in spikes if one.fired or is_artefact(one)} & still


def test_a_new_source_is_not_judged_by_what_was_known_before_it() -> None:
    ledger, kept = newsroom(6, watched=0.002), Kept()
    for until in range(ROWS - 20, ROWS):  # two sources join nine blocks before the end
        spikes, still = judged(ledger, until, RULES, kept)
        assert not {(one.watch_id, one.series) for one in spikes if one.fired or is_artefact(one)} & still
