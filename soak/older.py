"""Make a warehouse as an older version left it, for the newer one to open."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from warehouse.connect import MIGRATIONS, migrate
from warehouse.layout import Layout

import duckdb  # isort: skip  # the shape of an older version is nothing that warehouse/ offers

OLDER = "0006"
"""The newest migration of version 0.2."""


def set_back(layout: Layout, now: datetime) -> None:
    """Put the warehouse into the shape of an older version, with all that this has columns for."""
    older = layout.live.with_name("older.duckdb")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in MIGRATIONS.glob("*.sql"):
            if file.name[:4] <= OLDER:
                shutil.copyfile(file, folder / file.name)
        with closing(duckdb.connect(str(older))) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            migrate(connection, now, folder)
            connection.execute(f"ATTACH '{layout.live}' AS newer (READ_ONLY)")
            for (table,) in connection.execute(TABLES).fetchall():
                columns = ", ".join(column for (column,) in connection.execute(COLUMNS, {"table": table}).fetchall())
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - what a migration put there is in the newer one too
                connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM newer.{table}")  # noqa: S608
            connection.execute("DETACH newer")
    shutil.copyfile(older, layout.published)
    layout.live.with_name(f"{layout.live.name}.wal").unlink(missing_ok=True)
    older.replace(layout.live)


TABLES = """
SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND table_name <> 'migrations'
"""
COLUMNS = """
SELECT column_name FROM duckdb_columns() WHERE database_name = current_database() AND table_name = $table
INTERSECT SELECT column_name FROM duckdb_columns() WHERE database_name = 'newer' AND table_name = $table
"""
