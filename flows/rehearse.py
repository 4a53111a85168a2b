"""Replay rules over stored history: what would have fired, when and why. Nothing is sent, nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flows.bench import Bench
from flows.judge import days_between, end_of, judge_day
from tasks.decide import Episode
from tasks.judgements import Alert
from tasks.watch import Series
from warehouse import read
from warehouse.connect import Connection


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The alerts of a replayed stretch, as they stand at its end, oldest first."""

    since: date
    until: date
    series: int
    alerts: tuple[Alert, ...]


def rehearse(
    bench: Bench,
    connection: Connection,
    series: Sequence[Series],
    since: date | None,
    until: date | None,
    progress: Callable[[date], None] = lambda _: None,
) -> Rehearsal | None:
    """Judge every day from the first to the last with coverage by the live code; None where nothing is stored."""
    zone = bench.config.settings.zone()
    covered = read.ask(connection, "covered_days", zone=str(zone))[0]
    if covered["first_day"] is None:
        return None
    first, last = (
        max(since or covered["first_day"], covered["first_day"]),
        min(until or covered["last_day"], covered["last_day"]),
    )
    episodes: dict[tuple[str, str], Episode] = {}
    alerts: dict[str, Alert] = {}
    for day in days_between(first, last):
        progress(day)
        for change in judge_day(bench, connection, series, episodes, day, end_of(day, zone), rehearsing=True):
            if change.episode is not None:
                episodes[change.series.watch_id, change.series.series] = change.episode
                alerts[change.episode.alert.alert_id] = change.episode.alert
    return Rehearsal(
        first, last, len(series), tuple(sorted(alerts.values(), key=lambda one: (one.opened_at, one.alert_id)))
    )
