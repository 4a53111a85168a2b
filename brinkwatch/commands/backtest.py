"""`backtest`: what would have fired, when and why."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from brinkwatch.commands.alerts import by_incident, emit_alerts, jsonable, row_of
from brinkwatch.commands.options import day_of
from brinkwatch.commands.trend import CHART_SUFFIXES
from brinkwatch.front import Failure, Misuse, failures_told, front_of, note, published
from brinkwatch.picture import draw_rehearsal
from brinkwatch.show.escape import for_json
from brinkwatch.show.output import write
from brinkwatch.show.table import emit
from tasks.compose import count_of

if TYPE_CHECKING:
    from flows.bench import Bench
    from flows.rehearse import Rehearsal
    from tasks.budget_curve import BudgetPoint
    from tasks.event_scores import Event, EventScores
    from tasks.judgements import Alert
    from tasks.watch import Series
    from warehouse.connect import Connection

DAYS_PER_MONTH = 30.44
CURVE_FORMATS = {"p_threshold": ".1e", "per_month": ".2f"}


def backtest(
    context: typer.Context,
    watch: Annotated[
        str | None, typer.Argument(metavar="[WATCH]", help="A watch of watches.yaml; all of them by default.")
    ] = None,
    rule: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Rules to try instead of the watch's own, as below `rules:` in watches.yaml."
        ),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="First day to report.")] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Last day to judge.")] = None,
    budget: Annotated[
        bool, typer.Option("--budget", help="Also the curve of budget against alerts per month.")
    ] = False,
    events: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="Score against dated events: label and date, or start and end."),
    ] = None,
    chart: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw to FILE.svg, .png or .html as well.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also artefacts, and what did not hold at a second look.")
    ] = False,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Replay the rules over stored history: what would have fired, when and why. Sends and writes nothing."""
    from flows.prepare import THREADS, prepare
    from flows.steps import in_process

    front = front_of(context)
    first, last = day_of("--since", since), day_of("--until", until)
    if first and last and first > last:
        raise Misuse(f"--since {since} is after --until {until}; swap them")
    if chart is not None and chart.suffix.lower() not in CHART_SUFFIXES:
        raise Misuse(f"--chart {chart}: name it *.svg, *.png or *.html")
    if format == "csv" and (budget or events):
        beside = "--budget" if budget else f"--events {events}"
        raise Misuse(f"{beside}: is not in --format csv, which has a row an alert; take table or json")
    dated = _events(events)
    with failures_told():
        bench = prepare(front.config, front.warehouse, lambda workers: in_process(workers, THREADS), sys.stdout)
    series = _series(bench, watch, rule)
    with published(front, by_one=False) as connection:
        found, curve = _rehearsed(bench, connection, series, (first, last), drafted=rule is not None, budget=budget)
        if found is None:
            raise Failure(f"{front.warehouse}: holds no articles yet; `brinkwatch run` or `import` brings some in")
        if found.since > found.until:
            raise Failure(
                f"no coverage {_between(first, last)}: there is nothing to judge; `brinkwatch status` says what is stored"
            )
        if chart is not None:
            names = {one.watch_id: bench.config.watches[one.watch_id].name for one in series}
            draw_rehearsal(connection, chart, found, names, str(bench.config.settings.zone()))
    for line in _without_curve(series) if budget else ():
        note(line)
    shown = found.alerts if every else tuple(one for one in found.alerts if _told(one))
    scores = None
    if dated is not None:
        from tasks.event_scores import score_events

        fired = [one for one in (*found.already_open, *found.alerts) if _told(one)]
        scores = score_events(dated, fired, found.since, found.until, bench.config.settings.zone())
    _print(watch, found, by_incident(shown), curve, scores, format)


def _events(path: Path | None) -> Sequence[Event] | None:
    from tasks.event_scores import read_events
    from tasks.records import Trouble

    dated = read_events(path) if path is not None else None
    if isinstance(dated, Trouble):
        raise Misuse(dated.detail)
    return dated


def _series(bench: Bench, watch: str | None, rule: Path | None) -> tuple[Series, ...]:
    """Return the series to judge: those configured, or those of a draft."""
    watches = bench.config.watches
    if watch is not None and watch not in watches:
        raise Misuse(f"{watch}: is not in watches.yaml; it has {', '.join(watches)}")
    if rule is None:
        return tuple(one for one in bench.series if watch in {None, one.watch_id})
    if watch is None:
        raise Misuse(f"--rule {rule}: is a rule of a watch; name the watch too, such as {next(iter(watches), 'WATCH')}")
    from flows.draft import read_draft

    with failures_told():
        return read_draft(rule, bench.config, watch)


