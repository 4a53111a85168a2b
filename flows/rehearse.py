"""Replay rules over stored history: what would have fired, when and why. Nothing is sent, nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flows.ahead import Ahead
from flows.behind import Behind
from flows.bench import Bench
from flows.book import Glance, days_between, end_of, open_book, recorded
from flows.judge import judge_glance
from flows.lines import open_lines
from tasks.brought import Key
from tasks.budget_curve import BudgetPoint, Looked, budget_curve, loosest
from tasks.decide import Episode
from tasks.detect import DetectRules
from tasks.judge_hours import by_hours
from tasks.judgements import Alert, Spike, Transition
from tasks.watch import Series
from warehouse import own_hits, read
from warehouse.connect import Connection

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A replayed stretch: its alerts as they stand at its end, oldest first, artefacts and unconfirmed ones among them.

    `already_open` are those that were open before the first day. `spikes` hold every judgement by glance, those from
    before the first day among them; by the hour, those that could not fire only where rules were given to try.
    """

    since: date
    until: date
    series: int
    alerts: tuple[Alert, ...]
    already_open: tuple[Alert, ...] = ()
    transitions: tuple[Transition, ...] = ()
    spikes: tuple[tuple[Glance, tuple[Spike, ...]], ...] = ()


def rehearse(
    bench: Bench,
    connection: Connection,
    series: Sequence[Series],
    since: date | None,
    until: date | None,
    progress: Callable[[date], None] = lambda _: None,
    rules: DetectRules | None = None,
    *,
    grounds: bool = True,
) -> Rehearsal | None:
    """Judge every day from the first to the last with coverage by the live code; None where nothing is stored.

    What came before `since` is judged silently, so that the stretch begins with the episodes that were open then. Without
    `grounds`, alerts show their texts and not all that they rest on, which takes as long as everything else.
    """
    zone = bench.config.settings.zone()
    covered = read.covered_days(connection, read.Scope(zone=str(zone)))
    if covered["first_day"] is None:
        return None
    first, last = max(since or covered["first_day"], covered["first_day"]), covered["last_day"]
    last = min(until or last, last)
    glances = _glances(connection, zone, covered["first_day"], last, hours=bench.by_the_hour)
    if not glances:
        return Rehearsal(first, last, len(series), ())
    lines = open_lines(bench, connection, glances, series, rehearsing=True)
    book = open_book(connection, zone, glances, rehearsing=True, lines=lines, hours=bench.by_the_hour)
    book.behind, book.grounds = Behind(kept=True), grounds
    episodes: dict[Key, Episode] = {}
    alerts: dict[str, Alert] = {}
    transitions: list[Transition] = []
    spikes: list[tuple[Glance, tuple[Spike, ...]]] = []
    with own_hits.keeping(connection, str(zone), rehearsing=True), ExitStack() as ending:
        ahead = None
        if bench.by_the_hour:
            usual, every = rules or bench.detect_rules, rules is not None
            ahead = ending.enter_context(closing(Ahead(bench, connection, book, glances, series, usual, every=every)))
        for glance in glances:
            progress(glance.day)
            judged = judge_glance(bench, connection, book, glance, series, episodes, rules, ahead)
            spikes.append((glance, judged.spikes))
            for told in judged.told:
                episodes[told.key] = told.episode
                alerts[told.episode.alert.alert_id] = told.episode.alert
                if told.transition is not None and glance.day >= first:
                    transitions.append(told.transition)
    ordered = sorted(alerts.values(), key=lambda one: (one.opened_at, one.incident_id, one.alert_id))
    return Rehearsal(
        first,
        last,
        len(series),
        tuple(one for one in ordered if _local_day(one, zone) >= first),
        tuple(one for one in ordered if _local_day(one, zone) < first and _open_at(one, first, zone)),
        tuple(transitions),
        tuple(spikes),
    )


def curve_of(
    bench: Bench, connection: Connection, series: Sequence[Series], since: date | None, until: date | None
) -> list[BudgetPoint]:
    """Return how many alerts other budgets would have given, all of them from one pass at the loosest."""
    zone, rules, hours = bench.config.settings.zone(), bench.detect_rules, bench.by_the_hour
    series = [one for one in series if one.asks.kind == "spike"]  # a budget sets no other bar
    found = rehearse(bench, connection, series, since, until, rules=loosest(rules))
    if found is None:
        return []
    looks = [
        Looked(
            glance.judged_at, hours or glance.judged_at >= end_of(glance.day, zone), glance.day >= found.since, spikes
        )
        for glance, spikes in found.spikes
    ]
    return budget_curve(looks, by_hours(rules) if hours else rules, (found.until - found.since).days + 1)


def _glances(connection: Connection, zone: ZoneInfo, first: date, last: date, *, hours: bool) -> list[Glance]:
    """Return the moments to judge at: those at which each day was judged live, else its end, or the end of each of its hours."""
    live, found = recorded(connection), []
    for day in days_between(first, last):
        ends = [end_of(day, zone)]
        while hours and (earlier := ends[-1] - HOUR).astimezone(zone).date() == day:
            ends.append(earlier)
        found += [Glance(at, day) for at in live.get(day) or ends]
    return sorted(found)


def _local_day(alert: Alert, zone: ZoneInfo) -> date:
    return alert.opened_at.astimezone(zone).date()


def _open_at(alert: Alert, day: date, zone: ZoneInfo) -> bool:
    return alert.resolved_at is None or alert.resolved_at.astimezone(zone).date() >= day
