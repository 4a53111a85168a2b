"""The outbox, in the state file: messages on their way, claimed for a while by whoever sends them, and what became of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from tasks.judgements import Alert, Delivery
from warehouse.read_state import reading
from warehouse.state import State

LEASE = timedelta(minutes=10)
"""How long a claim holds, from the moment that its pass began: longer than judging and sending together. What is still
claimed then was cut short, may have arrived or not, and is sent again under the same id."""

_alerts = TypeAdapter(Alert)
_deliveries = TypeAdapter(Delivery)


@dataclass(frozen=True, slots=True)
class Message:
    """A delivery with the alert as it stood at the transition."""

    delivery: Delivery
    alert: Alert


def put(connection: sqlite3.Connection, messages: Iterable[Message]) -> None:
    """Put messages into the outbox, within the transaction that records why; those that are there stay as they are."""
    for message in messages:
        connection.execute(
            "INSERT OR IGNORE INTO outbox VALUES (?, ?, ?, ?, 0)",
            (
                message.delivery.delivery_id,
                _written(message.delivery),
                _alerts.dump_json(message.alert).decode(),
                message.delivery.state,
            ),
        )


def due(state: State, now: datetime) -> list[Delivery]:
    """Return what may be sent, in the order it was decided; what comes after on the same alert waits for what came before."""
    rows = state.rows("SELECT delivery FROM outbox WHERE state IN ('pending', 'sending')")
    found: list[Delivery] = []
    held_up: set[tuple[str, str]] = set()
    for delivery in _in_order(rows):
        about = (delivery.alert_id, delivery.receiver)
        if about in held_up or not _is_due(delivery, now):
            held_up.add(about)
        else:
            found.append(delivery)
    return found


def claim(state: State, delivery_id: str, now: datetime) -> Message | None:
    """Take a message to send it, counting the attempt; None where somebody else has taken it or it is not due."""
    with state.transaction() as connection:
        question = "SELECT delivery, alert FROM outbox WHERE delivery_id = ? AND state IN ('pending', 'sending')"
        row = connection.execute(question, (delivery_id,)).fetchone()
        delivery = _deliveries.validate_json(row[0]) if row else None
        if delivery is None or not _is_due(delivery, now):
            return None
        taken = replace(
            delivery,
            state="sending",
            attempts=delivery.attempts + 1,
            cut_short=delivery.cut_short + (delivery.state == "sending"),
            next_attempt_at=now + LEASE,
        )
        _record(connection, taken)
    return Message(taken, _alerts.validate_json(row[1]))


def record(state: State, delivery: Delivery) -> None:
    """Record how a delivery stands; one that was sent stays sent."""
    with state.transaction() as connection:
        _record(connection, delivery)


def send_again(state: State, delivery_id: str) -> Message | None:
    """Make a message that was given up due again, under the same id; None where it is not one of those."""
    with state.transaction() as connection:
        question = "SELECT delivery, alert FROM outbox WHERE delivery_id = ? AND state IN ('failed', 'dead')"
        row = connection.execute(question, (delivery_id,)).fetchone()
        if row is None:
            return None
        delivery = replace(
            _deliveries.validate_json(row[0]), state="pending", attempts=0, cut_short=0, next_attempt_at=None
        )
        _record(connection, delivery)
    return Message(delivery, _alerts.validate_json(row[1]))


def deliveries(path: Path) -> list[Delivery]:
    """Return all deliveries, in the order they were decided, changing nothing on disk. Raises StateError."""
    with reading(path) as connection:
        if connection is None or not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").fetchall():
            return []
        return _in_order(connection.execute("SELECT delivery FROM outbox").fetchall())


def _is_due(delivery: Delivery, now: datetime) -> bool:
    return delivery.next_attempt_at is None or delivery.next_attempt_at <= now


def _in_order(rows: Sequence[tuple[str, ...]]) -> list[Delivery]:
    found = [_deliveries.validate_json(row[0]) for row in rows]
    return sorted(found, key=lambda one: (one.created_at, one.delivery_id))


def _record(connection: sqlite3.Connection, delivery: Delivery) -> None:
    connection.execute(
        "UPDATE outbox SET delivery = ?, state = ?, mirrored = 0 WHERE delivery_id = ? AND state != 'sent'",
        (_written(delivery), delivery.state, delivery.delivery_id),
    )


def _written(delivery: Delivery) -> str:
    return _deliveries.dump_json(delivery).decode()
