"""Post an alert: a CloudEvents 1.0 body, signed as Standard Webhooks 1.0 has it, to public addresses only."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import aiohttp

from tasks.answers import failure, kept_headers, refusal
from tasks.hosts import target
from tasks.judgements import Alert, Delivery, Receipt
from tasks.message import message_json, subject_id
from tasks.records import Trouble
from tasks.resolver import PublicResolver
from tasks.retry import REJECTED, is_final

PREFIX = "whsec_"
FEWEST_KEY_BYTES, MOST_KEY_BYTES = 24, 64
"""As Standard Webhooks asks for."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a webhook is called: seconds it may take, who asks, and hosts that may lie inside one's own network."""

    seconds: float
    user_agent: str
    allow_private_hosts: frozenset[str]


def post(
    alert: Alert, delivery: Delivery, url: str, keys: Sequence[bytes], now: datetime, manner: Manner
) -> Receipt | Trouble:
    """Post an alert. Nothing that is returned repeats more of the address than its host."""
    body = event(alert, delivery)
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "User-Agent": manner.user_agent,
        **signed(delivery.delivery_id, now, body, keys),
    }
    address = target(url, None, manner.allow_private_hosts)
    if isinstance(address, Trouble):
        return address
    return asyncio.run(_post(str(address), body, headers, now, manner))


def event(alert: Alert, delivery: Delivery) -> bytes:
    """Return an alert as a CloudEvents JSON body; the same delivery gives the same bytes."""
    envelope = {
        "specversion": "1.0",
        "id": delivery.delivery_id,
        "source": f"urn:brinkwatch:watch:{alert.watch_id}" if alert.watch_id else "urn:brinkwatch",
        "type": "brinkwatch.digest" if delivery.digest else f"brinkwatch.alert.{delivery.transition}",
        "subject": subject_id(alert, delivery),
        "time": delivery.created_at.isoformat(),
        "datacontenttype": "application/json",
        "data": message_json(alert, delivery),
    }
    return json.dumps(envelope, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def signed(delivery_id: str, now: datetime, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """Return the headers that name and sign a body, with one signature a key."""
    moment = str(int(now.timestamp()))
    content = f"{delivery_id}.{moment}.".encode() + body
    signatures = (base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode() for key in keys)
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }


def key_of(secret: str) -> bytes | None:
    """Return the bytes to sign with, None where the secret is not whsec_ and base64 of 24 to 64 bytes."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if secret.startswith(PREFIX) and FEWEST_KEY_BYTES <= len(key) <= MOST_KEY_BYTES else None


async def _post(url: str, body: bytes, headers: dict[str, str], now: datetime, manner: Manner) -> Receipt | Trouble:
    resolver = PublicResolver(manner.allow_private_hosts)
    try:
        async with (
            asyncio.timeout(manner.seconds),
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=resolver), cookie_jar=aiohttp.DummyCookieJar()
            ) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            kept = kept_headers(response.headers)
            return _judged(response.status, refusal(response.status, response.reason or "", kept, {}, now))
    except (aiohttp.ClientError, OSError) as error:
        return failure(error, manner.seconds)
    finally:
        await resolver.close()


def _judged(status: int, against: Trouble | None) -> Receipt | Trouble:
    """Tell a refusal for good from one that may heal."""
    if against is None:
        return Receipt(status)
    return replace(against, reason=REJECTED) if is_final(status) else against
