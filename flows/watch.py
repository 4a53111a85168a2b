"""From the warehouse to people: judge what is new, record it, and deliver every alert once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from flows.bench import Bench
from flows.book import Book, Glance, days_between, end_of, open_book
from flows.deliver import post_of, send_due
from flows.judge import judge_glance
from tasks.deliver import delivery_id
from tasks.incidents import Told
from tasks.judgements import Alert, Delivery
from tasks.watch import Series
from warehouse import alert_store, write
from warehouse.connect import Connection
from warehouse.outbox import Message
from warehouse.state import State


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
        book = open_book(connection, zone, glances, rehearsing=False)
        for glance in glances:
            alerts += _judge_and_record(bench, connection, state, book, glance, series)
        given_up = send_due(post_of(bench), state, now)
        _mirror(connection, state)
    return tuple(alerts), tuple(given_up)


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


def _mirror(connection: Connection, state: State) -> None:
    new = alert_store.unmirrored(state)
    evidence = [
        json.dumps([asdict(one) for one in alert.evidence], default=str, ensure_ascii=False) for alert in new.alerts
    ]
    write.mirror_alerts(connection, new.alerts, evidence, new.deliveries, new.transitions, new.looks)
    alert_store.mark_mirrored(state)
