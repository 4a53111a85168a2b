"""From the warehouse to people: judge what is new, record it, and deliver every alert once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from config.models import JsonlReceiver
from flows.bench import Bench
from flows.judge import Change, days_between, end_of, judge_day
from tasks.deliver import deliver, delivery_id
from tasks.judgements import Alert, Delivery
from tasks.watch import Series
from warehouse import alert_store, write
from warehouse.alert_store import Message
from warehouse.connect import Connection
from warehouse.state import State

MOST_ATTEMPTS = 5
"""Passes in which a message is tried before it counts as failed; it stays visible in `deliveries`."""

TRANSITIONS = {"open": "opened", "resolve": "resolved"}
"""Decisions that people are told of."""


def watch(bench: Bench, connection: Connection, series: Sequence[Series], now: datetime) -> tuple[Alert, ...]:
    """Judge every day since the last one judged, then deliver; return the alerts that opened or were resolved."""
    zone = bench.config.settings.zone()
    today = now.astimezone(zone).date()
    told: list[Alert] = []
    with State(bench.layout.state) as state:
        first = alert_store.judged_until(state) or today
        for day in days_between(min(first, today), today):
            as_of = min(now, end_of(day, zone))
            told += _judge_and_record(bench, connection, state, series, day, as_of)
        _deliver(bench, state, now)
        _mirror(connection, state)
    return tuple(told)


def _judge_and_record(
    bench: Bench, connection: Connection, state: State, series: Sequence[Series], day: date, as_of: datetime
) -> list[Alert]:
    changes = judge_day(bench, connection, series, alert_store.episodes(state), day, as_of)
    write.record_spikes(connection, [change.spike for change in changes if change.spike.observed], as_of)
    moved = [change for change in changes if change.decision.action != "none" and change.episode is not None]
    messages = [message for change in moved for message in _messages(bench, change, as_of)]
    alert_store.record_day(
        state,
        [change.episode for change in moved if change.episode],
        [(change.series.watch_id, change.series.series) for change in moved],
        messages,
        day,
    )
    return [change.episode.alert for change in moved if change.episode and change.decision.action in TRANSITIONS]


def _messages(bench: Bench, change: Change, at: datetime) -> list[Message]:
    transition = TRANSITIONS.get(change.decision.action)
    if transition is None or change.episode is None:
        return []
    alert = change.episode.alert
    return [
        Message(
            Delivery(delivery_id(alert.alert_id, transition, name), alert.alert_id, transition, name, "pending", at),
            alert,
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
            trouble = deliver(message.alert, delivery.transition, receiver, bench.out, path, delivery.receiver)
            attempts = delivery.attempts + 1
            if trouble is None:
                outcome = replace(delivery, state="sent", sent_at=now, attempts=attempts, detail="")
            elif attempts < MOST_ATTEMPTS:
                outcome = replace(delivery, attempts=attempts, detail=trouble.detail)
            else:
                outcome = replace(delivery, state="failed", attempts=attempts, detail=trouble.detail)
        alert_store.record_delivery(state, outcome)


def _mirror(connection: Connection, state: State) -> None:
    alerts, deliveries = alert_store.unmirrored(state)
    if alerts or deliveries:
        evidence = [
            json.dumps([asdict(one) for one in alert.evidence], default=str, ensure_ascii=False) for alert in alerts
        ]
        write.mirror_alerts(connection, alerts, evidence, deliveries)
        alert_store.mark_mirrored(state)
