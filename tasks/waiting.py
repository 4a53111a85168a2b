"""Look again at what was not sent: what a silence or an outage kept back, what was held, what is due as a digest or reminder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.routing import Routed
from tasks.deliver import delivery_id
from tasks.digest import stand_in
from tasks.digests import Collected, Digest, DigestLine
from tasks.hours import slot_before
from tasks.judgements import Alert, Delivery, DeliveryState
from tasks.route import WHEN_DUE, first_stop, route, rule, silenced
from tasks.rulings import Case, Decision, Offer, Past, Ruling, Scene, Stop

REVISITED = frozenset({"silenced", "watch_leads", "sources_down"})
"""Reasons that pass: an alert that still fires then is told after all. A digest lists what they keep back."""

STATES: Mapping[Decision, DeliveryState] = {
    "send": "pending",
    "hold": "held",
    "withhold": "withheld",
    "digest": "digested",
}
"""How a delivery stands after each decision."""

Decided = tuple[Offer, Ruling]
Counted = Callable[[datetime, datetime], Collected]


@dataclass(frozen=True, slots=True)
class Files:
    """What a digest is put together from: alerts as they stand, when judging began, and what was collected from a moment to another."""

    alerts: Mapping[str, Alert]
    first_look: datetime | None
    collected: Counted


def decided(offer: Offer, ruling: Ruling) -> Decided:
    """Put a message into the state that a decision gives it."""
    return Offer(replace(offer.delivery, state=STATES[ruling.decision]), offer.alert), ruling


def worth_a_look(past: Past, scene: Scene) -> list[str]:
    """Return the deliveries of a receiver that may go out after all; what was decided at this very moment stays so."""
    return [
        name
        for name, one in past.latest().items()
        if one.decided_at < scene.now
        and (
            one.decision == "hold"
            or (one.decision == "withhold" and one.reason in REVISITED and one.alert_id in scene.firing)
        )
    ]


def reconsider(
    waiting: Sequence[Offer], receiver: str, wants: Routed, past: Past, scene: Scene, files: Files
) -> list[Decided]:
    """Decide what becomes of the messages worth a look at the moment of a pass; asked again, it finds nothing to do."""
    made: list[Decided] = []

    def so_far() -> Past:
        return Past((*past.rulings, *(ruling for _, ruling in made)))

    ordered = sorted(waiting, key=lambda one: (one.delivery.created_at, one.delivery.delivery_id))
    for offer in _kept_back(ordered, past, scene):
        ruling, before = route(Case(offer, wants, so_far(), scene)), past.latest()[offer.delivery.delivery_id]
        if (ruling.decision, ruling.reason) != (before.decision, before.reason):
            made.append(decided(offer, ruling))
    for offer in _reminders(receiver, wants, so_far(), scene):
        made.append(decided(offer, route(Case(offer, wants, so_far(), scene))))
    made += _scheduled(ordered, receiver, wants, so_far(), scene, files)
    made += _released(ordered, receiver, wants, so_far(), scene)
    return made


def let_go(waiting: Sequence[Offer], now: datetime) -> list[Decided]:
    """Give up what waits for a receiver that is configured no more: should it come back, it is old news."""
    return [decided(one, rule(one, Stop("withhold", "receiver_gone"), now)) for one in waiting]


def _kept_back(waiting: Sequence[Offer], past: Past, scene: Scene) -> list[Offer]:
    """Return what may be told after all, of each incident the first, with its alert as it stands now."""
    latest, found = past.latest(), dict[str, Offer]()
    for offer in waiting:
        ruling = latest[offer.delivery.delivery_id]
        if ruling.decision == "withhold" and offer.delivery.transition != "resolved" and not _told(past, offer, ruling):
            found.setdefault(offer.incident, Offer(offer.delivery, scene.firing[offer.delivery.alert_id]))
    return list(found.values())


def _scheduled(
    waiting: Sequence[Offer], receiver: str, wants: Routed, past: Past, scene: Scene, files: Files
) -> list[Decided]:
    """Make the digest whose time has come, with all that is held; after a long pause one, not one a day."""
    if wants.digest is None or files.first_look is None:
        return []
    slot = slot_before(wants.digest, scene.now, scene.zone)
    name = delivery_id("", f"digest {slot.isoformat()}", receiver)
    if slot < files.first_look or name in past.latest():
        return []
    period = timedelta(days=7 if wants.digest.every == "weekly" else 1)
    before = (one.decided_at for one in past.rulings if one.transition == "digest" and one.reason != "overflow")
    since = max(before, default=slot - period)
    made, ready = _ready(
        _held(waiting, past, scene.now), past, scene, lambda offer: silenced(Case(offer, wants, past, scene))
    )
    stands = Past((*past.rulings, *(ruling for _, ruling in made))).latest().values()
    told = [one for one in stands if one.decision in {"send", "digest"} and one.alert_id and one.decided_at > since]
    kept = [one for one in stands if one.reason in REVISITED and one.decided_at > since]
    named = {one.incident_id for one in (*told, *kept)} | {one.incident for one in ready}
    still = [one for one in _last_heard(past) if one.alert_id in scene.firing and one.incident_id not in named]
    digest = Digest(
        receiver, wants.digest.every, since, scene.now, scene.zone.key,
        held=_held_lines(ready, past),
        told=tuple(_line(files.alerts[one.alert_id], one) for one in told),
        withheld=tuple(_line(files.alerts[one.alert_id], one, shown=True) for one in kept),
        still=tuple(_line(files.alerts[one.alert_id], one) for one in still),
        collected=files.collected(since, scene.now),
    )  # fmt: skip
    return [*made, *_digested(digest, name, ready, scene)]


def _released(waiting: Sequence[Offer], receiver: str, wants: Routed, past: Past, scene: Scene) -> list[Decided]:
    """Send what was held until now: one message by itself, several as a digest."""
    latest = past.latest()
    due = [
        offer
        for offer in _held(waiting, past, scene.now)
        if (at := latest[offer.delivery.delivery_id].due_at) is None or at <= scene.now
    ]

    def against(offer: Offer) -> Stop | None:
        return first_stop(Case(offer, wants, past, scene), WHEN_DUE)

    made, ready = _ready(due, past, scene, against)
    if len(ready) == 1:
        return [*made, decided(ready[0], rule(ready[0], Stop("send", "waited_long_enough"), scene.now))]
    if ready:
        lines = _held_lines(ready, past)
        since = min(one.at for one in lines)
        digest = Digest(receiver, "overflow", since, scene.now, scene.zone.key, lines)
        name = delivery_id("", "digest " + " ".join(one.delivery.delivery_id for one in ready), receiver)
        made += _digested(digest, name, ready, scene)
    return made


def _ready(
    offers: Sequence[Offer], past: Past, scene: Scene, against: Callable[[Offer], Stop | None]
) -> tuple[list[Decided], list[Offer]]:
    """Part what can go out from what still can not, or no more needs to."""
    latest, made, ready = past.latest(), list[Decided](), list[Offer]()
    for offer in offers:
        ruling = latest[offer.delivery.delivery_id]
        told = offer.delivery.transition != "resolved" and _told(past, offer, ruling)
        stop = Stop("withhold", "told_since") if told else against(offer)
        if stop is None:
            ready.append(offer)
        else:
            made.append(decided(offer, rule(offer, stop, scene.now)))
    return made, ready


def _digested(digest: Digest, name: str, ready: Sequence[Offer], scene: Scene) -> list[Decided]:
    """Make a digest's own message, and note of what it carries that it went with it."""
    own = Offer(Delivery(name, "", "digest", digest.receiver, "pending", scene.now, digest=digest), stand_in(digest))
    carried = [decided(one, rule(one, Stop("digest", "in_digest", f"digest {name}"), scene.now)) for one in ready]
    return [*carried, (own, rule(own, Stop("send", digest.kind), scene.now))]


