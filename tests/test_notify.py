"""Apprise is asked for one target at a time, and what it logs of addresses stays with it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tasks.judgements import Receipt
from tasks.notify import is_known, notify
from tasks.records import Trouble
from tests.letters import ALERT, message
from tests.postbox import Hook, Listening, Postbox

OPENED = message(ALERT, "opened")


@pytest.fixture
def box() -> Postbox:
    return Postbox()


@pytest.fixture
def url(box: Postbox) -> Iterator[str]:
    with Listening(box, Hook) as web:
        yield f"json://127.0.0.1:{web.port}/hunter2"


def test_an_alert_reaches_a_service_once(box: Postbox, url: str) -> None:
    assert notify(ALERT, OPENED, url) == Receipt()
    (one,) = box.arrived
    told = json.loads(one.body)
    assert told["title"] == "[opened] Korea × Tillerson: 11 texts"
    assert "brinkwatch alerts why 0123456789ab" in told["message"]


@pytest.mark.parametrize(("status", "reason"), [(404, "rejected"), (429, "not_taken"), (500, "not_taken")])
def test_a_refusal_for_good_is_told_from_one_that_heals_and_no_address_is_shown(
    box: Postbox, url: str, status: int, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    box.answers = [status]
    trouble = notify(ALERT, OPENED, url)
    assert isinstance(trouble, Trouble)
    assert (trouble.reason, trouble.status) == (reason, status)
    printed = capfd.readouterr()
    assert "hunter2" not in repr(trouble) + printed.out + printed.err


def test_a_service_that_is_not_there_or_not_known_is_trouble(capfd: pytest.CaptureFixture[str]) -> None:
    gone, unknown = notify(ALERT, OPENED, "json://127.0.0.1:1/hunter2"), notify(ALERT, OPENED, "pigeon://hunter2")
    assert isinstance(gone, Trouble)
    assert isinstance(unknown, Trouble)
    assert (gone.reason, unknown.reason) == ("not_taken", "bad_url")
    printed = capfd.readouterr()
    assert "hunter2" not in f"{gone!r} {unknown!r} {printed.out} {printed.err}"
    assert (is_known("json://x.example"), is_known("pigeon://x")) == (True, False)


def test_two_addresses_in_one_are_no_address(box: Postbox, url: str) -> None:
    trouble = notify(ALERT, OPENED, f"{url},{url}")
    assert isinstance(trouble, Trouble)
    assert trouble.reason == "bad_url"
    assert box.attempts == 0
