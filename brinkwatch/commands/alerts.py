"""`alerts` and `backtest`: what fired, why, and what would have."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from brinkwatch.commands.options import day_of
from brinkwatch.front import Failure, Misuse, failures_told, front_of, note, published
from brinkwatch.show.escape import for_json, for_terminal
from brinkwatch.show.output import write
from brinkwatch.show.table import emit

if TYPE_CHECKING:
    from tasks.judgements import Alert

COLUMNS = [
    "id", "watch", "rule", "state", "opened_at", "observed", "expected", "p_value", "articles", "texts", "publishers", "headline",
]  # fmt: skip
TABLE_COLUMNS = ["id", "state", "opened_at", "p_value", "articles", "texts", "publishers", "headline"]
FORMATS = {"expected": ".2f", "p_value": ".1e"}

group = typer.Typer(help="What fired, and why.", no_args_is_help=True, rich_markup_mode=None)


@group.callback()
def _alerts() -> None:
    """What fired, and why."""


@group.command("list")
def list_alerts(
    context: typer.Context,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """List every alert, newest first; `alerts why ID` explains one."""
    from warehouse.read_alerts import alerts

    with published(front_of(context)) as connection:
        rows = [row_of(alert) for alert in alerts(connection)]
    emit(rows, TABLE_COLUMNS if format == "table" else COLUMNS, format, sys.stdout, "Alerts", formats=FORMATS)


@group.command("why")
def why(
    context: typer.Context,
    alert_id: Annotated[str, typer.Argument(metavar="ID", help="Of `alerts list`; its beginning is enough.")],
    format: Annotated[Literal["table", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Explain an alert: how unusual, against what, from which publishers, with the sentences."""
    from tasks.compose import explain
    from warehouse.read_alerts import alerts, judgements

    with published(front_of(context)) as connection:
        found = alerts(connection, alert_id)
        if not found:
            raise Misuse(f"{alert_id}: there is no such alert; `brinkwatch alerts list` shows the ids")
        if len(found) > 1:
            raise Misuse(f"{alert_id}: begins the ids of {len(found)} alerts; write more of it")
        judged = judgements(connection, found[0])
    if format == "json":
        whole = {
            **row_of(found[0]),
            **_jsonable(asdict(found[0])),
            "judgements": [_jsonable(asdict(one)) for one in judged],
        }
        write(sys.stdout, for_json(whole, indent=2) + "\n")
    else:
        write(sys.stdout, "\n".join(for_terminal(line) for line in explain(found[0], judged)) + "\n")


def backtest(
    context: typer.Context,
    watch: Annotated[
        str | None, typer.Argument(metavar="[WATCH]", help="A watch of watches.yaml; all of them by default.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="First day to judge.")] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Last day to judge.")] = None,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Replay the rules over stored history: what would have fired, when and why. Sends and writes nothing."""
    from flows.prepare import THREADS, prepare
    from flows.rehearse import rehearse
    from flows.steps import in_process
    from tasks.watch import series_of

    front = front_of(context)
    first, last = day_of("--since", since), day_of("--until", until)
    with failures_told():
        bench = prepare(front.config, front.warehouse, lambda workers: in_process(workers, THREADS), sys.stdout)
    config = bench.config
    if watch is not None and watch not in config.watches:
        raise Misuse(f"{watch}: is not in watches.yaml; it has {', '.join(config.watches)}")
    series = [one for one in series_of(config.watches, config.entities, config.topics) if watch in {None, one.watch_id}]
    with published(front) as connection:
        found = rehearse(bench, connection, series, first, last)
    if found is None:
        raise Failure(f"{front.warehouse}: holds no articles yet; `brinkwatch run` or `import` brings some in")
    rows = [row_of(alert) for alert in found.alerts]
    if format == "json":
        summary = {"watch": watch, "since": found.since, "until": found.until, "series": found.series, "alerts": rows}
        write(sys.stdout, for_json(_jsonable(summary), indent=2) + "\n")
        return
    title = f"{len(rows)} alerts of {found.series} series, {found.since} to {found.until}"
    emit(rows, TABLE_COLUMNS if format == "table" else COLUMNS, format, sys.stdout, title, formats=FORMATS)
    note("Rehearsed from what was known on each day; imported articles count as known when they were published.")


def row_of(alert: Alert) -> dict[str, Any]:
    """Return an alert as listings carry it."""
    return {
        "id": alert.alert_id,
        "watch": alert.watch_id,
        "rule": alert.rule,
        "state": alert.state,
        "opened_at": alert.opened_at,
        "observed": alert.observed,
        "expected": alert.expected,
        "p_value": alert.p_value,
        "articles": alert.articles,
        "texts": alert.texts,
        "publishers": alert.publishers,
        "headline": alert.headline,
    }


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _jsonable(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_jsonable(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
