"""SQLite, with the mentions kept by entity and day, an index for each question, and FTS5 for the texts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from benchmarks.warehouse_peers.questions import Asked, Row, risen
from benchmarks.warehouse_peers.tables import COLUMNS, Tables

_SHAPE = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;
CREATE TABLE articles (article INTEGER PRIMARY KEY, text INTEGER, source INTEGER, publisher INTEGER, day INTEGER);
CREATE TABLE mentions (entity INTEGER, day INTEGER, article INTEGER, text INTEGER, publisher INTEGER, source INTEGER,
    PRIMARY KEY (entity, day, article)) WITHOUT ROWID;
CREATE TABLE topics (topic INTEGER, day INTEGER, article INTEGER, text INTEGER, publisher INTEGER,
    PRIMARY KEY (topic, day, article)) WITHOUT ROWID;
CREATE TABLE entities (entity INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE sources (source INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE topic_names (topic INTEGER PRIMARY KEY, name TEXT UNIQUE);
"""
_INDEXES = """
CREATE INDEX by_day ON articles (day, text);
CREATE INDEX by_source ON articles (source, text);
CREATE INDEX of_article ON mentions (entity, article, text, day);
CREATE INDEX of_day ON mentions (day, entity, text, publisher);
ANALYZE;
"""
_DATE = "date(day * 86400, 'unixepoch')"
_WEEK = "date((day - (day + 3) % 7) * 86400, 'unixepoch')"
DAILY = """
SELECT {date}, coalesce(articles, 0), coalesce(texts, 0), coalesce(publishers, 0), total
FROM (SELECT day, count(DISTINCT text) AS total FROM articles GROUP BY day) AS all_days
LEFT JOIN (SELECT day, count(*) AS articles, count(DISTINCT text) AS texts, count(DISTINCT publisher) AS publishers
    FROM mentions WHERE entity = (SELECT entity FROM entities WHERE name = {entity}) GROUP BY day) AS found USING (day)
ORDER BY day
"""
RISING = """
SELECT name, now, before, publishers FROM (
    SELECT entity, count(DISTINCT CASE WHEN day >= {since} THEN text END) AS now, count(DISTINCT CASE WHEN day < {since} THEN text END) AS before,
           count(DISTINCT CASE WHEN day >= {since} THEN publisher END) AS publishers
    FROM mentions WHERE day >= {before} AND day < {until} GROUP BY entity
) AS counted JOIN entities USING (entity) WHERE now >= 5 AND publishers >= 3
"""
SIZES = """
SELECT count(DISTINCT CASE WHEN day >= {since} THEN text END), count(DISTINCT CASE WHEN day < {since} THEN text END)
FROM articles WHERE day >= {before} AND day < {until}
"""
TOGETHER = """
SELECT {week} AS week, count(DISTINCT one.text) FROM mentions AS one JOIN (
    SELECT article AS also FROM mentions WHERE entity = (SELECT entity FROM entities WHERE name = {other})
) AS others ON also = article
WHERE entity = (SELECT entity FROM entities WHERE name = {entity}) GROUP BY week ORDER BY week
"""
PUBLISHERS = """
SELECT {date}, count(DISTINCT text), count(DISTINCT publisher) FROM topics
WHERE topic = (SELECT topic FROM topic_names WHERE name = {topic}) GROUP BY day ORDER BY day
"""
SOURCES = """
SELECT name, coalesce(articles, 0), coalesce(texts, 0), total
FROM (SELECT source, count(DISTINCT text) AS total FROM articles GROUP BY source) AS whole JOIN sources USING (source)
LEFT JOIN (SELECT source, count(*) AS articles, count(DISTINCT text) AS texts FROM mentions
    WHERE entity = (SELECT entity FROM entities WHERE name = {entity}) GROUP BY source) AS found USING (source)
ORDER BY name
"""
_PHRASE = """
SELECT {week} AS week, count(*), count(DISTINCT text) FROM articles
WHERE article IN (SELECT rowid FROM bodies WHERE bodies MATCH {phrase}) GROUP BY week ORDER BY week
"""


class Sqlite:
    """A file of its own, filled from the published warehouse."""

    name = "SQLite"

    def __init__(self, path: Path, tables: Tables, asked: Asked, *, texts: bool) -> None:
        self._path, self._asked = path, asked
        self._connection = sqlite3.connect(path)
        self._connection.executescript(_SHAPE)
        for table, columns in COLUMNS.items():
            if table != "bodies":
                self._fill(table, len(columns), tables)
        if texts:
            self._connection.execute(
                "CREATE VIRTUAL TABLE bodies USING fts5 (title, body, content='', tokenize='unicode61')"
            )
            self._connection.executemany(
                "INSERT INTO bodies (rowid, title, body) VALUES (?, ?, ?)", tables.rows("bodies")
            )
        self._connection.executescript(_INDEXES)
        self._connection.commit()

    def ask(self, question: str) -> list[Row]:
        asked, stretch = self._asked, self._asked.stretch
        named = {
            "date": _DATE,
            "week": _WEEK,
            "entity": ":entity",
            "other": ":other",
            "topic": ":topic",
            "phrase": ":phrase",
        }
        named |= {"since": ":since", "before": ":before", "until": ":until"}
        day = dict(
            zip(("since", "before", "until"), map(days_of, (stretch.since, stretch.before, stretch.until)), strict=True)
        )
        values = {"entity": asked.entity, "other": asked.other, "topic": asked.topic, **day}

        def rows(sql: str, **more: object) -> list[Row]:
            return self._connection.execute(sql.format_map(named), {**values, **more}).fetchall()

        if question == "rising":
            now, before = rows(SIZES)[0]
            return risen(rows(RISING), now, before)
        if question in {"phrase", "rare"}:
            return rows(_PHRASE, phrase=f'"{getattr(asked, question)}"')
        return rows({"daily": DAILY, "together": TOGETHER, "publishers": PUBLISHERS, "sources": SOURCES}[question])

    def processor(self) -> float:
        return 0.0

    def files(self) -> list[Path]:
        return [self._path]

    def reopen(self) -> None:
        self._connection.close()
        self._connection = sqlite3.connect(self._path)
        self._connection.execute("PRAGMA cache_size = -1000000")

    def close(self) -> None:
        self._connection.close()

    def _fill(self, table: str, width: int, tables: Tables) -> None:
        marks = ", ".join("?" * width)
        self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", tables.rows(table))  # noqa: S608 - our own names


def days_of(day: object) -> int:
    """Return a date as days since 1970."""
    return day.toordinal() - 719_163  # type: ignore[attr-defined, no-any-return]
