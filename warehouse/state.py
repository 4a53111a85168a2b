"""What changes in many small transactions: feed validators and the entries on their way. SQLite, write-ahead log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from config.failures import JobFailed
from tasks.records import Entry, Feed, Validators

BUSY_SECONDS = 30.0
"""How long a transaction waits for another program's; ours take milliseconds."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS feeds (
    feed_id TEXT PRIMARY KEY, url TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL, sha256 TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (
    entry_id TEXT PRIMARY KEY, first_seen_at TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    entry TEXT -- JSON while it is on its way; NULL once its outcome is in the spool
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
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_entries = TypeAdapter(Entry)


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """An entry whose page is still to be fetched, and how often that was tried."""

    entry: Entry
    attempts: int


@dataclass(frozen=True, slots=True)
class PolledFeed:
    """What a poll changed: the validators to send next time and the entries it read."""

    feed: Feed
    validators: Validators
    entries: tuple[Entry, ...]


class StateError(JobFailed):
    """The state file can not be used; the message is one clear line."""


class State:
    """The state file of one warehouse. Use as a context manager, from one thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.executescript(SCHEMA)
        except sqlite3.Error as error:
            raise StateError(f"{path}: can not be used as the state file: {error}") from None

    def __enter__(self) -> State:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the body in one transaction: all of it happens or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def rows(self, question: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        return self._connection.execute(question, tuple(values)).fetchall()

    def validators(self, feed: Feed) -> Validators:
        """Return what the last answer of this very URL allows to ask with; a changed URL starts anew."""
        rows = self.rows(
            "SELECT etag, last_modified, sha256 FROM feeds WHERE feed_id = ? AND url = ?", (feed.feed_id, feed.url)
        )
        return Validators(*rows[0]) if rows else Validators()

    def record_polls(self, polled: Sequence[PolledFeed]) -> dict[str, int]:
        """Remember validators and entries together, so that neither is ever kept without the other.

        Returns how many entries were new, by feed id.
        """
        fresh: dict[str, int] = {}
        with self.transaction() as connection:
            for one in polled:
                before = connection.total_changes
                connection.executemany(
                    "INSERT OR IGNORE INTO entries (entry_id, first_seen_at, entry) VALUES (?, ?, ?)",
                    [(e.entry_id, e.first_seen_at.isoformat(), _entries.dump_json(e).decode()) for e in one.entries],
                )
                fresh[one.feed.feed_id] = connection.total_changes - before
                known = one.validators
                connection.execute(
                    "INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?)",
                    (one.feed.feed_id, one.feed.url, known.etag, known.last_modified, known.sha256),
                )
        return fresh

    def waiting(self) -> list[WaitingEntry]:
        """Return the entries still on their way, oldest first."""
        rows = self.rows("SELECT entry, attempts FROM entries WHERE entry IS NOT NULL ORDER BY first_seen_at, entry_id")
        return [WaitingEntry(_entries.validate_json(entry), int(attempts)) for entry, attempts in rows]

    def settle(self, done: Sequence[str], again: Sequence[str] = ()) -> None:
        """Mark entries whose outcome is in the spool as done, and count a try of those to be tried again."""
        with self.transaction() as connection:
            connection.executemany("UPDATE entries SET entry = NULL WHERE entry_id = ?", [(name,) for name in done])
            connection.executemany(
                "UPDATE entries SET attempts = attempts + 1 WHERE entry_id = ?", [(name,) for name in again]
            )

    def fact(self, name: str) -> datetime | None:
        """Return a remembered moment."""
        rows = self.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return datetime.fromisoformat(rows[0][0]) if rows else None

    def remember(self, name: str, moment: datetime) -> None:
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, moment.isoformat()))
