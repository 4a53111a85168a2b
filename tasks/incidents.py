"""Merge alerts with the same texts behind them into one incident, and decide what of it people are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tasks.brought import Key
from tasks.decide import SEVERITIES, Decision, Episode, failed_check
from tasks.judgements import Check, Spike, Transition
from tasks.source_silence import UNHEARD

SAME_TEXTS = 0.5
"""Share of the smaller alert's texts that the larger has too, from which both tell of one event (overlap coefficient): a
narrow rule inside a broad one shares all of its texts, so the union would set too high a bar."""

SAME_DAYS = timedelta(days=3)
"""An alert joins those that opened so shortly before it, the longest window as shipped: one that has stayed open for longer
may have outlived its event, and would tie the next one to it."""

PART_OF_INCIDENT = "part_of_incident"
INCIDENT_GOES_ON = "incident_goes_on"
WAITS = "waits_for_second_look"
STILL_OPEN = "still_open"

RANKS = {name: -place for place, (name, _) in enumerate(SEVERITIES)} | {"": -len(SEVERITIES)}


@dataclass(frozen=True, slots=True)
class Move:
    """What a look did to the episode of one series."""

    key: Key
    spike: Spike
    decision: Decision
    before: Episode | None
    after: Episode

    @property
    def came_from(self) -> str:
        """The state before; empty for a new alert."""
        same = self.before is not None and self.before.alert.alert_id == self.after.alert.alert_id
        return self.before.alert.state if self.before is not None and same else ""


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of a move: the episode to remember, and the transition where there is one.

    `message` is the episode whose alert people are told of, if they are: that of the incident's lead when it ends.
    """

    key: Key
    episode: Episode
    transition: Transition | None = None
    message: Episode | None = None


def overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the share of the smaller set that lies in the other; 0 where one is empty."""
    a, b = set(one), set(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def settle(moves: Sequence[Move], episodes: Mapping[Key, Episode], judged_at: datetime) -> list[Told]:
    """Give every alert that starts to fire its incident, and every move its transition; `episodes` are those before.

    Of alerts that start together, the rarest leads; the order of series never matters. An incident makes one message a look.
    """
    if not moves:
        return []
    spoken: set[str] = set()
    now = {**episodes, **{move.key: move.after for move in moves}}
    told = []
    for move in sorted(moves, key=lambda one: (-one.spike.score, one.after.alert.alert_id)):
        episode = now[move.key]
        if episode.alert.state == "firing" and not episode.alert.incident_id:
            episode = replace(episode, alert=replace(episode.alert, incident_id=_incident_of(episode, now.values())))
            now[move.key] = episode
        told.append(_tell(move, now, judged_at, spoken))
    moved = {move.key for move in moves}
    heard = [Told(key, one) for key, one in now.items() if key not in moved and one != episodes[key]]
    return [*(replace(one, episode=now[one.key]) for one in told), *heard]


def _incident_of(episode: Episode, others: Iterable[Episode]) -> str:
    """Return the incident whose alerts share most of the episode's texts, else a new one that it leads."""
    shared = [
        (overlap(episode.texts, other.texts), other.alert.incident_id)
        for other in others
        if other.alert.incident_id
        and other.alert.state in {"firing", "recovering"}
        and other.alert.opened_at >= episode.alert.opened_at - SAME_DAYS
    ]
    best = max(shared, default=(0.0, ""))
    return best[1] if best[0] >= SAME_TEXTS else episode.alert.alert_id


def _tell(move: Move, now: dict[Key, Episode], judged_at: datetime, spoken: set[str]) -> Told:
    """Make the transition of a move, and note with the incident's lead what people have heard, now or a moment ago."""
    episode, before = now[move.key], move.came_from
    alert = episode.alert
    lead_key = next((key for key, one in now.items() if one.alert.alert_id == alert.incident_id), move.key)
    lead = now[lead_key]
    grown = alert.state == "firing" and RANKS[alert.severity] > RANKS[lead.told]
    fresh = alert.state == "firing" and episode.leader not in {"", *lead.leaders} and bool(lead.told)
    if alert.incident_id in spoken:
        grown = fresh = False
    changed = before != alert.state
    if not changed and not grown and not fresh:
        return Told(move.key, episode)
    told, untold = _message(move, episode, now, grown or fresh)
    reason = move.decision.reason if changed else "more_severe" if grown else "new_leading_text"
    if told in {"opened", "escalated"}:
        spoken.add(alert.incident_id)
    if alert.state == "firing" and alert.incident_id in spoken:
        graver = max((lead.told, alert.severity), key=RANKS.__getitem__)
        now[lead_key] = replace(lead, told=graver, leaders=tuple(sorted({*lead.leaders, episode.leader} - {""})))
    check = failed_check(move.spike) if alert.state == "artefact" else None
    detail = check_line(check) if check is not None else alert.evidence[0].title if fresh else ""
    transition = Transition(
        alert.alert_id, alert.incident_id, move.spike.at, judged_at, before, alert.state, reason, told, untold,
        alert.severity, move.spike.observed, move.spike.expected, move.spike.p_value, move.spike.score, detail,
    )  # fmt: skip
    message = (lead if told == "resolved" else episode) if told else None
    return Told(move.key, episode, transition, message)


def _message(move: Move, episode: Episode, now: Mapping[Key, Episode], news: bool) -> tuple[str, str]:
    """Return the message that a change makes, else the reason why it makes none."""
    alert, leads = episode.alert, episode.alert.incident_id == episode.alert.alert_id
    if alert.state == "pending":
        return "", WAITS
    if alert.state in {"artefact", "unconfirmed"}:
        return "", alert.artefact or move.decision.reason
    if alert.state == "recovering" or (alert.state == "firing" and move.came_from == "recovering" and not news):
        return "", STILL_OPEN
    if alert.state == "firing":
        if leads and move.came_from in {"", "pending", "artefact"}:
            return "opened", ""
        return ("escalated", "") if news else ("", PART_OF_INCIDENT)
    return _message_of_an_end(episode, now)


def _message_of_an_end(episode: Episode, now: Mapping[Key, Episode]) -> tuple[str, str]:
    """Say that an incident is over with its last alert, once."""
    alert = episode.alert
    same = alert.incident_id or alert.alert_id
    parts = [one for one in now.values() if same in {one.alert.incident_id, one.alert.alert_id}]
    if any(one.is_open for one in parts):
        return "", INCIDENT_GOES_ON if same == alert.alert_id else PART_OF_INCIDENT
    ended_now = [one.alert.alert_id for one in parts if one.alert.resolved_at == alert.resolved_at]
    speaker = same if same in ended_now else min(ended_now)
    return ("resolved", "") if alert.alert_id == speaker else ("", PART_OF_INCIDENT)


def check_line(check: Check) -> str:
    """Say what was left of a count when it was looked at again."""
    if check.label == "too_few_sources":
        return f"{check.observed} sources brought anything where {check.expected:.1f} usually do"
    if check.label in UNHEARD:
        return (
            f"without {check.without}: {check.expected:.1f} were to be expected, score {check.score:.2f} where "
            f"{check.needed:g} is needed"
        )
    return (
        f"without {check.without}: {check.observed} text{'s' if check.observed != 1 else ''} where {check.expected:.1f} were to be expected, "
        f"score {check.score:.2f} where {check.needed:g} is needed"
    )
