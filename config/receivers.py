"""The shapes of the receivers in alerts.yaml: where alerts go. Secrets stand in the environment, named as env:NAME."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from config.routing import Routed
from config.shapes import Text

ENV = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
LIVE_SECRETS = 2
"""Secrets a webhook signs with at once: the old and the new one while its target changes over."""

BAD_ENV = "names no environment variable; write env:NAME, and set NAME where the pass runs"
NOT_HERE = "a secret does not stand here; write env:NAME, and set NAME where the pass runs"
NO_MAILBOX = "is no mail address; write one such as desk@example.org"
BAD_URL = "is not an address; write one such as https://example.org/hook, or env:NAME where it is a secret"


def _secret(value: object) -> object:
    if not isinstance(value, str) or ENV.fullmatch(value) is None:
        raise PydanticCustomError("receiver", NOT_HERE)
    return value


def _mailbox(value: object) -> object:
    if not isinstance(value, str) or len(value) > 254 or MAILBOX.fullmatch(value) is None:
        raise PydanticCustomError("receiver", NO_MAILBOX)
    return value


def _address(value: object) -> object:
    """Take env:NAME or something like scheme://host. What stands there may be a secret: no message repeats it."""
    if not isinstance(value, str) or not value or len(value) > 2000:
        raise PydanticCustomError("receiver", BAD_URL)
    if value.startswith("env:"):
        if ENV.fullmatch(value) is None:
            raise PydanticCustomError("receiver", BAD_ENV)
    elif re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://\S+", value) is None:
        raise PydanticCustomError("receiver", BAD_URL)
    return value


def _web_address(value: object) -> object:
    value = _address(value)
    if isinstance(value, str) and not value.startswith("env:") and not is_web_address(value):
        raise PydanticCustomError("receiver", BAD_URL)
    return value


def is_web_address(url: str) -> bool:
    """Tell whether a URL is http(s) and names a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


Secret = Annotated[str, BeforeValidator(_secret)]
Address = Annotated[str, BeforeValidator(_address)]
WebAddress = Annotated[str, BeforeValidator(_web_address)]
Mailbox = Annotated[str, BeforeValidator(_mailbox)]


class ConsoleReceiver(Routed):
    """Prints alerts where the pass runs."""

    kind: Literal["console"]


class JsonlReceiver(Routed):
    """Appends one JSON object a line; a relative path lies beside the warehouse."""

    kind: Literal["jsonl"]
    path: Text = "alerts.jsonl"


class AtomReceiver(Routed):
    """Keeps a feed file with one entry an alert, the newest first; a relative path lies beside the warehouse."""

    kind: Literal["atom"]
    path: Text = "alerts.atom"
    title: Text = "Brinkwatch alerts"
    most_entries: Annotated[int, Field(ge=1, le=1000)] = 100


class WebhookReceiver(Routed):
    """Posts a CloudEvents body, signed as Standard Webhooks has it."""

    kind: Literal["webhook"]
    url: WebAddress
    secrets: Annotated[list[Secret], Field(min_length=1, max_length=LIVE_SECRETS)]
    allow_private: bool = False


class MailReceiver(Routed):
    """Sends an e-mail through a mail server."""

    kind: Literal["mail"]
    host: Annotated[str, Field(pattern=r"^[^\s/:@]+$", max_length=253)]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Annotated[str, Field(max_length=254)] = ""
    password: Secret | None = None
    sender: Annotated[Mailbox, Field(alias="from")]
    to: Annotated[list[Mailbox], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.user) != (self.password is not None):
            raise PydanticCustomError("receiver", "`user` and `password` belong together; write both or neither")
        if self.password is not None and self.security == "none":
            raise PydanticCustomError(
                "secret", "the password would travel in the clear; write security: starttls or tls"
            )
        return self


class AppriseReceiver(Routed):
    """Hands alerts to one of the services that apprise knows, by its URL."""

    kind: Literal["apprise"]
    url: Address


Receiver = Annotated[
    ConsoleReceiver | JsonlReceiver | AtomReceiver | WebhookReceiver | MailReceiver | AppriseReceiver,
    Field(discriminator="kind"),
]

COMMON_KIND = "console"
"""The kind that has no keys but those which all have."""

KINDS = frozenset({COMMON_KIND, "jsonl", "atom", "webhook", "mail", "apprise"})

FILES = (JsonlReceiver, AtomReceiver)
LOCAL = (ConsoleReceiver, *FILES)
"""Receivers on this machine: nobody is waited for."""


def revealed(value: str, environment: Mapping[str, str]) -> str:
    """Return the value itself or, for env:NAME, what the environment holds; empty where it holds nothing."""
    named = ENV.fullmatch(value)
    return environment.get(named[1], "") if named else value


def named_secrets(receiver: Receiver) -> Iterator[tuple[str, str]]:
    """Give each value that may be env:NAME, after its place in the receiver."""
    if isinstance(receiver, WebhookReceiver):
        yield "url", receiver.url
        yield from ((f"secrets[{place}]", secret) for place, secret in enumerate(receiver.secrets))
    elif isinstance(receiver, AppriseReceiver):
        yield "url", receiver.url
    elif isinstance(receiver, MailReceiver) and receiver.password is not None:
        yield "password", receiver.password