def _rehearsed(
    bench: Bench,
    connection: Connection,
    series: tuple[Series, ...],
    days: tuple[date | None, date | None],
    *,
    drafted: bool,
    budget: bool,
) -> tuple[Rehearsal | None, list[BudgetPoint]]:
    from flows.draft import count_stored
    from flows.rehearse import curve_of, rehearse

    if drafted:
        count_stored(connection, bench.config, series)
    found = rehearse(bench, connection, series, *days, grounds=False)
    budget = budget and any(one.asks.kind == "spike" for one in series)
    return found, curve_of(bench, connection, series, *days) if budget and found is not None else []


def _without_curve(series: Sequence[Series]) -> list[str]:
    """Say in one line, if in any, which rules the curve of budgets leaves out, and why."""
    others = sorted({f"{one.rule} ({one.asks.kind})" for one in series if one.asks.kind != "spike"})
    why = "--budget: the curve is of rules of `kind: spike`, whose scores one pass rescales; not of "
    return [why + ", ".join(others)] if others else []


def _told(alert: Alert) -> bool:
    from warehouse.read_alerts import UNTOLD

    return alert.state not in UNTOLD


def _print(
    watch: str | None,
    found: Rehearsal,
    alerts: Sequence[Alert],
    curve: Sequence[BudgetPoint],
    scores: EventScores | None,
    format: Literal["table", "csv", "json"],
) -> None:
    fired = [one for one in alerts if _told(one)]
    incidents = len({one.incident_id or one.alert_id for one in fired})
    months = ((found.until - found.since).days + 1) / DAYS_PER_MONTH
    curve_rows: list[dict[str, Any]] = [asdict(one) for one in curve]
    if format == "json":
        summary = {
            "watch": watch,
            "since": found.since,
            "until": found.until,
            "series": found.series,
            "incidents": incidents,
            "incidents_per_month": incidents / months,
            "alerts_per_month": len(fired) / months,
            "alerts": [row_of(one) | _delay(one, found) | _evidence(one) for one in alerts],
            "already_open": [row_of(one) for one in found.already_open if _told(one)],
            **({"budget_curve": curve_rows} if curve else {}),
            **(
                {"events": _score_rows(scores), "unmatched": list(scores.unmatched), "events_outside": scores.outside}
                if scores
                else {}
            ),
        }
        write(sys.stdout, for_json(jsonable(summary), indent=2) + "\n")
        return
    title = f"{count_of(incidents, 'incident')}, {count_of(len(fired), 'alert')} of {found.series} series, {found.since} to {found.until}"
    emit_alerts(alerts, format, title)
    if format == "table" and curve_rows:
        said = "What other budgets would have given"
        emit(curve_rows, list(curve_rows[0]), format, sys.stdout, said, formats=CURVE_FORMATS)
    if format == "table" and scores is not None:
        hits, scored = scores.number("hit"), len(scores.scores)
        head = f"{hits} of {scored} events hit, {scores.number('already_open')} during an open alert; "
        head += f"{len(scores.unmatched)} of {count_of(len(fired), 'alert')} belong to no event"
        head += f"; {count_of(scores.outside, 'event')} outside the days judged" if scores.outside else ""
        emit(_score_rows(scores), ["start", "end", "label", "outcome", "delay_days", "alert"], format, sys.stdout, head)
    note(_closing(found, incidents / months, fired))


def _between(first: date | None, last: date | None) -> str:
    """Say which days were asked for."""
    return " ".join([*([f"from {first}"] if first else []), *([f"until {last}"] if last else [])])


def _closing(found: Rehearsal, per_month: float, fired: Sequence[Alert]) -> str:
    delays = sorted(hours for one in fired if (hours := _delay(one, found)["delay_hours"]) is not None)
    late = f" Told {delays[len(delays) // 2]:.0f} hours after the first text of the window (median)." if delays else ""
    before = sum(_told(one) for one in found.already_open)
    return (
        f"{per_month:.1f} incidents a month.{late}{f' {before} alerts were open before {found.since}.' if before else ''} "
        "Rehearsed from what was known at each look; imported articles count as known when they were published."
    )


def _delay(alert: Alert, found: Rehearsal) -> dict[str, Any]:
    """Return when an alert fired, and how long after the first text of the window that opened it."""
    fired = [one.judged_at for one in found.transitions if one.alert_id == alert.alert_id and one.to_state == "firing"]
    at = min(fired, default=None)
    first = alert.first_text_at
    hours = round((at - first) / timedelta(hours=1), 1) if at and first else None
    return {"first_text_at": first, "fired_at": at, "delay_hours": hours}


def _evidence(alert: Alert) -> dict[str, Any]:
    return {"evidence": [asdict(text) for text in alert.evidence]}


def _score_rows(scores: EventScores) -> list[dict[str, Any]]:
    return [
        {
            "start": one.event.start,
            "end": one.event.end,
            "label": one.event.label,
            "outcome": one.outcome,
            "delay_days": one.delay_days,
            "alert": one.alert_id or None,
        }
        for one in scores.scores
    ]
