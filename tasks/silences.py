"""Silences: what a person does not want to be told of for a while. What is silenced is judged and recorded all the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from tasks.incidents import RANKS
from tasks.judgements import Alert

ID_LENGTH = 8
"""Hexadecimal digits of a silence's id: short enough to type, and there are never many."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What is not told, from when it was set until it ends; every matcher given has to match, an empty one matches all.

    `rule` is a rule or one of its series, `entity` what a series follows, an entity or a topic. `ended_at` is when it was lifted early.
    """

    silence_id: str
    watch: str
    rule: str
    entity: str
    severity_below: str
    set_at: datetime
    until: datetime
    reason: str
    ended_at: datetime | None = None

    @property
    def end(self) -> datetime:
        """The first moment at which it holds no more."""
        return min(self.until, self.ended_at) if self.ended_at else self.until

    @property
    def matchers(self) -> str:
        """What it matches, in words."""
        given = (
            ("watch", self.watch), ("rule", self.rule), ("entity", self.entity), ("severity below", self.severity_below)
        )  # fmt: skip
        return ", ".join(f"{name} {value}" for name, value in given if value)


def silence(
    watch: str, rule: str, entity: str, severity_below: str, set_at: datetime, until: datetime, reason: str
) -> Silence:
    """Make a silence, named by what it matches and when it was set."""
    named = "\x1f".join((watch, rule, entity, severity_below, set_at.astimezone(UTC).isoformat()))
    name = sha256(named.encode()).hexdigest()[:ID_LENGTH]
    return Silence(name, watch, rule, entity, severity_below, set_at, until, reason)


def holds(one: Silence, now: datetime) -> bool:
    """Tell whether a silence holds at a moment: it begins when it is set, and never hides what was before."""
    return one.set_at <= now < one.end


def matches(one: Silence, alert: Alert) -> bool:
    """Tell whether an alert is what a silence speaks of."""
    rule, _, followed = alert.rule.partition(":")
    return (
        one.watch in {"", alert.watch_id}
        and one.rule in {"", rule, alert.rule}
        and one.entity in {"", followed}
        and (not one.severity_below or RANKS[alert.severity] < RANKS[one.severity_below])
    )


def silence_of(alert: Alert, silences: Iterable[Silence], now: datetime) -> Silence | None:
    """Return the silence that keeps an alert from being told at a moment: of several, the one that ends last."""
    found = [one for one in silences if holds(one, now) and matches(one, alert)]
    return max(found, key=lambda one: (one.end, one.silence_id), default=None)
