"""Read alerts back as the values they were."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from tasks.judgements import Alert, Evidence, Spike
from warehouse.connect import Connection
from warehouse.read import ask


def alerts(connection: Connection, alert_id: str | None = None) -> list[Alert]:
    """Return the alert log, newest first, or the alerts whose id begins so."""
    return [_alert(row) for row in ask(connection, "alerts", alert_id=alert_id)]


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
    names = {field.name for field in fields(Spike)}
    return [
        Spike(**{key: row[key] for key in names - {"at", "window"}}, at=row["step_start"], window=row["window_steps"])
        for row in rows
    ]


def _alert(row: dict[str, Any]) -> Alert:
    return Alert(**{**row, "evidence": tuple(_evidence(one) for one in json.loads(row["evidence"]))})


def _evidence(one: dict[str, Any]) -> Evidence:
    published = one["published_at"]
    return Evidence(**{**one, "published_at": datetime.fromisoformat(published) if published else None})
