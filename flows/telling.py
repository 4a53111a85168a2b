"""Who is told of what a pass judged: decided message by message, and looked at again for what had to wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flows.bench import Bench
from flows.judge import Judged
from tasks.brought import Key
from tasks.decide import Episode
from tasks.deliver import delivery_id
from tasks.digests import Collected
from tasks.incidents import RANKS, Told
from tasks.judgements import Alert, Delivery
from tasks.outage import Outage
from tasks.route import route_all
from tasks.rulings import Offer, Past, Ruling, Scene
from tasks.waiting import Files, decided, let_go, reconsider, worth_a_look
from warehouse import alert_store, read, ruling_store
from warehouse.connect import Connection
from warehouse.outbox import Message
from warehouse.state import State


def decide_look(
    bench: Bench, state: State, judged: Judged, judged_at: datetime, now: datetime
) -> tuple[list[Message], list[Ruling]]:
    """Decide of every message that a look makes. It is told at the moment of the pass, whatever day was judged."""
    found = [offer for one in judged.told for offer in _offers(bench, one, judged_at)]
    if not found:
        return [], []
    episodes = {**alert_store.episodes(state), **{one.key: one.episode for one in judged.told}}
    scene = _scene(bench, state, episodes, judged.outages, now)
    rulings = route_all(found, bench.config.alerts.receivers, ruling_store.pasts(state), scene)
    by_delivery = {one.delivery_id: one for one in rulings}
    messages = [decided(one, by_delivery[one.delivery.delivery_id])[0] for one in found]
    return [Message(one.delivery, one.alert) for one in messages], rulings


def decide_waiting(
    bench: Bench, connection: Connection, state: State, outages: Mapping[str, Outage], now: datetime
) -> None:
    """Decide what becomes of what waits, and of digests and reminders, receiver by receiver."""
    scene, pasts = _scene(bench, state, alert_store.episodes(state), outages, now), ruling_store.pasts(state)
    looks = ruling_store.looked_at(state)

    def collected(since: datetime, until: datetime) -> Collected:
        (row,) = read.ask(connection, "collected_between", since=since, until=until)
        return Collected(**row, series=len(bench.series), looks=sum(since < look <= until for look in looks))

    for name, wants in bench.config.alerts.receivers.items():
        past = pasts.get(name, Past())
        alerts = ruling_store.alerts_of(state, {one.alert_id for one in past.rulings}) if wants.digest else {}
        files = Files(alerts, looks[0] if looks else None, collected)
        waiting = ruling_store.offers(state, worth_a_look(past, scene))
        ruling_store.record_rulings(state, reconsider(waiting, name, wants, past, scene, files))
    for name in sorted(pasts.keys() - bench.config.alerts.receivers.keys()):
        ruling_store.record_rulings(state, let_go(ruling_store.offers(state, worth_a_look(pasts[name], scene)), now))


def _offers(bench: Bench, told: Told, at: datetime) -> list[Offer]:
    """Make a message for every receiver; an alert may escalate more than once, so its moment is part of the name."""
    if told.message is None or told.transition is None:
        return []
    alert, transition = told.message.alert, told.transition.told
    named = f"{transition} {at.isoformat()}" if transition == "escalated" else transition
    return [
        Offer(
            Delivery(delivery_id(alert.alert_id, named, name), alert.alert_id, transition, name, "pending", at), alert
        )
        for name in bench.config.alerts.receivers
    ]


def _scene(
    bench: Bench, state: State, episodes: Mapping[Key, Episode], outages: Mapping[str, Outage], now: datetime
) -> Scene:
    """Put together what the decisions of a moment look at."""
    plain = frozenset(
        (watch_id, rule_id)
        for watch_id, watch in bench.config.watches.items()
        for rule_id, rule in watch.rules.items()
        if rule.is_plain
    )
    firing = {one.alert.alert_id: one.alert for one in episodes.values() if one.alert.state == "firing"}
    leading: dict[str, Alert] = {}
    for alert in sorted(firing.values(), key=lambda one: (RANKS[one.severity], one.alert_id)):
        if (alert.watch_id, alert.rule) in plain and alert.incident_id == alert.alert_id:
            leading[alert.watch_id] = alert
    silences = ruling_store.silences(state)
    return Scene(now, bench.config.settings.zone(), silences, plain, leading, firing, outages)
