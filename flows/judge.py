"""Judge the days of every series as they were known then: the same code live and in rehearsal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.bench import Bench
from flows.book import Book, Glance, end_of
from flows.looks import examine_lines, lines_of
from flows.vantage import Vantage
from flows.words import tell
from tasks.decide import Episode, Telling, becomes_peak, decide, follow, is_artefact
from tasks.detect import DetectRules
from tasks.incidents import Move, Told, settle
from tasks.judge_hours import BLOCK_STEP, by_hours
from tasks.judgements import Spike
from tasks.ledger import Key
from tasks.outage import Outage, outage_of
from tasks.panel import stretch_of
from tasks.watch import Series
from warehouse.connect import Connection


@dataclass(frozen=True, slots=True)
class Judged:
    """What a glance found: every judgement, what became of the episodes that moved, and which sources of a watch are down."""

    spikes: tuple[Spike, ...]
    told: tuple[Told, ...]
    outages: Mapping[str, Outage]


def judge_glance(
    bench: Bench,
    connection: Connection,
    book: Book,
    glance: Glance,
    series: Sequence[Series],
    episodes: Mapping[Key, Episode],
    rules: DetectRules | None = None,
) -> Judged:
    """Judge every series at a glance, and carry the decisions out on its episodes.

    `rules` stand in for the settings', to see what another budget would have given; nobody reads the grounds of that. A rehearsal
    without them keeps no judgement of what can neither fire nor end, and makes none.
    """
    usual = rules or bench.detect_rules
    ledger = book.turn_to(glance)
    stretch = stretch_of(ledger, ledger.day(glance.day))
    days = Vantage(stretch, book.starts(stretch), usual, bench.sources)
    hours = _hours(bench, book, glance, usual) if book.blocks else days
    whole = glance.judged_at >= end_of(glance.day, book.zone)
    moves, lines = [], []
    if book.rehearsing and rules is None:
        series = list(_moving(series, hours, episodes))
    for line in lines_of(series, days, hours, book, glance, episodes, whole=whole):
        current = episodes.get(line.key)
        if not line.look.is_still() or (current is not None and current.is_open):
            lines.append(line)
    spikes = examine_lines(lines)
    for line, spike in zip(lines, spikes, strict=True):
        key, current = line.key, episodes.get(line.key)
        decision = decide(current, spike, glance.judged_at, whole=whole or spike.step == BLOCK_STEP)
        shown = spike.fired or (is_artefact(spike) and decision.action == "log")
        peak = shown and rules is None and becomes_peak(decision, current, spike)
        telling = tell(bench, connection, line, spike, book, glance, peak=peak) if shown else Telling("", "")
        after = follow(decision, current, spike, telling, glance.judged_at)
        if after is not None and decision.action != "none":
            moves.append(Move(key, spike, decision, current, after))
    told = tuple(settle(moves, episodes, glance.judged_at))
    after_all = {**episodes, **{one.key: one.episode for one in told}}
    alert_in = set() if book.rehearsing else {watch for (watch, _), one in after_all.items() if one.is_open}
    asked = sorted(alert_in & {one.watch_id for one in series})
    outages = {watch: outage_of(stretch, days.panel(usual.windows), watch, whole=whole) for watch in asked}
    return Judged(tuple(spikes), told, outages)


def _moving(series: Sequence[Series], hours: Vantage, episodes: Mapping[Key, Episode]) -> Iterator[Series]:
    """Give the series that could fire at a glance, and those of which an episode is open."""
    still = set(hours.still([one for one in series if one.asks.kind == "spike"]))
    for one in series:
        key = one.watch_id, one.series
        current = episodes.get(key)
        if key not in still or (current is not None and current.is_open):
            yield one


def _hours(bench: Bench, book: Book, glance: Glance, usual: DetectRules) -> Vantage:
    """Return from where the blocks of hours that end with a glance are judged."""
    ledger = book.blocks[glance.phase]
    stretch = stretch_of(ledger, ledger.day(glance.hour))
    return Vantage(stretch, book.starts(stretch), by_hours(usual), bench.sources)
