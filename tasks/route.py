"""Decide who is told of what, when, and why not: small stages, each of which lets a message pass or names its reason.

Nothing here reads a clock: the moment of the pass, the silences, what leads and which sources are down are one scene.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from config.routing import Routed
from tasks.hours import quiet_until, slot_after, week_of
from tasks.incidents import RANKS
from tasks.rulings import Case, Offer, Past, Ruling, Scene, Stop
from tasks.silences import silence_of

HOUR = timedelta(hours=1)
BREAKS_THROUGH = "extreme"
"""The severity that neither quiet hours nor the weekly budget hold back; the hourly cap does, since a flood is one too."""

MISSED = timedelta(days=1)
"""A look that comes so long after the moment it judges makes up for runs that did not come; those of a schedule are never so late."""

LOOKED_LATE = "looked_late"
"""Reason of what happened while no run came."""

Stage = Callable[[Case], Stop | None]


def not_wanted(case: Case) -> Stop | None:
    """Stop what the receiver did not ask for."""
    alert = case.alert
    if case.wants.watches and alert.watch_id not in case.wants.watches:
        return Stop("withhold", "other_watch", f"wants {', '.join(case.wants.watches)}")
    if case.wants.rules and alert.rule.partition(":")[0] not in case.wants.rules:
        return Stop("withhold", "other_rule", f"wants {', '.join(case.wants.rules)}")
    if RANKS[alert.severity] < RANKS[case.wants.severity]:
        return Stop("withhold", "less_severe", f"{alert.severity}, wants {case.wants.severity}")
    return None


def never_told(case: Case) -> Stop | None:
    """Stop the end of what the receiver has heard nothing of."""
    if not case.is_end or not case.past.knows(case.incident) or case.past.heard(case.incident):
        return None
    return Stop("withhold", "never_told")


def silenced(case: Case) -> Stop | None:
    """Stop what a person has silenced."""
    found = silence_of(case.alert, case.scene.silences, case.now)
    if found is None:
        return None
    detail = f"silence {found.silence_id} ({found.matchers}) until {case.scene.local(found.end)}: {found.reason}"
    return Stop("withhold", "silenced", detail)


def watch_leads(case: Case) -> Stop | None:
    """Stop a rule of a watch that as a whole is an incident already, of which the receiver heard, and no less severe."""
    alert, leader = case.alert, case.scene.leading.get(case.alert.watch_id)
    if leader is None or case.is_end or (alert.watch_id, alert.rule) in case.scene.plain:
        return None
    if leader.alert_id == case.incident or RANKS[alert.severity] > RANKS[leader.severity]:
        return None
    if not case.past.heard(leader.alert_id):
        return None
    return Stop("withhold", "watch_leads", f"alert {leader.alert_id}, {leader.severity}: {leader.headline}")


def sources_down(case: Case) -> Stop | None:
    """Stop what may be the outage of a watch's sources instead of news."""
    outage = case.scene.outages.get(case.alert.watch_id)
    if outage is None or not outage.severe or case.is_end:
        return None
    return Stop(
        "withhold", "sources_down", f"{len(outage.down)} of {outage.usual} usual sources: {', '.join(outage.down)}"
    )


def looked_late(case: Case) -> Stop | None:
    """Keep together what is found when days that nobody looked at are made up for; an end that has its own place goes there."""
    judged_at = case.offer.delivery.created_at
    if case.now - judged_at < MISSED or not case.is_new or (case.is_end and case.wants.end_goes != "now"):
        return None
    return Stop(
        "hold",
        LOOKED_LATE,
        f"judged as of {case.scene.local(judged_at)}, looked at {case.scene.local(case.now)}",
        case.now,
    )


def end_of_alert(case: Case) -> Stop | None:
    """Stop or keep for the digest the end of an alert, as the receiver wants it."""
    if not case.is_end:
        return None
    if case.wants.end_goes == "never":
        return Stop("withhold", "ends_not_wanted")
    if case.wants.end_goes == "digest" and case.wants.digest is not None:
        return _hold("end_waits_for_digest", slot_after(case.wants.digest, case.now, case.scene.zone), case.scene)
    waiting = case.past.held(case.incident)
    if waiting is not None and waiting.due_at is not None and case.past.told_at(case.incident) is None:
        return _hold("waits_with_opening", waiting.due_at, case.scene)
    return None


