"""The commands about messages: a trial, a listing, and sending again what was given up."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from config.load import FILES
from flows.report import intake_line, judgement_line
from tasks.judgements import Delivery, PassReport
from tests.conftest import Run
from tests.letters import ALERT, AT
from tests.postbox import Hook, Listening, Postbox
from warehouse import outbox, runs
from warehouse.connect import open_writer
from warehouse.outbox import Message
from warehouse.state import State


@pytest.fixture
def box() -> Postbox:
    return Postbox()


@pytest.fixture
def home(box: Postbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A configuration with a webhook, and three messages: one sent, one dead, one waiting."""
    with Listening(box, Hook) as web:
        for name in FILES:
            (tmp_path / name).write_text("{}", encoding="utf-8")
        (tmp_path / "settings.yaml").write_text("contact: https://desk.example/contact\n", encoding="utf-8")
        hook = {"kind": "webhook", "url": "env:HOOK_URL", "secrets": ["env:HOOK_SECRET"], "allow_private": True}
        receivers = {"hook": hook, "log": {"kind": "jsonl"}}
        (tmp_path / "alerts.yaml").write_text(yaml.safe_dump({"receivers": receivers}), encoding="utf-8")
        monkeypatch.setenv("HOOK_URL", f"http://127.0.0.1:{web.port}/hook?hunter2")
        monkeypatch.setenv("HOOK_SECRET", "whsec_" + base64.b64encode(b"k" * 32).decode())
        with State(tmp_path / "news.state.sqlite") as state, state.transaction() as connection:
            sent = Delivery("aa11", "0123456789ab", "opened", "hook", "sent", AT, sent_at=AT, attempts=1, status=204)
            dead = replace(
                sent,
                delivery_id="bb22",
                state="dead",
                sent_at=None,
                attempts=6,
                reason="http_5xx",
                detail="HTTP 503\x1b[2J",
            )
            waiting = replace(sent, delivery_id="bb33", receiver="log", state="pending", sent_at=None, attempts=0)
            outbox.put(connection, [Message(one, ALERT) for one in (sent, dead, waiting)])
        yield tmp_path


def options(home: Path) -> tuple[object, ...]:
    return "--config", home, "--warehouse", home / "news.duckdb", "alerts"


def states(home: Path) -> dict[str, str]:
    return {one.delivery_id: one.state for one in outbox.deliveries(home / "news.state.sqlite")}


def test_a_trial_is_marked_as_one_and_told_in_one_line(run: Run, home: Path, box: Postbox) -> None:
    assert run(*options(home), "test", "hook") == (0, "hook: delivered (204)\n", "")
    (one,) = box.arrived
    told = json.loads(one.body)
    assert told["type"] == "brinkwatch.alert.test"
    assert told["data"]["headline"] == "TEST MESSAGE of Brinkwatch: this is no alert"
    assert not told["data"]["reason"].endswith(".")  # whoever tells it ends the sentence
    assert run(*options(home), "test", "log")[0] == 0
    assert json.loads((home / "news.alerts.jsonl").read_text())["transition"] == "test"
    assert len(states(home)) == 3


def test_two_trials_are_two_messages(run: Run, home: Path, box: Postbox) -> None:
    for _ in range(2):
        run(*options(home), "test", "hook")
    assert len(box.names("/hook?hunter2")) == 2


def test_a_trial_that_fails_says_why_without_the_address(run: Run, home: Path, box: Postbox) -> None:
    box.answers = [404]
    assert run(*options(home), "test", "hook") == (1, "", "hook: not delivered: HTTP 404 Not Found\n")


def test_a_trial_of_nobody_names_who_there_is(run: Run, home: Path) -> None:
    assert run(*options(home), "test", "hok") == (2, "", "hok: is no receiver of alerts.yaml; did you mean `hook`?\n")
    assert "there are: hook, log" in run(*options(home), "test", "pager")[2]


def test_the_listing_shows_how_messages_stand(run: Run, home: Path) -> None:
    status, out, _ = run(*options(home), "deliveries", "--format", "json")
    assert status == 0
    assert [(one["id"], one["state"], one["reason"], one["status"]) for one in json.loads(out)] == [
        ("bb33", "pending", None, 204), ("bb22", "dead", "http_5xx", 204), ("aa11", "sent", None, 204),
    ]  # fmt: skip
    table = run(*options(home), "deliveries", "--state", "dead")[1]
    assert "bb22" in table
    assert "HTTP 503" in table
    assert "aa11" not in table
    assert "\x1b" not in table
    assert (
        run(*options(home), "deliveries", "--state", "dead", "--format", "csv")[1].splitlines()[1].startswith("bb22,")
    )


def test_a_dead_message_is_sent_again_under_its_id(run: Run, home: Path, box: Postbox) -> None:
    assert run(*options(home), "resend", "bb22") == (0, "hook: delivered (204)\n", "")
    assert box.names("/hook?hunter2") == {"bb22": 1}
    assert states(home)["bb22"] == "sent"


def test_one_that_fails_again_says_when_it_is_tried_next(run: Run, home: Path, box: Postbox) -> None:
    box.answers = [503]
    status, out, err = run(*options(home), "resend", "bb22")
    assert (status, out) == (1, "")
    assert err.startswith("hook: not delivered: HTTP 503 Service Unavailable; tried again by the first pass after 20")
    assert states(home)["bb22"] == "pending"


@pytest.mark.parametrize(
    ("beginning", "said"),
    [
        ("bb", "bb: begins the ids of 2 messages; write more of it"),
        ("x", "x: there is no such message; `brinkwatch alerts deliveries` shows the ids"),
        ("aa", "aa11: is sent; only a failed or dead message is sent again by hand"),
    ],
)
def test_what_can_not_be_sent_again_is_told(beginning: str, said: str, run: Run, home: Path) -> None:
    assert run(*options(home), "resend", beginning) == (2, "", said + "\n")


def test_without_a_warehouse_there_is_nothing_to_list(run: Run, tmp_path: Path) -> None:
    assert run("--warehouse", tmp_path / "none.duckdb", "alerts", "deliveries")[:2] == (
        0,
        "Deliveries: nothing found\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_the_list_of_alerts_says_that_messages_did_not_arrive(run: Run, home: Path) -> None:
    open_writer(home / "news.duckdb", AT).close()
    told = "Messages that did not arrive: 1; `brinkwatch alerts deliveries` says which and why\n"
    assert run(*options(home), "list") == (0, "Alerts: nothing found\n", told)


def test_the_line_after_a_pass_says_what_was_given_up(home: Path) -> None:
    given_up = tuple(one for one in outbox.deliveries(home / "news.state.sqlite") if one.state == "dead")
    assert judgement_line(PassReport(AT, given_up=given_up)).endswith(
        "; messages given up: 1 (`brinkwatch alerts deliveries`)"
    )
    assert "given up" in intake_line(PassReport(AT, given_up=given_up))
    assert "given up" not in judgement_line(PassReport(AT)) + intake_line(PassReport(AT))


def test_what_is_cut_short_counts_as_waiting_and_what_was_tried_in_vain_as_given_up(home: Path) -> None:
    with State(home / "news.state.sqlite") as state:
        outbox.claim(state, "bb33", AT)
        queue = runs.queue(state.rows)
    assert (queue.pending, queue.oldest, queue.dead, queue.last_dead) == (1, AT, 1, AT)
