"""A pass sends what is due, whatever its receivers do, and holds nobody up for long."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.models import AlertsConfig
from flows import deliver
from flows.deliver import Post, send_due
from tasks.deliver import delivery_id, within
from tasks.judgements import Delivery, Receipt
from tasks.retry import MOST_CUT_SHORT
from tests.letters import ALERT, AT
from tests.postbox import Hook, Listening, Mail, Postbox
from warehouse import outbox
from warehouse.layout import Layout
from warehouse.outbox import LEASE, Message
from warehouse.state import State

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
DAY = timedelta(days=1)


class Office:
    """An outbox with receivers, and what a pass does with it."""

    def __init__(self, home: Path, **receivers: dict[str, Any]) -> None:
        configured = AlertsConfig.model_validate({"receivers": receivers}).receivers
        self.layout, self.out = Layout(home / "news.duckdb"), io.StringIO()
        self.post = Post(configured, self.layout, self.out, "tests", {"SECRET": SECRET})

    def put(self, receiver: str, number: int = 1, transition: str = "opened") -> None:
        alert = replace(ALERT, alert_id=f"alert{number}")
        name = delivery_id(alert.alert_id, transition, receiver)
        with State(self.layout.state) as state, state.transaction() as connection:
            at = AT + number * timedelta(seconds=1)
            delivery = Delivery(name, alert.alert_id, transition, receiver, "pending", at)
            outbox.put(connection, [Message(delivery, alert)])

    def run(self, now: datetime) -> list[Delivery]:
        with State(self.layout.state) as state:
            return send_due(self.post, state, now)

    def states(self) -> list[tuple[str, str, int]]:
        return [(one.receiver, one.state, one.attempts) for one in outbox.deliveries(self.layout.state)]


@pytest.fixture
def box() -> Postbox:
    return Postbox()


@pytest.fixture
def web(box: Postbox) -> Iterator[str]:
    with Listening(box, Hook) as listening:
        yield f"http://127.0.0.1:{listening.port}"


def hook(url: str) -> dict[str, Any]:
    return {"kind": "webhook", "url": url, "secrets": ["env:SECRET"], "allow_private": True}


def desk(port: int) -> dict[str, Any]:
    return {"kind": "mail", "host": "127.0.0.1", "port": port, "security": "none", "from": "a@b.example", "to": ["c@d.example"]}  # fmt: skip


def test_a_pass_sends_to_every_kind_of_receiver_and_the_next_one_sends_nothing(
    box: Postbox, web: str, tmp_path: Path
) -> None:
    with Listening(box, Mail) as mail:
        office = Office(
            tmp_path,
            console={"kind": "console"}, log={"kind": "jsonl"}, feed={"kind": "atom"}, hook=hook(f"{web}/hook"),
            desk=desk(mail.port),
            chat={"kind": "apprise", "url": web.replace("http", "json") + "/chat"},
        )  # fmt: skip
        for name in office.post.receivers:
            office.put(name)
        assert office.run(AT + DAY) == []
        assert office.run(AT + 2 * DAY) == []
    assert sorted(office.states()) == [(name, "sent", 1) for name in sorted(office.post.receivers)]
    assert sorted(one.target for one in box.arrived) == ["/chat", "/hook", "mail"]
    assert office.out.getvalue().count("OPENED") == 1
    assert len((tmp_path / "news.alerts.jsonl").read_text().splitlines()) == 1
    assert (tmp_path / "news.alerts.atom").exists()


def test_targets_that_fail_by_chance_get_everything_in_the_end(tmp_path: Path) -> None:
    box = Postbox(seed=7, failing=0.5)
    with Listening(box, Hook) as web, Listening(box, Mail) as mail:
        office = Office(tmp_path, hook=hook(f"http://127.0.0.1:{web.port}/hook"), desk=desk(mail.port))
        for number in range(6):
            office.put("hook", number)
            office.put("desk", number)
        given_up = [one for day in range(1, 9) for one in office.run(AT + day * DAY)]
    states = office.states()
    assert {state for _, state, _ in states} == {"sent"} if not given_up else {"sent", "dead"}
    assert max(attempts for _, _, attempts in states) > 1
    sent = {one.delivery_id for one in outbox.deliveries(office.layout.state) if one.state == "sent"}
    assert sent <= set(box.names("/hook")) | set(box.names("mail"))
    assert len(sent) + len(given_up) == 12


def test_a_failure_waits_for_its_time_and_the_same_id_goes_out_again(box: Postbox, web: str, tmp_path: Path) -> None:
    office = Office(tmp_path, hook=hook(f"{web}/hook"))
    office.put("hook")
    box.answers = [503]
    office.run(AT)
    (waiting,) = outbox.deliveries(office.layout.state)
    assert (waiting.state, waiting.reason, waiting.status) == ("pending", "http_5xx", 503)
    assert waiting.next_attempt_at is not None
    office.run(waiting.next_attempt_at - timedelta(seconds=1))
    assert box.attempts == 1
    office.run(waiting.next_attempt_at)
    assert box.names("/hook") == {waiting.delivery_id: 1}


def test_a_refusal_for_good_and_a_receiver_that_is_gone_are_given_up_and_told(
    box: Postbox, web: str, tmp_path: Path
) -> None:
    office = Office(tmp_path, hook=hook(f"{web}/hook"))
    office.put("hook", 1)
    office.put("pager", 2)
    box.answers = [410]
    given_up = office.run(AT)
    assert [(one.receiver, one.state, one.detail) for one in given_up] == [
        ("hook", "failed", "HTTP 410 Gone"),
        ("pager", "failed", "the receiver is configured no more"),
    ]


def test_what_a_kill_left_claimed_is_sent_again_under_its_id_after_the_lease(
    box: Postbox, web: str, tmp_path: Path
) -> None:
    office = Office(tmp_path, hook=hook(f"{web}/hook"))
    office.put("hook")
    name = delivery_id("alert1", "opened", "hook")
    with State(office.layout.state) as state:
        assert outbox.claim(state, name, AT)
    office.run(AT + LEASE / 2)
    assert box.attempts == 0
    office.run(AT + LEASE)
    assert box.names("/hook") == {name: 1}


def test_a_message_that_ends_every_pass_is_dead_in_the_end(box: Postbox, web: str, tmp_path: Path) -> None:
    office = Office(tmp_path, hook=hook(f"{web}/hook"))
    office.put("hook")
    with State(office.layout.state) as state:
        for attempt in range(MOST_CUT_SHORT):
            assert outbox.claim(state, delivery_id("alert1", "opened", "hook"), AT + attempt * LEASE)
    (dead,) = office.run(AT + DAY)
    assert (dead.state, dead.reason) == ("dead", "unknown")
    assert box.attempts == 0


def test_a_receiver_that_is_down_over_a_long_weekend_gets_everything_when_it_is_back(
    box: Postbox, web: str, tmp_path: Path
) -> None:
    office = Office(tmp_path, hook=hook("http://127.0.0.1:1/"))
    for number in range(2):
        office.put("hook", number)
    passes = [AT + number * timedelta(hours=1) for number in range(4 * 24)]
    assert [one for at in passes for one in office.run(at)] == []
    back = Office(tmp_path / "back", hook=hook(f"{web}/hook"))
    with State(office.layout.state) as state:
        for at in (passes[-1] + number * timedelta(hours=1) for number in range(1, 4)):
            send_due(back.post, state, at)
    assert sum(box.names("/hook").values()) == 2
    assert {state for _, state, _ in office.states()} == {"sent"}


def test_a_receiver_out_of_reach_is_asked_once_a_pass_and_the_others_go_on(
    box: Postbox, web: str, tmp_path: Path
) -> None:
    office = Office(tmp_path, gone=hook("http://127.0.0.1:1/hunter2"), hook=hook(f"{web}/hook"), log={"kind": "jsonl"})
    for number in range(3):
        for name in office.post.receivers:
            office.put(name, number)
    office.run(AT + DAY)
    assert sorted(set(office.states())) == [
        ("gone", "pending", 0),
        ("gone", "pending", 1),
        ("hook", "sent", 1),
        ("log", "sent", 1),
    ]
    assert "hunter2" not in repr(outbox.deliveries(office.layout.state))


def test_a_slow_receiver_does_not_hold_the_pass(
    box: Postbox, web: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "SEND_SECONDS", 0.15)
    office = Office(
        tmp_path, slow=hook(f"{web}/slow"), chat={"kind": "apprise", "url": web.replace("http", "json") + "/slow"}
    )
    for number in range(5):
        office.put("slow", number)
        office.put("chat", number)
    within(5.0, lambda: Receipt(1))
    office.run(AT + DAY)
    waiting = [one for one in outbox.deliveries(office.layout.state) if one.attempts]
    assert [(one.state, one.reason) for one in waiting] == [("pending", "timeout")] * 2


def test_when_the_time_of_the_pass_is_over_the_rest_waits_but_not_for_this_machine(
    box: Postbox, web: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "PASS_SECONDS", 0.0)
    office = Office(tmp_path, hook=hook(f"{web}/hook"), log={"kind": "jsonl"})
    office.put("hook", 1)
    office.put("log", 2)
    office.run(AT + DAY)
    assert office.states() == [("hook", "pending", 0), ("log", "sent", 1)]


def test_a_missing_secret_waits_for_its_operator(box: Postbox, web: str, tmp_path: Path) -> None:
    office = Office(tmp_path, hook=hook(f"{web}/hook"))
    office.put("hook")
    bare = replace(office.post, environment={})
    with State(office.layout.state) as state:
        send_due(bare, state, AT)
    (waiting,) = outbox.deliveries(office.layout.state)
    assert (waiting.state, waiting.reason) == ("pending", "not_ready")
    assert "env:SECRET is not set" in waiting.detail
    office.run(AT + DAY)
    assert office.states() == [("hook", "sent", 2)]


def test_what_is_told_later_of_an_alert_waits_within_a_pass_too(box: Postbox, web: str, tmp_path: Path) -> None:
    office = Office(tmp_path, hook=hook(f"{web}/hook"))
    office.put("hook", 1)
    office.put("hook", 1, "resolved")
    box.answers = [503]
    office.run(AT + DAY)
    assert box.attempts == 1
    office.run(AT + 2 * DAY)
    assert [json.loads(one.body)["type"] for one in box.arrived] == [
        "brinkwatch.alert.opened",
        "brinkwatch.alert.resolved",
    ]
