"""Put a batch into the warehouse: through Arrow, in one transaction, once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

import duckdb
import pyarrow as pa

from tasks.records import Article, Enrichment, Entity, Feed, Source, WatchHit
from tasks.recurring import Cut, Learned
from warehouse.connect import in_transaction, sparingly
from warehouse.spool import Batch

Row = Mapping[str, Any]

LISTED = """SELECT unnest(from_json(?, '["VARCHAR"]'))"""
"""A list of texts given as JSON: of a Python list, DuckDB looks for pandas at every element, which takes 0.2 ms each."""

LISTED_PAIRS = """SELECT unnest(from_json(?, '[["VARCHAR"]]'))"""
"""A list of pairs of texts given as JSON, each as a list."""

MERGED_EVERY, SMALL_FILE, LARGE_FILE = 16, 256, 1_024
"""Batches between two merges of the pieces that they leave in the file, where no publication merges them, and blocks of a file (64 MB)
below which they are merged at once. A batch wastes parts of a dozen blocks, which would double a small file; in a large one, most of a
load was spent on merging at every batch. A merge may write most of a table anew, so that from four times as many blocks on, twice as many
batches lie between two for each doubling of the file: what they waste stays some tenth of it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A batch as it is to be stored: its new articles, what each is a copy of, what was found in them and cut from them.

    The versions are those of the code that cleaned and read them, and of what recognised names.
    """

    batch_id: str
    batch: Batch
    fresh: tuple[Article, ...]
    originals: Mapping[str, str]
    enrichments: tuple[Enrichment, ...]
    learned: Learned | None = None
    cuts: tuple[Cut, ...] = ()
    revisions: Sequence[Row] = ()
    clean_version: str = ""
    enrich_version: str = ""
    recogniser: str = ""


def has_batch(connection: duckdb.DuckDBPyConnection, batch_id: str) -> bool:
    """Tell whether a batch was committed before."""
    return bool(connection.execute("SELECT 1 FROM loads WHERE batch_id = ?", [batch_id]).fetchall())


def known_articles(connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> set[str]:
    """Return which of these articles the warehouse has."""
    rows = connection.execute(
        f"SELECT article_id FROM articles WHERE article_id IN ({LISTED})",  # noqa: S608 - our own words
        [json.dumps(list(article_ids))],
    ).fetchall()
    return {row[0] for row in rows}


def store(connection: duckdb.DuckDBPyConnection, loaded: Loaded, now: datetime) -> None:
    """Store a batch and the fact that it is stored, all or nothing."""

    def work() -> None:
        batch = loaded.batch
        merge(connection, "sources", "source_id", batch.sources)
        merge(connection, "feeds", "feed_id", batch.feeds)
        merge(connection, "polls", "poll_id", batch.polls)
        merge(connection, "entries", "entry_id", batch.entries)
        merge(connection, "pages", "entry_id", batch.pages)
        merge(connection, "entry_contents", "entry_id", batch.contents)
        versions = {"clean_version": loaded.clean_version, "enrich_version": loaded.enrich_version}
        insert(connection, "rejections", [{**row, **versions} for row in _unseen_rejections(connection, batch)])
        more: dict[str, Sequence[object]] = {name: [version] * len(loaded.fresh) for name, version in versions.items()}
        more["original_id"] = [loaded.originals.get(one.article_id, one.article_id) for one in loaded.fresh]
        more["backfilled"] = [not one.entry_id for one in loaded.fresh]
        insert_records(connection, "articles", loaded.fresh, "", **more)
        insert_records(connection, "text_signatures", loaded.fresh)
        found = {entity.entity_id: entity for one in loaded.enrichments for entity in one.entities}
        merge(connection, "entities", "entity_id", tuple(found.values()))
        insert_records(connection, "mentions", [mention for one in loaded.enrichments for mention in one.mentions])
        insert_records(connection, "article_topics", [score for one in loaded.enrichments for score in one.topics])
        insert_records(connection, "watch_hits", [hit for one in loaded.enrichments for hit in one.hits])
        recogniser = [loaded.recogniser] * len(loaded.enrichments)
        insert_records(connection, "recognised", loaded.enrichments, recogniser=recogniser)
        insert(connection, "cuts", rows_of(loaded.cuts))
        insert(connection, "revisions", loaded.revisions)
        if loaded.learned is not None:
            learned = loaded.learned.furniture
            merge(connection, "furniture", "furniture_id", learned, learned_at=[now] * len(learned))
            connection.execute("UPDATE furniture_learning SET articles = ?", [loaded.learned.articles])
        connection.execute("INSERT INTO loads VALUES (?, ?)", [loaded.batch_id, now])

    place = "SELECT total_blocks, (SELECT count(*) + 1 FROM loads) FROM pragma_database_size() WHERE database_name = current_database()"
    ((blocks, batches),) = connection.execute(place).fetchall()
    sparingly(connection, merging=merges(blocks, batches))
    in_transaction(connection, work)


def merges(blocks: int, batches: int) -> bool:
    """Tell whether the batch of a number merges the pieces of those before, in a file of so many blocks."""
    doublings = max(blocks // LARGE_FILE, 1).bit_length() - 1
    return blocks < SMALL_FILE or batches % (MERGED_EVERY << doublings) == 0


def is_synced(connection: duckdb.DuckDBPyConnection, fingerprint: str) -> bool:
    """Tell whether the warehouse has what is configured."""
    return connection.execute("SELECT fingerprint FROM configured").fetchall() == [(fingerprint,)]


def sync_configured(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[Source],
    feeds: Sequence[Feed],
    entities: Sequence[Entity],
    aliases: Sequence[tuple[str, str]],
    topics: Sequence[Row],
    fingerprint: str,
) -> None:
    """Make what the operator configured readable in the warehouse; what is configured no more stays known."""

    def work() -> None:
        replace(connection, "sources", "source_id", rows_of(sources))
        replace(connection, "feeds", "feed_id", rows_of(feeds))
        replace(connection, "entities", "entity_id", rows_of(entities))
        replace(connection, "topics", "topic_id", topics)
        connection.execute("DELETE FROM entity_aliases")
        insert(connection, "entity_aliases", [{"alias": alias, "entity_id": entity_id} for alias, entity_id in aliases])
        connection.execute("DELETE FROM configured")
        insert(connection, "configured", [{"fingerprint": fingerprint}])

    in_transaction(connection, work)


def replace_series(
    connection: duckdb.DuckDBPyConnection,
    changed: Sequence[Row],
    gone: Sequence[tuple[str, str]],
    hits: Sequence[WatchHit],
) -> None:
    """Store series that are new or changed, with their hits over all of history, and drop those configured no more."""

    def work() -> None:
        old = json.dumps([*gone, *((row["watch_id"], row["series"]) for row in changed)])
        for table in ("watch_hits", "series"):
            connection.execute(f"DELETE FROM {table} WHERE [watch_id, series] IN ({LISTED_PAIRS})", [old])  # noqa: S608
        insert(connection, "series", changed)
        insert(connection, "watch_hits", rows_of(hits))
        connection.execute("DELETE FROM counted_marks")  # hits of old articles came and went

    in_transaction(connection, work)


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row], where: str = "") -> None:
    """Append rows, those that `where` admits; keys that the table has no column for are left out."""
    if not rows:
        return
    _append(connection, table, pa.Table.from_pylist(rows, schema=_shape(connection, table)), where)


def insert_records(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    records: Sequence[Any],
    where: str = "",
    **more: Sequence[object],
) -> None:
    """Append records, and `more` columns, a column at a time: making rows first would take most of the time of a batch."""
    if not records:
        return
    names = {*more, *records[0].__dataclass_fields__}
    shape = [one for one in _shape(connection, table) if one.name in names]
    columns = [pa.array(more.get(one.name) or list(map(attrgetter(one.name), records)), one.type) for one in shape]
    _append(connection, table, pa.Table.from_arrays(columns, schema=pa.schema(shape)), where)


def _shape(connection: duckdb.DuckDBPyConnection, table: str) -> pa.Schema:
    return connection.execute(f"SELECT * FROM {table} LIMIT 0").to_arrow_table().schema  # noqa: S608 - our own names


def _append(connection: duckdb.DuckDBPyConnection, table: str, incoming: pa.Table, where: str = "") -> None:
    connection.register("incoming", incoming)
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming {where}")  # noqa: S608 - our own names
    connection.unregister("incoming")


def merge(
    connection: duckdb.DuckDBPyConnection, table: str, key: str, records: Sequence[Any], **more: Sequence[object]
) -> None:
    """Append the records whose key the table does not have, of each key the last."""
    last = {name: place for place, name in enumerate(map(attrgetter(key), records))}
    if len(last) < len(records):
        records = [records[place] for place in last.values()]
        more = {name: [values[place] for place in last.values()] for name, values in more.items()}
    unknown = f"WHERE {key} NOT IN (SELECT {key} FROM {table})"  # noqa: S608 - our own names
    insert_records(connection, table, records, unknown, **more)


def replace(connection: duckdb.DuckDBPyConnection, table: str, key: str, rows: Sequence[Row]) -> None:
    """Put rows in the place of those with the same key."""
    connection.execute(
        f"DELETE FROM {table} WHERE {key} IN ({LISTED})",  # noqa: S608 - our own names
        [json.dumps([row[key] for row in rows])],
    )
    insert(connection, table, rows)


def rows_of(records: Iterable[Any]) -> list[Row]:
    """Return records as rows."""
    return [{name: getattr(record, name) for name in record.__dataclass_fields__} for record in records]


def recognised_rows(enrichments: Iterable[Enrichment], recogniser: str) -> list[Row]:
    """Return what was marked in articles as the table has it."""
    return [{"article_id": one.article_id, "recogniser": recogniser, "spans": one.spans} for one in enrichments]


def article_row(article: Article, originals: Mapping[str, str]) -> Row:
    """Return an article as the table has it."""
    original = originals.get(article.article_id, article.article_id)
    return {**rows_of([article])[0], "original_id": original, "backfilled": not article.entry_id}


def _unseen_rejections(connection: duckdb.DuckDBPyConnection, batch: Batch) -> list[Row]:
    """Return the rejections that are not recorded yet: by entry, or for imports by address and reason."""
    known = set(connection.execute("SELECT entry_id, url, reason FROM rejections").fetchall())
    return [row for row in rows_of(batch.rejections) if (row["entry_id"], row["url"], row["reason"]) not in known]
