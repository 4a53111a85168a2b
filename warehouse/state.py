"""What changes in many small transactions: how feeds stand, and the entries on their way. SQLite, write-ahead log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from config.failures import JobFailed
from tasks.page_tries import NextTry, is_due
from tasks.records import Entry

BUSY_SECONDS = 30.0
"""How long a transaction waits for another program's; ours take milliseconds."""

PRIMARY = 0xFF
"""The part of SQLite's error codes that says what kind it is (sqlite.org/rescode.html)."""
REFUSED = frozenset(
    [
        sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN,
    ]
)  # fmt: skip

SCHEMA = """
CREATE TABLE IF NOT EXISTS feed_states (feed_id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS polls ( -- those that the spool does not have yet, with the new entries they brought
    poll_id TEXT PRIMARY KEY, poll TEXT NOT NULL, entries TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (
    entry_id TEXT PRIMARY KEY, first_seen_at TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    entry TEXT -- JSON while it is on its way; NULL once its outcome is in the spool
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS page_tries ( -- of entries on their way whose page did not come: when the next may be, and why
    entry_id TEXT PRIMARY KEY, next_at TEXT NOT NULL, reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS titles ( -- of entries, as the feed that showed them first had them last
    entry_id TEXT PRIMARY KEY, feed_id TEXT NOT NULL, title TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS retitled ( -- changes of titles that the spool does not have yet
    entry_id TEXT, seen_at TEXT, before TEXT NOT NULL, after TEXT NOT NULL, PRIMARY KEY (entry_id, seen_at)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entries_waiting ON entries (first_seen_at, entry_id) WHERE entry IS NOT NULL;
CREATE TABLE IF NOT EXISTS episodes (
    watch_id TEXT NOT NULL, series TEXT NOT NULL, episode TEXT NOT NULL, PRIMARY KEY (watch_id, series)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alerts (alert_id TEXT PRIMARY KEY, alert TEXT NOT NULL, mirrored INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (
    delivery_id TEXT PRIMARY KEY, delivery TEXT NOT NULL, alert TEXT NOT NULL, state TEXT NOT NULL,
    mirrored INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (delivery_id) WHERE state IN ('pending', 'sending');
CREATE TABLE IF NOT EXISTS transitions (
    alert_id TEXT, judged_at TEXT, transition TEXT NOT NULL, mirrored INTEGER NOT NULL, PRIMARY KEY (alert_id, judged_at)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS looks (
    day TEXT, judged_at TEXT, mirrored INTEGER NOT NULL, PRIMARY KEY (day, judged_at)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rulings (
    delivery_id TEXT, decided_at TEXT, ruling TEXT NOT NULL, mirrored INTEGER NOT NULL, PRIMARY KEY (delivery_id, decided_at)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS silences (
    silence_id TEXT PRIMARY KEY, silence TEXT NOT NULL, mirrored INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (page_key TEXT PRIMARY KEY, page TEXT NOT NULL) WITHOUT ROWID; -- JSON without the body
CREATE TABLE IF NOT EXISTS robots (origin TEXT PRIMARY KEY, text TEXT NOT NULL, read_at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rests (host TEXT PRIMARY KEY, until TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    run_id TEXT PRIMARY KEY, flow TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT, outcome TEXT NOT NULL,
    detail TEXT NOT NULL, counts TEXT NOT NULL, scheduled INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS runs_by_start ON runs (started_at);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

VALIDATORS_ALONE = """
INSERT OR IGNORE INTO feed_states SELECT feed_id, json_object(
    'feed_id', feed_id, 'configured_url', url, 'url', url,
    'validators', json_object('etag', etag, 'last_modified', last_modified, 'sha256', sha256)
) FROM feeds;
DROP TABLE feeds;
"""
"""Takes over what version 0.1 kept of feeds, so that an upgrade costs no feed a second reading."""

_entries = TypeAdapter(Entry)


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """An entry whose page is still to be fetched, and how often that was tried."""

    entry: Entry
    attempts: int


class StateError(JobFailed):
    """The state file can not be used; the message is one clear line."""


def _hint(error: sqlite3.Error) -> str:
    """Say what to do about a full disk, which SQLite tells of as either of these."""
    code = getattr(error, "sqlite_errorcode", 0) & PRIMARY
    return (
        "; if the disk is full, make room: nothing is lost"
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
        else ""
    )


class State:
    """The state file of one warehouse. Use as a context manager, from one thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._path = path
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.executescript(SCHEMA)
            if self.rows("SELECT name FROM sqlite_master WHERE name = 'feeds'"):
                self._connection.executescript(f"BEGIN IMMEDIATE; {VALIDATORS_ALONE} COMMIT;")
        except sqlite3.Error as error:
            raise StateError(f"{path}: can not be used as the state file: {error}{_hint(error)}") from None

    def __enter__(self) -> State:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the body in one transaction: all of it happens or nothing."""
        with self._refusals_told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk has ended it already
                    self._connection.execute("ROLLBACK")
                raise

    def rows(self, question: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        with self._refusals_told():
            return self._connection.execute(question, tuple(values)).fetchall()

    @contextmanager
    def _refusals_told(self) -> Iterator[None]:
        """Turn what the disk refuses, and a damaged file, into one clear line; every other error is a bug, and stays one."""
        try:
            yield
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & PRIMARY not in REFUSED:
                raise
            raise StateError(f"{self._path}: can not be used as the state file: {error}{_hint(error)}") from None

    def waiting(self) -> list[WaitingEntry]:
        """Return the entries still on their way, oldest first."""
        rows = self.rows("SELECT entry, attempts FROM entries WHERE entry IS NOT NULL ORDER BY first_seen_at, entry_id")
        return [WaitingEntry(_entries.validate_json(entry), int(attempts)) for entry, attempts in rows]

    def due(self, now: datetime) -> list[WaitingEntry]:
        """Return the entries still on their way whose page may be asked for, oldest first."""
        put_off = {
            name: datetime.fromisoformat(at) for name, at in self.rows("SELECT entry_id, next_at FROM page_tries")
        }
        return [one for one in self.waiting() if is_due(put_off.get(one.entry.entry_id), now)]

    def settle(self, done: Sequence[str], again: Sequence[NextTry] = ()) -> None:
        """Mark entries whose outcome is in the spool as done, and count a try of those to be tried again."""
        ended, tried = [(name,) for name in done], [(one.entry_id,) for one in again]
        with self.transaction() as connection:
            connection.executemany("UPDATE entries SET entry = NULL WHERE entry_id = ?", ended)
            connection.executemany("DELETE FROM page_tries WHERE entry_id = ?", ended)
            connection.executemany("UPDATE entries SET attempts = attempts + 1 WHERE entry_id = ?", tried)
            connection.executemany(
                "INSERT OR REPLACE INTO page_tries VALUES (?, ?, ?)",
                [(one.entry_id, one.at.isoformat(), one.reason) for one in again],
            )

    def fact(self, name: str) -> datetime | None:
        """Return a remembered moment."""
        rows = self.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return datetime.fromisoformat(rows[0][0]) if rows else None

    def remember(self, name: str, moment: datetime) -> None:
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, moment.isoformat()))
