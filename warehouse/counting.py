"""Keep the counted tables in step with the articles and what was found in them: what is new is added, all else builds them anew.

A place in a table's file (its rowid) tells what is new. Whoever changes rows in place calls `unsettle`; rows that went are
noticed here, so that a trend is never counted from what is no more.
"""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.connect import Connection, in_transaction
from warehouse.read import Row, ask, ask_text, filled, query_text

FOLLOWED = ("articles", "mentions", "article_topics", "watch_hits")
POLLS = "polls"
"""Followed too, but only for when each publisher first answered: polls that went need nothing built anew."""
TABLES = (
    "counted_numbers",
    "counted_owners",
    "counted_articles",
    "counted_found",
    "counted_subjects",
    "counted_sums",
    "counted_days",
    "counted_copies",
    "counted_totals",
    "counted_lives",
    "counted_names",
    "counted_spelt",
    "counted_marks",
)
TAIL = 0.25
"""Part of the mentions that may lie behind the sorted ones before all are sorted anew: reading it costs each question a little."""
LITTLE = 100_000
"""Mentions that are never worth sorting anew for: less than a row group."""
OFTEN = 2_000
"""Articles on a subject from which on its sums are kept: fewer are counted sooner than a question is planned."""


def follow(connection: Connection, *, anew: bool = False) -> None:
    """Bring the counted tables up to what is stored, in one transaction."""
    behind = {str(row["table_name"]): row for row in ask(connection, "counted_behind")}
    marks = {name: int(row["mark"]) for name, row in behind.items()}
    sorted_rows = {name: int(row["sorted_rows"]) for name, row in behind.items()}
    news = any(row["now"] != row["kept"] for row in behind.values())
    if anew or _must_be_built(connection, behind):
        marks, sorted_rows, news = dict.fromkeys(FOLLOWED, 0), {}, True
    elif in_step(connection):
        return
    in_transaction(connection, lambda: _add(connection, marks, sorted_rows, news=news))


def _must_be_built(connection: Connection, behind: Mapping[str, Row]) -> bool:
    """Tell whether adding will not do: rows went, a source changed hands, a missing original came, or too much is unsorted."""
    if len(behind) < len(FOLLOWED) or any(row["kept"] != row["rows"] for row in behind.values()):
        return True
    if not ask(connection, "counted_same_owners")[0]["same"]:
        return True
    ordered, now = behind["mentions"]["sorted_rows"], behind["mentions"]["now"]
    if now - ordered > max(TAIL * ordered, LITTLE):
        return True
    return bool(ask(connection, "counted_missing", articles=behind["articles"]["mark"]))


def unsettle(connection: Connection) -> None:
    """Have the counted tables built anew by the next publication, since rows were changed in place."""
    connection.execute("DELETE FROM counted_marks")


def forget_counted(connection: Connection) -> None:
    """Empty the counted tables; the next publication builds them anew."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names


def in_step(connection: Connection) -> bool:
    """Tell whether an open warehouse has the counted tables, and they hold all there is."""
    known = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'counted_found'"
    if not connection.execute(known).fetchall():
        return False
    parts = {"owners": query_text("counted_same_owners"), "spelt": query_text("counted_spelt")}
    question = filled(query_text("counted_in_step"), parts)
    return bool(ask_text(connection, question)[0]["in_step"])


def _add(connection: Connection, marks: dict[str, int], sorted_rows: dict[str, int], *, news: bool) -> None:
    """Count what lies behind the marks, which is polls alone where there is no news; move the marks."""
    if news:
        _count(connection, marks, sorted_rows)
    connection.execute("DELETE FROM counted_lives")
    ask(connection, "counted_fresh_lives")
    _keep_names(connection)
    connection.execute("DELETE FROM counted_marks")
    for table in (*FOLLOWED, POLLS):
        connection.execute(
            f"INSERT INTO counted_marks SELECT ?, coalesce(max(rowid) + 1, 0), count(*), coalesce(?, count(*)) FROM {table}",  # noqa: S608
            [table, sorted_rows.get(table)],
        )


def _count(connection: Connection, marks: dict[str, int], sorted_rows: dict[str, int]) -> None:
    """Count what was stored behind the marks; where nothing is sorted yet, all of it."""
    if not sorted_rows:
        forget_counted(connection)
    counted = connection.execute("SELECT coalesce(max(article), 0) FROM counted_articles").fetchall()[0][0]
    found, subjects = (_end_of(connection, table) for table in ("counted_found", "counted_subjects"))
    for what in ("numbers", "owners", "articles", "found", "subjects", "days", "copies"):
        ask(connection, f"counted_fresh_{what}", counted=counted, found=found, **marks)
    if not sorted_rows:
        ask(connection, "counted_often", often=OFTEN)
    for what in ("totals", "sums"):
        if sorted_rows:
            ask(connection, f"counted_touched_{what}", counted=counted, subjects=subjects)
        ask(connection, f"counted_fresh_{what}", counted=counted, subjects=subjects)


def _end_of(connection: Connection, table: str) -> int:
    """Return the place in the file behind the last row of a table."""
    question = f"SELECT coalesce(max(rowid) + 1, 0) FROM {table}"  # noqa: S608 - our own names
    return int(connection.execute(question).fetchall()[0][0])


def _keep_names(connection: Connection) -> None:
    """Keep what entities may be asked for by: new ones are added, other configured names or aliases have all kept anew."""
    (now,) = ask(connection, "counted_spelt")
    if not now["may_grow"]:
        connection.execute("DELETE FROM counted_names")
    ask(connection, "counted_fresh_names")
    connection.execute("DELETE FROM counted_spelt")
    connection.execute(
        "INSERT INTO counted_spelt VALUES (?, ?, ?)", [now["fingerprint"], now["entities"], now["aliases"]]
    )
