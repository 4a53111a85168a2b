"""Put what was made anew in the place of what stands, in one transaction, and touch no row whose outcome is the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.records import Article, Enrichment, Rejection
from tasks.recurring import Cut
from warehouse.connect import Connection, in_transaction
from warehouse.counting import unsettle
from warehouse.write import LISTED, article_row, insert, merge, recognised_rows, rows_of

FOUND = {"mentions": "mentions", "article_topics": "topics", "watch_hits": "hits"}
"""Tables of what is found in articles, and where an enrichment has their rows."""

REMADE = ("title", "text", "author", "language", "wire", "word_count")
"""What cleaning anew may change of a stored article; its identity, its times and what was claimed of them stay."""


@dataclass(frozen=True, slots=True)
class Remade:
    """A batch made anew.

    `changed` articles differ from what stands, `accepted` were rejections, `rejected` were articles (by id), `judged` are
    rejected for another reason. `originals` are those of changed and accepted articles. `cuts` are by article, whole.
    `cleaned` and `settled` name the articles and the entries of rejections that bear the clean version now, `read` the
    articles that bear the other.
    """

    clean_version: str
    enrich_version: str
    recogniser: str
    changed: Sequence[Article] = ()
    accepted: Sequence[Article] = ()
    rejected: Mapping[str, Rejection] | None = None
    judged: Sequence[Rejection] = ()
    originals: Mapping[str, str] | None = None
    enrichments: Sequence[Enrichment] = ()
    cuts: Mapping[str, Sequence[Cut]] | None = None
    cleaned: Sequence[str] = ()
    settled: Sequence[str] = ()
    read: Sequence[str] = ()


def store(connection: Connection, made: Remade) -> int:
    """Store a batch, all or nothing; return in how many articles something else was found."""
    found = 0

    def work() -> None:
        nonlocal found
        unsettle(connection)
        rejected = made.rejected or {}
        originals = made.originals or {}
        _update(connection, made.changed)
        _point(connection, originals)
        _drop(connection, sorted(rejected))
        versions = {"clean_version": made.clean_version, "enrich_version": made.enrich_version}
        renewed = [*(one.entry_id for one in made.accepted), *(one.entry_id for one in made.judged)]
        _delete(connection, "rejections", "entry_id", renewed)
        insert(connection, "articles", [{**article_row(one, originals), **versions} for one in made.accepted])
        insert(connection, "text_signatures", rows_of(made.accepted))
        insert(connection, "rejections", [{**row, **versions} for row in rows_of([*made.judged, *rejected.values()])])
        entities = {entity.entity_id: entity for one in made.enrichments for entity in one.entities}
        merge(connection, "entities", "entity_id", tuple(entities.values()))
        found = _replace_found(connection, made.enrichments)
        _replace_recognised(connection, recognised_rows(made.enrichments, made.recogniser))
        _replace_cuts(connection, made.cuts or {})
        _stamp(connection, "articles", "clean_version", made.clean_version, "article_id", made.cleaned)
        _stamp(connection, "articles", "enrich_version", made.enrich_version, "article_id", made.read)
        _stamp(connection, "rejections", "clean_version", made.clean_version, "entry_id", made.settled)

    in_transaction(connection, work)
    return found


def _update(connection: Connection, changed: Sequence[Article]) -> None:
    """Change what cleaning makes of articles; of rows that stay, no other column is touched."""
    for table, columns in (("articles", REMADE), ("text_signatures", ("text_sha256", "signature"))):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE remade AS FROM {table} LIMIT 0")
        insert(connection, "remade", rows_of(changed))
        values = ", ".join(f"{column} = remade.{column}" for column in columns)
        connection.execute(f"UPDATE {table} SET {values} FROM remade WHERE {table}.article_id = remade.article_id")  # noqa: S608
    connection.execute("DROP TABLE remade")


def _point(connection: Connection, originals: Mapping[str, str]) -> None:
    """Point articles to their originals, and the copies of what is a copy now to the original of that."""
    for article_id, original_id in originals.items():
        connection.execute(
            "UPDATE articles SET original_id = ? WHERE original_id IS DISTINCT FROM ? AND (article_id = ? OR (original_id = ? AND ? <> ?))",
            [original_id, original_id, article_id, article_id, original_id, article_id],
        )


def _drop(connection: Connection, gone: Sequence[str]) -> None:
    """Drop articles with all that was found in them; the first copy of one is the original of its other copies."""
    copies = connection.execute(
        f"SELECT original_id, arg_min(article_id, (first_seen_at, article_id)) FROM articles "  # noqa: S608
        f"WHERE original_id IN ({LISTED}) AND article_id NOT IN ({LISTED}) GROUP BY original_id",
        [json.dumps(list(gone))] * 2,
    ).fetchall()
    for table in ("articles", "text_signatures", *FOUND, "recognised", "cuts"):
        _delete(connection, table, "article_id", gone)
    for original_id, first in copies:
        connection.execute("UPDATE articles SET original_id = ? WHERE original_id = ?", [first, original_id])


def _replace_found(connection: Connection, enrichments: Sequence[Enrichment]) -> int:
    """Put what was found in the place of what was found before, in the articles where that differs; return how many."""
    ids = [one.article_id for one in enrichments]
    differing: set[str] = set()
    for table, part in FOUND.items():
        stood = _by_article(connection, table, ids)
        made = {one.article_id: rows_of(getattr(one, part)) for one in enrichments}
        other = [name for name in ids if _told(made[name]) != _told(stood.get(name, []))]
        _delete(connection, table, "article_id", other)
        insert(connection, table, [row for name in other for row in made[name]])
        differing.update(other)
    return len(differing)


def _replace_recognised(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    stood = _by_article(connection, "recognised", [row["article_id"] for row in rows])
    other = [row for row in rows if stood.get(row["article_id"]) != [row]]
    _delete(connection, "recognised", "article_id", [row["article_id"] for row in other])
    insert(connection, "recognised", other)


def forget_unnamed(connection: Connection, known: Sequence[str]) -> None:
    """Drop the entities that no article names and nobody configured."""
    connection.execute(
        f"DELETE FROM entities WHERE entity_id NOT IN (SELECT entity_id FROM mentions) AND entity_id NOT IN ({LISTED})",  # noqa: S608
        [json.dumps(list(known))],
    )


def _replace_cuts(connection: Connection, cuts: Mapping[str, Sequence[Cut]]) -> None:
    stood = _by_article(connection, "cuts", list(cuts))
    other = [name for name, own in cuts.items() if _told(rows_of(own)) != _told(stood.get(name, []))]
    _delete(connection, "cuts", "article_id", other)
    insert(connection, "cuts", [row for name in other for row in rows_of(cuts[name])])


def _by_article(connection: Connection, table: str, ids: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    cursor = connection.execute(f"SELECT * FROM {table} WHERE article_id IN ({LISTED})", [json.dumps(list(ids))])  # noqa: S608
    names = [column[0] for column in cursor.description or []]
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        rows.setdefault(row["article_id"], []).append(row)
    return rows


def _told(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Say rows so that their order does not matter."""
    return sorted(json.dumps(dict(row), sort_keys=True, default=str) for row in rows)


def _delete(connection: Connection, table: str, key: str, values: Sequence[str]) -> None:
    if values:
        connection.execute(f"DELETE FROM {table} WHERE {key} IN ({LISTED})", [json.dumps(list(values))])  # noqa: S608


def _stamp(connection: Connection, table: str, column: str, version: str, key: str, values: Sequence[str]) -> None:
    if values:
        connection.execute(
            f"UPDATE {table} SET {column} = ? WHERE {column} IS DISTINCT FROM ? AND {key} IN ({LISTED})",  # noqa: S608
            [version, version, json.dumps(list(values))],
        )
