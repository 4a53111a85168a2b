"""`rising`: what rose against its own past, whether or not anybody configured it."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Annotated, Literal

import typer

from brinkwatch.commands.options import MOST_LISTED, day_of
from brinkwatch.front import Misuse, front_of, note, published, timezone_of
from brinkwatch.show.table import emit

COLUMNS = ["term", "kind", "id", "configured", "texts", "publishers", "expected", "before", "score", "sentence", "url"]
SHOWN = ["term", "kind", "texts", "publishers", "expected", "score", "sentence"]


def rising(
    context: typer.Context,
    week: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The seven days from this one.")] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="First day.")] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Last day, included.")] = None,
    past_weeks: Annotated[int, typer.Option(min=1, max=520, help="Weeks before them to compare with.")] = 8,
    min_texts: Annotated[int, typer.Option(min=1, max=MOST_LISTED, help="Distinct texts that must speak of it.")] = 5,
    min_publishers: Annotated[int, typer.Option(min=1, max=MOST_LISTED, help="Independent publishers that must.")] = 3,
    language: Annotated[str | None, typer.Option(metavar="LL", help="Only articles in this language.")] = None,
    most: Annotated[int, typer.Option(min=1, max=MOST_LISTED, help="How many to list.")] = 30,
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Time zone of the days; settings.yaml's by default.")
    ] = None,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """List names and phrases that rose in some days against the weeks before, by distinct texts; with a sentence each."""
    from brinkwatch.rise import Gates, risen, stretch_of

    front = front_of(context)
    first, last = day_of("--week", week) or day_of("--since", since), day_of("--until", until)
    if first is None:
        raise Misuse("say which days: --week 2017-03-13, or --since and --until")
    if week and (since or until):
        raise Misuse("--week stands for seven days; leave out --since and --until")
    last = last or first + timedelta(days=6)
    if last < first:
        raise Misuse(f"--since {since} is after --until {until}; swap them")
    stretch = stretch_of(first, last, past_weeks, timezone_of(front, timezone), language.lower() if language else None)
    with published(front) as connection:
        found = risen(connection, stretch, Gates(min_texts, min_publishers), most)
    rows = [
        {
            "term": one.rise.name,
            "kind": one.rise.kind,
            "id": one.rise.term_id,
            "configured": one.rise.kind != "phrase" and ":" not in one.rise.term_id,
            "texts": one.rise.texts,
            "publishers": one.rise.publishers,
            "expected": round(one.rise.expected, 1),
            "before": one.rise.before,
            "score": round(one.rise.score, 2),
            "sentence": one.sentence,
            "url": one.url,
        }
        for one in found
    ]
    title = f"Risen {first} to {last}, against the {past_weeks} weeks before (score in standard deviations)"
    emit(rows, SHOWN if format == "table" else COLUMNS, format, sys.stdout, title)
    if not rows:
        note("nothing rose, or one side has no articles: `brinkwatch trend` shows which days were collected")
