"""The values that judging passes on: counts, judgements, alerts and what a pass reports. Times are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Count:
    """One step of a series: what counted, out of what.

    `texts` matched of `total` distinct texts collected in the step (0: nothing was collected, so nothing can be said).
    `publishers` names the independent ones behind the matching texts: owner group and credited wire collapsed.
    """

    start: datetime
    texts: float
    total: float
    articles: int = 0
    publishers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Spike:
    """The detector's judgement of a series at one moment, fired or not; `verdict` is a named reason.

    `window` counts steps, `observed` and `expected` are texts in that window, `p_value` is the chance of as many or
    more if nothing had changed, `score` is comparable across windows (1 is the alert threshold).
    """

    watch_id: str
    series: str
    at: datetime
    step: str
    window: int
    observed: int
    expected: float
    total: float
    p_value: float
    score: float
    fired: bool
    verdict: str
    articles: int
    publishers: int
    history_steps: int


AlertState = Literal["firing", "resolved"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A text behind an alert: who printed it, when, and the sentence that counted."""

    article_id: str
    source_id: str
    url: str
    title: str
    published_at: datetime | None
    sentence: str
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """One episode of a series being unusual, from opening to resolution. Times are data time, not wall clock."""

    alert_id: str
    watch_id: str
    rule: str
    state: AlertState
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    window_start: date
    window_end: date
    observed: int
    expected: float
    p_value: float
    score: float
    articles: int
    texts: int
    publishers: int
    headline: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt-worthy message to one receiver. `delivery_id` hashes alert, transition and receiver: sent once."""

    delivery_id: str
    alert_id: str
    transition: str
    receiver: str
    state: Literal["pending", "sent", "failed"]
    created_at: datetime
    sent_at: datetime | None = None
    attempts: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PassReport:
    """What one pass did, for people and for Prefect's page."""

    started_at: datetime
    polls: dict[str, int] = field(default_factory=dict)
    new_entries: int = 0
    loaded: int = 0
    already_known: int = 0
    copies: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    troubles: tuple[str, ...] = ()
