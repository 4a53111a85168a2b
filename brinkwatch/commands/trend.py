"""`trend`: how much of the coverage something had, over time, and what stands behind it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from brinkwatch.across import answer_across
from brinkwatch.behind import MOST_EXPLAINED
from brinkwatch.commands.options import (
    MOST_LISTED,
    Country,
    Language,
    OwnerGroup,
    Since,
    Source,
    Until,
    Zone,
    groups_of,
    moment_of,
    scope_of,
)
from brinkwatch.fixed_panel import panel_of
from brinkwatch.front import Misuse, front_of, note, published
from brinkwatch.periods import MOST_SMOOTHED
from brinkwatch.picture import draw, picture_of
from brinkwatch.show.output import write
from brinkwatch.show.series import AlertMark
from brinkwatch.show.table import Format, emit
from brinkwatch.show.terminal_chart import bar_chart
from brinkwatch.show.wrapping import wrap
from brinkwatch.trends import (
    PANEL_COLUMNS,
    SMOOTH_COLUMNS,
    Answer,
    alert_marks,
    answer_trends,
    beyond,
    explained,
    hourless,
    meaning,
)

if TYPE_CHECKING:
    from warehouse.read import Scope

COLUMNS = [
    "term", "kind", "id", "period", "articles", "texts", "publishers", "total", "share", "low", "high", "coverage",
    "change", "cut",
]  # fmt: skip
Given = Mapping[str, object]
"""Options by name; None where one was not given."""
EVIDENCE = [
    "term", "period", "counted_at", "source_id", "title", "sentence", "url", "copies", "article_id", "raw_sha256",
]  # fmt: skip
EVIDENCE_TABLE = ["period", "counted_at", "source_id", "title", "sentence", "raw_sha256"]
CHART_SUFFIXES = (".svg", ".png", ".html")
USUAL_LINES = 5
DEFAULT_WIDTH = 100
"""Columns where the terminal does not say how wide it is."""


def trend(
    context: typer.Context,
    terms: Annotated[
        list[str],
        typer.Argument(
            metavar="TERM…",
            help="An entity by any alias, topic:ID, watch:ID, source:ID, a (quoted) phrase, or a search with AND, OR, NOT, NEAR/n.",
        ),
    ],
    by: Annotated[Literal["hour", "day", "week", "month", "year"], typer.Option(help="Length of a period.")] = "day",
    since: Since = None,
    until: Until = None,
    source: Source = None,
    country: Country = None,
    language: Language = None,
    owner_group: OwnerGroup = None,
    timezone: Zone = None,
    beside: Annotated[
        str | None, typer.Option("--with", metavar="TERM", help="Only in articles that have this term as well.")
    ] = None,
    across: Annotated[
        Literal["source", "country", "language", "owner_group", "group"] | None,
        typer.Option(
            help="A line for each of those with the most texts on the term, of its own coverage; `group` are those of sources.yaml."
        ),
    ] = None,
    largest: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_LISTED, help="With --across: how many of them.", show_default=str(USUAL_LINES)),
    ] = None,
    smooth: Annotated[
        int, typer.Option(min=1, max=MOST_SMOOTHED, metavar="N", help="Share of the last N periods together.")
    ] = 1,
    panel: Annotated[
        bool, typer.Option("--panel", help="Beside it the share within the sources that were there in all periods.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option(metavar="TIME", help="Only what was known then; a day alone is all of it.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="List the texts behind the points instead.")] = False,
    period: Annotated[
        str | None, typer.Option(metavar="DAY", help="With --explain: only the period of this day.")
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(
            min=1, max=MOST_LISTED, help="With --explain: how many texts at the most.", show_default=str(MOST_EXPLAINED)
        ),
    ] = None,
    chart: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw to FILE.svg, .png or .html as well.")] = None,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Show the share of coverage over time: distinct texts on the term, of all distinct texts collected."""
    if chart is not None and chart.suffix.lower() not in CHART_SUFFIXES:
        raise Misuse(f"--chart {chart}: name it *.svg, *.png or *.html")
    if across is not None and len(terms) > 1:
        raise Misuse(f"--across {across}: draws a line for each; ask for one term")
    if across == "source" and panel:
        raise Misuse("--across source --panel: a panel of one source alone says nothing; leave --panel out")
    of_points = {"--across": across, "--smooth": smooth if smooth > 1 else None, "--chart": chart}
    _expect_partners(explain, across, {"--period": period, "--most": most}, of_points, largest)
    from warehouse.terms import resolve

    front = front_of(context)
    scope = scope_of(front, since, until, source, country, language, timezone, by, owner_group, as_of)
    groups = groups_of(front) if across == "group" else {}
    with published(front) as connection:
        if beside is not None:
            scope = replace(scope, beside=resolve(connection, beside))
        if explain:
            if panel:
                members = panel_of(connection, scope)
                note(members.told)
                scope = replace(scope, panel=list(members.members))
            found = explained(connection, terms, scope, moment_of("--period", period), most or MOST_EXPLAINED)
            _list(found, format)
            return
        for line in filter(None, (beyond(connection, scope), hourless(connection, scope))):
            note(line)

        def ask(scope: Scope, smooth: int) -> list[Answer]:
            if across is None:
                return answer_trends(connection, terms, scope, smooth, panel=panel)
            between = groups if across == "group" else across
            return answer_across(connection, terms[0], scope, between, largest or USUAL_LINES, smooth, panel=panel)

        answers = ask(scope, smooth)

        def marks(shown: Sequence[Answer]) -> list[AlertMark]:  # alerts are judged over all sources
            return [] if across else alert_marks(connection, shown, scope.zone, scope.as_of)

        _print([(one, marks([one])) for one in answers], _told(by, smooth, scope), format)
        if chart is not None:
            drawn = picture_of(connection, answers, scope, ask, chart, front.warehouse)
            told = f"hare of distinct texts, {_told(drawn.by, smooth if drawn.by == by else 1, scope)}"
            title = f"{answers[0].name}: s{told}" if across else f"S{told}"
            draw(chart, drawn, title, marks(answers), front.warehouse)


