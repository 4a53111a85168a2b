"""Turn judgements into one alert per episode: open when a series fires, resolve when it has calmed down.

Nothing here reads a clock: every time is that of the step judged, so a replay gives the same alerts as the days themselves did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal

from tasks.detect import UNJUDGED
from tasks.judgements import Alert, Evidence, Spike

CALM_SCORE = 0.5
"""Half the opening threshold: a series that hovers around the threshold opens once instead of flapping."""

CALM_STEPS = 2
"""Collected steps in a row below CALM_SCORE that end an episode: one calm day between two loud ones is the same event."""

ID_LENGTH = 12
"""Hexadecimal digits of an alert's id: short enough to type, and no two in a hundred thousand alike (odds 1 in 50,000)."""

STEP_LENGTH = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}

Action = Literal["open", "keep", "resolve", "none"]


@dataclass(frozen=True, slots=True)
class Telling:
    """What an alert says to people about the step it was judged at."""

    headline: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """An alert and the calm steps counted since it last was unusual; both must be remembered between steps."""

    alert: Alert
    calm_steps: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about one judgement, and the named reason why."""

    action: Action
    reason: str
    calm_steps: int = 0


def decide(current: Episode | None, spike: Spike) -> Decision:
    """Decide what a judgement does to the latest episode of its series, open or resolved, if there is one.

    Reasons: `fired`; `unusual` (goes on), `calming` and `calm` (ends); `already_judged`; otherwise the spike's own verdict.
    A step that could not be judged neither opens nor resolves, nor counts as calm.
    """
    if current is not None and spike.at <= current.alert.updated_at:
        return Decision("none", "already_judged", current.calm_steps)
    if current is None or current.alert.state == "resolved":
        return Decision("open", "fired") if spike.fired else Decision("none", spike.verdict)
    if spike.verdict in UNJUDGED:
        return Decision("keep", spike.verdict, current.calm_steps)
    if spike.score >= CALM_SCORE:
        return Decision("keep", "unusual")
    calm = current.calm_steps + 1
    return Decision("resolve", "calm", calm) if calm >= CALM_STEPS else Decision("keep", "calming", calm)


def follow(decision: Decision, current: Episode | None, spike: Spike, telling: Telling) -> Episode | None:
    """Carry a decision out: give the episode as it now stands.

    An alert shows its peak, the step of the highest score so far; `updated_at` is the last step judged.
    """
    if decision.action == "open":
        return Episode(_opened(spike, telling))
    if decision.action == "none" or current is None:
        return current
    alert = replace(current.alert, updated_at=spike.at)
    if decision.action == "resolve":
        return Episode(replace(alert, state="resolved", resolved_at=spike.at), decision.calm_steps)
    if spike.fired and spike.score > alert.score:
        alert = replace(_opened(spike, telling), alert_id=alert.alert_id, opened_at=alert.opened_at)
    return Episode(alert, decision.calm_steps)


def alert_id(watch_id: str, series: str, opened_at: datetime) -> str:
    """Name an alert by what it is about and the step it opened at, so that a replay names it alike."""
    opened = opened_at.astimezone(UTC).isoformat()
    return sha256("\x1f".join((watch_id, series, opened)).encode()).hexdigest()[:ID_LENGTH]


def _opened(spike: Spike, telling: Telling) -> Alert:
    """Make the alert of a firing step. Its days are those of the time zone that `spike.at` carries."""
    first_step = spike.at - (spike.window - 1) * STEP_LENGTH[spike.step]
    return Alert(
        alert_id=alert_id(spike.watch_id, spike.series, spike.at),
        watch_id=spike.watch_id,
        rule=spike.series,
        state="firing",
        opened_at=spike.at,
        updated_at=spike.at,
        resolved_at=None,
        window_start=first_step.date(),
        window_end=spike.at.date(),
        observed=spike.observed,
        expected=spike.expected,
        p_value=spike.p_value,
        score=spike.score,
        articles=spike.articles,
        texts=spike.observed,
        publishers=spike.publishers,
        headline=telling.headline,
        reason=telling.reason,
        evidence=telling.evidence,
    )
