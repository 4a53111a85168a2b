"""Publish the writer's warehouse as the file people open: a copy, then a rename, so that a reader sees all or nothing."""

from __future__ import annotations

import os
import shutil
from datetime import datetime

from tasks.records import Trouble
from warehouse.connect import Connection, WarehouseError, is_warehouse, writing
from warehouse.counting import follow
from warehouse.layout import Layout
from warehouse.read import ask
from warehouse.search_upkeep import MOST_AT_ONCE, Renewed, renew
from warehouse.whole import expect_whole

SAMPLES_KEPT_DAYS = 45
"""Days behind the newest text for which the samples that tell copies are kept: more than copies are looked for."""


def publish(layout: Layout, now: datetime, *, rewritten: bool = False) -> Renewed | Trouble:
    """Replace the published file by the writer's state, and follow it with the index of words; return how that went.

    No connection to the live file may be open. One just `rewritten` bears its token, and has the index built anew as well.
    """
    if not rewritten:
        with writing(layout.live, now) as connection:  # closing writes what only the log has into the file
            follow(connection)
            forget_samples(connection, now)
            draw_token(connection)
    guard_published(layout)
    unfinished = layout.published.with_name(f"{layout.published.name}.{os.getpid()}.part")
    shutil.copyfile(layout.live, unfinished)
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(layout.published)
    return renew(layout, None if rewritten else MOST_AT_ONCE, anew=rewritten)


def forget_samples(connection: Connection, now: datetime) -> None:
    """Empty the samples of texts that no new one is compared with: 500 bytes an article, which its text tells again."""
    ask(connection, "forget_samples", now=now, days=SAMPLES_KEPT_DAYS)


def draw_token(connection: Connection) -> None:
    """Name the state that is published next, so that the index of words is asked only about states it knows."""
    connection.execute("UPDATE publication SET token = CAST(uuid() AS VARCHAR)")


def guard_published(layout: Layout) -> None:
    """Refuse to overwrite what is not a warehouse, but for an empty file, in which nothing is. Raises WarehouseError."""
    if layout.published.is_dir():
        raise WarehouseError(f"{layout.published}: is a folder; name the warehouse file in it with --warehouse")
    if layout.published.exists() and layout.published.stat().st_size and not is_warehouse(layout.published):
        raise WarehouseError(
            f"{layout.published}: is not a DuckDB file; name another with --warehouse (nothing was changed)"
        )


def adopt_published(layout: Layout) -> None:
    """Start the writer's file from the published one where only that was brought along. Raises WarehouseError."""
    guard_published(layout)
    if layout.published.exists() and not layout.live.exists():
        expect_whole(layout.published)  # a damaged one is told by its own name, and not copied
        log = layout.live.with_name(f"{layout.live.name}.wal")
        if log.exists():  # of a writer's file that is gone: it belongs to no other
            log.replace(log.with_name(f"{log.name}.orphan"))
        unfinished = layout.live.with_name(f"{layout.live.name}.{os.getpid()}.part")
        shutil.copyfile(layout.published, unfinished)
        unfinished.replace(layout.live)
