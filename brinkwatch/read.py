"""Ask the warehouse from Python: Arrow tables for notebooks, pandas, Polars and DuckDB. A reader never blocks a pass.

from brinkwatch.read import query, trend

query("FROM coverage_daily ORDER BY day").to_pandas()
trend("North Korea", "topic:sanctions", by="week", since="2017-01-01", panel=True)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from brinkwatch.trends import PANEL_COLUMNS, answer_trends
from warehouse.connect import looking_into
from warehouse.query import answer
from warehouse.read import By, Scope, resolve

DEFAULT = Path("data/brinkwatch.duckdb")

_COLUMNS = {
    "term": pa.string(), "kind": pa.string(), "id": pa.string(), "period": pa.date32(), "articles": pa.int64(),
    "texts": pa.int64(), "publishers": pa.int64(), "total": pa.int64(), "share": pa.float64(), "low": pa.float64(),
    "high": pa.float64(), "coverage": pa.float64(), "change": pa.bool_(),
}  # fmt: skip
_OF_PANEL = dict(zip(PANEL_COLUMNS, (pa.int64(), pa.int64(), pa.float64()), strict=True))


def query(sql: str, warehouse: Path | str = DEFAULT, *, seconds: float = 60.0) -> pa.Table:
    """Answer SQL, read-only and within a time. Raises QueryError and WarehouseError, each of one clear line."""
    return answer(Path(warehouse), sql, seconds).table


def trend(
    *terms: str,
    warehouse: Path | str = DEFAULT,
    by: By = "day",
    since: date | str | None = None,
    until: date | str | None = None,
    source: str | None = None,
    country: str | None = None,
    language: str | None = None,
    timezone: str = "UTC",
    smooth: int = 1,
    panel: bool = False,
    as_of: datetime | None = None,
    beside: str | None = None,
) -> pa.Table:
    """Return the share of coverage of terms over time, the rows of `brinkwatch trend --format json`; `until` is included.

    With `beside` only articles that have this term too are found. With `as_of`, a moment with its zone, only what was known then counts. `period` is a day, with `by="hour"` a moment of the clock on the wall. Raises UnknownTerm, SearchMistake and WarehouseError.
    """
    last = _day(until)
    scope = Scope(by=by, zone=timezone, since=_day(since), until=last + timedelta(days=1) if last else None)
    scope = replace(scope, source=source, country=country, language=language, as_of=as_of)
    with looking_into(Path(warehouse)) as connection:
        scope = replace(scope, beside=resolve(connection, beside) if beside else None)
        answers = answer_trends(connection, terms, scope, smooth, panel=panel)
    columns = {**_COLUMNS, **({"period": pa.timestamp("us")} if by == "hour" else {}), **(_OF_PANEL if panel else {})}
    return pa.Table.from_pylist([row for one in answers for row in one.rows()], schema=pa.schema(columns.items()))


def _day(given: date | str | None) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) else given
