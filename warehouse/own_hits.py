"""Ask for the texts behind an alert; a rehearsal, which asks hundreds of times, keeps what all its series have beside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from warehouse.read import Row, ask_text, filled, query_text

if TYPE_CHECKING:
    from warehouse.connect import Connection

KEPT = "temp.kept_hits"

TYPES = {
    "watch_id": "VARCHAR",
    "series": "VARCHAR",
    "as_of": "TIMESTAMPTZ",
    "window_start": "DATE",
    "window_end": "DATE",
    "first_hour": "BIGINT",
    "last_hour": "BIGINT",
}
"""What questions differ in."""


def question_of(name: str, *, kept: bool = False) -> str:
    """Return queries/NAME.sql as it is asked: of the warehouse, or of what is `kept`."""
    return filled(query_text(name), {"own": KEPT if kept else f"({_own()})"})


def texts_behind(
    connection: Connection, questions: Sequence[Mapping[str, object]], most: int, *, kept: bool
) -> list[list[Row]]:
    """Return the texts that each of several series had in its window."""
    return _answers(connection, question_of("texts_behind", kept=kept), "original_id", questions, most)


def evidence(
    connection: Connection, questions: Sequence[Mapping[str, object]], most: int, *, kept: bool
) -> list[list[Row]]:
    """Return those of them that are shown, the first `most`, with the span that counted."""
    return _answers(connection, question_of("evidence", kept=kept), "place", questions, most)


def _answers(
    connection: Connection, question: str, order: str, questions: Sequence[Mapping[str, object]], most: int
) -> list[list[Row]]:
    """Answer a question for several lists of values, rows ordered by a column: to ask takes the database longer than to answer."""
    if len(questions) < 2:
        return [ask_text(connection, question, most=most, **one) for one in questions]
    body = "\n".join(line for line in question.splitlines() if not line.startswith("--"))
    for name, value in {"most": str(most), **{name: f"asked.{name}" for name in TYPES}}.items():
        body = body.replace(f"${name}", value)
    types = json.dumps([{"number": "INTEGER", **TYPES}])
    whole = filled(query_text("for_each"), {"types": types, "question": body, "order": order})
    asked = [{"number": at, **{name: one[name] for name in TYPES}} for at, one in enumerate(questions)]
    common = {name: value for name, value in questions[0].items() if name not in TYPES}
    found: list[list[Row]] = [[] for _ in questions]
    for row in ask_text(connection, whole, asked=json.dumps(asked, default=str), **common):
        found[row.pop("number")].append(row)
    return found


@contextmanager
def keeping(connection: Connection, zone: str, *, rehearsing: bool) -> Iterator[None]:
    """Keep what counts for all series on one connection, in the order in which it is asked for."""
    question = f"CREATE OR REPLACE TEMP TABLE kept_hits AS {_own()} ORDER BY watch_id, series, counted_at"
    connection.execute(question, {"zone": zone, "rehearsing": rehearsing})
    try:
        yield
    finally:
        connection.execute("DROP TABLE IF EXISTS temp.kept_hits")


def _own() -> str:
    return filled(query_text("own_hits"), {"hour": query_text("counted_hour").rstrip()}).rstrip()
