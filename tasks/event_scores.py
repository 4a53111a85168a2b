"""Hold alerts against dated events: which were found, how late, and which alerts belong to none."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from tasks.judgements import Alert
from tasks.records import Trouble

REPORTED_WITHIN = timedelta(days=2)
"""Days after an event on which an alert is still about it: an evening's event is in the next day's papers, its local day may
be the day after in UTC, and a window of three days takes it in."""

Outcome = Literal["hit", "already_open", "miss"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; both days included."""

    start: date
    end: date
    label: str


@dataclass(frozen=True, slots=True)
class EventScore:
    """What became of an event: the first alert that opened in its days, if any, and how many days after its start.

    `already_open` means that no alert opened for it because one from before it still was.
    """

    event: Event
    outcome: Outcome
    alert_id: str = ""
    delay_days: int | None = None


@dataclass(frozen=True, slots=True)
class EventScores:
    """All events scored, the alerts that opened in the days of none, and how many events lie outside the days judged."""

    scores: tuple[EventScore, ...]
    unmatched: tuple[str, ...]
    outside: int = 0

    def number(self, outcome: Outcome) -> int:
        """Count the events with an outcome."""
        return sum(score.outcome == outcome for score in self.scores)


def read_events(path: Path) -> tuple[Event, ...] | Trouble:
    """Read a CSV file with the columns label and date, or start and end."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return Trouble("bad_events", f"{path}: can not be read: {getattr(error, 'strerror', '') or error}")
    columns = set(rows[0]) if rows else set()
    first = "date" if "date" in columns else "start"
    if first not in columns or "label" not in columns:
        return Trouble(
            "bad_events", f"{path}: wants the columns label and date, or label, start and end, and a row an event"
        )
    events = []
    for number, row in enumerate(rows, 2):
        try:
            start = date.fromisoformat((row[first] or "").strip()[:10])
            end = date.fromisoformat((row.get("end") or "").strip()[:10] or start.isoformat())
        except ValueError:
            return Trouble("bad_events", f"{path}:{number}: has no day like 2017-03-15")
        if end < start:
            return Trouble("bad_events", f"{path}:{number}: ends before it starts; swap the days")
        events.append(Event(start, end, (row["label"] or "").strip()))
    return tuple(events)


def score_events(
    events: Sequence[Event], alerts: Sequence[Alert], since: date, until: date, zone: ZoneInfo
) -> EventScores:
    """Score the events that start within the days judged; alerts that opened before these can only be open already.

    Of alerts of one day the one that leads its incident is named, the gravest first.
    """

    def rank(one: tuple[date, Alert]) -> tuple[date, bool, float, str]:
        day, alert = one
        return day, alert.incident_id != alert.alert_id, -alert.score, alert.alert_id

    opened = sorted(((one.opened_at.astimezone(zone).date(), one) for one in alerts), key=rank)
    judged = [one for one in events if since <= one.start <= until]
    scores, matched = [], set()
    for event in judged:
        found = [(day, one.alert_id) for day, one in opened if event.start <= day <= event.end + REPORTED_WITHIN]
        matched |= {name for _, name in found}
        before = [one for day, one in opened if day < event.start and _open_on(one, event.start, zone)]
        if found:
            scores.append(EventScore(event, "hit", found[0][1], (found[0][0] - event.start).days))
        elif before:
            scores.append(EventScore(event, "already_open", before[-1].alert_id))
        else:
            scores.append(EventScore(event, "miss"))
    unmatched = tuple(one.alert_id for day, one in opened if day >= since and one.alert_id not in matched)
    return EventScores(tuple(scores), unmatched, len(events) - len(judged))


def _open_on(alert: Alert, day: date, zone: ZoneInfo) -> bool:
    return alert.resolved_at is None or alert.resolved_at.astimezone(zone).date() > day
