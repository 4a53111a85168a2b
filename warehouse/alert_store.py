"""Alert episodes, in the state file: a transition and its messages in the outbox are one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter

from tasks.decide import Episode
from tasks.incidents import Told
from tasks.judgements import Alert, Delivery, Transition
from tasks.rulings import Ruling
from warehouse import outbox
from warehouse.outbox import Message
from warehouse.ruling_store import write_rulings
from warehouse.state import State

_episodes = TypeAdapter(Episode)
_alerts = TypeAdapter(Alert)
_deliveries = TypeAdapter(Delivery)
_transitions = TypeAdapter(Transition)


@dataclass(frozen=True, slots=True)
class Mirror:
    """What the warehouse has not been told yet; looks are days and the moments they were judged at."""

    alerts: tuple[Alert, ...]
    deliveries: tuple[Delivery, ...]
    transitions: tuple[Transition, ...]
    looks: tuple[tuple[date, datetime], ...]


def episodes(state: State) -> dict[tuple[str, str], Episode]:
    """Return the episode of every series that has had one, by watch and series."""
    rows = state.rows("SELECT watch_id, series, episode FROM episodes")
    return {(watch_id, series): _episodes.validate_json(episode) for watch_id, series, episode in rows}


def judged_until(state: State) -> date | None:
    """Return the last day that was judged in full."""
    rows = state.rows("SELECT value FROM facts WHERE name = 'judged_until'")
    return date.fromisoformat(rows[0][0]) if rows else None


def record_look(
    state: State,
    told: Sequence[Told],
    messages: Sequence[Message],
    rulings: Sequence[Ruling],
    day: date,
    judged_at: datetime,
) -> None:
    """Record what a look at a day did to episodes, the messages it calls for, and what was decided of each.

    Recording it again changes nothing.
    """
    with state.transaction() as connection:
        for one in told:
            alert = one.episode.alert
            connection.execute(
                "INSERT OR REPLACE INTO episodes VALUES (?, ?, ?)",
                (*one.key, _episodes.dump_json(one.episode).decode()),
            )
            connection.execute(
                "INSERT OR REPLACE INTO alerts VALUES (?, ?, 0)", (alert.alert_id, _alerts.dump_json(alert).decode())
            )
            if one.transition is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO transitions VALUES (?, ?, ?, 0)",
                    (alert.alert_id, judged_at.isoformat(), _transitions.dump_json(one.transition).decode()),
                )
        outbox.put(connection, messages)
        write_rulings(connection, rulings)
        connection.execute("INSERT OR IGNORE INTO looks VALUES (?, ?, 0)", (day.isoformat(), judged_at.isoformat()))
        connection.execute("INSERT OR REPLACE INTO facts VALUES ('judged_until', ?)", (day.isoformat(),))


def unmirrored(state: State) -> Mirror:
    """Return what changed since the warehouse was last told."""
    looks = state.rows("SELECT day, judged_at FROM looks WHERE NOT mirrored")
    return Mirror(
        tuple(_alerts.validate_json(row[0]) for row in state.rows("SELECT alert FROM alerts WHERE NOT mirrored")),
        tuple(
            _deliveries.validate_json(row[0]) for row in state.rows("SELECT delivery FROM outbox WHERE NOT mirrored")
        ),
        tuple(
            _transitions.validate_json(row[0])
            for row in state.rows("SELECT transition FROM transitions WHERE NOT mirrored")
        ),
        tuple((date.fromisoformat(day), datetime.fromisoformat(judged_at)) for day, judged_at in looks),
    )


def mark_mirrored(state: State) -> None:
    """Note that the warehouse has been told everything."""
    with state.transaction() as connection:
        for table in ("alerts", "outbox", "transitions", "looks"):
            connection.execute(f"UPDATE {table} SET mirrored = 1 WHERE NOT mirrored")  # noqa: S608 - our own names
