"""`query` and `export`: the warehouse for a person's own SQL and own tools."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from brinkwatch.commands.options import Since, Until, days_of
from brinkwatch.front import Failure, Misuse, failures_told, front_of, note
from brinkwatch.show.table import emit


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


def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write; a former export is replaced.")],
    since: Since = None,
    until: Until = None,
    with_text: Annotated[bool, typer.Option("--with-text/--without-text", help="The texts of articles too.")] = False,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print what was written.")] = "table",
) -> None:
    """Write all public tables as Parquet, a folder a month, with a page on their columns; whole or not at all."""
    from warehouse import export as exporting

    front = front_of(context)
    first, last = days_of(since, until)
    with failures_told():
        written = exporting.export(front.warehouse, folder, first, last, with_text=with_text)
    emit([asdict(one) for one in written], ["table", "rows", "months"], format, sys.stdout)
    note(f"written to {folder}; {folder / 'README.md'} explains every column")


def _sql(given: str) -> str:
    """Return SQL as given, or the text of the file of that name."""
    if len(given) < 1000 and "\n" not in given and given.endswith(".sql"):
        try:
            return Path(given).read_text(encoding="utf-8")
        except OSError as error:
            raise Misuse(f"{given}: can not be read: {error.strerror or error}") from None
    return given
