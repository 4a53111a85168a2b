"""Look into the state without changing a byte on disk, which opening it for a pass would."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from tasks.feed_state import FeedState
from tasks.records import Feed
from warehouse.feed_state import known_entries, state_of, states_in
from warehouse.state import BUSY_SECONDS, StateError


def remembered_entries(path: Path, entry_ids: Sequence[str]) -> frozenset[str]:
    """Return which of these entries polls have brought before. Raises StateError."""
    with reading(path) as connection:
        return frozenset(known_entries(connection, entry_ids)) if connection is not None else frozenset()


def remembered_states(path: Path, feeds: Sequence[Feed]) -> dict[str, FeedState]:
    """Return how feeds stand, by id; those never polled under this address are new. Raises StateError."""
    with reading(path) as connection:
        known = states_in(_states(connection)) if connection is not None else {}
    return {feed.feed_id: state_of(feed, known.get(feed.feed_id)) for feed in feeds}


def _states(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Return stored states; a file that an older version wrote, and no pass has opened since, has none."""
    if not connection.execute("SELECT name FROM sqlite_master WHERE name = 'feed_states'").fetchall():
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
