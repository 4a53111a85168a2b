"""Rulings on messages and the silences they look at, in the state file; the warehouse mirrors both."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from tasks.judgements import Alert, Delivery
from tasks.rulings import Offer, Past, Ruling
from tasks.silences import Silence
from warehouse.connect import Connection, in_transaction
from warehouse.read_state import reading
from warehouse.state import State
from warehouse.write import insert, merge, rows_of

_rulings = TypeAdapter(Ruling)
_silences = TypeAdapter(Silence)
_alerts = TypeAdapter(Alert)
_deliveries = TypeAdapter(Delivery)

WAITING = ("held", "withheld")
"""States of a delivery that a later ruling may change; what was handed to a receiver is never taken back."""


def write_rulings(connection: sqlite3.Connection, rulings: Iterable[Ruling]) -> None:
    """Write rulings within a transaction; one of the same moment stays as it was."""
    connection.executemany(
        "INSERT OR IGNORE INTO rulings VALUES (?, ?, ?, 0)",
        [(one.delivery_id, one.decided_at.isoformat(), _rulings.dump_json(one).decode()) for one in rulings],
    )


def pasts(state: State) -> dict[str, Past]:
    """Return what was decided so far, by receiver, oldest first."""
    found: dict[str, list[Ruling]] = {}
    for (ruling,) in state.rows("SELECT ruling FROM rulings"):
        one = _rulings.validate_json(ruling)
        found.setdefault(one.receiver, []).append(one)
    return {
        receiver: Past(tuple(sorted(rulings, key=lambda one: (one.decided_at, one.delivery_id))))
        for receiver, rulings in found.items()
    }


def offers(state: State, delivery_ids: Sequence[str]) -> list[Offer]:
    """Return messages as they wait in the outbox."""
    rows = state.rows(
        "SELECT delivery, alert FROM outbox WHERE delivery_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(delivery_ids))],
    )
    return [Offer(_deliveries.validate_json(delivery), _alerts.validate_json(alert)) for delivery, alert in rows]


def record_rulings(state: State, decided: Sequence[tuple[Offer, Ruling]]) -> None:
    """Record what was decided of new and of waiting messages, in one transaction."""
    with state.transaction() as connection:
        for offer, _ in decided:
            one = offer.delivery
            connection.execute(
                "INSERT INTO outbox (delivery_id, delivery, alert, state, mirrored) VALUES (?, ?, ?, ?, 0) "
                "ON CONFLICT (delivery_id) DO UPDATE SET delivery = excluded.delivery, alert = excluded.alert, "
                "state = excluded.state, mirrored = 0 WHERE outbox.state IN (SELECT value FROM json_each(?))",
                (
                    one.delivery_id,
                    _deliveries.dump_json(one).decode(),
                    _alerts.dump_json(offer.alert).decode(),
                    one.state,
                    json.dumps(WAITING),
                ),
            )
        write_rulings(connection, [ruling for _, ruling in decided])


def alerts_of(state: State, alert_ids: Iterable[str]) -> dict[str, Alert]:
    """Return alerts as they stand now, by id."""
    rows = state.rows(
        "SELECT alert FROM alerts WHERE alert_id IN (SELECT value FROM json_each(?))", [json.dumps(sorted(alert_ids))]
    )
    alerts = [_alerts.validate_json(alert) for (alert,) in rows]
    return {one.alert_id: one for one in alerts}


def looked_at(state: State) -> list[datetime]:
    """Return the moments that days were judged as of, in order."""
    return sorted(datetime.fromisoformat(at) for (at,) in state.rows("SELECT DISTINCT judged_at FROM looks"))


def silences(state: State) -> list[Silence]:
    """Return every silence ever set, oldest first."""
    return _in_order(state.rows("SELECT silence FROM silences"))


def known_silences(path: Path) -> list[Silence]:
    """Return the same from a file that is only looked into; none where it is missing or of an older version."""
    with reading(path) as connection:
        if connection is None:
            return []
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'silences'").fetchall():
            return []
        return _in_order(connection.execute("SELECT silence FROM silences").fetchall())


def _in_order(rows: Iterable[tuple[str, ...]]) -> list[Silence]:
    return sorted((_silences.validate_json(row[0]) for row in rows), key=lambda one: (one.set_at, one.silence_id))


def keep_silence(state: State, silence: Silence) -> None:
    """Set a silence, or record that it was lifted."""
    with state.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO silences VALUES (?, ?, 0)",
            (silence.silence_id, _silences.dump_json(silence).decode()),
        )


def mirror_rulings(state: State, connection: Connection) -> None:
    """Bring the warehouse's history of rulings and silences up to what the state file says."""
    rulings = [_rulings.validate_json(row[0]) for row in state.rows("SELECT ruling FROM rulings WHERE NOT mirrored")]
    rows = [row[0] for row in state.rows("SELECT silence FROM silences WHERE NOT mirrored")]
    new = [_silences.validate_json(row) for row in rows]
    if not rulings and not new:
        return

    def work() -> None:
        unknown = "WHERE (delivery_id, decided_at) NOT IN (SELECT (delivery_id, decided_at) FROM rulings)"
        insert(connection, "rulings", rows_of(rulings), unknown)
        connection.executemany("DELETE FROM silences WHERE silence_id = ?", [[one.silence_id] for one in new] or [[""]])
        merge(connection, "silences", "silence_id", new)

    in_transaction(connection, work)
    with state.transaction() as at_hand:
        at_hand.execute("UPDATE rulings SET mirrored = 1 WHERE NOT mirrored")
        for row in rows:  # one that was lifted in the meantime is not mirrored yet
            at_hand.execute("UPDATE silences SET mirrored = 1 WHERE silence = ?", (row,))
