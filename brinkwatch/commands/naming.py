"""`entities apply` and `entities new`: history linked by today's files, and who is new in it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from brinkwatch.commands.options import MOST_LISTED, day_of
from brinkwatch.commands.who import group
from brinkwatch.front import (
    Failure,
    Front,
    Misuse,
    bench_of,
    failures_told,
    front_of,
    note,
    now,
    published,
    timezone_of,
)
from brinkwatch.show.escape import for_json
from brinkwatch.show.output import write
from brinkwatch.show.table import emit

if TYPE_CHECKING:
    from flows.relink import LinkReport
    from warehouse.connect import Connection

CHANGES = ["before", "after", "mentions", "articles", "surface", "example"]
NEW = ["first_seen_at", "name", "kind", "entity_id", "absent_days", "texts", "publishers", "sentence"]
PAIRS = ["first_seen_at", "name", "other", "texts", "publishers", "sentence"]
SHOWN_CHANGES = 30
"""Changes that a table lists, the most frequent first; csv and json have all."""
LINE_EVERY = 5_000
"""Articles between two lines of progress: a minute or less."""
USUAL_DAYS = 7

Format = Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")]


@group.command("apply")
def apply(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Only what was first seen from this day on.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would change, and change nothing.")] = False,
    format: Format = "table",
) -> None:
    """Link history by today's entities.yaml, without recognising names anew; stop and go on at will."""
    from flows import pipeline
    from flows.relink import relink
    from warehouse.connect import open_reader

    front = front_of(context)
    with failures_told():
        first = _moment(front, "--since", since)
        bench = bench_of(front)
        open_reader(front.warehouse).close()
        if dry_run:
            with published(front) as connection:
                _expect_marks(connection, front)
                report = relink(bench, connection, first, _progress, store=False)
        else:
            report = pipeline.relink(bench, now(), first, _progress)
    _tell(report, format, dry_run)


@group.command("new")
def new(
    context: typer.Context,
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help=f"First day; by default {USUAL_DAYS} days before the end.")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=1, max=36_500, metavar="N", help="Also who is named again after N days without a mention."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DAY", help="Last day: what was known at its end; by default the newest.")
    ] = None,
    pairs: Annotated[bool, typer.Option("--pairs", help="Which two are named together for the first time.")] = False,
    min_texts: Annotated[
        int, typer.Option(min=1, max=MOST_LISTED, help="Distinct texts of that time that must name it.")
    ] = 1,
    most: Annotated[int, typer.Option(min=1, max=MOST_LISTED, help="How many to list.")] = 40,
    format: Format = "table",
) -> None:
    """List who was named for the first time, by what was known then: when articles were first seen, not when published."""
    from brinkwatch.novelty import Stretch, known_until, new_entities, new_pairs

    front = front_of(context)
    if pairs and days is not None:
        raise Misuse("--days: pairs are new the first time only; leave it out, or leave out --pairs")
    first, last = _moment(front, "--since", since), _moment(front, "--as-of", as_of, days_later=1)
    with published(front) as connection:
        _expect_marks(connection, front)
        begins, newest = known_until(connection)
        if begins is None or newest is None:
            raise Failure(
                f"{front.warehouse}: no article names anybody yet; `brinkwatch run` or `import` brings some in"
            )
        end = last or newest + timedelta(microseconds=1)
        stretch = Stretch(first or end - timedelta(days=USUAL_DAYS), end)
        if stretch.since >= end:
            raise Misuse(
                f"--since {stretch.since:%Y-%m-%d}: is not before the end, {end:%Y-%m-%d}; write an earlier day"
            )
        if pairs:
            rows = new_pairs(connection, stretch, min_texts, most)
        else:
            rows = new_entities(connection, stretch, days, min_texts, most)
    title = f"{'Named together' if pairs else 'Named'} first from {stretch.since:%Y-%m-%d} on, as known on {end:%Y-%m-%d %H:%M} UTC"
    emit(rows, PAIRS if pairs else NEW, format, sys.stdout, title)
    if stretch.since <= begins:
        note(f"what is known begins on {begins:%Y-%m-%d}: until then everybody is new")


def _moment(front: Front, option: str, asked: str | None, days_later: int = 0) -> datetime | None:
    """Return the moment at which a day begins, or one so many days later, by the clock of the settings."""
    day: date | None = day_of(option, asked)
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=days_later), time(), ZoneInfo(timezone_of(front, None))).astimezone(
        UTC
    )


def _expect_marks(connection: Connection, front: Front) -> None:
    from warehouse.read import ask

    if "recognised" not in {row["table_name"] for row in ask(connection, "doctor_tables")}:
        raise Failure(
            f"{front.warehouse}: was written by an older Brinkwatch; `brinkwatch run` brings it to the newest shape"
        )


def _progress(done: int, total: int) -> None:
    if done == 0:
        note(f"{total:,} articles were linked with other files than today's")
    elif done == total or done // LINE_EVERY > (done - 512) // LINE_EVERY:
        note(f"{done:,} of {total:,} looked at")


def _tell(report: LinkReport, format: Literal["table", "csv", "json"], dry_run: bool) -> None:
    rows = [
        asdict(one) for one in sorted(report.changes.values(), key=lambda one: (-one.mentions, one.before, one.after))
    ]
    if format == "json":
        counts = {
            "outdated": report.outdated, "linked": report.linked, "unread": report.unread,
            "articles_changed": report.articles_changed, "renamed": [list(pair) for pair in report.renamed],
        }  # fmt: skip
        write(sys.stdout, for_json({**counts, "changes": rows}, indent=2) + "\n")
    elif rows:
        emit(
            rows[:SHOWN_CHANGES] if format == "table" else rows,
            CHANGES,
            format,
            sys.stdout,
            "What is mentioned otherwise",
        )
    for before, after in report.renamed:
        note(f"{before} is called {after} now")
    verb = "would change" if dry_run else "changed"
    note(f"{report.linked:,} articles linked anew, {report.articles_changed:,} {verb}")
    if report.unread:
        note(
            f"{report.unread:,} were read before marks were kept, or by another model: `brinkwatch reprocess` reads them"
        )
