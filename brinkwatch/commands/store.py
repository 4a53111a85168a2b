"""`backup`, `restore`, `prune` and `compact`: care for the store."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from brinkwatch.commands.options import day_of
from brinkwatch.front import Failure, Front, Misuse, failures_told, front_of, note, now
from brinkwatch.show.output import write

if TYPE_CHECKING:
    from warehouse.connect import Connection
    from warehouse.prune import Horizon

ASK_AGAIN_SECONDS = 0.5

Patience = Annotated[
    float, typer.Option("--wait", min=0, metavar="SECONDS", help="How long to wait for a pass at work.")
]


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write, such as news.tar.zst.")],
    with_raw: Annotated[bool, typer.Option("--with-raw/--without-raw", help="Include the bytes of pages.")] = True,
    with_config: Annotated[bool, typer.Option("--with-config", help="Include the configuration's YAML files.")] = False,
    wait: Patience = 600.0,
) -> None:
    """Write warehouse, state, spool and raw bytes of one moment into an archive. A pass at work is waited for."""
    from warehouse.backup import discard, pack, stage
    from warehouse.layout import Layout

    front = front_of(context)
    layout = Layout(front.warehouse)
    if file.exists():
        raise Misuse(f"{file}: is there already; name another file")
    if not file.absolute().parent.is_dir():
        raise Misuse(f"{file}: there is no folder {file.absolute().parent}")
    if not layout.published.exists() and not layout.live.exists():
        raise Failure(f"{front.warehouse}: there is no warehouse here to back up")
    with failures_told():
        with _alone(front, wait):
            folder = stage(layout)
        try:
            kept = pack(folder, layout.raw if with_raw else None, front.config if with_config else None, file, now())
        finally:
            discard(folder)
    note(f"{file}: {kept.files:,} files, {kept.size / 1e6:,.1f} MB in {file.stat().st_size / 1e6:,.1f} MB")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An archive that `backup` wrote.")],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put it in the place of what is there, which is moved into a folder beside it."),
    ] = False,
    with_config: Annotated[
        bool, typer.Option("--with-config", help="Restore the configuration into --config too.")
    ] = False,
    wait: Patience = 600.0,
) -> None:
    """Restore an archive: unpacked beside, every file verified by its hash, then renamed into place."""
    from warehouse.layout import Layout
    from warehouse.restore import restore as bring_back

    front = front_of(context)
    with failures_told():
        if not file.is_file():
            raise Misuse(f"{file}: there is no such file")
        with _alone(front, wait):
            kept = bring_back(
                file, Layout(front.warehouse), front.config if with_config else None, now(), replace=replace
            )
    note(
        f"{front.warehouse}: restored {kept.files:,} files as they were at {kept.made_at[:16]}; `brinkwatch doctor` checks them"
    )


def prune(
    context: typer.Context,
    articles_before: Annotated[
        str | None, typer.Option(metavar="DAY", help="Remove articles that count before it.")
    ] = None,
    polls_before: Annotated[
        str | None, typer.Option(metavar="DAY", help="Remove polls before it: coverage of then is no longer known.")
    ] = None,
    spikes_before: Annotated[
        str | None, typer.Option(metavar="DAY", help="Remove judgements before it; alerts stay.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Remove; without it, only count.")] = False,
    wait: Patience = 600.0,
) -> None:
    """Let go of what is old: raw bytes by the age of settings.yaml, and rows only of the kinds and days given here."""
    from config.load import load_settings
    from tasks.records import Trouble
    from warehouse.archive import Pruned
    from warehouse.connect import writing
    from warehouse.layout import Layout
    from warehouse.prune import Horizon, prune_archive, prune_rows
    from warehouse.publish import adopt_published, publish
    from warehouse.state import State

    front = front_of(context)
    layout = Layout(front.warehouse)
    horizon = Horizon(
        _midnight(day_of("--articles-before", articles_before)),
        _midnight(day_of("--polls-before", polls_before)),
        _midnight(day_of("--spikes-before", spikes_before)),
    )
    _expect_store(front)
    with failures_told(), _alone(front, wait):
        settings = load_settings(front.config).archive
        adopt_published(layout)
        with writing(layout.live, now()) as connection:
            found = _tell_counts(connection, horizon, yes)
            pruned = Pruned()
            if yes:
                prune_rows(connection, horizon)
                with State(layout.state) as state:
                    pruned = prune_archive(connection, state, layout.raw, settings, now())
        if yes:
            index = publish(layout, now())
            if isinstance(index, Trouble):
                note(index.detail)
            note(
                f"{pruned.blobs:,} raw files removed, {pruned.freed_bytes / 1e6:,.1f} MB; `brinkwatch compact` gives back what rows took"
            )
        else:
            these = "these" if found else "nothing of the warehouse"
            note(
                f"nothing was removed; --yes removes {these}, and raw bytes older than `archive.keep_days` of settings.yaml"
            )


def compact(context: typer.Context, wait: Patience = 600.0) -> None:
    """Rewrite the warehouse without the holes that changes leave in it, row counts compared first, and its index of words."""
    from tasks.records import Trouble
    from warehouse import compact as rewriting
    from warehouse.layout import Layout

    front = front_of(context)
    _expect_store(front)
    with failures_told(), _alone(front, wait):
        done = rewriting.compact(Layout(front.warehouse), now())
    note(
        f"{front.warehouse}: {done.before / 1e6:,.1f} MB became {done.after / 1e6:,.1f} MB, with the same {done.rows:,} rows"
    )
    note(
        done.index.detail
        if isinstance(done.index, Trouble)
        else f"the index of words was built anew: {done.index.added:,} articles"
    )


def _tell_counts(connection: Connection, horizon: Horizon, yes: bool) -> int:
    """Say of how many rows each table is rid; return how many they are in all."""
    from tasks.compose import count_of
    from warehouse.prune import count_rows

    counts = count_rows(connection, horizon)
    for table, count in counts.items():
        write(sys.stdout, f"{table}: {count_of(count, 'row')} {'removed' if yes else 'would be removed'}\n")
    return sum(counts.values())


def _expect_store(front: Front) -> None:
    from warehouse.connect import open_reader

    with failures_told():
        open_reader(front.warehouse).close()


@contextmanager
def _alone(front: Front, patience: float) -> Iterator[None]:
    """Hold the lock of the pass, waiting for the one at work. Raises AnotherPass after that long."""
    from warehouse.layout import Layout
    from warehouse.lock import AnotherPass, only_pass

    until = time.monotonic() + patience
    told = False
    while True:
        held = only_pass(Layout(front.warehouse).lock, now())
        try:
            held.__enter__()
            break
        except AnotherPass as busy:
            if time.monotonic() >= until:
                raise
            if not told:
                note(f"waiting for the pass at work ({busy.holder}), {patience:g} seconds at the most")
                told = True
            time.sleep(ASK_AGAIN_SECONDS)
    try:
        yield
    finally:
        held.__exit__(None, None, None)


def _midnight(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
