"""Judge the days of every series as they were known then: the same code live and in rehearsal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flows.bench import Bench
from flows.book import Book, Glance, end_of
from flows.grounds import grounds_of
from flows.vantage import Vantage
from tasks.compose import headline, reason_line
from tasks.decide import Episode, Telling, becomes_peak, decide, follow, is_artefact
from tasks.detect import DetectRules
from tasks.incidents import Move, Told, settle
from tasks.judge_hours import BLOCK_STEP, by_hours, hours_of
from tasks.judgements import Evidence, Spike
from tasks.ledger import Key
from tasks.outage import Outage, outage_of
from tasks.panel import stretch_of
from tasks.plumbing import Look, examine_all
from tasks.sentence import sentence_of_hit
from tasks.watch import Series
from warehouse import read
from warehouse.connect import Connection

MOST_EVIDENCE = 12
"""Texts kept with an alert: enough to judge it by reading; `brinkwatch query` opens the rest."""


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

    `rules` stand in for the settings', to see what another budget would have given; nobody reads the grounds of that.
    """
    usual = rules or bench.detect_rules
    ledger = book.turn_to(glance)
    stretch = stretch_of(ledger, ledger.day(glance.day))
    days = Vantage(stretch, book.starts(stretch), usual, bench.sources)
    hours = _hours(bench, book, glance, usual) if book.blocks else days
    whole = glance.judged_at >= end_of(glance.day, book.zone)
    looks, moves = [], []
    for one in series:
        look = (hours if one.asks.kind == "spike" else days).look(one)
        current = episodes.get((one.watch_id, one.series))
        if not look.is_still() or (current is not None and current.is_open):
            looks.append((one, look))
    spikes = examine_all([look for _, look in looks])
    for (one, look), spike in zip(looks, spikes, strict=True):
        key = (one.watch_id, one.series)
        current = episodes.get(key)
        decision = decide(current, spike, glance.judged_at, whole=whole or spike.step == BLOCK_STEP)
        shown = spike.fired or (is_artefact(spike) and decision.action == "log")
        peak = shown and rules is None and becomes_peak(decision, current, spike)
        telling = _telling(bench, connection, one, spike, book, glance, look, peak=peak) if shown else Telling("", "")
        after = follow(decision, current, spike, telling, glance.judged_at)
        if after is not None and decision.action != "none":
            moves.append(Move(key, spike, decision, current, after))
    told = tuple(settle(moves, episodes, glance.judged_at))
    after_all = {**episodes, **{one.key: one.episode for one in told}}
    alert_in = set() if book.rehearsing else {watch for (watch, _), one in after_all.items() if one.is_open}
    panel, watches = days.panel(usual.windows), {one.watch_id for one in series}
    outages = {watch: outage_of(stretch, panel, watch, whole=whole) for watch in sorted(alert_in & watches)}
    return Judged(tuple(spikes), told, outages)


def _hours(bench: Bench, book: Book, glance: Glance, usual: DetectRules) -> Vantage:
    """Return from where the blocks of hours that end with a glance are judged."""
    ledger = book.blocks[glance.phase]
    stretch = stretch_of(ledger, ledger.day(glance.hour))
    return Vantage(stretch, book.starts(stretch), by_hours(usual), bench.sources)


def _window(spike: Spike, book: Book, glance: Glance) -> dict[str, Any]:
    """Return the days, and the hours since 1970 where hours were judged, that the window of a judgement reaches over."""
    if spike.step != BLOCK_STEP:
        start = glance.day - timedelta(days=spike.window - 1)
        return {"window_start": start, "window_end": glance.day, "first_hour": None, "last_hour": None}
    first, last = hours_of(spike.at, spike.window)
    days = [datetime.fromtimestamp(hour * 3600, book.zone).date() for hour in (first, last)]
    return {"window_start": days[0], "window_end": days[1], "first_hour": first, "last_hour": last}


def _telling(
    bench: Bench,
    connection: Connection,
    series: Series,
    spike: Spike,
    book: Book,
    glance: Glance,
    look: Look,
    *,
    peak: bool,
) -> Telling:
    """Put a judgement into words, with the texts behind it; that of a peak also with all that it rests on."""
    asked: dict[str, Any] = {
        "watch_id": series.watch_id,
        "series": series.series,
        "as_of": glance.judged_at,
        "zone": str(book.zone),
        "rehearsing": book.rehearsing,
        **_window(spike, book, glance),
    }
    texts = read.ask_by_hour(connection, "texts_behind", **asked)
    rows = read.ask_by_hour(connection, "evidence", most=MOST_EVIDENCE, **asked)
    evidence = tuple(
        Evidence(
            article_id=row["article_id"],
            source_id=row["source_id"],
            url=row["url"],
            title=row["title"],
            published_at=row["published_at"],
            sentence=sentence_of_hit(row),
            copies=row["copies"],
            publisher=row["publisher"],
        )
        for row in rows
    )
    first: datetime | None = min((row["first_at"] for row in texts), default=None)
    return Telling(
        headline(bench.config.watches[series.watch_id].name, series.name, spike, look.rules),
        reason_line(spike, look.rules),
        evidence,
        tuple(row["original_id"] for row in texts),
        first,
        grounds_of(bench, connection, series, spike, look, glance, asked, texts) if peak else None,
    )
