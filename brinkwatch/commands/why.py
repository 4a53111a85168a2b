"""`alerts why`: what an alert rests on, and what became of it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from brinkwatch.commands.alerts import jsonable, row_of
from brinkwatch.front import Failure, Misuse, front_of, note, published
from brinkwatch.show.escape import for_json, for_terminal
from brinkwatch.show.output import write

if TYPE_CHECKING:
    from tasks.explain import Course
    from tasks.judgements import Alert
    from warehouse.connect import Connection


def why(
    context: typer.Context,
    alert_id: Annotated[str, typer.Argument(metavar="ID", help="Of `alerts list`; its beginning is enough.")],
    format: Annotated[Literal["table", "json", "html"], typer.Option(help="How to print.")] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file to write to instead of the terminal.")
    ] = None,
) -> None:
    """Explain an alert: how unusual, against what, from which publishers, with the sentences."""
    from tasks.explain import Course
    from warehouse.read_alerts import judgements, rulings, transitions

    with published(front_of(context)) as connection:
        alert = alert_of(connection, alert_id)
        decided = rulings(connection, alert.alert_id)
        course = Course(judgements(connection, alert), transitions(connection, alert), decided)
    told = {"json": _as_json, "html": _as_html, "table": _as_text}[format](alert, course)
    if output is None:
        write(sys.stdout, told)
    else:
        save(output, told.encode())


def alert_of(connection: Connection, alert_id: str) -> Alert:
    """Return the one alert whose id begins so; Misuse where there is none or more."""
    from warehouse.read_alerts import alerts

    if not alert_id:
        raise Misuse("an empty id names no alert; `brinkwatch alerts list` shows the ids")
    found = alerts(connection, alert_id, every=True)
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


def _as_text(alert: Alert, course: Course) -> str:
    from tasks.explain import explain

    return "\n".join(for_terminal(line) for line in explain(alert, course)) + "\n"


def _as_json(alert: Alert, course: Course) -> str:
    from tasks.content import alert_json

    kept = {name: value for name, value in jsonable(asdict(alert)).items() if name != "grounds"}
    whole = {
        **alert_json(alert, alert.state),
        **row_of(alert),
        **kept,
        "judgements": [jsonable(asdict(one)) for one in course.judgements],
        "transitions": [jsonable(asdict(one)) for one in course.transitions],
        "rulings": [jsonable(asdict(one)) for one in course.rulings],
    }
    return for_json(jsonable(whole), indent=2) + "\n"


def _as_html(alert: Alert, course: Course) -> str:
    from tasks.alert_chart import alert_svg
    from tasks.content import whole_html
    from tasks.explain import sections

    return whole_html(alert, alert_svg(alert), sections(alert, course))
