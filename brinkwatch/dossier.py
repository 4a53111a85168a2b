"""What the warehouse knows of one entity: how much, since when, under which names, with whom, in which sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasks.sentence import sentence_around

if TYPE_CHECKING:
    from warehouse.connect import Connection

MOST_SPELLINGS = 20
MOST_COMPANIONS = 15
MOST_SENTENCES = 8

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dossier:
    """An entity with its counts, when it was new and longest absent, spellings, companions and latest sentences."""

    entity_id: str
    name: str
    counts: Row
    novelty: Row
    spellings: list[Row]
    companions: list[Row]
    latest: list[Row]


def dossier(connection: Connection, entity_id: str, name: str) -> Dossier:
    """Put together what is known of an entity."""
    from warehouse.read import ask

    (counts,) = ask(connection, "entity_counts", entity=entity_id)
    (novelty,) = ask(connection, "entity_absence", entity=entity_id)
    return Dossier(
        entity_id=entity_id,
        name=name,
        counts=counts,
        novelty=novelty,
        spellings=ask(connection, "entity_surfaces", entity=entity_id, most=MOST_SPELLINGS),
        companions=ask(connection, "entity_company", entity=entity_id, most=MOST_COMPANIONS),
        latest=[_shown(row) for row in ask(connection, "entity_latest", entity=entity_id, most=MOST_SENTENCES)],
    )


def unlinked(connection: Connection, **values: object) -> list[Row]:
    """Return names that nobody configured, each with a sentence to judge it by."""
    from warehouse.read import ask

    rows = ask(connection, "unlinked_names", **values)
    for row in rows:
        found = ask(connection, "entity_latest", entity=row["entity_id"], most=1)
        row["sentence"] = _shown(found[0])["sentence"] if found else ""
    return rows


def _shown(row: Row) -> Row:
    sentence = row["title"] if row["in_title"] else sentence_around(row["text"], row["start_char"], row["end_char"])
    return {
        "at": row["counted_at"],
        "source": row["source_id"],
        "sentence": sentence,
        "title": row["title"],
        "url": row["url"],
    }
