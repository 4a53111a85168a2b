"""Answer a person's own SQL: read-only, without other files, bounded in time and memory."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from config.failures import JobFailed
from warehouse.connect import open_reader

MEMORY = "2GB"
"""A laptop's share: a question that needs more says so instead of slowing everything else down."""


class QueryError(JobFailed):
    """A question that could not be answered; the message is one clear line."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a question, as an Arrow table."""

    table: pa.Table

    @property
    def columns(self) -> list[str]:
        return [str(name) for name in self.table.column_names]

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows; of columns with the same name the last counts."""
        return [dict(row) for row in self.table.to_pylist(maps_as_pydicts="lossy")] if self.table.num_columns else []

    def write_parquet(self, path: Path) -> None:
        """Write the answer as a Parquet file."""
        pq.write_table(self.table, path, compression="zstd")


def answer(path: Path, sql: str, seconds: float) -> Answered:
    """Answer a question within a time. Raises QueryError and WarehouseError."""
    connection = open_reader(path, sandboxed=True, memory=MEMORY)
    clock = threading.Timer(seconds, connection.interrupt)
    clock.start()
    try:
        result = connection.sql(sql)
        if result is None:
            raise QueryError("that answers nothing; ask with SELECT")
        return Answered(result.to_arrow_table())
    except duckdb.InterruptException:
        raise QueryError(f"gave up after {seconds:g} seconds; ask for less, or for longer with --seconds") from None
    except duckdb.Error as error:
        raise QueryError(_sentence(error)) from None
    finally:
        clock.cancel()
        connection.close()


def _sentence(error: duckdb.Error) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    kept = [line for line in lines if not line.startswith(("LINE ", "^"))]
    return " ".join(kept) or "the question could not be answered"
