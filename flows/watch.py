"""From the warehouse to people: judge what is new, record it, and deliver every alert once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from config.models import JsonlReceiver
from flows import health
from flows.bench import Bench
from flows.book import Book, Glance, days_between, end_of, open_book
from flows.judge import judge_glance
from tasks.deliver import deliver, delivery_id
from tasks.incidents import Told
from tasks.judgements import Alert, Delivery
from tasks.watch import Series
from warehouse import alert_store, write
from warehouse.alert_store import Message
from warehouse.connect import Connection
from warehouse.state import State

MOST_ATTEMPTS = 5
"""Passes in which a message is tried before it counts as failed; it stays visible in `deliveries`."""


def watch(bench: Bench, connection: Connection, series: Sequence[Series], now: datetime) -> tuple[Alert, ...]:
    """Judge every day since the last one judged, then deliver; return the alerts that people are told of."""
    zone = bench.config.settings.zone()
    today = now.astimezone(zone).date()
    alerts: list[Alert] = []
    with State(bench.layout.state) as state:
        first = min(alert_store.judged_until(state) or today, today)
        glances = [Glance(min(now, end_of(day, zone)), day) for day in days_between(first, today)]
        book = open_book(connection, zone, glances, rehearsing=False)
        for glance in glances:
            alerts += _judge_and_record(bench, connection, state, book, glance, series)
        ailing = health.look(bench, connection, state, now)
        messages = [message for one in ailing for message in _messages(bench, one, now)]
        alert_store.record_look(state, ailing, messages, today, now)
        alerts += [one.episode.alert for one in ailing]
        _deliver(bench, state, now)
        _mirror(connection, state)
    return tuple(alerts)


def _judge_and_record(
    bench: Bench, connection: Connection, state: State, book: Book, glance: Glance, series: Sequence[Series]
) -> list[Alert]:
    judged = judge_glance(bench, connection, book, glance, series, alert_store.episodes(state))
    write.record_spikes(connection, [spike for spike in judged.spikes if spike.observed], glance.judged_at)
    messages = [message for one in judged.told for message in _messages(bench, one, glance.judged_at)]
    alert_store.record_look(state, judged.told, messages, glance.day, glance.judged_at)
    return [one.message.alert for one in judged.told if one.message is not None]


def _messages(bench: Bench, told: Told, at: datetime) -> list[Message]:
    """Make a message for every receiver; an alert may escalate more than once, so its moment is part of the name."""
    if told.message is None or told.transition is None:
        return []
    alert, transition = told.message.alert, told.transition.told
    named = f"{transition} {at.isoformat()}" if transition == "escalated" else transition
    return [
        Message(
            Delivery(delivery_id(alert.alert_id, named, name), alert.alert_id, transition, name, "pending", at), alert
        )
        for name in bench.config.alerts.receivers
    ]


def _deliver(bench: Bench, state: State, now: datetime) -> None:
    """Send what is pending; a receiver taken out of the configuration meanwhile fails its messages by name."""
    for message in alert_store.pending(state):
        delivery = message.delivery
        receiver = bench.config.alerts.receivers.get(delivery.receiver)
        if receiver is None:
            outcome = replace(delivery, state="failed", detail="the receiver is configured no more")
        else:
            path = bench.layout.receiver_file(receiver.path if isinstance(receiver, JsonlReceiver) else "console")
            trouble = deliver(message.alert, delivery, receiver, bench.out, path)
            attempts = delivery.attempts + 1
            if trouble is None:
                outcome = replace(delivery, state="sent", sent_at=now, attempts=attempts, detail="")
            elif attempts < MOST_ATTEMPTS:
                outcome = replace(delivery, attempts=attempts, detail=trouble.detail)
            else:
                outcome = replace(delivery, state="failed", attempts=attempts, detail=trouble.detail)
        alert_store.record_delivery(state, outcome)


def _mirror(connection: Connection, state: State) -> None:
    new = alert_store.unmirrored(state)
    evidence = [
        json.dumps([asdict(one) for one in alert.evidence], default=str, ensure_ascii=False) for alert in new.alerts
    ]
    write.mirror_alerts(connection, new.alerts, evidence, new.deliveries, new.transitions, new.looks)
    alert_store.mark_mirrored(state)
