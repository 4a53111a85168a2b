"""Answer a person's own SQL: read-only, without other files, bounded in time and memory."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from config.failures import JobFailed
from warehouse.connect import Connection, open_reader

MEMORY = "2GB"
"""A laptop's share: a question that needs more says so instead of slowing everything else down."""
ANSWER_BYTES = 1_000_000_000
"""Largest answer that is held: it lies outside of the memory that DuckDB counts."""
BATCH_ROWS = 10_000

ASKING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.CREATE}
"""Statements that ask. PIVOT makes a type of its own first, which is a CREATE; a read-only file refuses all others."""
SILENT = r"(enable_logging|disable_logging|truncate_duckdb_logs|checkpoint|force_checkpoint)"
"""Functions that do something instead of answering: DuckDB's log can be told to be a file, and then aborts here."""
IN_PLAN = re.compile(rf'"name": *"{SILENT} *"', re.IGNORECASE)
IN_WORDS = re.compile(rf"\b{SILENT}\b", re.IGNORECASE)


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
    """Answer a question within a time; of several statements the last answers. Raises QueryError and WarehouseError."""
    connection = open_reader(path, sandboxed=True, memory=MEMORY)
    clock = threading.Timer(seconds, connection.interrupt)
    clock.start()
    try:
        table = None
        for statement in connection.extract_statements(sql):
            _expect_question(connection, statement)
            table = _asked(connection, statement)
        if table is None:
            raise QueryError("that answers nothing; ask with SELECT")
        return Answered(table)
    except duckdb.InterruptException:
        raise QueryError(f"gave up after {seconds:g} seconds; ask for less, or for longer with --seconds") from None
    except duckdb.Error as error:
        raise QueryError(_sentence(error)) from None
    except RuntimeError as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # as DuckDB tells of Ctrl-C
            raise KeyboardInterrupt from None
        raise
    finally:
        clock.cancel()
        connection.interrupt()  # after Ctrl-C the question still runs, and closing would wait for it
        connection.close()


def _expect_question(connection: Connection, statement: duckdb.Statement) -> None:
    """Refuse what does not ask, by the kind of the statement and by what its plan would do."""
    if statement.type not in ASKING:
        raise QueryError(f"{statement.type.name} is not a question; the warehouse is read-only: ask with SELECT")
    if statement.type == duckdb.StatementType.EXPLAIN and re.search(r"analy[sz]e", statement.query, re.IGNORECASE):
        raise QueryError("EXPLAIN ANALYZE is not for here; EXPLAIN shows the plan")
    if statement.type == duckdb.StatementType.SELECT and _acts(connection, statement):
        raise QueryError("that does something instead of answering; ask with SELECT")


def _acts(connection: Connection, statement: duckdb.Statement) -> bool:
    """Tell whether a plan does anything; what PIVOT was made into has no plan of its own, so its words are looked at."""
    try:
        question = f"EXPLAIN (FORMAT json) {statement.query}"
        plan = connection.execute(question, _nothing_given(statement)).fetchall()
    except duckdb.ParserException:
        return bool(IN_WORDS.search(statement.query))
    return any(IN_PLAN.search(str(row[1])) for row in plan)


def _nothing_given(statement: duckdb.Statement) -> dict[str, None]:
    return dict.fromkeys(map(str, statement.named_parameters))


def _asked(connection: Connection, statement: duckdb.Statement) -> pa.Table | None:
    """Run a statement and hold its answer, unless that is too large."""
    result = connection.execute(statement)
    if result.description is None or statement.type == duckdb.StatementType.CREATE:
        return None
    reader = result.to_arrow_reader(BATCH_ROWS)
    batches, size = [], 0
    for batch in reader:
        batches.append(batch)
        size += batch.nbytes
        if size > ANSWER_BYTES:
            raise QueryError(
                f"the answer is larger than {ANSWER_BYTES / 1e9:g} GB; ask for less, with LIMIT or GROUP BY"
            )
    return pa.Table.from_batches(batches, reader.schema)


def _sentence(error: duckdb.Error) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    kept = [line for line in lines if not line.startswith(("LINE ", "^"))]
    return " ".join(kept) or "the question could not be answered"
