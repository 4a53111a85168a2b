"""`reprocess` and `revisions`: what is stored made anew, and what publishers changed after it was stored."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from brinkwatch.commands.options import day_of
from brinkwatch.front import Misuse, bench_of, failures_told, front_of, note, now, published, timezone_of
from brinkwatch.show.escape import for_terminal
from brinkwatch.show.output import write
from brinkwatch.show.table import Format, emit

if TYPE_CHECKING:
    from flows.reprocess import ReprocessReport

SHOWN_LEFT = 10
EXCERPT = 90
"""Characters of each version that a table shows; csv and json have all."""

COLUMNS = ["seen_at", "source", "kind", "seen_in", "similarity", "before", "after", "title", "url", "article_id"]
SHOWN = ["seen_at", "source", "kind", "seen_in", "title", "before", "after"]
KINDS = ("headline", "text", "numbers", "paragraphs_added", "paragraphs_removed", "deleted")


def reprocess(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Only what was first seen from this day on.")] = None,
    source: Annotated[str | None, typer.Option(metavar="ID", help="Only this publisher.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what these very versions made; what is the same stays as it is.")
    ] = False,
) -> None:
    """Clean and read anew what older versions made, from the raw archive, without the network; stop and go on at will."""
    from flows import pipeline
    from flows.reprocess import Chosen

    front = front_of(context)
    with failures_told():
        bench = bench_of(front)
        if source is not None and source not in bench.sources:
            raise Misuse(f"--source {source}: is not in sources.yaml")
        chosen = Chosen(_day(since, timezone_of(front, None)), source, everything)
        done = 0

        def progress(number: int) -> None:
            nonlocal done
            done += number
            note(f"{done:,} documents looked at")

        report = pipeline.reprocess(bench, now(), chosen, progress)
    write(sys.stdout, summary(report))


def summary(report: ReprocessReport) -> str:
    """Say in a few lines what making anew did."""
    lines = [
        f"Made anew: {report.articles:,} documents. Changed: the text of {report.texts_changed:,} articles, "
        f"what was found in {report.findings_changed:,}.",
        f"Rejections: {report.accepted:,} became articles, {report.rejected:,} articles were rejected, "
        f"{report.judged:,} have another reason.",
    ]
    lines += [f"  left as it was: {for_terminal(one)}" for one in report.left[:SHOWN_LEFT]]
    left = len(report.left) - SHOWN_LEFT
    lines += [f"  … and {left:,} more whose bytes are not in the raw archive"] if left > 0 else []
    return "\n".join(lines) + "\n"


def revisions(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Only what was seen from this day on.")] = None,
    source: Annotated[str | None, typer.Option(metavar="ID", help="Only this publisher.")] = None,
    kind: Annotated[str | None, typer.Option(help=f"Only one of: {', '.join(KINDS)}.")] = None,
    seen_in: Annotated[
        Literal["page", "feed"] | None, typer.Option(help="Only what was seen in pages, or in feeds.")
    ] = None,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """List what publishers changed in articles after they were first read: headlines, numbers, paragraphs, deletions."""
    from warehouse.read import ask
    from warehouse.terms import source_id

    if kind is not None and kind not in KINDS:
        raise Misuse(f"--kind {kind}: is none; write one of: {', '.join(KINDS)}")
    front = front_of(context)
    with failures_told():
        first = _day(since, timezone_of(front, None))
        with published(front) as connection:
            source = source_id(connection, source) if source is not None else None
            rows = ask(connection, "revisions", since=first, source=source, kind=kind, seen_in=seen_in)
    emit(
        [_shown(row, format) for row in rows], SHOWN if format == "table" else COLUMNS, format, sys.stdout, "Revisions"
    )


def _shown(row: dict[str, object], fmt: Format) -> dict[str, object]:
    if fmt != "table":
        return row
    return {**row, "before": _excerpt(str(row["before"])), "after": _excerpt(str(row["after"]))}


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def _day(asked: str | None, zone: str) -> datetime | None:
    """Return the moment at which a day begins."""
    from zoneinfo import ZoneInfo

    day = day_of("--since", asked)
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) if day else None
