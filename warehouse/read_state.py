"""Look into the state without changing a byte on disk, which opening it for a pass would."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tasks.feed_state import FeedState
from tasks.records import Feed
from warehouse.feed_state import known_entries, state_of, states_in
from warehouse.state import BUSY_SECONDS, StateError

TABLES = "SELECT name FROM sqlite_master WHERE name"
PUT_OFF = """
SELECT json_extract(entry, '$.feed_id'), reason, count(*), min(next_at)
FROM page_tries JOIN entries USING (entry_id) WHERE entry IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""


def remembered_entries(path: Path, entry_ids: Sequence[str]) -> frozenset[str]:
    """Return which of these entries polls have brought before. Raises StateError."""
    with reading(path) as connection:
        return frozenset(known_entries(connection, entry_ids)) if connection is not None else frozenset()


def remembered_states(path: Path, feeds: Sequence[Feed]) -> dict[str, FeedState]:
    """Return how feeds stand, by id; those never polled under this address are new. Raises StateError."""
    with reading(path) as connection:
        known = states_in(_states(connection)) if connection is not None else {}
    return {feed.feed_id: state_of(feed, known.get(feed.feed_id)) for feed in feeds}


def remembered_fact(path: Path, name: str) -> datetime | None:
    """Return a moment that the state remembers; None also of a state that can not be read, which others tell."""
    with suppress(StateError, sqlite3.Error), reading(path) as connection:
        rows = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchall() if connection else []
        return datetime.fromisoformat(rows[0][0]) if rows else None
    return None


@dataclass(frozen=True, slots=True)
class PutOff:
    """Pages of a feed's entries that did not come and are asked for again: how many for which reason, and when next."""

    reasons: Mapping[str, int]
    next_at: datetime


def pages_put_off(path: Path) -> dict[str, PutOff]:
    """Return what is to be asked for again, by feed. Raises StateError."""
    with reading(path) as connection:
        if connection is None or not connection.execute(f"{TABLES} = 'page_tries'").fetchall():
            return {}
        rows = connection.execute(PUT_OFF).fetchall()
    found: dict[str, PutOff] = {}
    for feed_id, reason, count, next_at in rows:
        known = found.get(feed_id)
        at = datetime.fromisoformat(next_at)
        reasons = {**(known.reasons if known else {}), reason: count}
        found[feed_id] = PutOff(reasons, min(at, known.next_at) if known else at)
    return found


def _states(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Return stored states; a file that an older version wrote, and no pass has opened since, has none."""
    if not connection.execute(f"{TABLES} = 'feed_states'").fetchall():
        return []
    return connection.execute("SELECT state FROM feed_states").fetchall()


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Open the file for reading, None where there is none; while no pass has it open, also without the files that SQLite puts beside it."""
    if not path.exists():
        yield None
        return
    at_work = path.with_name(f"{path.name}-wal").exists()
    address = f"{path.absolute().as_uri()}?mode=ro{'' if at_work else '&immutable=1'}"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise StateError(f"{path}: can not be read as the state file: {error}") from None
