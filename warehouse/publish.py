"""Publish the writer's warehouse as the file people open: a copy, then a rename, so that a reader sees all or nothing."""

from __future__ import annotations

import os
import shutil
from datetime import datetime

from warehouse.connect import WarehouseError, is_warehouse, open_writer
from warehouse.layout import Layout


def publish(layout: Layout, now: datetime) -> None:
    """Replace the published file by the writer's state. No connection to the live file may be open."""
    if not layout.live.exists() or layout.live.with_name(f"{layout.live.name}.wal").exists():
        open_writer(layout.live, now).close()  # closing writes what only the log has into the file
    guard_published(layout)
    unfinished = layout.published.with_name(f"{layout.published.name}.{os.getpid()}.part")
    shutil.copyfile(layout.live, unfinished)
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(layout.published)


def guard_published(layout: Layout) -> None:
    """Refuse to overwrite what is not a warehouse. Raises WarehouseError."""
    if layout.published.is_dir():
        raise WarehouseError(f"{layout.published}: is a folder; name the warehouse file in it with --warehouse")
    if layout.published.exists() and not is_warehouse(layout.published):
        raise WarehouseError(
            f"{layout.published}: is not a DuckDB file; name another with --warehouse (nothing was changed)"
        )


def adopt_published(layout: Layout) -> None:
    """Start the writer's file from the published one where only that was brought along."""
    guard_published(layout)
    if layout.published.exists() and not layout.live.exists():
        unfinished = layout.live.with_name(f"{layout.live.name}.{os.getpid()}.part")
        shutil.copyfile(layout.published, unfinished)
        unfinished.replace(layout.live)