def _expect_partners(explain: bool, across: str | None, of_texts: Given, of_points: Given, largest: int | None) -> None:
    """Refuse options that would say nothing beside the others."""
    refused = [(of_points, "is of points, and --explain lists texts instead; leave one of the two out")]
    if not explain:
        refused = [(of_texts, "goes with --explain, which lists the texts behind the points")]
    if not across:
        refused.append(({"--largest": largest}, "goes with --across, which draws a line for each of so many"))
    for given, why in refused:
        for option, value in given.items():
            if value is not None:
                raise Misuse(f"{option} {value}: {why}")


def _told(by: str, smooth: int, scope: Scope) -> str:
    """Say in which periods shares are given, and as known when."""
    over = f", over {smooth} {by}s each" if smooth > 1 else ""
    return f"by {by}{over}" + (f", as known at {scope.as_of:%Y-%m-%d %H:%M %Z}" if scope.as_of else "")


def _print(marked: Sequence[tuple[Answer, list[AlertMark]]], told: str, format: Format) -> None:
    """Print every answer, in a table each with the alerts on its own term."""
    answers = [one for one, _ in marked]
    if format == "table":
        width = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns
        for one, marks in marked:
            bars = bar_chart(
                one.points,
                f"Share of distinct texts {told}",
                width,
                marks,
                one.inside if one.panel and one.panel.members else (),
            )
            below = "".join(f"{line}\n" for line in wrap(one.panel.told, width)) if one.panel else ""
            write(sys.stdout, f"{meaning(one)}\n\n{bars}{below}\n")
        if not answers:
            write(sys.stdout, "nothing found\n")
        return
    rows = [row for one in answers for row in one.rows()]
    more = [name for name in ("across", "with") if rows and name in rows[0]]
    columns = [*COLUMNS[:3], *more, *COLUMNS[3:]]
    emit(
        rows,
        [*columns, *(name for name in (*SMOOTH_COLUMNS, *PANEL_COLUMNS) if rows and name in rows[0])],
        format,
        sys.stdout,
    )
    for one in answers:
        note(meaning(one))
        if one.panel:
            note(one.panel.told)


def _list(found: Sequence[tuple[str, list[dict[str, object]]]], format: Format) -> None:
    """Print the texts behind the points, and how many more there are."""
    if format != "table":
        emit([row for _, rows in found for row in rows], EVIDENCE, format, sys.stdout)
    for told, rows in found:
        if format == "table":
            emit(rows, EVIDENCE_TABLE, format, sys.stdout, told)
        else:
            note(told)
        whole = int(str(rows[0]["found"])) if rows else 0
        if whole > len(rows):
            note(f"the first {len(rows):,} of {whole:,} texts; --most shows more, --period one period alone")
