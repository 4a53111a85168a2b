"""Judge, record and deliver in processes of their own, to be killed: reads orders from stdin, a JSON object a line.

Every order is carried out in a fork of this process, which has all modules loaded and no thread of its own, so that a kill
costs some milliseconds. An order says after which event of the interpreter, or after how many seconds, its process dies.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from pydantic import TypeAdapter

from config.receivers import Receiver
from flows.deliver import Post, send_due
from tasks.decide import Telling, decide, follow
from tasks.deliver import delivery_id
from tasks.incidents import Move, Told, settle
from tasks.judgements import Delivery, Evidence, Spike
from tasks.notify import is_known
from warehouse import alert_store
from warehouse.layout import Layout
from warehouse.outbox import Message
from warehouse.state import State

FIRST = datetime(2017, 3, 1, tzinfo=UTC)
SERIES = ("alpha", "beta", "gamma")
IO = frozenset(
    [
        "execute",
        "executemany",
        "commit",
        "fsync",
        "write",
        "flush",
        "truncate",
        "replace",
        "rename",
        "open",
        "send",
        "sendall",
        "sendmsg",
        "recv",
        "recv_into",
        "connect",
        "sock_connect",
        "close",
    ]
)
"""Calls by which anything leaves the process."""

_receivers = TypeAdapter(dict[str, Receiver])


class Doom:
    """Counts events of the interpreter, all or those of IO, in all threads, and kills the process at a given one."""

    def __init__(self, at: int | None, only_io: bool) -> None:
        self.all, self.io = 0, 0
        self._at, self._only_io = at, only_io

    def __call__(self, _: FrameType, event: str, called: Any) -> None:
        self.all += 1
        io = event.startswith("c_") and getattr(called, "__name__", "") in IO
        self.io += io
        if self._at is not None and (self.io if self._only_io else self.all) >= self._at and (io or not self._only_io):
            os.kill(os.getpid(), signal.SIGKILL)


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


def one_pass(order: Mapping[str, Any]) -> None:
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


def _fork(order: Mapping[str, Any]) -> dict[str, Any]:
    """Carry an order out in a fork; return its status, its seconds, and what events it counted."""
    reading, writing = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if not child:
        _child(order, writing)
    os.close(writing)
    if order.get("after_seconds") is not None:
        time.sleep(order["after_seconds"])
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as pipe:
        counted = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"status": status, "seconds": time.monotonic() - began, **(json.loads(counted) if counted else {})}


def _child(order: Mapping[str, Any], pipe: int) -> None:
    doom, status = Doom(order.get("at"), bool(order.get("only_io"))), 1
    try:
        threading.setprofile(doom)
        sys.setprofile(doom)
        one_pass(order)
        sys.setprofile(None)
        os.write(pipe, json.dumps({"all": doom.all, "io": doom.io}).encode())
        status = 0
    except BaseException:
        sys.setprofile(None)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def main() -> None:
    """Carry orders out, one after the other, until there are no more."""
    is_known("json://127.0.0.1")  # loads the services once
    import lxml.etree  # noqa: F401

    import tasks.mail
    import tasks.webhook  # noqa: F401

    for line in sys.stdin:
        print(json.dumps(_fork(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
