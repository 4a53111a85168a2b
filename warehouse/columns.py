"""Describe the public tables and views from the comments in the database itself."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.connect import Connection

TABLES = (
    "sources", "feeds", "polls", "entries", "pages", "articles", "mentions", "recognised", "entities", "topics", "article_topics", "watch_hits",
    "rejections", "furniture", "cuts", "entry_contents", "page_checks", "revisions", "spikes", "alerts", "alert_transitions", "deliveries",
    "rulings", "silences",
)  # fmt: skip
VIEWS = (
    "coverage_daily", "entity_daily", "topic_daily", "watch_daily", "articles_counted", "source_lives", "politeness_daily",
    "extraction_daily", "mentions_known", "entity_first_seen",
)  # fmt: skip
MACROS = (
    "articles_as_of", "articles_counted_as_of", "coverage_daily_as_of", "entity_daily_as_of", "topic_daily_as_of",
    "watch_daily_as_of", "source_lives_as_of", "politeness_daily_as_of", "extraction_daily_as_of", "mentions_known_as_of",
    "entity_first_seen_as_of",
)  # fmt: skip

HEAD = """# Tables and columns

What the warehouse holds, as its own comments say (`make docs` writes this page from them). Open the file with any DuckDB
client, read-only: it is replaced as a whole whenever a pass publishes, so a reader never waits and never sees half a pass.
Times are UTC (`TIMESTAMP WITH TIME ZONE`). Every share is of distinct texts: copies of one text count once.

What was known at a moment is asked with the table macros at the end.

Tables that are not listed here belong to the loader and may change.
"""


AS_OF = """## As of a moment

`FROM coverage_daily_as_of('2017-03-15 12:00:00+00')` has the columns of `coverage_daily` and counts only what was known then: articles that
had been seen and fetched, polls that had been made, revisions that had been found. An import later on changes nothing in it; with `rehearsing := true` an
imported article is taken as known from its publication on, as `backtest` does. What was read out of an article (entities, topics, series) and what is known of
its publisher are as they stand now.
"""


def describe(connection: Connection) -> str:
    """Return docs/columns.md."""
    return f"{HEAD}\n{columns_of(connection, (*TABLES, *VIEWS))}{_macros(connection)}"


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


def _macros(connection: Connection) -> str:
    """Describe the views that take a moment."""
    comments = dict(
        connection.execute("SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal").fetchall()
    )
    lines = [f"| {name}(moment, rehearsing := false) | {comments[name]} |" for name in MACROS]
    return "\n".join(["", AS_OF, "| table macro | rows |", "|---|---|", *lines, ""])
