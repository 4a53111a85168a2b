"""Judge, record and deliver in processes of their own, to be killed as their orders say."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from config.receivers import Receiver
from flows.deliver import Post, send_due
from tasks.decide import Telling, decide, follow
from tasks.deliver import delivery_id
from tasks.incidents import Move, Told, settle
from tasks.judgements import Delivery, Evidence, Spike
from tasks.notify import is_known
from torture.doom import serve
from warehouse import alert_store
from warehouse.layout import Layout
from warehouse.outbox import Message
from warehouse.state import State

FIRST = datetime(2017, 3, 1, tzinfo=UTC)
SERIES = ("alpha", "beta", "gamma")
_receivers = TypeAdapter(dict[str, Receiver])


def judge(state: State, day: int, seed: int) -> list[Told]:
    """Judge made-up series of a day as a pass does; the same seed and day give the same."""
    episodes, moves, judged_at = alert_store.episodes(state), [], end_of(day)
    for series in SERIES:
        key = ("korea", series)
        score = random.Random(f"{seed} {day} {series}").choice((0.1, 0.1, 0.8, 1.2, 1.6, 2.3))  # noqa: S311
        texts = tuple(f"{series}-{day - back}" for back in range(3))
        spike = Spike(
            *key, FIRST + timedelta(days=day), "day", 3, 9, 1.0, 400.0, 0.001, score, score >= 1, "spike" if score >= 1 else "quiet", 9, 3, 30
        )  # fmt: skip
        before = episodes.get(key)
        decision = decide(before, spike)
        evidence = tuple(
            Evidence(one, "post", f"https://post.example/{one}", one, judged_at, "They met.") for one in texts
        )
        after = follow(decision, before, spike, Telling(f"{series}: 9 texts", "unusual", evidence, texts), judged_at)
        if after is not None and decision.action != "none":
            moves.append(Move(key, spike, decision, before, after))
    return list(settle(moves, episodes, judged_at))


def end_of(day: int) -> datetime:
    """Return when a day is judged."""
    return FIRST + timedelta(days=day, hours=23)


def messages(told: Told, judged_at: datetime, receivers: Mapping[str, Receiver]) -> list[Message]:
    """Make a message for every receiver."""
    if told.message is None or told.transition is None:
        return []
    alert, transition = told.message.alert, told.transition.told
    return [
        Message(
            Delivery(
                delivery_id(alert.alert_id, f"{transition} {judged_at.isoformat()}", name),
                alert.alert_id, transition, name, "pending", judged_at,
            ),
            alert,
        )
        for name in receivers
    ]  # fmt: skip


def one_pass(order: Mapping[str, Any]) -> Mapping[str, Any]:
    """Judge every day that is to be judged yet, record it, and deliver what is due."""
    home, now = Path(order["home"]), datetime.fromisoformat(order["now"])
    receivers = _receivers.validate_python(order["receivers"])
    layout = Layout(home / "news.duckdb")
    with State(layout.state) as state, (home / "console.txt").open("a", encoding="utf-8") as out:
        last = alert_store.judged_until(state)
        for day in range((last - FIRST.date()).days + 1 if last else 0, order["days"]):
            told = judge(state, day, order["seed"])
            made = [message for one in told for message in messages(one, end_of(day), receivers)]
            alert_store.record_look(state, told, made, [], (FIRST + timedelta(days=day)).date(), end_of(day))
        send_due(Post(receivers, layout, out, "torture", order["environment"]), state, now)
    return {}


def main() -> None:
    """Carry orders out, one after the other, until there are no more."""
    is_known("json://127.0.0.1")  # loads the services once
    import lxml.etree  # noqa: F401

    import tasks.mail
    import tasks.webhook  # noqa: F401

    serve(one_pass)


if __name__ == "__main__":
    main()
