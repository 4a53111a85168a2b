"""The invariants of the tables: ids once, ids that name something, copies of originals, spans that hold what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from warehouse.connect import Connection
from warehouse.counting import in_step
from warehouse.read import ask, ask_text, filled, query_text

SAMPLED_ABOVE = 200_000
"""Spans beyond which a sample is compared with its texts: some seconds of work."""

KEYS = (
    ("sources", "source_id"), ("feeds", "feed_id"), ("polls", "poll_id"), ("entries", "entry_id"), ("articles", "article_id"),
    ("entities", "entity_id"), ("topics", "topic_id"), ("alerts", "alert_id"), ("deliveries", "delivery_id"), ("loads", "batch_id"),
    ("furniture", "furniture_id"), ("silences", "silence_id"), ("rulings", "delivery_id || ' ' || decided_at"),
    ("recognised", "article_id"),
    ("article_topics", "article_id || ' ' || topic_id"), ("watch_hits", "article_id || ' ' || watch_id || '/' || series"),
)  # fmt: skip
"""What names a row of each table."""

REFERENCES = (
    ("mentions", "article_id", "articles", "article_id"), ("mentions", "entity_id", "entities", "entity_id"),
    ("watch_hits", "article_id", "articles", "article_id"), ("article_topics", "article_id", "articles", "article_id"),
    ("article_topics", "topic_id", "topics", "topic_id"), ("text_signatures", "article_id", "articles", "article_id"),
    ("articles", "source_id", "sources", "source_id"), ("feeds", "source_id", "sources", "source_id"),
    ("deliveries", "alert_id", "alerts", "alert_id"), ("entity_aliases", "entity_id", "entities", "entity_id"),
    ("cuts", "furniture_id", "furniture", "furniture_id"), ("revisions", "article_id", "articles", "article_id"),
    ("page_checks", "article_id", "articles", "article_id"), ("rulings", "delivery_id", "deliveries", "delivery_id"),
    ("rulings", "alert_id", "alerts", "alert_id"),
    ("recognised", "article_id", "articles", "article_id"),
)  # fmt: skip
"""Child, its column, parent, its column: every value of the first, if not empty, must be in the second."""

REBUILD = "the rows can not be told right from wrong; `brinkwatch restore` a backup from before, and report it"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; `mend` says what to do where `trouble`, and `detail` what was looked at or found."""

    check: str
    trouble: bool
    count: int
    example: str
    detail: str
    mend: str


def sound(check: str, detail: str = "") -> Finding:
    """Say that a check found nothing wrong."""
    return Finding(check, False, 0, "", detail, "")


def wrong(check: str, examples: Sequence[object], detail: str, mend: str) -> Finding:
    """Say what a check found wrong."""
    return Finding(check, True, len(examples), str(examples[0]) if examples else "", detail, mend)


def judged(check: str, examples: Sequence[object], looked: str, mend: str) -> Finding:
    """Say that a check found something or nothing."""
    return wrong(check, examples, looked, mend) if examples else sound(check, looked)


def check_rows(connection: Connection) -> Iterator[Finding]:
    """Check what the tables say of each other; tables of a later version are left alone."""
    there = {row["table_name"]: row["rows"] for row in ask(connection, "doctor_tables")}
    yield from (_unique(connection, table, key) for table, key in KEYS if table in there)
    for reference in REFERENCES:
        if {reference[0], reference[2]} <= set(there):
            yield _resolved(connection, *reference)
    rows = ask(connection, "doctor_orphan_series")
    yield judged(
        "watch_hits name known series", [row["example"] for row in rows], "", "`brinkwatch run` stores the series of watches.yaml again"
    )  # fmt: skip
    rows = ask(connection, "doctor_originals")
    yield judged("originals are articles and no copies", [row["example"] for row in rows], "", REBUILD)
    if in_step(connection):
        rows = ask(connection, "doctor_counted")
        yield judged(
            "counted tables hold what the articles do", [row["example"] for row in rows], "", "`brinkwatch compact` counts them anew"
        )  # fmt: skip
    yield from (_spans(connection, table, there[table]) for table in ("mentions", "watch_hits"))


def _unique(connection: Connection, table: str, key: str) -> Finding:
    rows = ask_text(connection, filled(query_text("doctor_duplicates"), {"table": table, "key": key}))
    return judged(f"{table}: every id once", [row["example"] for row in rows], "", REBUILD)


def _resolved(connection: Connection, child: str, key: str, parent: str, parent_key: str) -> Finding:
    names = {"child": child, "key": key, "parent": parent, "parent_key": parent_key}
    rows = ask_text(connection, filled(query_text("doctor_orphans"), names))
    return judged(f"{child}.{key} is in {parent}", [row["example"] for row in rows], "", REBUILD)


def _spans(connection: Connection, table: str, rows: int) -> Finding:
    every = -(-rows // SAMPLED_ABOVE) or 1
    found = ask_text(connection, filled(query_text("doctor_offsets"), {"table": table}), every=every)
    looked = f"{rows:,} spans" if every == 1 else f"a sample: those of one article in {every}"
    return judged(f"{table}: spans hold their characters", [row["example"] for row in found], looked, REBUILD)