def _reminders(receiver: str, wants: Routed, past: Past, scene: Scene) -> list[Offer]:
    """Return a reminder of each incident that the receiver last heard of long ago and whose leading alert still fires."""
    if wants.repeat_hours is None:
        return []
    found = []
    for alert in sorted(scene.firing.values(), key=lambda one: one.alert_id):
        told = past.told_at(alert.alert_id) if alert.alert_id == alert.incident_id else None
        if told is None or scene.now - told < timedelta(hours=wants.repeat_hours):
            continue
        name = delivery_id(alert.alert_id, f"reminder {told.isoformat()}", receiver)
        if name not in past.latest():
            found.append(Offer(Delivery(name, alert.alert_id, "reminder", receiver, "pending", scene.now), alert))
    return found


def _last_heard(past: Past) -> list[Ruling]:
    """Return the last message of each incident that the receiver was told."""
    told = (one for one in past.rulings if one.decision in {"send", "digest"} and one.alert_id)
    return list({one.incident_id: one for one in told}.values())


def _held(waiting: Sequence[Offer], past: Past, now: datetime) -> list[Offer]:
    latest = past.latest()
    stands = ((one, latest[one.delivery.delivery_id]) for one in waiting)
    return [one for one, ruling in stands if ruling.decision == "hold" and ruling.decided_at < now]


def _told(past: Past, offer: Offer, ruling: Ruling) -> bool:
    told = past.told_at(offer.incident)
    return told is not None and told > ruling.decided_at


def _held_lines(ready: Sequence[Offer], past: Past) -> tuple[DigestLine, ...]:
    latest = past.latest()
    return tuple(_line(one.alert, latest[one.delivery.delivery_id], shown=True) for one in ready)


def _line(alert: Alert, ruling: Ruling, *, shown: bool = False) -> DigestLine:
    """Write a message as a line; `shown` is the reason, of what was not sent by itself."""
    return DigestLine(
        alert.alert_id, ruling.incident_id, alert.watch_id, alert.rule, alert.headline, alert.severity, alert.state,
        ruling.transition, ruling.decided_at, *((ruling.reason, ruling.detail) if shown else ()),
    )  # fmt: skip
