"""A webhook is called as the standards have it, once, and tells a refusal for good from one that heals."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tasks.deliver import delivery_id
from tasks.judgements import Delivery, Receipt
from tasks.records import Trouble
from tasks.webhook import Manner, event, key_of, post, signed
from tests.letters import ALERT, AT
from tests.postbox import Hook, Listening, Postbox

NOW = datetime(2017, 3, 17, 10, 0, 30, tzinfo=UTC)
KEYS = [b"n" * 32, b"o" * 32]
DELIVERY = Delivery(delivery_id("0123456789ab", "opened", "hook"), "0123456789ab", "opened", "hook", "sending", AT)
MANNER = Manner(5.0, "Brinkwatch/1", frozenset({"127.0.0.1"}))


@pytest.fixture
def box() -> Postbox:
    return Postbox()


@pytest.fixture
def url(box: Postbox) -> Iterator[str]:
    with Listening(box, Hook) as web:
        yield f"http://127.0.0.1:{web.port}/hook?token=hunter2"


def send(url: str, manner: Manner = MANNER) -> Receipt | Trouble:
    return post(ALERT, DELIVERY, url, KEYS, NOW, manner)


def test_the_body_is_a_cloud_event_and_the_same_for_every_attempt(box: Postbox, url: str) -> None:
    assert send(url) == send(url) == Receipt(204)
    one, other = box.arrived
    assert one.body == other.body
    told = json.loads(one.body)
    assert {
        key: told[key] for key in ("specversion", "id", "source", "type", "subject", "time", "datacontenttype")
    } == {
        "specversion": "1.0",
        "id": DELIVERY.delivery_id,
        "source": "urn:brinkwatch:watch:korea",
        "type": "brinkwatch.alert.opened",
        "subject": "0123456789ab",
        "time": "2017-03-17T00:00:00+00:00",
        "datacontenttype": "application/json",
    }
    assert told["data"]["headline"] == "Korea × Tillerson: 11 texts"
    assert one.headers["content-type"] == "application/cloudevents+json; charset=utf-8"


def test_every_live_secret_signs_the_id_the_moment_and_the_body(box: Postbox, url: str) -> None:
    send(url)
    (one,) = box.arrived
    moment = str(int(NOW.timestamp()))
    assert (one.headers["webhook-id"], one.headers["webhook-timestamp"]) == (DELIVERY.delivery_id, moment)
    content = f"{DELIVERY.delivery_id}.{moment}.".encode() + one.body
    wanted = ["v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in KEYS]
    assert one.headers["webhook-signature"].split(" ") == wanted


def test_the_signature_is_that_of_the_published_example() -> None:
    """The example that the standard's own libraries are tested with."""
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert key is not None
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', [key])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("status", "reason"),
    [(400, "rejected"), (401, "rejected"), (403, "rejected"), (404, "rejected"), (410, "rejected"), (307, "rejected"),
     (408, "http_408"), (429, "http_429"), (500, "http_5xx"), (503, "http_5xx")],
)  # fmt: skip
def test_a_refusal_for_good_is_told_from_one_that_heals(box: Postbox, url: str, status: int, reason: str) -> None:
    box.answers = [status]
    trouble = send(url)
    assert isinstance(trouble, Trouble)
    assert (trouble.reason, trouble.status) == (reason, status)
    assert trouble.retry_after == (600.0 if status == 429 else None)
    assert box.attempts == 1


def test_an_address_within_ones_own_network_is_refused_unless_allowed(box: Postbox, url: str) -> None:
    strict = Manner(5.0, "Brinkwatch/1", frozenset())
    for address in (url, url.replace("127.0.0.1", "localhost")):
        trouble = send(address, strict)
        assert isinstance(trouble, Trouble)
        assert trouble.reason == "private_address"
    assert box.attempts == 0


def test_trouble_never_repeats_the_address(box: Postbox, url: str) -> None:
    box.failing, box.faults = 1.0, ("drop",)
    for address in (url, "http://127.0.0.1:1/hunter2", "http://hunter2@[::1", "https://127.0.0.1:1/?hunter2"):
        trouble = send(address)
        assert isinstance(trouble, Trouble)
        assert "hunter2" not in repr(trouble)


def test_a_target_that_does_not_answer_is_given_up_in_time(url: str) -> None:
    trouble = send(
        url.replace("/hook", "/slow").partition("?")[0], Manner(0.2, "Brinkwatch/1", frozenset({"127.0.0.1"}))
    )
    assert isinstance(trouble, Trouble)
    assert trouble.reason == "timeout"


def test_hostile_text_stays_within_its_json() -> None:
    assert b"\x1b" not in event(ALERT, DELIVERY)
