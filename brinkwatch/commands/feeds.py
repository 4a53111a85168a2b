"""`feeds`: the registry and how each feed fares."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from brinkwatch.commands import registry
from brinkwatch.front import Failure, Misuse, failures_told, front_of, note, now, published
from brinkwatch.show.escape import for_json
from brinkwatch.show.output import write
from brinkwatch.show.table import Format, emit

if TYPE_CHECKING:
    from flows.bench import Bench

OUTCOMES = ("answers", "moved", "broken", "failed")
ANSWERING = frozenset({"answers", "moved"})
CHECK_COLUMNS = ["feed", "outcome", "status", "entries", "newest", "seconds", "note"]

group = typer.Typer(help="The feeds and how they fare.", no_args_is_help=True, rich_markup_mode=None)


@group.callback()
def _feeds() -> None:
    """The feeds and how they fare."""


@group.command("list")
def list_feeds(
    context: typer.Context,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """List every configured feed: how it stands, what it brings against its own normal, and when it is polled next."""
    from contextlib import nullcontext

    from brinkwatch.show.feed_rows import COLUMNS, FORMATS, SHOWN, row_of
    from config.load import load_config
    from flows.feed_list import feed_reports
    from warehouse.layout import Layout

    front = front_of(context)
    with failures_told():
        config = load_config(front.config)
        with published(front) if front.warehouse.exists() else nullcontext() as connection:
            reports = feed_reports(config, Layout(front.warehouse), connection, now())
    rows = [row_of(config, feed_id, report) for feed_id, report in reports.items()]
    emit(rows, SHOWN if format == "table" else COLUMNS, format, sys.stdout, "Feeds", formats=FORMATS)


@group.command("check")
def check(
    context: typer.Context,
    feed: Annotated[
        str | None, typer.Argument(metavar="[FEED]", help="A feed of feeds.yaml, to explain in full; all by default.")
    ] = None,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Ask feeds how they are, now; writes nothing. Exit status 1 if none of them answers with entries to read."""
    from flows.prepare import THREADS, prepare
    from flows.steps import in_process

    front = front_of(context)
    with failures_told():
        bench = prepare(front.config, front.warehouse, lambda workers: in_process(workers, THREADS), sys.stdout)
        if feed is None:
            _check_all(bench, format)
        else:
            _check_one(bench, feed, format)


def _check_all(bench: Bench, fmt: Format) -> None:
    from brinkwatch.show.diagnosis import row_of
    from flows.checkup import check_feeds

    if not bench.feeds:
        raise Failure("feeds.yaml names no feed yet")
    note(f"Asking {len(bench.feeds)} feeds …")
    moment, zone = now(), bench.config.settings.zone()
    rows = [row_of(one, zone, moment) for one in check_feeds(bench, bench.feeds, moment)]
    emit(rows, CHECK_COLUMNS, fmt, sys.stdout, "Feeds", formats={"seconds": ".2f"})
    count = Counter(row["outcome"] for row in rows)
    if fmt == "table":
        outcomes = ", ".join(f"{count[outcome]} {outcome}" for outcome in OUTCOMES if count[outcome])
        write(sys.stdout, f"Feeds: {outcomes}.\n")
    if not ANSWERING & set(count):
        raise Failure("no feed answers as one; `brinkwatch feeds check FEED` explains what is wrong")


def _check_one(bench: Bench, feed_id: str, fmt: Format) -> None:
    import difflib

    from brinkwatch.show.diagnosis import complaint, diagnosis
    from flows.checkup import examine

    feed = next((one for one in bench.feeds if one.feed_id == feed_id), None)
    if feed is None:
        near = difflib.get_close_matches(feed_id, bench.config.feeds, n=1)
        hint = f"did you mean `{near[0]}`?" if near else "`brinkwatch feeds list` shows the ids"
        raise Misuse(f"{feed_id}: is not in feeds.yaml; {hint}")
    moment = now()
    examined = examine(bench, feed, moment)
    source, agent = bench.sources[feed.source_id], bench.feed_rules.user_agent
    told = diagnosis(examined, source, agent, bench.config.settings.zone(), moment)
    if fmt == "json":
        write(sys.stdout, for_json(_jsonable(told), indent=2) + "\n")
    else:
        title = f"{feed_id} ({source.name}): {told['outcome']}"
        emit(_facts(told, for_people=fmt == "table"), ["part", "fact", "value"], fmt, sys.stdout, title)
    if told["outcome"] not in ANSWERING:
        raise Failure(f"{feed_id}: {told['outcome']}: {complaint(examined.check)}")


def _facts(told: Mapping[str, Any], for_people: bool) -> list[dict[str, object]]:
    """Lay a diagnosis out as rows; people are spared what says nothing, and the name of a part again and again."""
    rows: list[dict[str, object]] = []
    for part in ("asked", "answered", "parsed", "newest", "next"):
        known = told[part] if isinstance(told[part], Mapping) else {str(i): v for i, v in enumerate(told[part], 1)}
        facts = {name: value for name, value in known.items() if not for_people or value not in (None, "", [])}
        for number, (name, value) in enumerate(facts.items()):
            again = for_people and number > 0
            rows.append({"part": "" if again else part, "fact": _label(name, for_people), "value": value})
    return rows


def _label(name: str, for_people: bool) -> str:
    return name.replace("_", " ") if for_people else name


def _jsonable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _jsonable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_jsonable(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


group.command("add")(registry.add)
group.command("import")(registry.bring_in)
group.command("export")(registry.export)
