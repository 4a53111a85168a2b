"""What is remembered of feeds, in the state file: a poll, its plan and the entries it brought are one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from tasks.feed_state import FeedState, new_state
from tasks.poll_record import Poll
from tasks.records import Entry, Feed
from tasks.revisions import Retitled
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
    """What is to be remembered of a poll: how the feed stands after it, and the entries it shows, some of them never seen before."""

    state: FeedState
    poll: Poll
    fresh: tuple[Entry, ...] = ()
    shown: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Unspooled:
    """Polls that the spool may not have yet, what is to be known of the entries they brought, and those with a new title."""

    polls: tuple[Poll, ...]
    entries: tuple[EntryFacts, ...]
    retitled: tuple[Retitled, ...] = ()


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
    for some in _ids_a_question(entry_ids):
        asked = f"SELECT entry_id FROM entries WHERE entry_id IN ({_marks(some)})"  # noqa: S608 - only question marks
        known.update(name for (name,) in connection.execute(asked, some))
    return known


def record_polls(state: State, polled: Sequence[PolledFeed]) -> None:
    """Remember polls whole: no validator without the entries that came with it, no entry without the poll that counts it."""
    with state.transaction() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO entries (entry_id, first_seen_at, entry) VALUES (?, ?, ?)",
            [
                (e.entry_id, e.first_seen_at.isoformat(), _entries.dump_json(e).decode())
                for one in polled
                for e in one.fresh
            ],
        )
        connection.executemany(
            "INSERT OR REPLACE INTO feed_states VALUES (?, ?)",
            [(one.state.feed_id, _states.dump_json(one.state).decode()) for one in polled],
        )
        connection.executemany("INSERT OR REPLACE INTO polls VALUES (?, ?, ?)", map(_row_of, polled))
        for one in polled:
            if one.shown:
                _record_titles(connection, one)


def _row_of(polled: PolledFeed) -> tuple[str, str, str]:
    poll = polled.poll
    facts = tuple(EntryFacts(e.entry_id, e.feed_id, e.source_id, e.url, e.first_seen_at) for e in polled.fresh)
    return poll.poll_id, _polls.dump_json(poll).decode(), _facts.dump_json(facts).decode()


def _record_titles(connection: sqlite3.Connection, polled: PolledFeed) -> None:
    """Remember the titles that a feed shows, and which differ from the last. Another feed may call an entry otherwise."""
    feed_id, seen_at = polled.poll.feed_id, polled.poll.polled_at.isoformat()
    shown = {entry.entry_id: entry.title for entry in polled.shown if entry.title}
    known: dict[str, tuple[str, str]] = {}
    for some in _ids_a_question(list(shown)):
        asked = f"SELECT entry_id, feed_id, title FROM titles WHERE entry_id IN ({_marks(some)})"  # noqa: S608
        known |= {name: (feed, title) for name, feed, title in connection.execute(asked, some)}
    new = [(name, feed_id, title) for name, title in shown.items() if name not in known]
    changed = [
        (name, seen_at, known[name][1], title)
        for name, title in shown.items()
        if name in known and known[name][0] == feed_id and known[name][1] != title
    ]
    connection.executemany("INSERT INTO titles VALUES (?, ?, ?)", new)
    connection.executemany("INSERT OR REPLACE INTO retitled VALUES (?, ?, ?, ?)", changed)
    connection.executemany("UPDATE titles SET title = ? WHERE entry_id = ?", [(one[3], one[0]) for one in changed])


def _ids_a_question(entry_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (entry_ids[start : start + IDS_A_QUESTION] for start in range(0, len(entry_ids), IDS_A_QUESTION))


def _marks(values: Sequence[str]) -> str:
    """Return a question mark for each value."""
    return ", ".join("?" * len(values))


def unspooled(state: State) -> Unspooled:
    """Return the polls that have not been marked as spooled; the spool may have them, if a pass was killed in between."""
    rows = state.rows("SELECT poll, entries FROM polls ORDER BY poll_id")
    titles = state.rows("SELECT entry_id, seen_at, before, after FROM retitled ORDER BY seen_at, entry_id")
    retitled = tuple(Retitled(name, datetime.fromisoformat(at), before, after) for name, at, before, after in titles)
    entries = tuple(fact for _, facts in rows for fact in _facts.validate_json(facts))
    return Unspooled(tuple(_polls.validate_json(poll) for poll, _ in rows), entries, retitled)


def mark_spooled(state: State, spooled: Unspooled) -> None:
    """Forget what the spool has."""
    with state.transaction() as connection:
        connection.executemany("DELETE FROM polls WHERE poll_id = ?", [(poll.poll_id,) for poll in spooled.polls])
        connection.executemany(
            "DELETE FROM retitled WHERE entry_id = ? AND seen_at = ?",
            [(one.entry_id, one.seen_at.isoformat()) for one in spooled.retitled],
        )
