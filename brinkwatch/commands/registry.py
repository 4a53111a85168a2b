"""`feeds add`, `feeds import`, `feeds export`: the registry in and out, the operator's own lines untouched."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from brinkwatch.front import Failure, Misuse, failures_told, front_of, note, now
from brinkwatch.show.escape import for_terminal
from brinkwatch.show.output import write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.discovery import FoundFeed
    from flows.registry import Plan

MOST_SKIPPED = 20
"""Feeds that were not imported, and are named; of a list of thousands the rest are counted."""


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or the site to find it on.")],
    source: Annotated[str, typer.Option(help="Its publisher: an id or name of sources.yaml, or of a new one.")] = "",
    name: Annotated[str, typer.Option(help="Name of a new publisher. [default: the feed's title]")] = "",
    country: Annotated[
        str, typer.Option(help="Where a new one is, such as KR. [default: as its domain says, or ZZ]")
    ] = "",
    language: Annotated[str, typer.Option(help="What a new one writes, such as ko. [default: as its feed says]")] = "",
    timezone: Annotated[str, typer.Option(help="Of a new one's dates. [default: its country's, if there is one]")] = "",
) -> None:
    """Find the feed of a site and add it to feeds.yaml, a publisher not yet known to sources.yaml; your lines stay."""
    from flows.discovery import find_feeds
    from flows.prepare import THREADS, prepare
    from flows.registry import Wanted, is_timezone, plan
    from flows.steps import in_process
    from tasks.language import short_code
    from tasks.records import Trouble

    front = front_of(context)
    if "@" in url.split("//")[-1].partition("/")[0]:
        raise Misuse("URL: has a password in it, which would stand in feeds.yaml for all to read; leave it out")
    if timezone and not is_timezone(timezone):
        raise Misuse(f"--timezone {timezone}: is not a time zone of the IANA list; write one such as Asia/Seoul or UTC")
    with failures_told():
        bench = prepare(front.config, front.warehouse, lambda workers: in_process(workers, THREADS), sys.stdout)
        address = url if "://" in url else f"https://{url}"
        note(f"Looking for the feed of {address} …")
        found = find_feeds(address, bench.feed_rules, now())
        if isinstance(found, Trouble):
            raise Failure(f"{address}: {found.reason}: {found.detail}")
        best = found[0]
        spoken = language or short_code(best.parsed.language) or ""
        wanted = Wanted(
            best.url, best.parsed.title, best.parsed.site, source, name, country.upper(), spoken.lower(), timezone
        )
        planned = plan(bench.config, [wanted])
        if planned.known:
            raise Misuse(f"{best.url}: is in feeds.yaml already, as {planned.known[0][1]}")
        _write(front.config, planned)
    _tell_found(found)
    _tell_added(planned, front.config)


def _write(folder: Path, planned: Plan) -> None:
    from config.append import add as append

    if planned.skipped:
        raise Misuse(f"{planned.skipped[0][0]}: {planned.skipped[0][1]}")
    append(folder, planned.sources, planned.feeds)


def _tell_found(found: Sequence[FoundFeed]) -> None:
    for number, one in enumerate(found):
        parsed = one.parsed
        of = f" of “{parsed.title}”" if parsed.title else ""
        _say(f"{'Found' if number == 0 else 'Also there'} ({one.how}): {one.url}")
        _say(f"  {parsed.format}{of}, {len(parsed.entries)} entries" + (f"; {parsed.flaw}" if parsed.flaw else ""))


def _tell_added(planned: Plan, folder: Path) -> None:
    for source_id, facts in planned.sources.items():
        said = ", ".join(f"{key} {value}" for key, value in facts.items() if value and isinstance(value, str))
        _say(f"Added to {folder / 'sources.yaml'}: {source_id}: {said}")
        if facts["country"] == "ZZ" or facts["language"] == "und":
            _say("  mend what is unknown there: country ZZ, language und")
    for feed_id in planned.feeds:
        _say(f"Added to {folder / 'feeds.yaml'}: {feed_id}")


def _say(line: str) -> None:
    write(sys.stdout, for_terminal(line) + "\n")


def bring_in(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="A list of feeds, as other readers export it.")],
) -> None:
    """Add the feeds of an OPML list to feeds.yaml, their publishers to sources.yaml; your lines stay."""
    from config.load import load_config
    from flows.registry import plan, wanted_of
    from tasks.opml import MOST_OPML_BYTES, read_opml
    from tasks.records import Trouble

    front = front_of(context)
    with failures_told():
        config = load_config(front.config)
        with file.open("rb") as opened:
            outlines = read_opml(opened.read(MOST_OPML_BYTES + 1))
        if isinstance(outlines, Trouble):
            raise Failure(f"{file}: {outlines.detail}")
        planned = plan(config, map(wanted_of, outlines))
        if planned.feeds:
            from config.append import add as append

            append(front.config, planned.sources, planned.feeds)
    for url, why in planned.skipped[:MOST_SKIPPED]:
        _say(f"Skipped {url[:200]}: {why}")
    unknown = sum(facts["country"] == "ZZ" or facts["language"] == "und" for facts in planned.sources.values())
    mend = f" ({unknown} with country ZZ or language und: mend them there)" if unknown else ""
    _say(
        f"{file}: added {len(planned.feeds)} feeds and {len(planned.sources)} publishers{mend}; "
        f"{len(planned.known)} were known already, {len(planned.skipped)} were skipped"
    )


def export(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The file to write. [default: stdout]")] = None,
) -> None:
    """Write every configured feed as OPML, for other readers, or to import elsewhere as it is."""
    from config.load import load_config
    from flows.bench import sources_of
    from flows.registry import outlines_of
    from tasks.opml import write_opml

    front = front_of(context)
    with failures_told():
        config = load_config(front.config)
        text = write_opml("Brinkwatch", outlines_of(config.feeds, sources_of(config)))
        if out is None:
            write(sys.stdout, text.decode())
        else:
            out.write_bytes(text)
            note(f"Wrote {len(config.feeds)} feeds to {out}")
