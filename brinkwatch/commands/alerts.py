"""`alerts`: what fired, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from brinkwatch.front import Failure, Misuse, front_of, note, published
from brinkwatch.show.escape import for_json, for_terminal
from brinkwatch.show.output import write
from brinkwatch.show.table import emit

if TYPE_CHECKING:
    from tasks.judgements import Alert, Spike, Transition
    from warehouse.connect import Connection

COLUMNS = [
    "id", "incident", "watch", "rule", "state", "severity", "artefact", "opened_at", "observed", "expected", "p_value", "articles",
    "texts", "publishers", "headline",
]  # fmt: skip
TABLE_COLUMNS = ["id", "state", "severity", "opened_at", "p_value", "articles", "texts", "publishers", "headline"]
FORMATS = {"expected": ".2f", "p_value": ".1e"}

group = typer.Typer(help="What fired, and why.", no_args_is_help=True, rich_markup_mode=None)


@group.callback()
def _alerts() -> None:
    """What fired, and why."""


@group.command("list")
def list_alerts(
    context: typer.Context,
    every: Annotated[
        bool,
        typer.Option("--all", help="Also what nobody was told of: artefacts, and what did not hold at a second look."),
    ] = False,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """List every alert, newest incident first, its leading alert before the others; `alerts why ID` explains one."""
    from warehouse.read_alerts import alerts

    with published(front_of(context)) as connection:
        found = by_incident(alerts(connection, every=every))
    emit_alerts(found, format, "Alerts")


@group.command("why")
def why(
    context: typer.Context,
    alert_id: Annotated[str, typer.Argument(metavar="ID", help="Of `alerts list`; its beginning is enough.")],
    format: Annotated[Literal["table", "json", "html"], typer.Option(help="How to print.")] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file to write to instead of the terminal.")
    ] = None,
) -> None:
    """Explain an alert: how unusual, against what, from which publishers, with the sentences."""
    from warehouse.read_alerts import judgements, transitions

    with published(front_of(context)) as connection:
        alert = alert_of(connection, alert_id)
        judged, moves = judgements(connection, alert), transitions(connection, alert)
    told = {"json": _as_json, "html": _as_html, "table": _as_text}[format](alert, judged, moves)
    if output is None:
        write(sys.stdout, told)
    else:
        save(output, told.encode())


def alert_of(connection: Connection, alert_id: str) -> Alert:
    """Return the one alert whose id begins so; Misuse where there is none or more."""
    from warehouse.read_alerts import alerts

    found = alerts(connection, alert_id, every=True) if alert_id else []
    if not found:
        raise Misuse(f"{alert_id}: there is no such alert; `brinkwatch alerts list` shows the ids")
    if len(found) > 1:
        raise Misuse(f"{alert_id}: begins the ids of {len(found)} alerts; write more of it")
    return found[0]


def save(path: Path, content: bytes) -> None:
    """Write a file whole, in a folder that may have to be made, and say so."""
    from brinkwatch.show.chart import replace

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
    except OSError as error:
        raise Failure(f"{path}: can not be written: {error.strerror or error}") from None
    note(f"written to {path}")


def _as_text(alert: Alert, judged: Sequence[Spike], moves: Sequence[Transition]) -> str:
    from tasks.explain import explain

    return "\n".join(for_terminal(line) for line in explain(alert, judged, moves)) + "\n"


def _as_json(alert: Alert, judged: Sequence[Spike], moves: Sequence[Transition]) -> str:
    from tasks.content import alert_json

    kept = {name: value for name, value in jsonable(asdict(alert)).items() if name != "grounds"}
    whole = {
        **alert_json(alert, alert.state),
        **row_of(alert),
        **kept,
        "judgements": [jsonable(asdict(one)) for one in judged],
        "transitions": [jsonable(asdict(one)) for one in moves],
    }
    return for_json(jsonable(whole), indent=2) + "\n"


def _as_html(alert: Alert, judged: Sequence[Spike], moves: Sequence[Transition]) -> str:
    from tasks.alert_chart import alert_svg
    from tasks.content import whole_html
    from tasks.explain import course

    return whole_html(alert, alert_svg(alert), course(alert, judged, moves))


def emit_alerts(alerts: Sequence[Alert], format: Literal["table", "csv", "json"], title: str) -> None:
    """Print alerts; in a table those that are part of an incident stand below the one that leads it."""
    rows = [row_of(alert) for alert in alerts]
    if format == "table":
        shown = {alert.alert_id for alert in alerts}
        for row, alert in zip(rows, alerts, strict=True):
            part = alert.incident_id in shown - {alert.alert_id}
            row["headline"] = f"{'└ ' if part else ''}{alert.headline}"
            row["state"] = alert.artefact or alert.state
    emit(rows, TABLE_COLUMNS if format == "table" else COLUMNS, format, sys.stdout, title, formats=FORMATS)


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
