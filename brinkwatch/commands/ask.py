"""`trend` and `query`: questions to the warehouse."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer

from brinkwatch.commands.options import day_of
from brinkwatch.front import Failure, Front, Misuse, failures_told, front_of, note, published, timezone_of
from brinkwatch.show.output import write
from brinkwatch.show.series import AlertMark, TrendSeries
from brinkwatch.show.table import emit
from brinkwatch.show.terminal_chart import bar_chart
from brinkwatch.trends import Answer, answer_trends, meaning

COLUMNS = ["term", "kind", "id", "period", "articles", "texts", "publishers", "total", "share", "coverage"]
CHART_SUFFIXES = (".svg", ".png", ".html")
DEFAULT_WIDTH = 100
"""Columns where the terminal does not say how wide it is."""


def trend(
    context: typer.Context,
    terms: Annotated[
        list[str],
        typer.Argument(
            metavar="TERM…", help="An entity by any alias, topic:ID, watch:ID, source:ID, or a (quoted) phrase."
        ),
    ],
    by: Annotated[Literal["hour", "day", "week", "month"], typer.Option(help="Length of a period.")] = "day",
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="First day.")] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Last day, included.")] = None,
    source: Annotated[str | None, typer.Option(metavar="ID", help="Only this publisher.")] = None,
    country: Annotated[str | None, typer.Option(metavar="CC", help="Only publishers of this country.")] = None,
    language: Annotated[str | None, typer.Option(metavar="LL", help="Only articles in this language.")] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Time zone of the periods; settings.yaml's by default.")
    ] = None,
    chart: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw to FILE.svg, .png or .html as well.")] = None,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Show the share of coverage over time: distinct texts on the term, of all distinct texts collected."""
    from warehouse.read import Scope

    if chart is not None and chart.suffix.lower() not in CHART_SUFFIXES:
        raise Misuse(f"--chart {chart}: name it *.svg, *.png or *.html")
    front = front_of(context)
    last = day_of("--until", until)
    scope = Scope(
        by=by,
        zone=timezone_of(front, timezone),
        since=day_of("--since", since),
        until=last + timedelta(days=1) if last else None,
        source=source,
        country=country.upper() if country else None,
        language=language.lower() if language else None,
    )
    if scope.since and last and scope.since > last:
        raise Misuse(f"--since {since} is after --until {until}; swap them")
    with published(front) as connection:
        answers = answer_trends(connection, terms, scope)
    if format == "table":
        width = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns
        for one in answers:
            write(
                sys.stdout,
                f"{meaning(one)}\n\n" + bar_chart(one.points, f"Share of distinct texts by {by}", width) + "\n",
            )
    else:
        rows = [row for one in answers for row in one.rows()]
        emit(rows, COLUMNS, format, sys.stdout)
        for one in answers:
            note(meaning(one))
    if chart is not None:
        _draw(front, chart, answers, by)


def _draw(front: Front, path: Path, answers: list[Answer], by: str) -> None:
    from brinkwatch.show.chart import write_chart

    series = [TrendSeries(one.name, one.points) for one in answers]
    if not any(one.points for one in series):
        raise Failure(f"{path}: there is nothing to draw in this scope")
    caption = (
        f"Denominator: all distinct texts collected in the period. Asked: {', '.join(one.asked for one in answers)}."
    )
    marks: list[AlertMark] = []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        trouble = write_chart(path, series, f"Share of distinct texts, by {by}", caption=caption, marks=marks)
    except OSError as error:
        raise Failure(f"{path}: can not be written: {error.strerror or error}") from None
    if trouble is not None:
        note(trouble.detail)
    note(f"drawn to {path} from {front.warehouse}")


def query(
    context: typer.Context,
    sql: Annotated[str, typer.Argument(metavar="SQL", help="A question in DuckDB's SQL, or a file that holds one.")],
    format: Annotated[
        Literal["table", "csv", "json", "parquet"], typer.Option(help="How to print; parquet wants -o.")
    ] = "table",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write there instead.")] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="Give up after this long.")] = 60.0,
) -> None:
    """Ask the published warehouse anything, read-only; it can neither change it nor touch other files."""
    from warehouse.query import answer

    if format == "parquet" and output is None:
        raise Misuse("--format parquet: is not for a terminal; name a file with -o FILE.parquet")
    text = _sql(sql)
    with failures_told():
        result = answer(front_of(context).warehouse, text, seconds)
    try:
        if format == "parquet" and output is not None:
            result.write_parquet(output)
        elif output is not None:
            with output.open("w", encoding="utf-8", newline="") as file:
                emit(result.rows(), result.columns, format, file)  # type: ignore[arg-type]
        else:
            emit(result.rows(), result.columns, format, sys.stdout)  # type: ignore[arg-type]
    except OSError as error:
        raise Failure(f"{output}: can not be written: {error.strerror or error}") from None


def _sql(given: str) -> str:
    """Return SQL as given, or the text of the file of that name."""
    if len(given) < 1000 and "\n" not in given and given.endswith(".sql"):
        try:
            return Path(given).read_text(encoding="utf-8")
        except OSError as error:
            raise Misuse(f"{given}: can not be read: {error.strerror or error}") from None
    return given
