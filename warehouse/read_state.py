"""Look into the state without changing a byte on disk, which opening it for a pass would."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tasks.records import Feed, Validators
from warehouse.state import BUSY_SECONDS, StateError

IDS_A_QUESTION = 500
"""Below the 999 values that the oldest SQLite in use takes in one question."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What earlier polls left of a feed: the validators of this very URL, and which of its entries were seen before."""

    validators: Validators
    entries: frozenset[str]


def remembered(path: Path, feed: Feed, entry_ids: Sequence[str]) -> Remembered:
    """Return what the state knows of a feed and these entries; nothing where there is no state yet. Raises StateError."""
    if not path.exists():
        return Remembered(Validators(), frozenset())
    try:
        with closing(_open(path)) as connection:
            rows = connection.execute(
                "SELECT etag, last_modified, sha256 FROM feeds WHERE feed_id = ? AND url = ?", (feed.feed_id, feed.url)
            ).fetchall()
            known: set[str] = set()
            for start in range(0, len(entry_ids), IDS_A_QUESTION):
                some = entry_ids[start : start + IDS_A_QUESTION]
                marks = ", ".join("?" * len(some))
                asked = f"SELECT entry_id FROM entries WHERE entry_id IN ({marks})"  # noqa: S608 - only question marks
                known.update(name for (name,) in connection.execute(asked, tuple(some)))
    except sqlite3.Error as error:
        raise StateError(f"{path}: can not be read as the state file: {error}") from None
    return Remembered(Validators(*rows[0]) if rows else Validators(), frozenset(known))


def _open(path: Path) -> sqlite3.Connection:
    """Open the file for reading; while no pass has it open, also without the files that SQLite puts beside it."""
    at_work = path.with_name(f"{path.name}-wal").exists()
    address = f"{path.absolute().as_uri()}?mode=ro{'' if at_work else '&immutable=1'}"
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)
