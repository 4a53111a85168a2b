"""What is remembered of feeds, in the state file: a poll, its plan and the entries it brought are one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from tasks.feed_state import FeedState, new_state
from tasks.poll_record import Poll
from tasks.records import Entry, Feed
from warehouse.spool import EntryFacts
from warehouse.state import State

IDS_A_QUESTION = 500
"""Below the 999 values that the oldest SQLite in use takes in one question."""

_states = TypeAdapter(FeedState)
_polls = TypeAdapter(Poll)
_entries = TypeAdapter(Entry)
_facts = TypeAdapter(tuple[EntryFacts, ...])


@dataclass(frozen=True, slots=True)
class PolledFeed:
    """What is to be remembered of a poll: how the feed stands after it, and the entries that were never seen before."""

    state: FeedState
    poll: Poll
    fresh: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Unspooled:
    """Polls that the spool may not have yet, and what is to be known of the entries they brought."""

    polls: tuple[Poll, ...]
    entries: tuple[EntryFacts, ...]


def feed_states(state: State, feeds: Sequence[Feed]) -> list[FeedState]:
    """Return how feeds stand, in their order; one whose configured address has changed begins anew."""
    known = states_in(state.rows("SELECT state FROM feed_states"))
    return [state_of(feed, known.get(feed.feed_id)) for feed in feeds]


def states_in(rows: Sequence[tuple[str, ...]]) -> dict[str, FeedState]:
    """Read states, by feed."""
    return {one.feed_id: one for one in (_states.validate_json(row[0]) for row in rows)}


def state_of(feed: Feed, known: FeedState | None) -> FeedState:
    """Return what is known of a feed under this very address."""
    return known if known is not None and known.configured_url == feed.url else new_state(feed)


def unseen(state: State, entry_ids: Collection[str]) -> set[str]:
    """Return which of these entries no poll has brought before."""
    if not entry_ids:
        return set()
    with state.transaction() as connection:
        return set(entry_ids) - known_entries(connection, list(entry_ids))


def known_entries(connection: sqlite3.Connection, entry_ids: Sequence[str]) -> set[str]:
    """Return which of these entries a poll has brought before."""
    known: set[str] = set()
    for start in range(0, len(entry_ids), IDS_A_QUESTION):
        some = entry_ids[start : start + IDS_A_QUESTION]
        marks = ", ".join("?" * len(some))
        asked = f"SELECT entry_id FROM entries WHERE entry_id IN ({marks})"  # noqa: S608 - only question marks
        known.update(name for (name,) in connection.execute(asked, tuple(some)))
    return known


def record_polls(state: State, polled: Sequence[PolledFeed]) -> None:
    """Remember polls whole: no validator without the entries that came with it, no entry without the poll that counts it."""
    with state.transaction() as connection:
        for one in polled:
            connection.executemany(
                "INSERT OR IGNORE INTO entries (entry_id, first_seen_at, entry) VALUES (?, ?, ?)",
                [(e.entry_id, e.first_seen_at.isoformat(), _entries.dump_json(e).decode()) for e in one.fresh],
            )
            connection.execute(
                "INSERT OR REPLACE INTO feed_states VALUES (?, ?)",
                (one.state.feed_id, _states.dump_json(one.state).decode()),
            )
            facts = tuple(EntryFacts(e.entry_id, e.feed_id, e.source_id, e.url, e.first_seen_at) for e in one.fresh)
            connection.execute(
                "INSERT OR REPLACE INTO polls VALUES (?, ?, ?)",
                (one.poll.poll_id, _polls.dump_json(one.poll).decode(), _facts.dump_json(facts).decode()),
            )


def unspooled(state: State) -> Unspooled:
    """Return the polls that have not been marked as spooled; the spool may have them, if a pass was killed in between."""
    rows = state.rows("SELECT poll, entries FROM polls ORDER BY poll_id")
    entries = tuple(fact for _, facts in rows for fact in _facts.validate_json(facts))
    return Unspooled(tuple(_polls.validate_json(poll) for poll, _ in rows), entries)


def mark_spooled(state: State, polls: Sequence[Poll]) -> None:
    """Forget polls that the spool has."""
    with state.transaction() as connection:
        connection.executemany("DELETE FROM polls WHERE poll_id = ?", [(poll.poll_id,) for poll in polls])
