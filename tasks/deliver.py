"""Hand an alert to a receiver, so that a kill at any moment loses nothing and a repeat has the same id."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from config.receivers import (
    AppriseReceiver,
    AtomReceiver,
    ConsoleReceiver,
    JsonlReceiver,
    MailReceiver,
    Receiver,
    WebhookReceiver,
    is_web_address,
    named_secrets,
    revealed,
)
from tasks.atom import renew_entry
from tasks.jsonl import ID_LENGTH, append_line
from tasks.judgements import Alert, Delivery, Receipt
from tasks.message import message_text
from tasks.records import Trouble

BAD_KEY = "is no signing secret; make one with: echo whsec_$(openssl rand -base64 32)"


@dataclass(frozen=True)
class Means:
    """What delivering needs: where the console is, a file receiver's resolved `path`, and who may be asked for how long.

    `environment` holds the secrets that receivers name; nothing of it is ever shown.
    """

    out: TextIO
    path: Path
    now: datetime
    seconds: float
    user_agent: str
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    allow_private_hosts: frozenset[str] = frozenset()


def delivery_id(alert_id: str, transition: str, receiver: str) -> str:
    """Name a delivery, so that one transition of an alert goes to a receiver once."""
    return sha256("\x1f".join((alert_id, transition, receiver)).encode()).hexdigest()[:ID_LENGTH]


def unusable(receivers: Mapping[str, Receiver], environment: Mapping[str, str]) -> list[str]:
    """Tell what keeps receivers from being used here, as mistakes of the configuration are told."""
    return [
        f"alerts.yaml: receivers.{name}.{one}"
        for name, receiver in receivers.items()
        for one in lacking(receiver, environment)
    ]


def lacking(receiver: Receiver, environment: Mapping[str, str]) -> Iterator[str]:
    """Tell what keeps a receiver from being used here, each with its place in it: a secret not set, or one of no use."""
    for place, value in named_secrets(receiver):
        held = revealed(value, environment)
        if not held:
            yield f"{place}: {value} is not set; set it where Brinkwatch runs, or name another variable"
        elif place.startswith("secrets") and _keys([held]) is None:
            yield f"{place}: {value} {BAD_KEY}"
        elif isinstance(receiver, WebhookReceiver) and place == "url" and not is_web_address(held):
            yield f"{place}: {value} holds no address such as https://example.org/hook"
        elif isinstance(receiver, AppriseReceiver) and not _known_to_apprise(held):
            yield f"{place}: apprise knows no such service; its addresses look like slack://… or mailto://…"


def deliver(alert: Alert, delivery: Delivery, receiver: Receiver, means: Means) -> Receipt | Trouble:
    """Send one message about an alert.

    Trouble means that nothing is known to have arrived, and trying again is safe: it carries the same id.
    """
    if isinstance(receiver, ConsoleReceiver | JsonlReceiver | AtomReceiver):
        return _written(alert, delivery, receiver, means)
    missing = list(lacking(receiver, means.environment))
    if missing:
        return Trouble("not_ready", "; ".join(missing))
    if isinstance(receiver, WebhookReceiver):
        return _posted(alert, delivery, receiver, means)
    if isinstance(receiver, MailReceiver):
        return within(means.seconds, lambda: _mailed(alert, delivery, receiver, means))
    return within(means.seconds, lambda: _notified(alert, delivery, receiver, means))


def within(seconds: float, work: Callable[[], Receipt | Trouble]) -> Receipt | Trouble:
    """Work in a thread that is left behind when its time is over; libraries bound each wait and not the whole."""
    ended: list[Receipt | Trouble | BaseException] = []

    def run() -> None:
        try:
            ended.append(work())
        except BaseException as error:  # handed on below
            ended.append(error)

    thread = threading.Thread(target=run, daemon=True, name="deliver")
    thread.start()
    thread.join(seconds)
    if not ended:
        return Trouble("timeout", f"not done within {seconds:g} s; it may have arrived")
    if isinstance(ended[0], BaseException):
        raise ended[0]
    return ended[0]


def _written(
    alert: Alert, delivery: Delivery, receiver: ConsoleReceiver | JsonlReceiver | AtomReceiver, means: Means
) -> Receipt | Trouble:
    try:
        if isinstance(receiver, JsonlReceiver):
            return append_line(alert, delivery, means.path)
        if isinstance(receiver, AtomReceiver):
            return renew_entry(alert, delivery, means.path, receiver.title, receiver.most_entries)
        _print(message_text(alert, delivery), means.out)
    except OSError as error:
        where = "console" if isinstance(receiver, ConsoleReceiver) else str(means.path)
        return Trouble("receiver_failed", f"{where}: {error.strerror or error}")
    return Receipt()


def _print(block: str, out: TextIO) -> None:
    """Write to a terminal of whatever encoding: what it can not show is spelt out instead of ending the run."""
    try:
        block.encode(out.encoding or "utf-8")
    except UnicodeEncodeError:
        block = block.encode(out.encoding, "backslashreplace").decode(out.encoding)
    out.write(block)
    out.flush()


def _posted(alert: Alert, delivery: Delivery, receiver: WebhookReceiver, means: Means) -> Receipt | Trouble:
    from tasks.webhook import Manner, post

    url = revealed(receiver.url, means.environment)
    keys = _keys([revealed(one, means.environment) for one in receiver.secrets]) or []
    allowed = means.allow_private_hosts | (frozenset({_host(url)}) if receiver.allow_private else frozenset())
    outcome = post(alert, delivery, url, keys, means.now, Manner(means.seconds, means.user_agent, allowed))
    return outcome if isinstance(outcome, Receipt) else replace(outcome, url="")


def _mailed(alert: Alert, delivery: Delivery, receiver: MailReceiver, means: Means) -> Receipt | Trouble:
    from tasks.alert_chart import alert_png
    from tasks.mail import MailServer, mail_of, send_mail

    password = revealed(receiver.password or "", means.environment)
    server = MailServer(receiver.host, receiver.port, receiver.security, receiver.user, password)
    message = mail_of(alert, delivery, receiver.sender, receiver.to, delivery.created_at, alert_png(alert))
    return send_mail(message, server, means.seconds)


def _notified(alert: Alert, delivery: Delivery, receiver: AppriseReceiver, means: Means) -> Receipt | Trouble:
    from tasks.notify import notify

    return notify(alert, delivery, revealed(receiver.url, means.environment))


def _keys(secrets: list[str]) -> list[bytes] | None:
    from tasks.webhook import key_of

    keys = [key_of(one) for one in secrets]
    return [key for key in keys if key is not None] if None not in keys else None


def _host(url: str) -> str:
    from urllib.parse import urlsplit

    return (urlsplit(url).hostname or "").lower().rstrip(".")


def _known_to_apprise(url: str) -> bool:
    from tasks.notify import is_known

    return is_known(url)
