"""The values of a digest: several messages to one receiver in one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One message in a digest; `reason` and `detail` say why it was not sent by itself, empty where it was."""

    alert_id: str
    incident_id: str
    watch_id: str
    rule: str
    headline: str
    severity: str
    state: str
    transition: str
    at: datetime
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """How much was collected and judged in a stretch of time."""

    articles: int = 0
    texts: int = 0
    sources: int = 0
    series: int = 0
    looks: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """Several messages to one receiver in one: `held` are delivered with it, `told` were sent before, `withheld` never.

    `still` are alerts of before that go on. A daily or weekly one with no lines says that nothing unusual happened; `overflow`
    has only what had to wait, and counts nothing as collected. Moments are shown in the time zone.
    """

    receiver: str
    kind: Literal["daily", "weekly", "overflow"]
    since: datetime
    until: datetime
    timezone: str
    held: tuple[DigestLine, ...] = ()
    told: tuple[DigestLine, ...] = ()
    withheld: tuple[DigestLine, ...] = ()
    still: tuple[DigestLine, ...] = ()
    collected: Collected = field(default_factory=Collected)
