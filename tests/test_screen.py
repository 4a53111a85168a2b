"""What is ruled out cheaply could indeed not fire, and most of what is quiet is ruled out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from config.rules import RuleConfig
from flows.screening import Screening, alike
from flows.vantage import Vantage
from tasks.bars import bars_of
from tasks.brought import Brought, Key, Origin
from tasks.decide import is_artefact
from tasks.judge_hours import BLOCK, HourRules
from tasks.judgements import Spike
from tasks.ledger import Ledger
from tasks.panel import exposure_of, panel_of, stretch_of
from tasks.panel_kept import PanelKept
from tasks.plumbing import examine_all
from tasks.records import Source
from tasks.screen import could_be_rare
from tasks.surprise import log10_tail
from tasks.watch import Series

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
ROWS, MANY = 100, 24
SOURCES = tuple(f"source-{at:02}" for at in range(12))
ORIGINS = [Origin(one, one, one) for one in SOURCES]
RULES = HourRules(min_history=40)


def newsroom(seed: int, watched: float = 0.02) -> list[Brought]:
    """Make a newsroom of quiet, busy, bursting and drifting series; sources join, fall silent, return and specialise."""
    rng = np.random.default_rng(seed)
    means = rng.lognormal(0.0, 1.5, MANY) * watched
    taste = rng.gamma(2.0, 0.5, (MANY, len(SOURCES)))
    begins = np.where(np.arange(len(SOURCES)) < 10, 0, ROWS - 9)
    ends = np.where(np.arange(len(SOURCES)) == 3, ROWS - 12, ROWS)
    bursts = {(series, int(rng.integers(30, ROWS))): rng.uniform(2, 30) for series in range(MANY)}
    bursts |= {(series, ROWS - 2): rng.uniform(1, 9) for series in range(0, MANY, 4)}
    found = []
    for row in range(ROWS):
        at = FIRST + row * BLOCK
        for place, origin in enumerate(ORIGINS):
            texts = int(rng.poisson(20)) if begins[place] <= row < ends[place] else 0
            if not texts:
                continue
            found.append(Brought(at.date(), origin, texts, texts, hour=at))
            found.append(Brought(at.date(), origin, texts // 3, texts // 3, 0, "watch", "", at))
            for series in range(MANY):
                more = bursts.get((series, row), 1.0) * bursts.get((series, row - 1), 1.0)
                hits = int(rng.poisson(texts * min(means[series] * taste[series, place] * more, 0.5)))
                if hits:
                    found.append(Brought(at.date(), origin, hits, hits, 0, "watch", f"s{series}", at))
    return found


def ledger_of(rows: list[Brought]) -> Ledger:
    """Fill a ledger with all that a newsroom will have brought."""
    ledger = Ledger(FIRST, ROWS, ORIGINS, BLOCK)
    ledger.take(rows)
    return ledger


class Desk:
    """Looks at a ledger row by row; `wholes` counts how often all of history was asked for."""

    def __init__(self, ledger: Ledger, rules: HourRules) -> None:
        asks = RuleConfig.model_validate({"name": "Any", "track": {"terms": {"en": ["any"]}}})
        self.series = [Series("watch", f"s{at}", f"s{at}", f"s{at}", (), "", asks) for at in range(MANY)]
        self.ledger, self.rules, self.wholes = ledger, rules, 0
        self.screening = Screening(ledger, alike(self.series, rules))

    def vantage(self, row: int) -> Vantage:
        """Return from where all series are judged at a row."""
        stretch = stretch_of(self.ledger, row)
        starts = [FIRST + at * BLOCK for at in range(stretch.days)]
        return Vantage(stretch, starts, self.rules, {one: Source(one, one, "GB", "en", one, "UTC") for one in SOURCES})

    def judged(self, row: int) -> tuple[list[Spike], set[Key], set[Key]]:
        """Judge all series at a row; return those that were ruled out at once, and those that were in the end."""

        def whole() -> Vantage:
            self.wholes += 1
            return self.vantage(row)

        found = self.screening.candidates(row, whole)
        could = could_be_rare([history for _, history in found.open])
        loud = {*found.loud, *(key for (key, _), flag in zip(found.open, could, strict=True) if flag)}
        at_once = {key for key, _ in found.open} | loud
        vantage, keys = self.vantage(row), {(one.watch_id, one.series) for one in self.series}
        return examine_all([vantage.look(one) for one in self.series]), keys - at_once, keys - loud


def telling(spikes: list[Spike]) -> set[Key]:
    """Return the series that fire, or would but for plumbing."""
    return {(one.watch_id, one.series) for one in spikes if one.fired or is_artefact(one)}


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_fires_or_is_an_artefact_was_not_ruled_out(seed: int) -> None:
    ledger = ledger_of(newsroom(seed))
    fired = quiet = 0
    for budget in (0.25, 2.0):
        for row in (70, ROWS - 1):
            spikes, _, ruled_out = Desk(ledger, replace(RULES, false_alerts_per_month=budget)).judged(row)
            assert not telling(spikes) & ruled_out
            fired, quiet = fired + len(telling(spikes)), quiet + len(ruled_out)
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


def test_a_count_is_ruled_out_where_no_scatter_makes_it_rare() -> None:
    bar, rng = 3.0, np.random.default_rng(3)
    expected = np.exp(rng.uniform(np.log(2e-3), np.log(500), 4000))
    widest = 1.1 * np.exp(rng.uniform(0, 8, 4000))
    seen = np.floor(expected * rng.uniform(1, 4, 4000) + rng.integers(0, 8, 4000))
    open_at = bars_of(bar).may_be_over(seen, expected, widest)
    for scatter in (np.full(4000, 1.1), widest, np.sqrt(1.1 * widest)):
        over = (seen > expected) & (-log10_tail(seen, expected, scatter * expected) >= bar)
        assert not (over & ~open_at).any()
        assert (over & open_at).sum() > 100
    at_ends = [-log10_tail(seen, expected, scatter * expected) < bar for scatter in (np.full(4000, 1.1), widest)]
    assert open_at[at_ends[0] & at_ends[1]].mean() < 0.1


def test_a_series_of_newcomers_is_left_to_be_judged() -> None:
    ledger = Ledger(FIRST, ROWS, ORIGINS, BLOCK)
    for row in range(ROWS):
        at = FIRST + row * BLOCK
        for place, origin in enumerate(ORIGINS):
            if place < 11 or row >= ROWS - 4:
                ledger.take([Brought(at.date(), origin, 20, 20, hour=at)])
    late = FIRST + (ROWS - 1) * BLOCK
    ledger.take([Brought(late.date(), ORIGINS[11], 1, 1, 0, "watch", "s0", late)])
    ledger.take([Brought(late.date(), ORIGINS[0], 1, 1, 0, "watch", "s1", late - timedelta(hours=6))])
    _, _, ruled_out = Desk(ledger, RULES).judged(ROWS - 1)
    assert ("watch", "s0") not in ruled_out
    assert ("watch", "s1") in ruled_out


@pytest.mark.parametrize("late", [0.0, 0.02])
@pytest.mark.parametrize(("seed", "half_life"), [(3, RULES.half_life), (4, RULES.half_life), (5, 7.0)])
def test_bounds_that_are_kept_up_rule_out_nothing_that_fires(seed: int, half_life: float, late: float) -> None:
    ledger, arriving = Ledger(FIRST, ROWS, ORIGINS, BLOCK), news_by_arrival(newsroom(seed), late, seed)
    desk, fired, at_once, in_the_end = Desk(ledger, replace(RULES, half_life=half_life)), 0, 0, 0
    for row in range(ROWS):
        ledger.take(arriving[row])
        if row >= 60:
            spikes, ruled_out_at_once, ruled_out = desk.judged(row)
            assert not telling(spikes) & ruled_out
            fired, at_once = fired + len(telling(spikes)), at_once + len(ruled_out_at_once)
            in_the_end += len(ruled_out)
    assert fired > 10
    assert at_once > 0.3 * (ROWS - 60) * MANY
    assert in_the_end > 0.7 * (ROWS - 60) * MANY
    assert desk.wholes < 0.5 * (ROWS - 60)


def news_by_arrival(rows: list[Brought], late: float, seed: int) -> list[list[Brought]]:
    """Put news in the order in which it comes to be known, some of it up to thirty blocks late."""
    rng = np.random.default_rng(seed)
    arriving: list[list[Brought]] = [[] for _ in range(ROWS)]
    for one in rows:
        assert one.hour is not None
        delay = int(rng.integers(1, 30)) if rng.random() < late else 0
        arriving[min((one.hour - FIRST) // BLOCK + delay, ROWS - 1)].append(one)
    return arriving


@pytest.mark.parametrize("late", [0.0, 0.05])
def test_a_panel_that_is_kept_up_is_that_of_the_whole_history(late: float) -> None:
    ledger, arriving = Ledger(FIRST, ROWS, ORIGINS, BLOCK), news_by_arrival(newsroom(7), late, 7)
    kept, told = PanelKept(ledger, "watch", RULES), 0
    for row in range(ROWS):
        ledger.take(arriving[row])
        kept.turn_to(row)
        standing, stretch = kept.standing(), stretch_of(ledger, row)
        if standing is None:
            continue
        panel = panel_of(stretch, RULES)
        of_source = dict(zip(ledger.roll.sources, zip(standing.members, standing.newcomers, strict=True), strict=True))
        flags = zip(stretch.origins, panel.members, panel.newcomers, strict=True)
        assert all(of_source[origin.source_id] == (member, new) for origin, member, new in flags)
        assert standing.exposure == exposure_of(stretch, panel, "watch")[0]
        told += not standing.members.all()
    assert told > 5


def test_late_news_of_old_blocks_is_judged_anew() -> None:
    ledger = ledger_of(newsroom(5, watched=0.002))
    desk = Desk(ledger, RULES)
    desk.judged(80)
    assert desk.judged(84)[2]
    old, now = FIRST + 40 * BLOCK, FIRST + 84 * BLOCK
    ledger.take([Brought(old.date(), ORIGINS[0], 6, 6, 0, "watch", f"s{series}", old) for series in range(MANY)])
    ledger.take([Brought(now.date(), ORIGINS[0], 9, 9, 0, "watch", "s0", now)])
    spikes, _, ruled_out = desk.judged(84)
    assert not telling(spikes) & ruled_out


def test_what_late_news_has_changed_is_bounded_by_all_of_its_history() -> None:
    desk = Desk(ledger_of(newsroom(5, watched=0.002)), RULES)
    desk.judged(80)
    old = FIRST + 40 * BLOCK
    desk.ledger.take([Brought(old.date(), ORIGINS[0], 6, 6, 0, "watch", series, old) for series in ("s0", "s1")])
    found = desk.screening.candidates(80, lambda: desk.vantage(80))
    unbounded = {key for key, history in found.open if np.isinf(history.squares).any()}
    assert unbounded == {("watch", "s0"), ("watch", "s1")}
    assert desk.wholes == 1


@pytest.mark.parametrize("half_life", [0.05, 0.8, 1.3, 3.0])
def test_a_memory_shorter_than_the_windows_is_bounded_too(half_life: float) -> None:
    desk, fired, quiet = Desk(ledger_of(newsroom(6)), replace(RULES, half_life=half_life)), 0, 0
    for row in range(60, ROWS, 3):
        spikes, _, ruled_out = desk.judged(row)
        assert not telling(spikes) & ruled_out
        fired, quiet = fired + len(telling(spikes)), quiet + len(ruled_out)
    assert fired > 0
    assert quiet > 0
