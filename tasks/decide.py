"""Turn judgements into one alert per episode: pending, firing, recovering, resolved.

Nothing here reads a clock: every time is that of the step judged, so a replay gives the same alerts as the days themselves did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Literal

from tasks.artefacts import ARTEFACTS, TOO_FEW_SOURCES
from tasks.calm import CALM_SCORE, calmer
from tasks.detect import UNJUDGED
from tasks.grounds import Grounds
from tasks.judge_hours import BLOCK, BLOCK_STEP
from tasks.judgements import Alert, AlertState, Check, Evidence, Severity, Spike

SEVERITIES: tuple[tuple[Severity, float], ...] = (("extreme", 2.0), ("strong", 1.5), ("alert", 0.0))
"""Scores from which an alert is so severe, highest first. A score is an exponent of the bar: at 2 the chance is that of two
false alerts at once. An alert that is more than `alert` fires at its first look; the others wait for a second."""

LEADING_COPIES = 2
"""Reprints that make a text the leading one: of texts printed once, the newest is always another."""

ID_LENGTH = 12
"""Hexadecimal digits of an alert's id: short enough to type, and no two in a hundred thousand alike (odds 1 in 50,000)."""

STEP_LENGTH = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    BLOCK_STEP: BLOCK,
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}

Action = Literal["open", "log", "confirm", "keep", "drop", "resolve", "none"]


@dataclass(frozen=True, slots=True)
class Telling:
    """What an alert says to people about the step it was judged at.

    `texts` are the ids of all texts behind it, the first of which was out at `first_text_at`.
    """

    headline: str
    reason: str
    evidence: tuple[Evidence, ...] = ()
    texts: tuple[str, ...] = ()
    first_text_at: datetime | None = None
    grounds: Grounds | None = None

    @property
    def leader(self) -> str:
        """The text that is printed most widely, if any is at all."""
        first = self.evidence[0] if self.evidence else None
        return first.article_id if first is not None and first.copies >= LEADING_COPIES else ""


@dataclass(frozen=True, slots=True)
class Episode:
    """An alert and what must be remembered of it between looks.

    `looked_at` is the moment of the last look; `texts` are those behind it when it last fired, and `leader` the one of them
    that was printed most widely then. `told` is the gravest that people heard of its incident, `leaders` the leading texts.
    """

    alert: Alert
    calm_steps: int = 0
    looked_at: datetime | None = None
    texts: tuple[str, ...] = ()
    told: str = ""
    leader: str = ""
    leaders: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether the episode goes on."""
        return self.alert.resolved_at is None


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about one judgement, and the named reason why."""

    action: Action
    reason: str
    calm_steps: int = 0


def severity_of(score: float) -> Severity:
    """Name how grave a score is."""
    return next(name for name, least in SEVERITIES if score >= least)


def is_artefact(spike: Spike) -> bool:
    """Tell whether a judgement would have fired, were it not plumbing."""
    return spike.verdict in ARTEFACTS and spike.score >= 1


def failed_check(spike: Spike) -> Check | None:
    """Return the check that made a judgement an artefact."""
    return next((check for check in spike.checks if check.score < check.needed), None)


def decide(current: Episode | None, spike: Spike, as_of: datetime | None = None, *, whole: bool = True) -> Decision:
    """Decide what a look, as of a moment, does to the latest episode of its series, if there is one.

    `whole` tells whether the step is over. While it goes on, more will be collected: it can not be calm yet, and what is
    not severe only becomes pending, until a second look or the end of the step. Reasons: `fired`; `step_goes_on`;
    `confirmed` and `not_confirmed` (of what was pending); `unusual` and `unusual_again` (goes on), `calming` and `calm`
    (ends); `already_judged`; otherwise the spike's own verdict. A step that could not be judged neither opens nor ends
    anything, nor counts as calm.
    """
    if current is not None and (as_of or spike.at) <= (current.looked_at or current.alert.updated_at):
        return Decision("none", "already_judged", current.calm_steps)
    if current is None or not current.is_open or current.alert.state == "artefact":
        return _outside(current, spike, whole)
    return _inside(current, spike, as_of, whole)


def _inside(current: Episode, spike: Spike, as_of: datetime | None, whole: bool) -> Decision:
    """Decide where an alert is open."""
    state, calm = current.alert.state, current.calm_steps
    if spike.verdict in UNJUDGED or spike.verdict == TOO_FEW_SOURCES:
        return Decision("keep", spike.verdict, calm)
    if state == "pending" and spike.fired:
        return Decision("confirm", "confirmed")
    if spike.score >= CALM_SCORE:
        return Decision("keep", "unusual_again" if state == "recovering" else "unusual")
    if not whole:
        return Decision("keep", "step_goes_on", calm)
    if state == "pending":
        return Decision("drop", "not_confirmed")
    now, over = calmer(calm, spike.step, (as_of or spike.at) - (current.looked_at or current.alert.updated_at))
    return Decision("resolve", "calm", now) if over else Decision("keep", "calming", now)


