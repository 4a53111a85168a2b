"""Describe the public tables and views from the comments in the database itself."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.connect import Connection

TABLES = (
    "sources", "feeds", "polls", "entries", "pages", "articles", "mentions", "entities", "topics", "article_topics", "watch_hits",
    "rejections", "furniture", "cuts", "entry_contents", "page_checks", "revisions", "spikes", "alerts", "alert_transitions", "deliveries",
    "rulings", "silences",
)  # fmt: skip
VIEWS = (
    "coverage_daily", "entity_daily", "topic_daily", "watch_daily", "articles_counted", "source_lives", "politeness_daily",
    "extraction_daily",
)  # fmt: skip

HEAD = """# Tables and columns

What the warehouse holds, as its own comments say (`make docs` writes this page from them). Open the file with any DuckDB
client, read-only: it is replaced as a whole whenever a pass publishes, so a reader never waits and never sees half a pass.
Times are UTC (`TIMESTAMP WITH TIME ZONE`). Every share is of distinct texts: copies of one text count once.

Tables that are not listed here belong to the loader and may change.
"""


def describe(connection: Connection) -> str:
    """Return docs/columns.md."""
    return f"{HEAD}\n{columns_of(connection, (*TABLES, *VIEWS))}"


def columns_of(connection: Connection, names: Sequence[str]) -> str:
    """Describe some tables and views: a section each, with a row a column."""
    parts = []
    tables = dict(connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    tables |= dict(connection.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    for name in names:
        parts += [f"## {name}", "", tables[name] or "", "", "| column | type | meaning |", "|---|---|---|"]
        rows = connection.execute(
            "SELECT column_name, data_type, coalesce(comment, '') FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
            [name],
        ).fetchall()
        parts += [f"| {column} | {kind} | {comment} |" for column, kind, comment in rows]
        parts.append("")
    return "\n".join(parts)
