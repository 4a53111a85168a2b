"""What is decided of messages, and what that is decided from. Times are aware UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from config.routing import Routed
from tasks.judgements import Alert, Delivery
from tasks.outage import Outage
from tasks.silences import Silence

Decision = Literal["send", "hold", "withhold", "digest"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A message that a receiver could be sent: the delivery it would be, and the alert as it stood at the transition."""

    delivery: Delivery
    alert: Alert

    @property
    def incident(self) -> str:
        """What people hear of as one thing."""
        return self.alert.incident_id or self.alert.alert_id


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided of one message to one receiver at one moment, and the named reason; `detail` has the numbers.

    `send` goes out by itself, `digest` as part of a digest; `hold` waits for `due_at`, `withhold` is not sent as things stand.
    """

    delivery_id: str
    alert_id: str
    incident_id: str
    receiver: str
    transition: str
    decided_at: datetime
    decision: Decision
    reason: str
    detail: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What was decided for one receiver so far, oldest first."""

    rulings: tuple[Ruling, ...] = ()

    def latest(self) -> dict[str, Ruling]:
        """Return how every message stands, by delivery."""
        return {one.delivery_id: one for one in self.rulings}

    def told_at(self, incident: str) -> datetime | None:
        """Return when the receiver last heard of an incident."""
        told = (
            one.decided_at for one in self.rulings if one.incident_id == incident and one.decision in {"send", "digest"}
        )
        return max(told, default=None)

    def sent(self, since: datetime) -> list[datetime]:
        """Return when messages went out by themselves from a moment on; digests do not count."""
        return [
            one.decided_at
            for one in self.rulings
            if one.decision == "send" and one.transition != "digest" and one.decided_at >= since
        ]

    def held(self, incident: str) -> Ruling | None:
        """Return what waits of an incident."""
        waiting = (one for one in self.latest().values() if one.decision == "hold" and one.incident_id == incident)
        return min(waiting, key=lambda one: one.decided_at, default=None)

    def heard(self, incident: str) -> bool:
        """Tell whether the receiver was told of an incident, or is about to be."""
        return self.told_at(incident) is not None or self.held(incident) is not None

    def knows(self, incident: str) -> bool:
        """Tell whether anything was decided of an incident; what opened before the receiver was there is unknown."""
        return any(one.incident_id == incident for one in self.rulings)


@dataclass(frozen=True, slots=True)
class Scene:
    """How things stand at the moment of a pass.

    `plain` are the series (watch, rule) that are a watch itself; `leading` the alerts of those that fire and lead their
    incident, by watch; `firing` all alerts that fire, by id; `outages` are those of watches with open alerts.
    """

    now: datetime
    zone: ZoneInfo
    silences: Sequence[Silence] = ()
    plain: frozenset[tuple[str, str]] = frozenset()
    leading: Mapping[str, Alert] = field(default_factory=dict)
    firing: Mapping[str, Alert] = field(default_factory=dict)
    outages: Mapping[str, Outage] = field(default_factory=dict)

    def local(self, at: datetime) -> str:
        """Write a moment as the clock on the wall shows it."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M %Z}"


@dataclass(frozen=True, slots=True)
class Case:
    """All that a stage may look at: a message, what its receiver wants and what was decided for it, and the moment."""

    offer: Offer
    wants: Routed
    past: Past
    scene: Scene

    @property
    def alert(self) -> Alert:
        """The alert as it stood at the transition."""
        return self.offer.alert

    @property
    def incident(self) -> str:
        """What people hear of as one thing."""
        return self.offer.incident

    @property
    def is_new(self) -> bool:
        """Tell whether nothing was decided of the message before."""
        return self.offer.delivery.delivery_id not in self.past.latest()

    @property
    def is_end(self) -> bool:
        """Tell whether the message says that an alert is over."""
        return self.offer.delivery.transition == "resolved"

    @property
    def now(self) -> datetime:
        """The moment of the pass."""
        return self.scene.now


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a stage does not let a message pass."""

    decision: Decision
    reason: str
    detail: str = ""
    due_at: datetime | None = None
