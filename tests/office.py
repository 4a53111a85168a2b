"""An office that is told of alerts: real configuration, state file and warehouse, with judgements made up by the test."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from config.load import load_config
from flows.bench import Bench
from flows.judge import Judged
from flows.steps import in_process
from flows.telling import decide_look, decide_waiting
from tasks.decide import Episode, alert_id
from tasks.digests import Digest
from tasks.incidents import Told
from tasks.judgements import Alert, AlertState, Severity, Transition
from tasks.outage import Outage
from tasks.rulings import Ruling
from tasks.silences import silence
from warehouse import alert_store, outbox, ruling_store
from warehouse.connect import Connection, open_writer
from warehouse.layout import Layout
from warehouse.state import State

SEOUL = timedelta(hours=9)
NIGHT = {"from": "22:00", "to": "07:00"}
DAILY = {"every": "daily", "at": "08:00"}
WATCHES = {
    "korea": {
        "name": "Korea",
        "description": "The peninsula.",
        "terms": {"en": ["Korea"]},
        "rules": {
            name: {"name": name, **({"pair": {"terms": {"en": [name]}}} if name != "coverage" else {})}
            for name in ("coverage", "missile", "summit", "border", "envoy")
        },
    }
}


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of March 2017 in Seoul. The first is a Wednesday."""
    return datetime(2017, 3, day, hour, minute, tzinfo=UTC) - SEOUL


def write_config(folder: Path, **receivers: dict[str, Any]) -> Path:
    """Write a small configuration in Seoul."""
    contents: dict[str, object] = {
        "settings.yaml": {"contact": "https://desk.example/contact", "timezone": "Asia/Seoul"},
        "watches.yaml": {"watches": WATCHES},
        "alerts.yaml": {"receivers": {name: {"kind": "console", **one} for name, one in receivers.items()}},
        **{f"{name}.yaml": {name: {}} for name in ("sources", "feeds", "entities", "topics")},
    }
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


@cache
def nothing_collected() -> Connection:
    """Return a warehouse with nothing in it, shared by all offices: making one takes longer than all that they do."""
    with TemporaryDirectory() as folder:
        return open_writer(Path(folder) / "empty.duckdb", local(1, 0))


class Office:
    """Receivers as configured, and what they were sent, pass by pass."""

    def __init__(self, home: Path, **receivers: dict[str, Any]) -> None:
        config = load_config(write_config(home / "config", **receivers))
        self.bench = Bench(config, Layout(home / "news.duckdb"), in_process(1, 1), io.StringIO(), "0")
        self.opened: dict[str, datetime] = {}
        self.down = Outage((), 10)

    def look(
        self, now: datetime, *moves: tuple[str, str], severity: Severity = "alert", judged_at: datetime | None = None
    ) -> list[str]:
        """Run a pass in which rules move, each given with what people are told of it; return what goes out, receiver first."""
        told = tuple(self._told(*move, now, severity) for move in moves)
        judged = Judged((), told, {"korea": self.down})
        at = judged_at or now
        with State(self.bench.layout.state) as state:
            messages, rulings = decide_look(self.bench, state, judged, at, now)
            alert_store.record_look(state, told, messages, rulings, at.date(), at)
            decide_waiting(self.bench, nothing_collected(), state, judged.outages, now)
            claimed = [outbox.claim(state, one.delivery_id, now) for one in outbox.due(state, now)]
            pending = [one for one in claimed if one is not None]
            for one in pending:
                outbox.record(state, replace(one.delivery, state="sent", sent_at=now))
        return sorted(self._shown(one) for one in pending)

    def _told(self, rule: str, transition: str, now: datetime, severity: Severity) -> Told:
        opened = self.opened.setdefault(rule, now)
        state: AlertState = "resolved" if transition == "resolved" else "firing"
        name = alert_id("korea", rule, opened)
        alert = Alert(
            name, "korea", rule, state, opened, now, now if state == "resolved" else None, date(2017, 3, 1), date(2017, 3, 1),
            9, 1.0, 1e-4, 1.2, 9, 9, 4, f"Korea × {rule}: 9 texts", "rare", severity=severity, incident_id=name,
        )  # fmt: skip
        if state == "resolved":
            del self.opened[rule]
        moved = Transition(name, name, now, now, "", state, "fired", transition, "", severity, 9, 1.0, 1e-4, 1.2)
        episode = Episode(alert, looked_at=now)
        return Told(("korea", rule), episode, moved, episode)

    def _shown(self, message: outbox.Message) -> str:
        one = message.delivery
        return f"{one.receiver}: {_digest(one.digest) if one.digest else f'{one.transition} {message.alert.rule}'}"

    def mirrored(self) -> Connection:
        """Return the office's own warehouse, told of every decision; a second time tells it nothing twice."""
        connection = open_writer(self.bench.layout.live, local(1, 0))
        with State(self.bench.layout.state) as state:
            ruling_store.mirror_rulings(state, connection)
            ruling_store.mirror_rulings(state, connection)
        return connection

    def silence(self, at: datetime, until: datetime, rule: str = "", *, watch: str = "korea") -> str:
        """Set a silence; return its id."""
        new = silence(watch, rule, "", "", at, until, "known")
        with State(self.bench.layout.state) as state:
            ruling_store.keep_silence(state, new)
        return new.silence_id

    def lift(self, silence_id: str, at: datetime) -> None:
        """Lift a silence."""
        with State(self.bench.layout.state) as state:
            (one,) = (one for one in ruling_store.silences(state) if one.silence_id == silence_id)
            ruling_store.keep_silence(state, replace(one, ended_at=at))

    def rulings(self, receiver: str = "desk") -> list[Ruling]:
        """Return every decision for a receiver, oldest first."""
        with State(self.bench.layout.state) as state:
            past = ruling_store.pasts(state).get(receiver)
        return list(past.rulings) if past else []

    def reasons(self, receiver: str = "desk") -> list[str]:
        """Return what was decided and why, in a word each, without digests themselves."""
        return [f"{one.decision} {one.reason}" for one in self.rulings(receiver) if one.transition != "digest"]


def _digest(digest: Digest) -> str:
    parts = (("held", digest.held), ("told", digest.told), ("withheld", digest.withheld), ("still", digest.still))
    lines = [f"{name} {', '.join(f'{one.transition} {one.rule}' for one in found)}" for name, found in parts if found]
    return f"{digest.kind} digest ({'; '.join(lines) or 'nothing unusual'})"
