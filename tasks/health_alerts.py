"""Turn what is wrong with the pipeline itself into alerts, as of any watch: one message when it begins, one when it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tasks.brought import Key
from tasks.decide import Episode, alert_id
from tasks.health import Finding, told_span
from tasks.incidents import Told
from tasks.judgements import Alert, Transition

OWN_WATCH = "brinkwatch"
"""What alerts of the pipeline's own trouble are filed under, where others have the watch."""

TOLD = frozenset({"no_run", "no_articles", "undelivered", "disk"})
"""What receivers are told of; the rest is for who looks."""


def follow(findings: Sequence[Finding], episodes: Mapping[Key, Episode], now: datetime) -> list[Told]:
    """Open an alert for every finding that has none, and end those whose finding is gone: one message at each end."""
    found = {one.name: one for one in findings if one.kind in TOLD}
    known = {series: one for (watch, series), one in episodes.items() if watch == OWN_WATCH and one.is_open}
    opened = [_told(_alert(found[name], now), "", "opened", now) for name in found if name not in known]
    ended = [
        _told(_ended(known[name].alert, now), "firing", "resolved", now) for name in known if name not in found
    ]  # fmt: skip
    return [*opened, *ended]


def was_full(episodes: Mapping[Key, Episode]) -> bool:
    """Tell whether the disk was too full at the last look."""
    episode = episodes.get((OWN_WATCH, "disk"))
    return episode is not None and episode.is_open


def _alert(finding: Finding, now: datetime) -> Alert:
    name = alert_id(OWN_WATCH, finding.name, now)
    return Alert(
        alert_id=name, watch_id=OWN_WATCH, rule=finding.name, state="firing", opened_at=now, updated_at=now, resolved_at=None,
        window_start=now.date(), window_end=now.date(), observed=round(finding.measured), expected=finding.limit,
        p_value=1.0, score=1.0, articles=0, texts=0, publishers=0,
        headline=f"Brinkwatch: {finding.line}", reason=finding.mend, incident_id=name,
    )  # fmt: skip


def _ended(alert: Alert, now: datetime) -> Alert:
    lasted = told_span(now - alert.opened_at)
    return replace(
        alert,
        state="resolved",
        updated_at=now,
        resolved_at=now,
        reason=f"it is well again, {lasted} after it was noticed",
    )


def _told(alert: Alert, before: str, transition: str, now: datetime) -> Told:
    episode = Episode(alert, looked_at=now, told=alert.severity)
    moved = Transition(
        alert.alert_id, alert.incident_id, now, now, before, alert.state, alert.rule.partition(":")[0], transition, "",
        alert.severity, alert.observed, alert.expected, alert.p_value, alert.score,
    )  # fmt: skip
    return Told((OWN_WATCH, alert.rule), episode, moved, episode)
