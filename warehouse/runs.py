"""Runs of flows, in the state file: that one began is on disk before it does anything, so that a kill leaves a trace."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from tasks.health import Queue
from tasks.runs import Run
from warehouse.state import State

KEPT = timedelta(days=90)
"""Three months tell what is usual; a run every five minutes is then 26,000 rows, some 5 MB."""

Asking = Callable[[str, Sequence[object]], list[tuple[str, ...]]]
"""Whatever answers a question to the state file: opened for a pass, or only to look into it."""

QUEUE = """
SELECT state, count(*), min(json_extract(delivery, '$.created_at')), max(json_extract(delivery, '$.created_at'))
FROM outbox WHERE state <> 'sent' GROUP BY state
"""

LAST = "SELECT run_id FROM (SELECT run_id, max(started_at) FROM runs WHERE started_at < ? GROUP BY flow)"
"""The last run of every flow before a moment: however long ago it was, since when a flow stands still is known from it."""

COLUMNS = "run_id, flow, started_at, ended_at, outcome, detail, counts, scheduled"


def begin(state: State, run: Run) -> list[Run]:
    """Remember that a run begins; return those that were killed before, which nobody has known until now.

    The caller holds the lock of the pass: whatever has no end then never gets one.
    """
    with state.transaction() as connection:
        cut_off = _runs(connection.execute(f"SELECT {COLUMNS} FROM runs WHERE outcome = 'running'").fetchall())  # noqa: S608
        connection.execute("UPDATE runs SET outcome = 'killed' WHERE outcome = 'running'")
        old = (run.started_at - KEPT).isoformat()
        connection.execute(f"DELETE FROM runs WHERE started_at < ? AND run_id NOT IN ({LAST})", (old, "9999"))  # noqa: S608
        connection.execute(f"INSERT OR REPLACE INTO runs ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _row(run))  # noqa: S608
    return cut_off


def end(state: State, run: Run) -> None:
    """Remember how a run ended."""
    with state.transaction() as connection:
        connection.execute(f"INSERT OR REPLACE INTO runs ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _row(run))  # noqa: S608


def runs_since(ask: Asking, since: datetime) -> list[Run]:
    """Return the runs that began since a moment and, of every flow, the last one before, oldest first."""
    if not _has(ask, "runs"):
        return []
    question = f"SELECT {COLUMNS} FROM runs WHERE started_at >= ? OR run_id IN ({LAST}) ORDER BY started_at, run_id"  # noqa: S608
    return _runs(ask(question, (since.isoformat(), since.isoformat())))


def queue(ask: Asking) -> Queue:
    """Return the messages that no receiver has yet."""
    rows = ask(QUEUE, ()) if _has(ask, "outbox") else []
    waiting = [row for row in rows if row[0] in ("pending", "sending")]
    given_up = [row for row in rows if row[0] in ("failed", "dead")]
    return Queue(
        pending=sum(int(row[1]) for row in waiting),
        oldest=min((datetime.fromisoformat(row[2]) for row in waiting), default=None),
        dead=sum(int(row[1]) for row in given_up),
        last_dead=max((datetime.fromisoformat(row[3]) for row in given_up), default=None),
    )


def published_at(ask: Asking) -> datetime | None:
    """Return when the warehouse that people open was last renewed."""
    rows = ask("SELECT value FROM facts WHERE name = 'published_at'", ()) if _has(ask, "facts") else []
    return _moment(rows[0][0]) if rows else None


def _has(ask: Asking, table: str) -> bool:
    """Tell whether the file has a table; one that an older version wrote, and no pass has opened since, may not."""
    return bool(ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)))


def _runs(rows: Sequence[tuple[str, ...]]) -> list[Run]:
    return [
        Run(
            run_id, flow, datetime.fromisoformat(started), _moment(ended), outcome, detail, json.loads(counts), bool(scheduled)  # type: ignore[arg-type]
        )
        for run_id, flow, started, ended, outcome, detail, counts, scheduled in rows
    ]  # fmt: skip


def _row(run: Run) -> tuple[str | bool | None, ...]:
    ended = run.ended_at.isoformat() if run.ended_at else None
    started, counts = run.started_at.isoformat(), json.dumps(dict(run.counts))
    return (run.run_id, run.flow, started, ended, run.outcome, run.detail, counts, run.scheduled)


def _moment(text: str | None) -> datetime | None:
    """Read a moment as it was written down: ISO 8601, by us or by pydantic, which writes Z."""
    return datetime.fromisoformat(text) if text else None
