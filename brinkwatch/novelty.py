"""Who is new, and which two are named together for the first time, with the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tasks.sentence import sentence_around

if TYPE_CHECKING:
    from warehouse.connect import Connection

NEAR = 240
"""Characters between two names that one sentence may hold; further apart, the headline is shown."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time in which something is new: from `since` until `as_of`, the second exclusive, by when it became known."""

    since: datetime
    as_of: datetime


def known_until(connection: Connection) -> tuple[datetime | None, datetime | None]:
    """Return when the first and the last mention became known."""
    from warehouse.read import ask

    (row,) = ask(connection, "known_until")
    return row["first_at"], row["last_at"]


def new_entities(connection: Connection, stretch: Stretch, days: int | None, fewest: int, most: int) -> list[Row]:
    """Return who was named first in a stretch, or again after that many days."""
    return _asked(connection, "new_entities", stretch, days=days, fewest=fewest, most=most)


def new_pairs(connection: Connection, stretch: Stretch, fewest: int, most: int) -> list[Row]:
    """Return which two were named together first in a stretch."""
    return _asked(connection, "new_pairs", stretch, fewest=fewest, most=most)


def _asked(connection: Connection, question: str, stretch: Stretch, **values: object) -> list[Row]:
    from warehouse.read import ask

    rows = ask(connection, question, since=stretch.since, as_of=stretch.as_of, **values)
    return [{**row, "sentence": _sentence(connection, row)} for row in rows]


def _sentence(connection: Connection, row: Row) -> str:
    """Return the sentence that names an entity, or both of a pair; the headline where none does."""
    from warehouse.read import ask

    other = row.get("other_id", row["entity_id"])
    spots = ask(connection, "mentions_shown", article=row["article_id"], entity=row["entity_id"], other=other)
    in_text = [spot for spot in spots if not spot["in_title"]]
    for first in in_text:
        for second in in_text:
            start = min(first["start_char"], second["start_char"])
            end = max(first["end_char"], second["end_char"])
            if {first["entity_id"], second["entity_id"]} == {row["entity_id"], other} and end - start <= NEAR:
                return sentence_around(first["text"], start, end)
    return str(spots[0]["title"]) if spots else ""
