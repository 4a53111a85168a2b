"""Rewrite the writer's warehouse into a file without the holes that updates and deletions leave."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from config.failures import FULL
from tasks.records import Trouble
from warehouse.connect import NO_ROOM, STORAGE, Connection, WarehouseError, open_writer
from warehouse.counting import follow, forget_counted
from warehouse.layout import Layout
from warehouse.publish import adopt_published, draw_token, forget_samples, publish
from warehouse.read import ask
from warehouse.search_upkeep import Renewed
from warehouse.whole import expect_whole


@dataclass(frozen=True, slots=True)
class Compacted:
    """Bytes of the file before and after, the rows that both hold, and what became of the index of words."""

    before: int
    after: int
    rows: int
    index: Renewed | Trouble


def compact(layout: Layout, now: datetime) -> Compacted:
    """Rewrite and publish. The caller holds the lock of the pass. Raises WarehouseError, and then nothing has changed."""
    adopt_published(layout)
    if layout.live.exists():
        expect_whole(layout.live)
    fresh = layout.live.with_name(f"{layout.live.name}.{os.getpid()}.part")
    fresh.unlink(missing_ok=True)
    try:
        rows = _rewrite(layout.live, fresh, now)
        before, after = layout.live.stat().st_size, fresh.stat().st_size
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.replace(layout.live)
    finally:
        fresh.unlink(missing_ok=True)
    return Compacted(before, after, rows, publish(layout, now, rewritten=True))


def row_counts(connection: Connection, database: str) -> dict[str, int]:
    """Count the rows of every table."""
    tables = [row["table_name"] for row in ask(connection, "doctor_tables")]
    counts = {}
    for table in tables:
        rows = connection.execute(f'SELECT count(*) FROM "{database}".main."{table}"').fetchall()  # noqa: S608 - catalogue names
        counts[table] = int(rows[0][0])
    return counts


def _rewrite(live: Path, fresh: Path, now: datetime) -> int:
    """Copy everything into a new file, with views, macros and comments; return the rows."""
    connection = open_writer(live, now)
    try:
        (name,) = connection.execute("SELECT current_database()").fetchall()[0]
        forget_counted(connection)
        forget_samples(connection, now)
        expected = row_counts(connection, name)
        draw_token(connection)
        target = str(fresh).replace("'", "''")
        connection.execute(f"ATTACH '{target}' AS fresh (STORAGE_VERSION '{STORAGE}')")
        connection.execute(f'COPY FROM DATABASE "{name}" TO fresh')
        found = row_counts(connection, "fresh") if expected else {}
        connection.execute("USE fresh")
        follow(connection, anew=True)  # only here is it known where in the file the articles lie
        connection.execute(f'USE "{name}"')
        connection.execute("CHECKPOINT fresh")  # detaching does it too, and does not say why it can not
        connection.execute("DETACH fresh")
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        told = FULL if NO_ROOM in said else f"can not be rewritten: {said} (nothing was changed)"
        raise WarehouseError(f"{live}: {told}") from None
    finally:
        connection.close()
    if found != expected:
        differing = sorted(table for table in expected if expected[table] != found.get(table))
        raise WarehouseError(f"{live}: the copy differs in {', '.join(differing)} (nothing was changed)")
    return sum(expected.values())
