"""From the warehouse to people: judge what is new, record it, and deliver every alert once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from pydantic import TypeAdapter

from flows import health
from flows.bench import Bench
from flows.book import Glance, days_between, end_of, open_book
from flows.deliver import post_of, send_due
from flows.judge import Judged, judge_glance
from flows.lines import open_lines
from flows.telling import decide_look, decide_waiting
from tasks.grounds import Grounds
from tasks.judgements import Alert, Delivery
from tasks.outage import Outage
from tasks.watch import Series
from warehouse import alert_store
from warehouse.connect import Connection
from warehouse.judged import mirror_alerts, record_spikes
from warehouse.read import ask
from warehouse.ruling_store import mirror_rulings
from warehouse.state import State

SHOWN_DAYS, MOST_SHOWN = 28, 20
"""Days and series whose shares the page of a run draws: four weeks show what a weekend does, twenty lines fit a screen."""

_grounds = TypeAdapter(Grounds)


def watch(
    bench: Bench, connection: Connection, series: Sequence[Series], now: datetime
) -> tuple[tuple[Alert, ...], tuple[Delivery, ...]]:
    """Judge every day since the last one judged, then deliver.

    Returns the alerts that people are told of, and the messages that were given up.
    """
    zone = bench.config.settings.zone()
    today = now.astimezone(zone).date()
    alerts: list[Alert] = []
    with State(bench.layout.state) as state:
        first = min(alert_store.judged_until(state) or today, today)
        glances = [Glance(min(now, end_of(day, zone)), day) for day in days_between(first, today)]
        lines = open_lines(bench, connection, glances, series, rehearsing=False)
        book = open_book(connection, zone, glances, rehearsing=False, lines=lines, hours=bench.by_the_hour)
        outages: Mapping[str, Outage] = {}
        for glance in glances:
            judged = judge_glance(bench, connection, book, glance, series, alert_store.episodes(state))
            record_spikes(
                connection, [spike for spike in judged.spikes if spike.observed or spike.fired], glance.judged_at
            )
            messages, rulings = decide_look(bench, state, judged, glance.judged_at, now)
            alert_store.record_look(state, judged.told, messages, rulings, glance.day, glance.judged_at)
            alerts += [one.message.alert for one in judged.told if one.message is not None]
            outages = judged.outages
        own = Judged((), tuple(health.look(bench, connection, state, now)), outages)
        messages, rulings = decide_look(bench, state, own, now, now)
        alert_store.record_look(state, own.told, messages, rulings, today, now)
        alerts += [one.episode.alert for one in own.told]
        decide_waiting(bench, connection, state, outages, now)
        given_up = send_due(post_of(bench), state, now)
        _mirror(connection, state)
    return tuple(alerts), tuple(given_up)


def shares_of(bench: Bench, connection: Connection, now: datetime) -> dict[str, tuple[float | None, ...]]:
    """Return how the shares of watched series ran of late, by name, those with the most texts first; None is a day not collected."""
    watches = bench.config.watches
    names = {(one.watch_id, one.series): f"{watches[one.watch_id].name}: {one.name}" for one in bench.series}
    zone = bench.config.settings.zone()
    asked = {"now": now, "zone": zone.key, "last": now.astimezone(zone).date(), "days": SHOWN_DAYS}
    rows = [row for row in ask(connection, "watch_shares", **asked) if (row["watch_id"], row["series"]) in names]
    return {names[row["watch_id"], row["series"]]: tuple(row["shares"]) for row in rows[:MOST_SHOWN]}


def _mirror(connection: Connection, state: State) -> None:
    new = alert_store.unmirrored(state)
    evidence = [
        json.dumps([asdict(one) for one in alert.evidence], default=str, ensure_ascii=False) for alert in new.alerts
    ]
    grounds = [
        _grounds.dump_json(alert.grounds).decode() if alert.grounds is not None else None for alert in new.alerts
    ]
    mirror_alerts(connection, new.alerts, evidence, grounds, new.deliveries, new.transitions, new.looks)
    alert_store.mark_mirrored(state)
    mirror_rulings(state, connection)
