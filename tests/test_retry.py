"""What an attempt means: when to try again, and when to give up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tasks.judgements import Delivery, Receipt
from tasks.records import Trouble
from tasks.retry import GIVEN_UP_AFTER, JITTER, LEAST_ATTEMPTS, WAITS, settled, wait_after

NOW = datetime(2017, 3, 17, 10, tzinfo=UTC)
SENDING = Delivery("d1", "a1", "opened", "hook", "sending", NOW, attempts=1, next_attempt_at=NOW)
DOWN = Trouble("http_5xx", "HTTP 503", status=503)


def test_waits_grow_as_promised_each_a_little_longer_and_always_the_same() -> None:
    assert [wait.total_seconds() / 60 for wait in WAITS] == [1, 5, 30, 120]
    for attempt, wait in enumerate([*WAITS, WAITS[-1], WAITS[-1]], 1):
        waits = {wait_after(replace(SENDING, delivery_id=f"d{at}", attempts=attempt)) for at in range(50)}
        assert all(wait <= one <= wait * (1 + JITTER) for one in waits)
        assert len(waits) > 40
    assert wait_after(SENDING) == wait_after(SENDING)


def test_a_failure_is_tried_again_and_in_the_end_dead() -> None:
    delivery, now, attempt = SENDING, NOW, 1
    while now - NOW < GIVEN_UP_AFTER:
        delivery = settled(replace(delivery, state="sending", attempts=attempt), DOWN, now)
        assert (delivery.state, delivery.reason, delivery.status) == ("pending", "http_5xx", 503)
        assert delivery.next_attempt_at is not None
        assert delivery.next_attempt_at > now
        now, attempt = delivery.next_attempt_at, attempt + 1
    dead = settled(replace(delivery, state="sending", attempts=attempt), DOWN, now)
    assert (dead.state, dead.reason, dead.detail, dead.next_attempt_at) == ("dead", "http_5xx", "HTTP 503", None)
    assert now - NOW <= GIVEN_UP_AFTER + WAITS[-1] * (1 + JITTER)


def test_what_waited_for_a_week_is_not_given_up_before_it_was_tried() -> None:
    late = NOW + 3 * GIVEN_UP_AFTER
    states = [settled(replace(SENDING, attempts=attempt), DOWN, late).state for attempt in range(1, LEAST_ATTEMPTS + 1)]
    assert states == ["pending"] * (LEAST_ATTEMPTS - 1) + ["dead"]


def test_a_refusal_for_good_is_failed_at_once() -> None:
    failed = settled(SENDING, Trouble("rejected", "HTTP 404", status=404), NOW)
    assert (failed.state, failed.status, failed.next_attempt_at) == ("failed", 404, None)


def test_a_wish_to_wait_is_granted_within_a_day() -> None:
    def due(seconds: float) -> timedelta:
        at = settled(SENDING, replace(DOWN, retry_after=seconds), NOW).next_attempt_at
        assert at is not None
        return at - NOW

    assert due(3600) == timedelta(hours=1)
    assert due(1) >= WAITS[0]
    assert due(1e9) == timedelta(days=1)


def test_what_was_taken_is_sent_with_the_answer() -> None:
    sent = settled(replace(SENDING, reason="http_5xx", detail="HTTP 503", status=503), Receipt(204), NOW)
    assert (sent.state, sent.sent_at, sent.status, sent.reason, sent.detail) == ("sent", NOW, 204, "", "")