def _outside(current: Episode | None, spike: Spike, whole: bool) -> Decision:
    """Decide where no alert is open, at most an artefact that goes on."""
    logged = current is not None and current.is_open
    if spike.fired:
        sure = whole or severity_of(spike.score) != "alert"
        return Decision("open", "fired" if sure else "step_goes_on")
    if is_artefact(spike):
        return Decision("keep" if logged else "log", spike.verdict)
    if logged:
        return Decision("keep", spike.verdict) if spike.verdict in UNJUDGED else Decision("resolve", spike.verdict)
    return Decision("none", spike.verdict)


def follow(
    decision: Decision, current: Episode | None, spike: Spike, telling: Telling, as_of: datetime | None = None
) -> Episode | None:
    """Carry a decision out: give the episode as it now stands.

    An alert shows its peak, the step of the highest score so far; a new leading text since then stands first among its
    texts. `updated_at` is the last step judged.
    """
    looked_at = as_of or spike.at
    if decision.action == "open":
        state: AlertState = "firing" if decision.reason == "fired" else "pending"
        return Episode(_opened(spike, telling, state), 0, looked_at, telling.texts, leader=telling.leader)
    if decision.action == "log":
        return Episode(_opened(spike, telling, "artefact"), 0, looked_at, telling.texts)
    if decision.action == "none" or current is None:
        return current
    alert = replace(current.alert, updated_at=spike.at, state=_state_after(decision, current.alert.state))
    if decision.action in {"resolve", "drop"}:
        alert = replace(alert, resolved_at=spike.at)
    if not spike.fired:
        return replace(current, alert=alert, calm_steps=decision.calm_steps, looked_at=looked_at)
    if becomes_peak(decision, current, spike):
        alert = replace(
            _opened(spike, telling, alert.state),
            alert_id=alert.alert_id,
            opened_at=alert.opened_at,
            incident_id=alert.incident_id,
            first_text_at=alert.first_text_at,
        )
    elif telling.leader not in {"", current.leader}:
        others = (text for text in alert.evidence if text.article_id != telling.leader)
        alert = replace(alert, evidence=(telling.evidence[0], *others))
    return Episode(alert, decision.calm_steps, looked_at, telling.texts, current.told, telling.leader, current.leaders)


def becomes_peak(decision: Decision, current: Episode | None, spike: Spike) -> bool:
    """Tell whether an alert will show the step judged: it opens with it, or that is the highest score so far."""
    if decision.action in {"open", "log"}:
        return True
    if decision.action == "none" or current is None:
        return False
    return spike.fired and spike.score > current.alert.score


def _state_after(decision: Decision, state: AlertState) -> AlertState:
    if state == "artefact":
        return state
    if decision.action == "confirm":
        return "firing"
    if decision.action == "drop":
        return "unconfirmed"
    if decision.action == "resolve":
        return "resolved"
    if state != "pending" and decision.reason in {"calming", "unusual", "unusual_again"}:
        return "recovering" if decision.reason == "calming" else "firing"
    return state


def alert_id(watch_id: str, series: str, opened_at: datetime) -> str:
    """Name an alert by what it is about and the step it opened at, so that a replay names it alike."""
    opened = opened_at.astimezone(UTC).isoformat()
    return sha256("\x1f".join((watch_id, series, opened)).encode()).hexdigest()[:ID_LENGTH]


def days_of(spike: Spike) -> tuple[date, date]:
    """Return the first and last day of a judgement's window, in the time zone that `spike.at` carries."""
    return (spike.at - (spike.window - 1) * STEP_LENGTH[spike.step]).date(), spike.at.date()


def _opened(spike: Spike, telling: Telling, state: AlertState) -> Alert:
    """Make the alert of a step."""
    first_day, last_day = days_of(spike)
    return Alert(
        alert_id=alert_id(spike.watch_id, spike.series, spike.at),
        watch_id=spike.watch_id,
        rule=spike.series,
        state=state,
        opened_at=spike.at,
        updated_at=spike.at,
        resolved_at=None,
        window_start=first_day,
        window_end=last_day,
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
        severity=severity_of(spike.score),
        artefact=spike.verdict if state == "artefact" else "",
        first_text_at=telling.first_text_at,
        grounds=telling.grounds,
    )
