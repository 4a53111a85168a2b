"""The outbox: a message is claimed by one, tried when it is due, and never lost from sight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tasks.deliver import delivery_id
from tasks.judgements import Delivery
from tests.letters import ALERT, AT
from warehouse import outbox
from warehouse.outbox import LEASE, Message
from warehouse.state import State

MINUTE = timedelta(minutes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.state.sqlite"


@pytest.fixture
def state(path: Path) -> Iterator[State]:
    with State(path) as state:
        yield state


def put(
    state: State, alert: str = "a1", transition: str = "opened", receiver: str = "hook", minute: int = 0
) -> Delivery:
    name = delivery_id(alert, transition, receiver)
    delivery = Delivery(name, alert, transition, receiver, "pending", AT + minute * MINUTE)
    with state.transaction() as connection:
        outbox.put(connection, [Message(delivery, replace(ALERT, alert_id=alert))])
    return delivery


def test_a_message_put_twice_is_there_once_and_keeps_how_it_stands(state: State, path: Path) -> None:
    sent = replace(put(state), state="sent", sent_at=AT)
    outbox.record(state, sent)
    put(state)
    assert outbox.deliveries(path) == [sent]
    assert outbox.due(state, AT) == []


def test_a_message_in_a_transaction_that_fails_is_not_there(state: State, path: Path) -> None:
    with pytest.raises(RuntimeError), state.transaction() as connection:
        outbox.put(connection, [Message(Delivery("d", "a", "opened", "hook", "pending", AT), ALERT)])
        raise RuntimeError("the episode can not be written")
    assert outbox.deliveries(path) == []


def test_a_claim_is_for_one_counts_the_attempt_and_ends(state: State, path: Path) -> None:
    name = put(state).delivery_id
    taken = outbox.claim(state, name, AT)
    assert taken is not None
    assert (taken.delivery.state, taken.delivery.attempts, taken.alert.alert_id) == ("sending", 1, "a1")
    with State(path) as other:
        assert outbox.claim(other, name, AT + LEASE - MINUTE) is None
        assert outbox.due(other, AT + LEASE - MINUTE) == []
        again = outbox.claim(other, name, AT + LEASE)
    assert again is not None
    assert (again.delivery.delivery_id, again.delivery.attempts) == (name, 2)


def test_what_is_sent_stays_sent_whoever_comes_late(state: State, path: Path) -> None:
    put(state)
    taken = outbox.claim(state, delivery_id("a1", "opened", "hook"), AT)
    assert taken is not None
    outbox.record(state, replace(taken.delivery, state="sent", sent_at=AT))
    outbox.record(state, replace(taken.delivery, state="pending", reason="timeout"))
    assert [one.state for one in outbox.deliveries(path)] == ["sent"]


def test_a_message_that_waits_holds_up_what_comes_after_it_on_its_alert_alone(state: State) -> None:
    first = put(state)
    put(state, transition="resolved", minute=1)
    others = [put(state, alert="a2", minute=2), put(state, receiver="desk", minute=3)]
    outbox.record(state, replace(first, next_attempt_at=AT + timedelta(hours=2)))
    assert outbox.due(state, AT + timedelta(hours=1)) == others
    assert [one.transition for one in outbox.due(state, AT + timedelta(hours=2))] == [
        "opened",
        "resolved",
        "opened",
        "opened",
    ]


@pytest.mark.parametrize("given_up", ["failed", "dead"])
def test_what_was_given_up_is_seen_holds_up_nothing_and_is_sent_again_by_hand(
    state: State, path: Path, given_up: str
) -> None:
    first, second = put(state), put(state, transition="resolved", minute=1)
    outbox.record(state, replace(first, state=given_up, attempts=6, reason="timeout"))  # type: ignore[arg-type]
    assert outbox.due(state, AT) == [second]
    assert [one.state for one in outbox.deliveries(path)] == [given_up, "pending"]
    assert outbox.send_again(state, second.delivery_id) is None
    again = outbox.send_again(state, first.delivery_id)
    assert again is not None
    assert (again.delivery.delivery_id, again.delivery.state, again.delivery.attempts) == (
        first.delivery_id,
        "pending",
        0,
    )
    assert len(outbox.due(state, AT)) == 2


def test_looking_changes_nothing_and_needs_no_file(tmp_path: Path) -> None:
    assert outbox.deliveries(tmp_path / "none.sqlite") == []
    assert list(tmp_path.iterdir()) == []
