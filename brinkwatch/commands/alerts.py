"""`alerts list`: what fired, as listings show it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from brinkwatch.commands import silences
from brinkwatch.front import front_of, note, published
from brinkwatch.show.table import emit

if TYPE_CHECKING:
    from tasks.judgements import Alert
    from tasks.silences import Silence

COLUMNS = [
    "id", "incident", "watch", "rule", "state", "severity", "artefact", "opened_at", "observed", "expected", "p_value", "articles",
    "texts", "publishers", "headline",
]  # fmt: skip
TABLE_COLUMNS = ["id", "state", "severity", "opened_at", "p_value", "articles", "texts", "publishers", "headline"]
FORMATS = {"expected": ".2f", "p_value": ".1e"}


def list_alerts(
    context: typer.Context,
    every: Annotated[
        bool,
        typer.Option("--all", help="Also what nobody was told of: artefacts, and what did not hold at a second look."),
    ] = False,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """List every alert, newest incident first, its leading alert before the others; `alerts why ID` explains one."""
    from warehouse import outbox
    from warehouse.layout import Layout
    from warehouse.read_alerts import alerts

    front = front_of(context)
    with published(front) as connection:
        found = by_incident(alerts(connection, every=every))
        waiting = Counter(one.state for one in outbox.deliveries(Layout(front.warehouse).state))
    emit_alerts(found, format, "Alerts", silences.active(front))
    if given_up := waiting["failed"] + waiting["dead"]:
        note(f"Messages that did not arrive: {given_up:,}; `brinkwatch alerts deliveries` says which and why")


def emit_alerts(
    alerts: Sequence[Alert],
    format: Literal["table", "csv", "json"],
    title: str,
    hushed: Sequence[Silence] | None = None,
) -> None:
    """Print alerts; in a table those that are part of an incident stand below the one that leads it.

    With silences that hold, even none, open alerts say which keeps them from being told.
    """
    from tasks.silences import matches

    rows = [row_of(alert) for alert in alerts]
    for row, alert in zip(rows, alerts, strict=True):
        quiet = next((one for one in hushed or () if alert.resolved_at is None and matches(one, alert)), None)
        row["silenced"] = quiet.silence_id if quiet else None
    if format == "table":
        shown = {alert.alert_id for alert in alerts}
        for row, alert in zip(rows, alerts, strict=True):
            part = alert.incident_id in shown - {alert.alert_id}
            row["headline"] = f"{'└ ' if part else ''}{alert.headline}"
            row["state"] = f"{alert.artefact or alert.state}{', silenced' if row['silenced'] else ''}"
    columns = TABLE_COLUMNS if format == "table" else [*COLUMNS, *([] if hushed is None else ["silenced"])]
    emit(rows, columns, format, sys.stdout, title, formats=FORMATS)


def by_incident(alerts: Iterable[Alert]) -> list[Alert]:
    """Order alerts by the opening of their incident, newest first, its leading alert before the others."""
    found = list(alerts)
    opened = {alert.alert_id: alert.opened_at for alert in found}

    def place(alert: Alert) -> tuple[float, str, bool, datetime, str]:
        incident = alert.incident_id or alert.alert_id
        at = opened.get(incident, alert.opened_at)
        return (-at.timestamp(), incident, alert.alert_id != incident, alert.opened_at, alert.alert_id)

    return sorted(found, key=place)


def row_of(alert: Alert) -> dict[str, Any]:
    """Return an alert as listings carry it."""
    return {
        "id": alert.alert_id,
        "incident": alert.incident_id or None,
        "watch": alert.watch_id,
        "rule": alert.rule,
        "state": alert.state,
        "severity": alert.severity,
        "artefact": alert.artefact or None,
        "opened_at": alert.opened_at,
        "observed": alert.observed,
        "expected": alert.expected,
        "p_value": alert.p_value,
        "articles": alert.articles,
        "texts": alert.texts,
        "publishers": alert.publishers,
        "headline": alert.headline,
    }


def jsonable(value: Any) -> Any:
    """Return what JSON can hold of a value: days and moments as text."""
    if isinstance(value, dict):
        return {key: jsonable(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [jsonable(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
