"""Polite and safe HTTP: public addresses only, bounded in time and bytes, one turn after the other on a host."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import pairwise
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from tasks.hosts import host_key, is_public, without_credentials
from tasks.records import Trouble
from tasks.resolver import PrivateAddressError, PublicResolver, is_allowed
from tasks.turns import Turns

MAX_REDIRECTS = 10
MAX_HEADER_BYTES = 32_768
"""Of one header line. News sites send security policies beyond aiohttp's 8 KB; no honest one needs more than this."""
DNS_CACHE_SECONDS = 300
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEPT_HEADERS = ("etag", "last-modified", "content-type", "retry-after", "cache-control", "location")

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

Permit = Callable[[str], Awaitable[Trouble | None]]
"""Asked before each address, redirects included; answers why not, or None."""


@dataclass(frozen=True, slots=True)
class HttpRules:
    """How requests behave. `timeout_seconds` covers a whole answer with its redirects, not the waiting for a turn.

    `allow_private_hosts` names hosts (no port) that may lie inside one's own network; `max_bytes` counts decompressed.
    """

    user_agent: str
    timeout_seconds: float
    at_once: int
    per_host_at_once: int
    per_host_spacing_seconds: float
    allow_private_hosts: frozenset[str]
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer (2xx, or 304). `redirects` are the addresses that pointed on, in order, `url` being first.

    `headers` has lower-case names and only the ones of KEPT_HEADERS; no URL here carries credentials.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    content_type: str
    body: bytes
    redirects: tuple[str, ...] = ()

    @property
    def downgraded(self) -> bool:
        """Whether a redirect led from https to http."""
        hops = (*self.redirects, self.final_url)
        return any(a.startswith("https:") and b.startswith("http:") for a, b in pairwise(hops))


def user_agent(version: str, contact: str) -> str:
    """Name the program and who answers for it; whatever could break a header line or a comment is left out."""
    return f"Brinkwatch/{version} (+{re.sub(r'[^!-~]|[()]', '', contact)})"


class Client:
    """One event loop's HTTP client: `async with Client(rules) as client`. Keeps no cookies, verifies TLS."""

    def __init__(self, rules: HttpRules) -> None:
        self._rules = rules
        self._allowed = frozenset(host.lower().rstrip(".").strip("[]") for host in rules.allow_private_hosts)
        self._turns = Turns(rules.at_once, rules.per_host_at_once, rules.per_host_spacing_seconds)
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._resolver = PublicResolver(self._allowed)
        self._session = aiohttp.ClientSession(
            # Turns bound the connections; a second bound here would count waiting for a socket as a slow host.
            connector=aiohttp.TCPConnector(limit=0, resolver=self._resolver, ttl_dns_cache=DNS_CACHE_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._rules.user_agent},
            timeout=aiohttp.ClientTimeout(total=None),
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        await self._resolver.close()

    def space(self, url: str, seconds: float) -> None:
        """Ask the URL's host no more often than this from now on."""
        self._turns.space(host_key(url), seconds)

    async def get(
        self, url: str, headers: Mapping[str, str], max_bytes: int | None = None, permit: Permit | None = None
    ) -> Answer | Trouble:
        """Fetch a URL, following redirects, each of which is checked as the first address was."""
        asked, passed, left = without_credentials(url), list[str](), self._rules.timeout_seconds
        target = _target(url, None, self._allowed)
        while len(passed) <= MAX_REDIRECTS:
            if isinstance(target, Trouble):
                return _reported(target, asked, passed)
            here = str(target.with_user(None))
            if here in passed:
                return Trouble("redirect_loop", f"redirected back to {here}", asked)
            if permit is not None and (refusal := await permit(here)) is not None:
                return _reported(refusal, asked, passed)
            async with self._turns.turn(host_key(here)):
                began = asyncio.get_running_loop().time()
                answer = await self._ask(target, headers, max_bytes or self._rules.max_bytes, left)
                left -= asyncio.get_running_loop().time() - began
            if isinstance(answer, Trouble):
                return _reported(answer, asked, passed)
            if answer.status not in REDIRECTS:
                return replace(answer, url=asked, redirects=tuple(passed))
            passed.append(here)
            target = _target(answer.headers["location"], target, self._allowed)
        return Trouble("too_many_redirects", f"more than {MAX_REDIRECTS} redirects", asked)

    async def _ask(self, url: URL, headers: Mapping[str, str], max_bytes: int, seconds: float) -> Answer | Trouble:
        """Make one request; a redirect is an answer with its location."""
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.get(url, headers=headers, allow_redirects=False) as response,
            ):
                kept = {name: _text(response.headers[name]) for name in KEPT_HEADERS if name in response.headers}
                redirected = response.status in REDIRECTS and "location" in kept
                if not redirected and (refusal := _refusal(response.status, response.reason or "", kept, headers)):
                    return refusal
                body = b"" if redirected else await _body(response, max_bytes)
        except (aiohttp.ClientError, OSError) as error:
            return _trouble(error, self._rules.timeout_seconds)
        if isinstance(body, Trouble):
            return body
        final = str(url.with_user(None))
        return Answer(final, final, response.status, kept, kept.get("content-type", ""), body)


