"""Keep the index of words in step with the published warehouse: what is new or changed is added, what is gone marked.

It remembers for which publications it is right: an article counts from the publication it was born in to the one it died in, so that
a reader of the file before the newest is answered as well. Added in pieces of one transaction each, it is never half, whenever the
power fails: a publication is known once all of it is in, and what a killed pass added is found there by the next.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tasks.records import Trouble
from warehouse.connect import Connection, open_reader
from warehouse.counted import key_of
from warehouse.layout import Layout
from warehouse.read import ask
from warehouse.search_index import ALIKE, SHAPE, number_of, reading, tells_signs, token_of
from warehouse.search_words import TOKENIZER, indexed, is_odd

PIECE = 1_000
"""Articles of one transaction: a second of work, some MB of log."""
MOST_AT_ONCE = 20_000
"""Articles that one pass adds, so that the first after an upgrade takes half a minute longer and no more."""
KNOWN = 20
"""Publications that are remembered: as many times may be published while one reader has a file open."""
WRITER_SECONDS = 10.0
"""For a reader that has just found the leavings of a killed pass and puts them in order."""
WASTE = 0.5
"""Part of the index that may belong to articles gone or changed before it is built anew."""

_TABLES = f"""
BEGIN;
DROP TABLE IF EXISTS words;
DROP TABLE IF EXISTS documents;
DROP TABLE IF EXISTS publications;
DROP TABLE IF EXISTS shape;
DROP TABLE IF EXISTS settled;
CREATE TABLE shape (version INTEGER NOT NULL);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL, key INTEGER NOT NULL, odd INTEGER NOT NULL, born INTEGER NOT NULL, died INTEGER,
    article INTEGER NOT NULL
);
CREATE INDEX odd_documents ON documents (odd) WHERE odd;
CREATE TABLE publications (number INTEGER PRIMARY KEY, token TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5 (text, content='', columnsize=0, tokenize="{TOKENIZER}");
INSERT INTO shape VALUES ({SHAPE});
COMMIT;
"""  # noqa: S608 - our own words
"""Numbers of documents are never given twice: FTS5 keeps no texts here, and so can not take out what it holds of one."""

_FROM_FIRST = f"""
BEGIN;
ALTER TABLE documents ADD COLUMN article INTEGER NOT NULL DEFAULT 0;
UPDATE documents SET article = article_key(article_id);
UPDATE shape SET version = {ALIKE};
COMMIT;
"""  # noqa: S608 - our own words
"""What the first shape lacks: the number by which counted articles are found."""

_SETTLED = "CREATE TABLE IF NOT EXISTS settled (mark INTEGER NOT NULL, articles INTEGER NOT NULL, total TEXT NOT NULL, last INTEGER NOT NULL)"
"""Up to which place in the file the index had all articles at the newest publication, what they were in one number (search_settled.sql),
and its newest document then. An index of before has none."""
_LAST = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence"
_STOOD = f"SELECT mark, articles, total FROM settled WHERE last = ({_LAST})"  # noqa: S608 - our own words
_EVER = 2**62
"""Behind every place in a file."""

_INSERT = "INSERT INTO documents (article_id, key, odd, born, article) VALUES (?, ?, ?, ?, ?)"
_DIE = "UPDATE documents SET died = ? WHERE died IS NULL AND key IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Renewed:
    """What was done to the index: articles added and gone, and those that wait for the next time."""

    added: int = 0
    gone: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Settled:
    """How many articles a part of the file has, and what they are in one number."""

    articles: int
    total: int


def renew(layout: Layout, most: int | None = MOST_AT_ONCE, *, anew: bool = False) -> Renewed | Trouble:
    """Bring the index up to the warehouse that was just published; a damaged one, or one that is mostly waste, is built anew.

    The caller holds the lock of the pass. Without the index everything is answered by reading texts, so trouble is told, not raised.
    """
    try:
        try:
            return _renew(layout, most, anew)
        except sqlite3.OperationalError:
            raise  # a full disk or a lock, which deleting would not mend
        except sqlite3.DatabaseError:
            _remove(layout.search)
            return _renew(layout, most, anew=False)
    except (sqlite3.Error, OSError) as error:
        told = f"{layout.search}: the index of words was not renewed: {error}; phrases are looked for in all texts meanwhile"
        return Trouble("index", told)


def standing(layout: Layout) -> str:
    """Say what is wrong with the index beside a published warehouse; nothing if it is right."""
    try:
        with closing(open_reader(layout.published)) as warehouse:
            token = token_of(warehouse)
        with reading(layout.search) as index:
            damage = [row[0] for row in index.execute("PRAGMA quick_check(1)") if row[0] != "ok"]
            return str(damage[0]) if damage else "" if number_of(index, token) is not None else "it is of another state"
    except (sqlite3.Error, OSError) as error:
        return str(error)


def _renew(layout: Layout, most: int | None, anew: bool) -> Renewed:
    source = layout.live if layout.live.exists() else layout.published
    with closing(open_reader(source)) as warehouse, closing(_opened(layout.search, anew)) as index:
        added, gone, waiting = _follow(warehouse, index, most)
        ever = index.execute(_LAST).fetchall()[0][0]
        alive = index.execute("SELECT count(*) FROM documents WHERE died IS NULL").fetchall()[0][0]
        if ever - alive > max(WASTE * ever, PIECE):
            index.executescript(_TABLES)
            added, _, waiting = _follow(warehouse, index, most)
            anew = True
        if anew:
            index.execute("INSERT INTO words (words) VALUES ('optimize')")
            index.commit()
            index.execute("VACUUM")
        index.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Renewed(added, gone, waiting)


def _follow(warehouse: Connection, index: sqlite3.Connection, most: int | None) -> tuple[int, int, int]:
    """Add what is not indexed, mark what is gone, and know the publication if nothing waits; return how many of each."""
    number = 1 + index.execute("SELECT coalesce(max(number), 0) FROM publications").fetchall()[0][0]
    first, settled = _unchanged(warehouse, index)
    held = "[]"
    if not first:
        held = index.execute("SELECT json_group_array(key) FROM documents WHERE died IS NULL").fetchall()[0][0]
    changes = ask(warehouse, "search_changes", held=held, first=first)
    fresh = [(row["place"], row["key"]) for row in changes if row["place"] is not None]
    gone = [row["key"] for row in changes if row["place"] is None]
    now = fresh[:most]
    for start in range(0, len(now), PIECE):
        _add(warehouse, index, dict(now[start : start + PIECE]), number)
    if len(now) == len(fresh):
        (news,) = ask(warehouse, "search_settled", first=first, before=_EVER)
        with index:
            if gone:
                index.execute(_DIE, (number, json.dumps(gone)))
            index.execute("INSERT INTO publications VALUES (?, ?)", (number, token_of(warehouse)))
            index.execute("DELETE FROM publications WHERE number <= ?", (number - KNOWN,))
            index.execute("DELETE FROM documents WHERE died <= ?", (number - KNOWN,))
            index.execute("DELETE FROM settled")
            all_of_them = (news["mark"], settled.articles + news["articles"], str(settled.total + int(news["total"])))
            index.execute(f"INSERT INTO settled SELECT ?, ?, ?, ({_LAST})", all_of_them)
    return len(now), len(gone), len(fresh) - len(now)


def _unchanged(warehouse: Connection, index: sqlite3.Connection) -> tuple[int, _Settled]:
    """Return up to which place in the file nothing has changed since the newest publication, and what lies before; 0 where anything has.

    What a killed pass has added since then is looked for among all.
    """
    index.execute(_SETTLED)
    for mark, articles, total in index.execute(_STOOD).fetchall():
        (now,) = ask(warehouse, "search_settled", first=0, before=mark)
        if (now["articles"], now["total"]) == (articles, total):
            return mark, _Settled(articles, int(total))
    return 0, _Settled(0, 0)


def _add(warehouse: Connection, index: sqlite3.Connection, keys: Mapping[int, int], number: int) -> None:
    """Add the articles at these places, in one transaction."""
    told = tells_signs(index)
    with index:
        for row in ask(warehouse, "search_texts", first=min(keys), last=max(keys), places=json.dumps(list(keys))):
            title, text = row["title"], row["text"]
            article = _article_key(row["article_id"])
            values = (row["article_id"], keys[row["place"]], is_odd(title, text), number, article)
            added = index.execute(_INSERT, values)
            index.execute(
                "INSERT INTO words (rowid, text) VALUES (?, ?)", (added.lastrowid, indexed(title, text, told=told))
            )


def _opened(path: Path, anew: bool) -> sqlite3.Connection:
    """Open the index to write, made where there is none of this shape."""
    connection = sqlite3.connect(path, timeout=WRITER_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        shape = _shape_of(connection)
        if not anew and shape == 1:
            connection.create_function("article_key", 1, _article_key, deterministic=True)
            connection.executescript(_FROM_FIRST)
        elif anew or shape not in (SHAPE, ALIKE):
            connection.executescript(_TABLES)
    except BaseException:
        connection.close()
        raise
    return connection


def _shape_of(connection: sqlite3.Connection) -> int | None:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'shape'").fetchall():
        return None
    rows = connection.execute("SELECT version FROM shape").fetchall()
    return int(rows[0][0]) if rows else None


def _article_key(article_id: str) -> int:
    return int(key_of("article", article_id))


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
