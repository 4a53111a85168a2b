"""Ask for the texts behind an alert; a rehearsal, which asks hundreds of times, keeps what all its series have beside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from warehouse.read import Row, ask_text, filled, query_text

if TYPE_CHECKING:
    from warehouse.connect import Connection

KEPT = "temp.kept_hits"


def question_of(name: str, *, kept: bool = False) -> str:
    """Return queries/NAME.sql as it is asked: of the warehouse, or of what is `kept`."""
    return filled(query_text(name), {"own": KEPT if kept else f"({_own()})"})


def texts_behind(connection: Connection, *, kept: bool, **asked: object) -> list[Row]:
    """Return the texts that a series had in a window."""
    return ask_text(connection, question_of("texts_behind", kept=kept), **asked)


def evidence(connection: Connection, *, kept: bool, **asked: object) -> list[Row]:
    """Return those of them that are shown, with the span that counted."""
    return ask_text(connection, question_of("evidence", kept=kept), **asked)


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