def _target(address: str, base: URL | None, allowed: frozenset[str]) -> URL | Trouble:
    """Read the address to ask next, unless it must not be asked. Credentials stay with the host they were meant for."""
    try:
        url = URL(address.strip())
        url = (url if base is None else base.join(url)).with_fragment(None)
        if url.scheme not in ("http", "https"):
            return Trouble("bad_scheme", f"{url.scheme or 'no scheme'}: only http and https are fetched")
        if base is not None and url.origin() != base.origin():
            url = url.with_user(None)
        host, port = url.host, url.port
    except (ValueError, IndexError) as error:  # yarl raises the latter on http://user@]
        return Trouble("bad_url", f"not an address: {_one_line(error)}")
    if not host or not port:
        return Trouble("bad_url", "the address names no host")
    return _literal_refusal(host, allowed) or url


def _literal_refusal(host: str, allowed: frozenset[str]) -> Trouble | None:
    """Judge a host that is an IP address: connections to one, or to what looks like one, never ask the resolver."""
    if is_allowed(host, allowed) or not (":" in host or host.replace(".", "").isdigit()):
        return None
    try:
        public = is_public(host)
    except ValueError:  # 127.1 or 2130706433, which the system would read as 127.0.0.1
        return Trouble("bad_url", f"{host} is neither a host name nor a plain IP address")
    return None if public else Trouble("private_address", f"{host} is not a public address")


def _refusal(status: int, phrase: str, kept: Mapping[str, str], asked: Mapping[str, str]) -> Trouble | None:
    """Name what is wrong with a status: `http_404` by number below 500, `http_5xx` from there."""
    conditional = "If-None-Match" in asked or "If-Modified-Since" in asked
    if 200 <= status < 300 or (status == HTTPStatus.NOT_MODIFIED and conditional):
        return None
    wait = f"; asks to wait: {kept['retry-after']}" if "retry-after" in kept else ""
    reason = "http_5xx" if status >= 500 else f"http_{status}"
    return Trouble(reason, f"HTTP {status} {_text(phrase)}".rstrip() + wait, status=status)


async def _body(response: aiohttp.ClientResponse, max_bytes: int) -> bytes | Trouble:
    """Read the decompressed body in pieces, so that a bomb is noticed while it goes off."""
    pieces: list[bytes] = []
    size = response.content_length or 0
    if size <= max_bytes:
        size = 0
        async for piece in response.content.iter_any():
            size += len(piece)
            if size > max_bytes:
                break
            pieces.append(piece)
    if size > max_bytes:
        response.close()
        return Trouble("too_large", f"more than {max_bytes:,} bytes", status=response.status)
    return b"".join(pieces)


def _trouble(error: aiohttp.ClientError | OSError, seconds: float) -> Trouble:
    cause = error.__cause__ or error
    reason = next((reason for reason, kinds in _REASONS if isinstance(cause, kinds) or isinstance(error, kinds)))
    detail = f"no complete answer within {seconds:g} s" if reason == "timeout" else _one_line(cause)
    return Trouble(reason, detail)


def _reported(trouble: Trouble, asked: str, passed: list[str]) -> Trouble:
    """Report trouble under the URL that was asked for, saying how far the redirects had led."""
    after = f" (redirected from {passed[-1]})" if passed else ""
    return replace(trouble, url=asked, detail=trouble.detail + after)


def _one_line(error: BaseException) -> str:
    """Say what an exception says, without the URLs it may quote."""
    said = re.sub(r"\bhttps?://\S+", "…", " ".join(_text(str(error)).split()))
    return f"{type(error).__name__}: {said[:200]}"


def _text(header: str) -> str:
    """Read a header that may hold bytes of any charset, which aiohttp hands on as surrogates."""
    return header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
