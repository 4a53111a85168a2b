"""`search` and `compare`: what was written, and who wrote it."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from brinkwatch.commands.options import MOST_LISTED, Country, Language, Since, Source, Until, Zone, groups_of, scope_of
from brinkwatch.comparison import compared
from brinkwatch.front import failures_told, front_of, note, published
from brinkwatch.show.table import emit

FOUND = ["score", "counted_at", "source_id", "title", "sentence", "url", "copies", "article_id", "raw_sha256"]
FOUND_TABLE = ["counted_at", "source_id", "title", "sentence"]
COMPARED = [
    "value", "name", "articles", "texts", "publishers", "total", "share", "low", "high", "place", "first_at", "first_title", "first_url", "typical",
]  # fmt: skip
COMPARED_TABLE = ["name", "texts", "total", "share", "low", "high", "place", "first_at", "typical"]
SHARES = {"share": ".1%", "low": ".1%", "high": ".1%"}


def search(
    context: typer.Context,
    words: Annotated[
        str,
        typer.Argument(
            metavar='"WORDS"', help='All of them, in any order; "a phrase", prefix*, a NEAR/5 b, AND, OR, NOT and ( ).'
        ),
    ],
    since: Since = None,
    until: Until = None,
    source: Source = None,
    country: Country = None,
    language: Language = None,
    timezone: Zone = None,
    most: Annotated[int, typer.Option(min=1, max=MOST_LISTED, help="How many texts at the most.")] = 20,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Find texts by their words, best first, each with its sentence."""
    from warehouse import explore
    from warehouse.terms import of_known_coverage
    from warehouse.wording import read_search

    front = front_of(context)
    scope = scope_of(front, since, until, source, country, language, timezone)
    from tasks.compose import count_of

    with failures_told():
        wanted = read_search(words)
    with published(front) as connection:
        rows = explore.search(connection, wanted, of_known_coverage(connection, scope), most)
    whole = rows[0]["found"] if rows else 0
    told = f"{wanted.shown}: {count_of(whole, 'text')}" + (f", the best {len(rows):,}" if whole > len(rows) else "")
    emit(rows, FOUND_TABLE if format == "table" else FOUND, format, sys.stdout, told)
    if format != "table":
        note(told)


def compare(
    context: typer.Context,
    term: Annotated[str, typer.Argument(metavar="TERM", help="As for `trend`.")],
    between: Annotated[
        Literal["source", "country", "language", "owner_group", "group"],
        typer.Option(help="Between whom; `group` are those of sources.yaml, such as state media."),
    ] = "source",
    since: Since = None,
    until: Until = None,
    source: Source = None,
    country: Country = None,
    language: Language = None,
    timezone: Zone = None,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Show who covers a term how much, each of their own coverage, and who was first."""
    front = front_of(context)
    scope = scope_of(front, since, until, source, country, language, timezone)
    groups = groups_of(front) if between == "group" else None
    with published(front) as connection:
        told, rows = compared(connection, term, scope, "source" if between == "group" else between, groups)
    emit(rows, COMPARED_TABLE if format == "table" else COMPARED, format, sys.stdout, told, formats=SHARES)
    if format != "table":
        note(told)
