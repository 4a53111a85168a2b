"""What answers mean, and their absence: statuses, wishes to wait, failures of a connection."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp

from tasks.records import Trouble, Validators
from tasks.resolver import PrivateAddressError

KEPT_HEADERS = (
    "content-type",
    "etag",
    "last-modified",
    "cache-control",
    "expires",
    "date",
    "retry-after",
    "location",
)
LONGEST_WISH_SECONDS = 366 * 86_400.0
"""Of a Retry-After; what is longer is no number of seconds, and some are beyond what a time can hold."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})

_REASONS: tuple[tuple[str, type[Exception] | tuple[type[Exception], ...]], ...] = (
    ("private_address", PrivateAddressError),
    ("dns", aiohttp.ClientConnectorDNSError),
    ("tls", (aiohttp.ClientSSLError, ssl.SSLError)),
    ("timeout", TimeoutError),
    ("refused", ConnectionRefusedError),
    ("unreachable", aiohttp.ClientConnectorError),
    ("bad_url", aiohttp.InvalidURL),
    ("disconnected", (aiohttp.ServerDisconnectedError, OSError)),
    ("protocol_error", aiohttp.ClientError),
)
"""What failures of a connection are called; the first that fits."""


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of KEPT_HEADERS, names in lower case."""
    return {name: readable(headers[name]) for name in KEPT_HEADERS if name in headers}


def refusal(
    status: int, phrase: str, kept: Mapping[str, str], asked: Mapping[str, str], now: datetime
) -> Trouble | None:
    """Name what is wrong with a status: `http_404` by number below 500, `http_5xx` from there."""
    conditional = "If-None-Match" in asked or "If-Modified-Since" in asked
    if status == HTTPStatus.PARTIAL_CONTENT:
        return Trouble("http_206", "HTTP 206: only a part came, though all was asked for", status=status)
    if 200 <= status < 300 or (status == HTTPStatus.NOT_MODIFIED and conditional):
        return None
    wait = f"; asks to wait: {kept['retry-after']}" if "retry-after" in kept else ""
    reason = "http_5xx" if status >= 500 else f"http_{status}"
    said = f"HTTP {status} {readable(phrase)}".rstrip() + wait
    return Trouble(reason, said, status=status, retry_after=retry_after(kept, now))


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Read how many seconds a server asks to wait: a number, or a date as far as it lies after the answer's own Date.

    An answer without a Date that can be read is taken to be of now.
    """
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said), LONGEST_WISH_SECONDS)
    until = _moment(said)
    if until is None:
        return None
    wait = until - (_moment(headers.get("date", "")) or now)
    return min(max(wait.total_seconds(), 0.0), LONGEST_WISH_SECONDS)


def _moment(date: str) -> datetime | None:
    """Read a date of HTTP, which is of Greenwich where it does not say so."""
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def failure(error: aiohttp.ClientError | OSError, seconds: float) -> Trouble:
    """Name the failure of a connection that was given so many seconds."""
    cause = error.__cause__ or error
    reason = next(reason for reason, kinds in _REASONS if isinstance(cause, kinds) or isinstance(error, kinds))
    return Trouble(reason, f"no complete answer within {seconds:g} s" if reason == "timeout" else _one_line(cause))


def _one_line(error: BaseException) -> str:
    """Say what an exception says, without the URLs it may quote."""
    said = re.sub(r"\bhttps?://\S+", "…", " ".join(readable(str(error)).split()))
    return f"{type(error).__name__}: {said[:200]}"


def readable(header: str) -> str:
    """Read a header that may hold bytes of any charset, which aiohttp hands on as surrogates."""
    return header if header.isascii() else header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def conditions(validators: Validators) -> dict[str, str]:
    """Return the headers of a request that wants an answer only if something has changed."""
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value and value.isascii() and value.isprintable()}
