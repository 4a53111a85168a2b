"""`alerts deliveries`, `alerts resend`, `alerts test`: what went out, what did not and why, and a trial of a receiver."""

from __future__ import annotations

import difflib
import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from brinkwatch.front import Failure, Front, Misuse, failures_told, front_of, now
from brinkwatch.show.escape import for_terminal
from brinkwatch.show.output import write
from brinkwatch.show.table import emit

if TYPE_CHECKING:
    from flows.deliver import Post
    from tasks.judgements import Alert, Delivery

COLUMNS = [
    "id", "alert", "transition", "receiver", "state", "attempts", "created_at", "sent_at", "next_attempt_at", "reason", "status",
    "detail",
]  # fmt: skip
TABLE_COLUMNS = ["id", "receiver", "alert", "transition", "state", "attempts", "next_attempt_at", "detail"]
TEST = "test"
"""Id and transition of the message that is no alert."""

State = Literal["pending", "sending", "sent", "failed", "dead"]


def list_deliveries(
    context: typer.Context,
    state: Annotated[State | None, typer.Option(help="Only those in this state.")] = None,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """List messages to receivers, newest first: pending, sent, failed (refused for good) or dead (tried in vain to the end)."""
    found = _outbox(front_of(context))
    rows = [_row(one) for one in reversed(found) if state in (None, one.state)]
    emit(rows, TABLE_COLUMNS if format == "table" else COLUMNS, format, sys.stdout, "Deliveries")


def resend(
    context: typer.Context,
    delivery_id: Annotated[str, typer.Argument(metavar="ID", help="Of `alerts deliveries`; its beginning is enough.")],
) -> None:
    """Send a failed or dead message again, under the same id. Exit status 1 if it is not delivered."""
    from flows.deliver import send_one
    from warehouse import outbox
    from warehouse.layout import Layout
    from warehouse.state import State as StateFile

    front = front_of(context)
    named = _one_given_up(_outbox(front), delivery_id)
    with failures_told(), StateFile(Layout(front.warehouse).state) as state:
        post = _post(front)
        outbox.send_again(state, named.delivery_id)
        settled = send_one(post, state, named.delivery_id, now())
    if settled is None:
        raise Failure(
            f"{named.delivery_id}: is being sent by a pass at work; `brinkwatch alerts deliveries` shows how it went"
        )
    if settled.state != "sent":
        due = settled.next_attempt_at
        then = f"; tried again by the first pass after {due:%Y-%m-%d %H:%M} UTC" if due else ""
        raise Failure(_told(f"{settled.receiver}: not delivered: {settled.detail}{then}"))
    write(sys.stdout, _told(f"{settled.receiver}: delivered{_answered(settled.status, settled.detail)}") + "\n")


def try_receiver(
    context: typer.Context,
    receiver: Annotated[str, typer.Argument(metavar="RECEIVER", help="A name of alerts.yaml.")],
) -> None:
    """Send a message that is marked as a test to a receiver, and say what happened. Exit status 1 if it is not delivered."""
    from flows.deliver import try_out
    from tasks.deliver import delivery_id
    from tasks.judgements import Delivery
    from tasks.records import Trouble

    at = now()
    with failures_told():
        post = _post(front_of(context))
        if receiver not in post.receivers:
            near = difflib.get_close_matches(receiver, post.receivers, n=1)
            mend = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(post.receivers)}"
            raise Misuse(f"{receiver}: is no receiver of alerts.yaml; {mend}")
        name = delivery_id(TEST, at.isoformat(), receiver)
        outcome = try_out(post, receiver, _test_alert(at), Delivery(name, TEST, TEST, receiver, "sending", at), at)
    if isinstance(outcome, Trouble):
        raise Failure(_told(f"{receiver}: not delivered: {outcome.detail}"))
    write(sys.stdout, _told(f"{receiver}: delivered{_answered(outcome.status, outcome.detail)}") + "\n")


def _post(front: Front) -> Post:
    from importlib.metadata import version

    from config.load import load_config
    from flows.deliver import post_by
    from warehouse.layout import Layout

    config = load_config(front.config)
    return post_by(config, Layout(front.warehouse), sys.stdout, version("brinkwatch"), os.environ)


def _outbox(front: Front) -> list[Delivery]:
    from warehouse import outbox
    from warehouse.layout import Layout

    with failures_told():
        return outbox.deliveries(Layout(front.warehouse).state)


def _one_given_up(found: list[Delivery], beginning: str) -> Delivery:
    named = [one for one in found if beginning and one.delivery_id.startswith(beginning)]
    if not named:
        raise Misuse(f"{beginning}: there is no such message; `brinkwatch alerts deliveries` shows the ids")
    if len(named) > 1:
        raise Misuse(f"{beginning}: begins the ids of {len(named)} messages; write more of it")
    if named[0].state not in ("failed", "dead"):
        raise Misuse(
            f"{named[0].delivery_id}: is {named[0].state}; only a failed or dead message is sent again by hand"
        )
    return named[0]


def _test_alert(at: datetime) -> Alert:
    from tasks.judgements import Alert

    return Alert(
        alert_id=TEST, watch_id=TEST, rule=TEST, state="firing", opened_at=at, updated_at=at, resolved_at=None,
        window_start=at.date(), window_end=at.date(), observed=0, expected=0.0, p_value=1.0, score=0.0, articles=0, texts=0,
        publishers=0, headline="TEST MESSAGE of Brinkwatch: this is no alert",
        reason="Somebody ran `brinkwatch alerts test`, and this receiver works. Nothing has happened",
    )  # fmt: skip


def _row(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.delivery_id,
        "alert": one.alert_id,
        "transition": one.transition,
        "receiver": one.receiver,
        "state": one.state,
        "attempts": one.attempts,
        "created_at": one.created_at,
        "sent_at": one.sent_at,
        "next_attempt_at": one.next_attempt_at,
        "reason": one.reason or None,
        "status": one.status,
        "detail": one.detail or None,
    }


def _answered(status: int | None, detail: str) -> str:
    said = ", ".join(filter(None, (str(status) if status else "", detail)))
    return f" ({said})" if said else ""


def _told(line: str) -> str:
    return for_terminal(" ".join(line.split()))
