"""`entity` and `entities`: who and what the news speaks of."""

from __future__ import annotations

import shutil
import sys
from typing import Annotated, Any, Literal

import typer

from brinkwatch.commands.options import MOST_LISTED, day_of
from brinkwatch.front import Misuse, front_of, note, published, timezone_of
from brinkwatch.show.escape import for_json
from brinkwatch.show.output import write
from brinkwatch.show.table import emit, plain_value
from brinkwatch.show.terminal_chart import bar_chart
from brinkwatch.trends import answer_term, meaning
from tasks.compose import count_of

group = typer.Typer(help="Names that texts speak of.", no_args_is_help=True, rich_markup_mode=None)

UNLINKED = ["name", "kind", "id", "texts", "publishers", "sentence"]
DEFAULT_WIDTH = 100


def entity(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="An entity by any of its names, in any language.")],
    by: Annotated[Literal["day", "week", "month"], typer.Option(help="Length of a period of the trend.")] = "week",
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Time zone of the periods; settings.yaml's by default.")
    ] = None,
    format: Annotated[Literal["table", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Show one entity: how much, since when, under which names, with whom, and the latest sentences."""
    from brinkwatch.dossier import dossier
    from tasks.compose import count_of
    from warehouse.read import Scope
    from warehouse.terms import resolve_entity

    front = front_of(context)
    with published(front) as connection:
        if not name.strip():
            raise Misuse("an empty name asks for nobody; write one of its names, in any language")
        term = resolve_entity(connection, name)
        if term is None:
            raise Misuse(
                f"{name}: no entity of this warehouse is called so; `brinkwatch trend` counts it as a phrase, "
                "`brinkwatch entities unlinked` lists names that nobody configured"
            )
        answer = answer_term(connection, term, Scope(by=by, zone=timezone_of(front, timezone)))
        known = dossier(connection, answer.term_id, answer.name)
    if answer.also:
        note(meaning(answer))
    if format == "json":
        content = {
            "id": known.entity_id, "name": known.name, **known.counts, **known.novelty, "trend": answer.rows(), "spellings": known.spellings,
            "with": known.companions, "latest": known.latest,
        }  # fmt: skip
        write(sys.stdout, for_json(plain_value(content), indent=2) + "\n")
        return
    counts = known.counts
    title = f"{known.name} ({known.entity_id}): " + ", ".join(
        count_of(counts[f"{what}s"], what) for what in ("text", "article", "publisher")
    )
    if counts["texts"]:
        title += f", {counts['first_at']:%Y-%m-%d} to {counts['last_at']:%Y-%m-%d}"
    write(sys.stdout, f"{title}\n{_novelty(known.novelty)}\n")
    width = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns
    write(sys.stdout, bar_chart(answer.points, f"Share of distinct texts by {by}", width) + "\n\n")
    emit(known.spellings, ["surface", "label", "language", "mentions", "articles"], "table", sys.stdout, "Called")
    write(sys.stdout, "\n")
    formats = {"lift": ".1f"}
    emit(known.companions, ["name", "kind", "texts", "lift"], "table", sys.stdout, "Named with", formats=formats)
    write(sys.stdout, "\n")
    emit(known.latest, ["at", "source", "sentence"], "table", sys.stdout, "Latest")


def _novelty(known: dict[str, Any]) -> str:
    """Say since when an entity is known, and when it was longest absent."""
    if known["first_seen_at"] is None:
        return ""
    said = f"First seen {known['first_seen_at']:%Y-%m-%d}"
    if known["absent_days"]:
        missing = known["absent_uncollected_days"]
        days = count_of(known["absent_days"], "day") + (f" ({missing:,} of them not collected)" if missing else "")
        said += (
            f"; longest absence {days}, between {known['absent_from']:%Y-%m-%d} and {known['absent_until']:%Y-%m-%d}"
        )
    return f"{said}\n"


@group.command("unlinked")
def unlinked(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="First day.")] = None,
    min_texts: Annotated[int, typer.Option(min=1, max=MOST_LISTED, help="Distinct texts that must name it.")] = 3,
    most: Annotated[int, typer.Option(min=1, max=MOST_LISTED, help="How many to list.")] = 40,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """List names that texts speak of and entities.yaml does not know: what may deserve an entry or an alias."""
    from brinkwatch.dossier import unlinked as names_of

    front = front_of(context)
    first = day_of("--since", since)
    with published(front) as connection:
        rows = names_of(connection, since=first, zone=timezone_of(front, None), fewest=min_texts, most=most)
    emit(
        [{**row, "id": row["entity_id"]} for row in rows], UNLINKED, format, sys.stdout, "Names that nobody configured"
    )
    if rows and format == "table":
        note(
            "an alias added to entities.yaml counts for what is loaded from then on; `brinkwatch entities apply` takes it to history"
        )
