"""Polite and safe HTTP: public addresses only, bounded in time and bytes, one turn after the other on a host."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from itertools import pairwise
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from tasks.answers import REDIRECTS, failure, kept_headers, refusal
from tasks.hosts import host_key, target, without_credentials
from tasks.records import Redirect, Trouble
from tasks.resolver import PublicResolver
from tasks.turns import Turns
from tasks.unpack import ACCEPT_ENCODING, unpacked

LEFT_ALONE = "left_alone"
"""Reason of what was not asked for, since its host asked to wait."""

MAX_REDIRECTS = 10
MAX_HEADER_BYTES = 32_768
"""Of one header line. News sites send security policies beyond aiohttp's 8 KB; no honest one needs more than this."""
MAX_REST_SECONDS = 6 * 3600.0
"""The longest that a host is left alone at its word; a mistaken header must not silence a publisher for a year."""
ASKS_TO_WAIT = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
DNS_CACHE_SECONDS = 300
Permit = Callable[[str], Awaitable[Trouble | None]]
"""Asked before each address, redirects included; answers why not, or None."""

Unwanted = Callable[[Mapping[str, str]], Trouble | None]
"""Asked with the headers of a successful answer before its body is read; answers why it is not wanted, or None."""


@dataclass(frozen=True, slots=True)
class HttpRules:
    """How requests behave. `timeout_seconds` covers a whole answer with its redirects, not the waiting for a turn.

    `silence_seconds` is how long a server may send nothing at all. `allow_private_hosts` names hosts (no port) that may
    lie inside one's own network. `max_bytes` holds for an answer as it is sent and again for what it unpacks to.
    """

    user_agent: str
    timeout_seconds: float
    silence_seconds: float
    at_once: int
    per_host_at_once: int
    per_host_spacing_seconds: float
    allow_private_hosts: frozenset[str]
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer (2xx, or 304). `redirects` are the addresses that pointed on, in order, `url` being first.

    `headers` has lower-case names and only the ones of KEPT_HEADERS; no URL here carries credentials.
    `seconds` is what it took, without the waiting for a turn.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    content_type: str
    body: bytes
    redirects: tuple[Redirect, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def downgraded(self) -> bool:
        """Whether a redirect led from https to http."""
        hops = (*(one.url for one in self.redirects), self.final_url)
        return any(a.startswith("https:") and b.startswith("http:") for a, b in pairwise(hops))


def user_agent(version: str, contact: str) -> str:
    """Name the program and who answers for it; whatever could break a header line or a comment is left out."""
    return f"Brinkwatch/{version} (+{re.sub(r'[^!-~]|[()]', '', contact)})"


class Client:
    """One event loop's HTTP client: `async with Client(rules) as client`. Keeps no cookies, verifies TLS.

    `free_at` says when hosts may be asked again that another client asked before, `rests` for how many seconds hosts
    wanted to be left alone; what has asked for that during the life of this client is in `rests` afterwards. `now` is
    the moment that wishes to wait until a date are read at, where the answer has no date of its own.
    """

    def __init__(
        self,
        rules: HttpRules,
        now: datetime,
        free_at: Mapping[str, float] | None = None,
        rests: Mapping[str, float] | None = None,
    ) -> None:
        self.rests: dict[str, float] = {}
        self._rules, self._now = rules, now
        self._allowed = frozenset(host.lower().rstrip(".").strip("[]") for host in rules.allow_private_hosts)
        self._turns = Turns(
            rules.at_once, rules.per_host_at_once, rules.per_host_spacing_seconds, free_at or {}, rests or {}
        )
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._resolver = PublicResolver(self._allowed)
        self._session = aiohttp.ClientSession(
            # Turns bound the connections; a second bound here would count waiting for a socket as a slow host.
            connector=aiohttp.TCPConnector(limit=0, resolver=self._resolver, ttl_dns_cache=DNS_CACHE_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._rules.user_agent, "Accept-Encoding": ACCEPT_ENCODING},
            timeout=aiohttp.ClientTimeout(total=None, sock_read=self._rules.silence_seconds),
            auto_decompress=False,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        await self._resolver.close()

    @property
    def free_at(self) -> dict[str, float]:
        """When each host that was asked may be asked again, in seconds of the machine's monotonic clock."""
        return self._turns.free_at

    def space(self, url: str, seconds: float) -> None:
        """Ask the URL's host no more often than this from now on."""
        self._turns.space(host_key(url), seconds)

    async def get(
        self,
        url: str,
        headers: Mapping[str, str],
        max_bytes: int | None = None,
        permit: Permit | None = None,
        unwanted: Unwanted | None = None,
    ) -> Answer | Trouble:
        """Fetch a URL, following redirects, each of which is checked as the first address was."""
        asked, passed, left = without_credentials(url), list[Redirect](), self._rules.timeout_seconds
        following, clock = target(url, None, self._allowed), asyncio.get_running_loop().time
        while True:
            if isinstance(following, Trouble):
                return _reported(following, asked, passed)
            here = str(following.with_user(None))
            against = _against(here, passed) or (await permit(here) if permit else None)
            if against is not None:
                return _reported(against, asked, passed)
            async with self._turns.turn(host := host_key(here)) as rest:
                began = clock()
                answer = (
                    _left_alone(host, rest)
                    if rest
                    else await self._ask(following, headers, max_bytes or self._rules.max_bytes, left, unwanted)
                )
                left -= clock() - began
            taken = self._rules.timeout_seconds - left
            if isinstance(answer, Trouble):
                self._heed(answer, host)
                return replace(_reported(answer, asked, passed), seconds=taken)
            status, kept, body = answer
            if status not in REDIRECTS:
                kind = kept.get("content-type", "")
                return Answer(asked, here, status, kept, kind, body, tuple(passed), taken)
            passed.append(Redirect(here, status))
            following = target(kept["location"], following, self._allowed)

    def _heed(self, trouble: Trouble, host: str) -> None:
        """Leave a host alone that asks for it."""
        if trouble.status in ASKS_TO_WAIT and trouble.retry_after and host not in self.rests:
            self.rests[host] = min(trouble.retry_after, MAX_REST_SECONDS)
            self._turns.rest(host, self.rests[host])

    async def _ask(
        self, url: URL, headers: Mapping[str, str], max_bytes: int, seconds: float, unwanted: Unwanted | None
    ) -> tuple[int, Mapping[str, str], bytes] | Trouble:
        """Make one request and return status, headers and body; those of a redirect have a location."""
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.get(url, headers=headers, allow_redirects=False) as response,
            ):
                kept = kept_headers(response.headers)
                if response.status in REDIRECTS and "location" in kept:
                    return response.status, kept, b""
                against = refusal(response.status, response.reason or "", kept, headers, self._now)
                against = against or (unwanted(kept) if unwanted else None)
                body = against or await _body(response, max_bytes)
                encodings = ",".join(response.headers.getall("Content-Encoding", []))
        except (aiohttp.ClientError, OSError) as error:
            silent = isinstance(error, aiohttp.SocketTimeoutError)
            return failure(error, self._rules.silence_seconds if silent else self._rules.timeout_seconds)
        if isinstance(body, bytes):
            body = unpacked(body, encodings, max_bytes)
        if isinstance(body, Trouble):
            return replace(body, status=response.status)
        return response.status, kept, body


async def _body(response: aiohttp.ClientResponse, max_bytes: int) -> bytes | Trouble:
    """Read the body as it is sent, and no more of it than allowed."""
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
        return Trouble("too_large", f"more than {max_bytes:,} bytes")
    return b"".join(pieces)


def _against(here: str, passed: list[Redirect]) -> Trouble | None:
    """Tell what the way so far says against asking the next address."""
    if any(here == one.url for one in passed):
        return Trouble("redirect_loop", f"redirected back to {here}")
    if len(passed) > MAX_REDIRECTS:
        return Trouble("too_many_redirects", f"more than {MAX_REDIRECTS} redirects")
    return None


def _left_alone(host: str, seconds: float) -> Trouble:
    detail = f"not asked: {host} wants to be left alone for {seconds:,.0f} s"
    return Trouble(LEFT_ALONE, detail, retry_after=seconds)


def _reported(trouble: Trouble, asked: str, passed: list[Redirect]) -> Trouble:
    """Report trouble under the URL that was asked for, saying how far the redirects had led."""
    after = f" (redirected from {passed[-1].url})" if passed else ""
    return replace(trouble, url=asked, detail=trouble.detail + after, redirects=tuple(passed))
