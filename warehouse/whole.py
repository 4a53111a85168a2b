"""Tell a whole warehouse from one that was cut off: DuckDB opens both, and fails at the first question that misses a block."""

from __future__ import annotations

from pathlib import Path

from warehouse.connect import WarehouseError, looking_into
from warehouse.read import ask, ask_text, filled, query_text

HEADERS = 3 * 4096
"""Bytes before the first block (duckdb.org, storage format)."""


def expect_whole(path: Path) -> None:
    """Look for the last block that a table of a warehouse lies in. Raises WarehouseError where it is not there."""
    with looking_into(path) as connection:
        tables = [row["table_name"] for row in ask(connection, "doctor_tables")]
        last = (ask_text(connection, filled(query_text("last_block"), {"table": one}))[0]["block"] for one in tables)
        blocks = 1 + max((one for one in last if one is not None), default=-1)
        size = connection.execute("SELECT block_size FROM pragma_database_size()").fetchall()[0][0]
    missing = HEADERS + blocks * int(size) - path.stat().st_size
    if missing > 0:
        raise WarehouseError(
            f"{path}: is cut off, {missing:,} bytes are missing; `brinkwatch restore` a backup, or delete the file and run"
        )
