"""Read alerts back as the values they were."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from tasks.decide import severity_of
from tasks.grounds import Grounds
from tasks.judgements import Alert, Check, Evidence, Spike, Transition
from tasks.rulings import Ruling
from warehouse.connect import Connection
from warehouse.read import ask

_grounds = TypeAdapter(Grounds)

UNTOLD = frozenset({"artefact", "unconfirmed"})
"""States that people were never told of."""


def alerts(connection: Connection, alert_id: str | None = None, *, every: bool = False) -> list[Alert]:
    """Return the alert log, newest first, or the alerts whose id begins so.

    Artefacts and alerts that did not hold at a second look are there only when asked for `every` one.
    """
    found = [_alert(row) for row in ask(connection, "alerts", alert_id=alert_id)]
    return [alert for alert in found if every or alert.state not in UNTOLD]


def judgements(connection: Connection, alert: Alert) -> list[Spike]:
    """Return how the series of an alert was judged on the days of its episode."""
    rows = ask(
        connection,
        "spikes_of_series",
        watch_id=alert.watch_id,
        series=alert.rule,
        since=alert.opened_at,
        until=alert.resolved_at or alert.updated_at,
    )
    return [_spike(row) for row in rows]


def transitions(connection: Connection, alert: Alert) -> list[Transition]:
    """Return what became of an alert; nothing in a warehouse from before that was recorded."""
    if not _has(connection, "alert_transitions"):
        return []
    return [Transition(**row) for row in ask(connection, "transitions_of_alert", alert_id=alert.alert_id)]


def rulings(connection: Connection, alert_id: str) -> list[Ruling]:
    """Return who was told of an alert, and why not; nothing in a warehouse from before that was recorded."""
    if not _has(connection, "rulings"):
        return []
    return [Ruling(**row) for row in ask(connection, "rulings_of_alert", alert_id=alert_id)]


def _has(connection: Connection, table: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall())


def _spike(row: dict[str, Any]) -> Spike:
    names = {field.name for field in fields(Spike)}
    known = {name: value for name, value in row.items() if name in names and value is not None}
    checks = tuple(Check(**check) for check in known.pop("checks", ()))
    return Spike(**known, at=row["step_start"], window=row["window_steps"], checks=checks)


def _alert(row: dict[str, Any]) -> Alert:
    """Make an alert of a row; columns that came later are empty in older rows."""
    known = {name: value for name, value in row.items() if value is not None}
    return Alert(
        **{
            "resolved_at": None,
            "severity": severity_of(row["score"]),
            **known,
            "evidence": tuple(_evidence(one) for one in json.loads(row["evidence"])),
            "grounds": _grounds.validate_json(row["grounds"]) if row.get("grounds") else None,
        }
    )


def _evidence(one: dict[str, Any]) -> Evidence:
    published = one["published_at"]
    return Evidence(**{**one, "published_at": datetime.fromisoformat(published) if published else None})
