"""Write the public tables as Parquet, a folder a month, for tools that do not open the warehouse itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from config.failures import JobFailed
from warehouse.columns import TABLES, VIEWS, columns_of
from warehouse.connect import Connection, looking_into

DATED = {
    "articles": "coalesce(published_at, first_seen_at)", "articles_counted": "counted_at", "polls": "polled_at",
    "entries": "first_seen_at", "pages": "fetched_at", "rejections": "rejected_at", "spikes": "judged_at",
    "alerts": "opened_at", "alert_transitions": "judged_at", "deliveries": "created_at",
    "coverage_daily": "day", "entity_daily": "day", "topic_daily": "day", "watch_daily": "day",
    "politeness_daily": "day", "extraction_daily": "day",
}  # fmt: skip
"""By which moment a table is parted into months of UTC. Of the others, those about articles go with their article."""

TEXTS = {"articles": "text", "entry_contents": "content_html"}
"""What publishers wrote at length: most of the bytes, and not everybody's to pass on."""

MARK = ".brinkwatch-export"
"""A file that tells a folder of ours, which may be replaced, from one that is somebody else's."""

HEAD = """# What Brinkwatch exported

From {warehouse}, {span}. Every table is Parquet (zstd). Those with a moment lie in a folder a month, `TABLE/month=2017-03/`, by UTC
and by the moment that a table is about: of articles and all that is about them, when they were published, else first seen. The
others are one file, `TABLE/all.parquet`, and whole. Read a table with `read_parquet('TABLE/**/*.parquet', hive_partitioning = true)`
in DuckDB, `pandas.read_parquet("TABLE")` or `polars.scan_parquet("TABLE/**/*.parquet")`. Times are UTC. Count texts
(`count(DISTINCT original_id)`), not articles: copies of one text count once.{texts}

"""
WITHOUT_TEXTS = " Not here are the texts themselves (`articles.text`, `entry_contents.content_html`); `--with-text` writes them too."


class ExportError(JobFailed):
    """An export that could not be written; the message is one clear line."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A table as it was written: its rows, and in how many months they lie, 0 where it is not parted."""

    table: str
    rows: int
    months: int


def export(
    warehouse: Path, folder: Path, since: date | None = None, until: date | None = None, *, with_text: bool = False
) -> list[Exported]:
    """Write all public tables of a published warehouse into a folder, whole or not at all; `until` is exclusive.

    A former export in the same place is replaced. Raises ExportError and WarehouseError.
    """
    if folder.exists() and not (folder / MARK).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder}: is there already and is no export; name another folder")
    with looking_into(warehouse) as connection, _instead_of(folder) as new:
        known = {name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()}
        tables = [name for name in (*TABLES, *VIEWS) if name in known]
        written = [_write(connection, name, new / name, since, until, with_text=with_text) for name in tables]
        span = f"from {since or 'the beginning'} to {f'before {until}' if until else 'the end'}"
        head = HEAD.format(warehouse=warehouse.name, span=span, texts="" if with_text else WITHOUT_TEXTS)
        (new / "README.md").write_text(head + columns_of(connection, tables), encoding="utf-8")
        (new / MARK).touch()
        return written


def _write(
    connection: Connection, table: str, folder: Path, since: date | None, until: date | None, *, with_text: bool
) -> Exported:
    folder.mkdir()
    left_out = f" EXCLUDE ({TEXTS[table]})" if table in TEXTS and not with_text else ""
    source, day = _dated(connection, table)
    if not day:
        return Exported(table, _copy(connection, f"SELECT *{left_out} FROM {table}", folder / "all.parquet", ""), 0)  # noqa: S608 — our own names
    bounds = [f"{day} {sign} DATE '{bound}'" for sign, bound in ((">=", since), ("<", until)) if bound]
    question = (
        f"SELECT {table}.*{left_out}, strftime({day}, '%Y-%m') AS month FROM {source}"  # noqa: S608 — our own names
        + (f" WHERE {' AND '.join(bounds)}" if bounds else "")
    )
    rows = _copy(
        connection, question, folder, ", PARTITION_BY (month), FILENAME_PATTERN 'part-{i}', OVERWRITE_OR_IGNORE"
    )
    if not rows:  # a reader finds the columns of an empty table too
        _copy(connection, question, folder / "all.parquet", "")
    return Exported(table, rows, sum(1 for _ in folder.glob("month=*")))


def _dated(connection: Connection, table: str) -> tuple[str, str]:
    """Return what to select a table from and the day of its rows; an empty day where it has none."""
    names = {row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()}
    if table in DATED:
        day = DATED[table] if DATED[table] == "day" else f"CAST(timezone('UTC', {DATED[table]}) AS DATE)"
        return table, day
    if "article_id" in names:
        return f"{table} JOIN articles_counted USING (article_id)", "CAST(timezone('UTC', counted_at) AS DATE)"
    if "entry_id" in names:
        return f"{table} JOIN entries USING (entry_id)", "CAST(timezone('UTC', entries.first_seen_at) AS DATE)"
    return table, ""


def _copy(connection: Connection, question: str, place: Path, more: str) -> int:
    target = str(place).replace("'", "''")
    try:
        copied = connection.execute(f"COPY ({question}) TO '{target}' (FORMAT parquet, COMPRESSION zstd{more})")
    except duckdb.IOException as error:
        raise ExportError(f"{place}: can not be written: {str(error).splitlines()[0]}") from None
    except RuntimeError as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # as DuckDB tells of Ctrl-C
            raise KeyboardInterrupt from None
        raise
    return int((copied.fetchone() or (0,))[0])


@contextmanager
def _instead_of(folder: Path) -> Iterator[Path]:
    """Give a new folder that takes the place of another, if any, once it is full."""
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    new, old = beside / "new", beside / "old"
    try:
        new.mkdir()
        yield new
        with suppress(FileNotFoundError):
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
