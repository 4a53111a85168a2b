"""Judge the days of every series as they were known then: the same code live and in rehearsal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from flows.ahead import Ahead
from flows.bench import Bench
from flows.book import Book, Glance, end_of
from flows.looks import Line, examine_lines, lines_of
from flows.vantage import Vantage, hours_at
from flows.words import tell
from tasks.brought import Key
from tasks.decide import Episode, Telling, becomes_peak, decide, follow, is_artefact
from tasks.detect import DetectRules
from tasks.incidents import Move, Told, settle
from tasks.judge_hours import BLOCK_STEP
from tasks.judgements import Spike
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
    ahead: Ahead | None = None,
) -> Judged:
    """Judge every series at a glance, and carry the decisions out on its episodes.

    `rules` stand in for the settings', to see what another budget would have given; nobody reads the grounds of that. What is judged by
    the hour is taken from `ahead`, where given: all that could fire or has an alert open.
    """
    others = series if ahead is None else ahead.others
    days = _days_at(bench, book, glance, rules or bench.detect_rules) if others or not book.rehearsing else None
    whole = glance.judged_at >= end_of(glance.day, book.zone)
    moves, spikes = [], []
    for key, spike, line in _judged_lines(bench, book, glance, others, episodes, days, ahead, whole=whole):
        current = episodes.get(key)
        decision = decide(current, spike, glance.judged_at, whole=whole or spike.step == BLOCK_STEP)
        shown = spike.fired or (is_artefact(spike) and decision.action == "log")
        peak = shown and rules is None and becomes_peak(decision, current, spike)
        telling = tell(bench, connection, line(), spike, book, glance, peak=peak) if shown else Telling("", "")
        after = follow(decision, current, spike, telling, glance.judged_at)
        if after is not None and decision.action != "none":
            moves.append(Move(key, spike, decision, current, after))
        spikes.append(spike)
    told = tuple(settle(moves, episodes, glance.judged_at))
    outages = _outages(days, told, episodes, series, whole=whole) if days and not book.rehearsing else {}
    return Judged(tuple(spikes), told, outages)


def _judged_lines(
    bench: Bench,
    book: Book,
    glance: Glance,
    others: Sequence[Series],
    episodes: Mapping[Key, Episode],
    days: Vantage | None,
    ahead: Ahead | None,
    *,
    whole: bool,
) -> Iterator[tuple[Key, Spike, Callable[[], Line]]]:
    """Judge what counts anything at a glance, or has an alert open; each with what makes its line, which few are asked for."""

    def moves(key: Key, *, still: bool) -> bool:
        current = episodes.get(key)
        return not still or (current is not None and current.is_open)

    lines: Iterable[Line] = ()
    if days is not None:
        hours = days
        if book.blocks and ahead is None:
            hours = hours_at(book, glance, days.usual, bench.sources)
        lines = lines_of(others, days, hours, book, glance, episodes, whole=whole)
    fresh = [line for line in lines if moves(line.key, still=line.look.is_still())]
    for line, spike in zip(fresh, examine_lines(fresh), strict=True):
        yield line.key, spike, partial(_given, line)
    if ahead is not None:
        for key, one in ahead.at(glance, episodes):
            if moves(key, still=one.still):
                yield key, one.spike, partial(ahead.line, glance, key)


def _given(line: Line) -> Line:
    return line


def _days_at(bench: Bench, book: Book, glance: Glance, usual: DetectRules) -> Vantage:
    """Return from where the days up to that of a glance are judged."""
    ledger = book.turn_to(glance)
    stretch = stretch_of(ledger, ledger.day(glance.day))
    return Vantage(stretch, book.starts(stretch), usual, bench.sources)


def _outages(
    days: Vantage,
    told: Sequence[Told],
    episodes: Mapping[Key, Episode],
    series: Sequence[Series],
    *,
    whole: bool,
) -> dict[str, Outage]:
    """Return which sources are down of the watches that an alert is open in."""
    after_all = {**episodes, **{one.key: one.episode for one in told}}
    alert_in = {watch for (watch, _), one in after_all.items() if one.is_open}
    asked = sorted(alert_in & {one.watch_id for one in series})
    return {watch: outage_of(days.part(), days.panel(days.usual.windows), watch, whole=whole) for watch in asked}
