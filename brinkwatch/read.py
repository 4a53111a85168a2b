"""Ask the warehouse from Python: Arrow tables for notebooks, pandas, Polars and DuckDB. A reader never blocks a pass.

from brinkwatch.read import query, trend

query("FROM coverage_daily ORDER BY day").to_pandas()
trend("North Korea", "topic:sanctions", by="week", since="2017-01-01", panel=True)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import available_timezones

import pyarrow as pa

from brinkwatch.periods import EARLIEST_YEAR, LATEST_YEAR, MOST_SMOOTHED
from brinkwatch.trends import PANEL_COLUMNS, SMOOTH_COLUMNS, answer_trends
from config.failures import Mistake
from warehouse.connect import looking_into
from warehouse.query import answer
from warehouse.read import By, Scope
from warehouse.terms import resolve

DEFAULT = Path("data/brinkwatch.duckdb")

_COLUMNS = {
    "term": pa.string(), "kind": pa.string(), "id": pa.string(), "period": pa.date32(), "articles": pa.int64(),
    "texts": pa.int64(), "publishers": pa.int64(), "total": pa.int64(), "share": pa.float64(), "low": pa.float64(),
    "high": pa.float64(), "coverage": pa.float64(), "change": pa.bool_(), "cut": pa.bool_(),
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
    owner_group: str | None = None,
    timezone: str = "UTC",
    smooth: int = 1,
    panel: bool = False,
    as_of: datetime | None = None,
    beside: str | None = None,
) -> pa.Table:
    """Return the share of coverage of terms over time, the rows of `brinkwatch trend --format json`; `until` is included.

    With `beside` only articles that have this term too are found. With `as_of`, a moment with its zone, only what was known then counts.
    `period` is a day, with `by="hour"` a moment of the clock on the wall. Raises Mistake, as UnknownTerm and SearchMistake are, and WarehouseError, each of one clear line.
    """
    if by not in get_args(By):
        raise Mistake(f"by={by!r}: is no length of a period; write one of {', '.join(get_args(By))}")
    if timezone not in available_timezones():
        raise Mistake(
            f"timezone={timezone!r}: is not a time zone of the IANA list; write one such as Asia/Seoul or UTC"
        )
    if as_of is not None and not isinstance(as_of, datetime):
        raise Mistake(f"as_of={as_of!r}: is no moment; give a datetime with its zone")
    if as_of is not None and as_of.tzinfo is None:
        raise Mistake(f"as_of={as_of}: has no zone; give it one, such as tzinfo=UTC")
    if not isinstance(smooth, int) or smooth < 1:
        raise Mistake(f"smooth={smooth!r}: is no number of periods; write 1 or more")
    if smooth > MOST_SMOOTHED:
        raise Mistake(f"smooth={smooth}: is more than {MOST_SMOOTHED:,} periods; write fewer, or a longer by")
    first, last = _day("since", since), _day("until", until)
    if first and last and first > last:
        raise Mistake(f"since={first} is after until={last}; swap them")
    scope = Scope(by=by, zone=timezone, since=first, until=last + timedelta(days=1) if last else None)
    country, language = country and country.upper(), language and language.lower()
    scope = replace(scope, source=source, country=country, language=language, owner_group=owner_group, as_of=as_of)
    with looking_into(Path(warehouse)) as connection:
        scope = replace(scope, beside=resolve(connection, beside) if beside is not None else None)
        answers = answer_trends(connection, terms, scope, smooth, panel=panel)
    columns = {**_COLUMNS, **({"period": pa.timestamp("us")} if by == "hour" else {}), **(_OF_PANEL if panel else {})}
    columns |= dict.fromkeys(SMOOTH_COLUMNS, pa.int64()) if smooth > 1 else {}
    columns |= {"with": pa.string()} if beside is not None else {}
    return pa.Table.from_pylist([row for one in answers for row in one.rows()], schema=pa.schema(columns.items()))


def _day(name: str, given: date | str | None) -> date | None:
    if isinstance(given, datetime):
        raise Mistake(f"{name}={given!r}: is a moment; give its day, such as {given.date()}")
    try:
        day = given if given is None or isinstance(given, date) else date.fromisoformat(given)
    except (TypeError, ValueError):
        raise Mistake(f"{name}={given!r}: is no day; write it as 2017-03-15") from None
    if day and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Mistake(f"{name}={day}: lies beyond all news; write a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
    return day
