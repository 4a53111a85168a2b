"""What the peers are given: the same articles, numbered, with the day, text, publisher and source carried on every mention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.connect import Connection, open_reader

COLUMNS = {
    "articles": ("article", "text", "source", "publisher", "day"),
    "mentions": ("entity", "day", "article", "text", "publisher", "source"),
    "topics": ("topic", "day", "article", "text", "publisher"),
    "entities": ("entity", "name"),
    "sources": ("source", "name"),
    "topic_names": ("topic", "name"),
    "bodies": ("article", "title", "body"),
}
"""Days are counted from the first of 1970; an article and an entity make one row however often they meet."""

MEMORY = "8GB"
"""What sorting may take before it goes to disk: the peers that are filled want the rest."""

_NUMBERED = """
CREATE TEMP TABLE p_entities AS SELECT CAST(row_number() OVER (ORDER BY entity_id) AS INTEGER) AS entity, entity_id AS name FROM entities;
CREATE TEMP TABLE p_topics AS SELECT CAST(row_number() OVER (ORDER BY topic_id) AS INTEGER) AS topic, topic_id AS name FROM topics;
CREATE TEMP TABLE p_sources AS SELECT CAST(row_number() OVER (ORDER BY source_id) AS INTEGER) AS source, source_id AS name FROM sources;
CREATE TEMP TABLE p_publishers AS
SELECT CAST(row_number() OVER (ORDER BY publisher) AS INTEGER) AS number, publisher FROM (SELECT DISTINCT publisher FROM articles_counted);
CREATE TEMP TABLE p_ids AS SELECT CAST(row_number() OVER (ORDER BY article_id) AS INTEGER) AS article, article_id FROM articles;
CREATE TEMP TABLE p_articles AS
SELECT ids.article, originals.article AS text, source, p_publishers.number AS publisher,
       CAST(date_diff('day', DATE '1970-01-01', CAST(counted_at AS DATE)) AS INTEGER) AS day, article_id
FROM articles_counted JOIN p_ids AS ids USING (article_id) JOIN p_ids AS originals ON originals.article_id = original_id
JOIN p_sources ON p_sources.name = source_id JOIN p_publishers USING (publisher);
"""
_QUESTIONS = {
    "articles": "SELECT article, text, source, publisher, day FROM p_articles ORDER BY article",
    "mentions": "SELECT entity, day, article, text, publisher, source FROM (SELECT DISTINCT entity_id, article_id FROM mentions "
    "WHERE label NOT IN ('demonym', 'government')) JOIN p_articles USING (article_id) JOIN p_entities ON p_entities.name = entity_id "
    "ORDER BY ALL",
    "topics": "SELECT topic, day, article, text, publisher FROM article_topics JOIN p_articles USING (article_id) "
    "JOIN p_topics ON p_topics.name = topic_id ORDER BY ALL",
    "entities": "FROM p_entities ORDER BY entity",
    "sources": "FROM p_sources ORDER BY source",
    "topic_names": "FROM p_topics ORDER BY topic",
    "bodies": "SELECT article, title, text AS body FROM articles JOIN p_ids USING (article_id) ORDER BY article",
}


@dataclass(frozen=True, slots=True)
class Tables:
    """An open published warehouse, as numbers."""

    connection: Connection

    def rows(self, name: str) -> Iterator[Sequence[Any]]:
        """Give the rows of a table."""
        cursor = self.connection.execute(_QUESTIONS[name])
        while some := cursor.fetchmany(50_000):
            yield from some

    def write_parquet(self, name: str, path: Path) -> None:
        """Write a table as Parquet, its numbers as small as they are."""
        target = str(path).replace("'", "''")
        self.connection.execute(f"COPY ({_QUESTIONS[name]}) TO '{target}' (FORMAT parquet)")

    def write_csv(self, name: str, path: Path) -> None:
        """Write a table for others to load."""
        target = str(path).replace("'", "''")
        self.connection.execute(f"COPY ({_QUESTIONS[name]}) TO '{target}' (HEADER false)")


def numbered(published: Path) -> Tables:
    """Open a published warehouse for the peers to be filled from."""
    connection = open_reader(published, memory=MEMORY)
    connection.execute(_NUMBERED)
    return Tables(connection)
