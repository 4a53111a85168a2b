"""Ask the index of words which articles hold a phrase, where the file that is read has one that is right for it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from warehouse.layout import Layout
from warehouse.remembered import once
from warehouse.search_words import Question, question_of
from warehouse.wording import Leaf, Search

BUSY_SECONDS = 1.0
"""Readers and the writer do not wait for each other; only who clears up after a killed pass may be waited for."""
SHAPE, ALIKE = 3, 2
"""The shape of the index and the way texts are cut for it. In the one before, all signs are alike: it is kept, and asked and followed as
it is, until the index is built anew. Any other is built anew at once, but for the first, which is brought to that."""

BY_ID = "article_id IN (SELECT value ->> '$' FROM json_each({ids}))"
BY_KEY = "key IN (SELECT CAST(value AS BIGINT) FROM json_each({ids}))"
"""How a condition looks for the articles that the index lists, and how counted articles are looked for: a list that the planner does
not take for a constant, which it would carry along value by value."""

_HITS = """SELECT json_group_array({column}) FROM words CROSS JOIN documents ON documents.id = words.rowid
WHERE words MATCH :match AND NOT odd AND born <= :number AND coalesce(died > :number, true)"""
_ODD = "SELECT json_group_array(article_id) FROM documents WHERE odd AND born <= :number AND coalesce(died > :number, true)"
_NONE = "[]"


def conditions_of(
    connection: duckdb.DuckDBPyConnection, search: Search, *, by_key: bool = False
) -> tuple[list[str], dict[str, str], bool]:
    """Return an SQL condition over articles for every leaf, their values, and whether texts are read: where the index can not tell.

    `by_key` they are over counted articles, if no texts are read.
    """
    found = _found(connection, search.leaves, by_key=by_key)
    conditions: list[str] = []
    values: dict[str, str] = {}
    for number, leaf in enumerate(search.leaves):
        if number in found:
            values[f"f{number}"] = found[number]
            conditions.append((BY_KEY if by_key else BY_ID).replace("{ids}", f"$f{number}"))
        else:
            values[f"p{number}"] = leaf.pattern
            conditions.append(f"(regexp_matches(title, $p{number}) OR regexp_matches(text, $p{number}))")
    return conditions, values, len(found) < len(search.leaves)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the index to read, also in a folder that may not be written. Raises sqlite3.Error."""
    address = path.absolute().as_uri()
    try:
        connection = sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=BUSY_SECONDS)
        connection.execute("PRAGMA query_only = 1")
        connection.execute("SELECT 1 FROM sqlite_master").fetchall()
    except sqlite3.OperationalError:  # SQLite wants to put files beside it, and no pass can be at work where it may not
        connection = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)
    with closing(connection):
        yield connection


def number_of(index: sqlite3.Connection, token: str) -> int | None:
    """Return the number of a publication that the index is right for."""
    question = "SELECT number FROM publications JOIN shape WHERE token = ? AND version IN (?, ?)"
    rows = index.execute(question, (token, SHAPE, ALIKE)).fetchall()
    return int(rows[0][0]) if rows else None


def tells_signs(index: sqlite3.Connection) -> bool:
    """Tell whether an open index tells one sign from another."""
    return index.execute("SELECT version FROM shape").fetchall() == [(SHAPE,)]


def token_of(connection: duckdb.DuckDBPyConnection) -> str:
    """Return which publication an open warehouse is; empty where it is none, or of an older shape."""
    try:
        rows = connection.execute("SELECT token FROM publication").fetchall()
    except duckdb.CatalogException:
        return ""
    return str(rows[0][0]) if rows else ""


def _found(connection: duckdb.DuckDBPyConnection, leaves: tuple[Leaf, ...], *, by_key: bool) -> dict[int, str]:
    """Return the articles of every leaf that the index can tell of, by its number: a JSON list of ids or keys."""
    if not any(map(_questions, leaves)):
        return {}
    token, path = once(connection, "publication", lambda: (token_of(connection), _beside(connection)))
    if not token or path is None or not path.exists():
        return {}
    found: dict[int, str] = {}
    try:
        with reading(path) as index:
            index.execute("BEGIN")  # one state of the index for all of them
            publication = number_of(index, token)
            if publication is None:
                return {}
            odd, told = _listed(index, _ODD, number=publication), tells_signs(index)
            questions = [_questions(leaf, told=told) for leaf in leaves]
            for number, (leaf, asked) in enumerate(zip(leaves, questions, strict=True)):
                if not asked:
                    continue
                exact = len(asked) == 1 and asked[0].exact
                column = "article" if exact and by_key else "article_id"
                match = " AND ".join(one.match for one in asked)
                hits = _listed(index, _HITS.replace("{column}", column), number=publication, match=match)
                looked_at = odd if exact else _together(hits, odd)
                verified = _verified(connection, looked_at, leaf.pattern, by_key=by_key)
                found[number] = _together(hits, verified) if exact else verified
    except sqlite3.Error:  # damaged, of an older shape or away: the texts tell as well
        return {}
    return found


def _questions(leaf: Leaf, *, told: bool = True) -> list[Question]:
    """Return what all that a leaf finds answers to; nothing where the index can not tell."""
    asked = [question_of(one.phrase, prefix=one.prefix, told=told) for one in leaf.phrases]
    return [one for one in asked if one is not None]


def _listed(index: sqlite3.Connection, question: str, **values: object) -> str:
    return str(index.execute(question, values).fetchall()[0][0])


def _together(one: str, other: str) -> str:
    """Return two JSON lists as one."""
    return one if other == _NONE else other if one == _NONE else f"{one[:-1]},{other[1:]}"


def _verified(connection: duckdb.DuckDBPyConnection, candidates: str, pattern: str, *, by_key: bool) -> str:
    from warehouse.counted import key_of
    from warehouse.read import ask

    if candidates == _NONE:
        return _NONE
    ids = [row["article_id"] for row in ask(connection, "search_verify", candidates=candidates, pattern=pattern)]
    return json.dumps([int(key_of("article", one)) for one in ids] if by_key else ids)


def _beside(connection: duckdb.DuckDBPyConnection) -> Path | None:
    """Return where the index of an open warehouse lies."""
    rows = connection.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchall()
    return Layout(Path(rows[0][0])).search if rows and rows[0][0] else None