def quiet_hours(case: Case) -> Stop | None:
    """Hold what comes in quiet hours until they end."""
    end = quiet_until(case.wants.quiet_hours, case.now, case.scene.zone)
    return _hold("quiet_hours", end, case.scene) if end is not None and not _breaks_through(case) else None


def weekly_budget(case: Case) -> Stop | None:
    """Hold what is beyond the week's budget for the next digest, or for the next week."""
    if case.wants.most_per_week is None or _breaks_through(case):
        return None
    monday, next_monday = week_of(case.now, case.scene.zone)
    sent = len(case.past.sent(monday))
    if sent < case.wants.most_per_week:
        return None
    due = slot_after(case.wants.digest, case.now, case.scene.zone) if case.wants.digest else next_monday
    return _hold("weekly_budget", due, case.scene, f"{sent} of {case.wants.most_per_week} sent this week; ")


def hourly_cap(case: Case) -> Stop | None:
    """Hold what is beyond the hour's cap until there is room again."""
    if case.wants.most_per_hour is None:
        return None
    sent = sorted(at for at in case.past.sent(case.now - HOUR) if at > case.now - HOUR)
    if len(sent) < case.wants.most_per_hour:
        return None
    due = sent[-case.wants.most_per_hour] + HOUR
    return _hold("hourly_cap", due, case.scene, f"{len(sent)} of {case.wants.most_per_hour} sent within the hour; ")


FIRST: tuple[Stage, ...] = (
    not_wanted, never_told, silenced, sources_down, watch_leads, looked_late, end_of_alert, quiet_hours, weekly_budget, hourly_cap,
)  # fmt: skip
"""What a new message passes, in this order: what nobody wants is named before what only has to wait."""

WHEN_DUE: tuple[Stage, ...] = (silenced, quiet_hours)
"""What a held message passes once its time has come."""


def first_stop(case: Case, stages: Sequence[Stage]) -> Stop | None:
    """Return what the first stage that does not let a message pass says."""
    return next((stop for stage in stages if (stop := stage(case)) is not None), None)


def route(case: Case) -> Ruling:
    """Decide of a message that has not been sent yet: the first stage that stops it names the reason.

    What was looked at late is dated back to the moment it was judged as of: this very pass may then tell it with the rest.
    """
    stop = first_stop(case, FIRST) or Stop("send", "nothing_against_it")
    return rule(case.offer, stop, case.offer.delivery.created_at if stop.reason == LOOKED_LATE else case.now)


def rule(offer: Offer, stop: Stop, now: datetime) -> Ruling:
    """Write down what was decided of a message."""
    one = offer.delivery
    return Ruling(
        one.delivery_id, one.alert_id, offer.incident, one.receiver, one.transition, now,
        stop.decision, stop.reason, stop.detail, stop.due_at,
    )  # fmt: skip


def route_all(
    offers: Sequence[Offer], receivers: Mapping[str, Routed], pasts: Mapping[str, Past], scene: Scene
) -> list[Ruling]:
    """Decide of the messages of one look, a watch itself before its rules, each knowing what was decided before it."""
    now = dict(pasts)
    rulings = []
    for offer in sorted(offers, key=lambda one: (one.alert.watch_id, one.alert.rule) not in scene.plain):
        name = offer.delivery.receiver
        past = now.get(name, Past())
        ruling = route(Case(offer, receivers[name], past, scene))
        now[name] = Past((*past.rulings, ruling))
        rulings.append(ruling)
    return rulings


def _hold(reason: str, due: datetime, scene: Scene, detail: str = "") -> Stop:
    return Stop("hold", reason, f"{detail}until {scene.local(due)}", due)


def _breaks_through(case: Case) -> bool:
    return case.alert.severity == BREAKS_THROUGH and not case.wants.hold_extreme
