"""Fetch article pages, as far as their publishers' robots.txt allows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from tasks import loop
from tasks.address import canonical_url
from tasks.answers import conditions
from tasks.hosts import without_credentials
from tasks.http import Answer, Client, HttpRules
from tasks.manners import Manners
from tasks.page_head import refresh_target
from tasks.records import Page, Redirect, Trouble, Validators
from tasks.robots import RobotsCache

HEADERS = {"Accept": "text/html, application/xhtml+xml, application/xml;q=0.8, */*;q=0.5"}
NOT_MODIFIED = "not_modified"
MAX_REFRESHES = 3
"""In a row; each is a request of its own, with redirects of its own."""

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_UNSURE_TYPES = ("", "application/xml", "text/xml", "application/octet-stream")
_BINARY = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\0\0\0")
"""How documents, images, archives and films begin, whatever they are called."""
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to fetch for an entry; with `validators`, unless it is still what they belong to (reason `not_modified`)."""

    url: str
    entry_id: str
    validators: Validators = field(default_factory=Validators)


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What became of a request."""

    request: PageRequest
    result: Page | Trouble


@dataclass(frozen=True, slots=True)
class FetchBatch:
    """Requests, and what is known of hosts before they are made."""

    requests: tuple[PageRequest, ...]
    manners: Manners = field(default_factory=Manners)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a batch brought, in the order of its requests, and what it learned of hosts."""

    pages: tuple[FetchedPage, ...]
    manners: Manners


def fetch_pages(requests: Sequence[PageRequest], rules: HttpRules, now: datetime) -> list[FetchedPage]:
    """Fetch pages of hosts of which nothing is known yet."""
    return list(fetch_batch(FetchBatch(tuple(requests)), rules, now).pages)


def fetch_batch(batch: FetchBatch, rules: HttpRules, now: datetime) -> Fetched:
    """Fetch pages side by side, those with one address once. Called from any thread."""
    return loop.run(_fetch_all(batch, rules, now))


def page_key(url: str) -> str:
    """Return what two addresses of one page have in common."""
    return canonical_url(url) or url


async def _fetch_all(batch: FetchBatch, rules: HttpRules, now: datetime) -> Fetched:
    first = {page_key(request.url): request for request in reversed(batch.requests)}
    known = batch.manners
    rests = {host: (until - now).total_seconds() for host, until in known.rests_until.items() if until > now}
    async with Client(rules, now, known.free_at, rests) as client:
        robots = RobotsCache(client, rules.user_agent, now, known.robots)
        results = await asyncio.gather(*(_fetch(request, client, robots, now) for request in first.values()))
        rests_until = {host: now + timedelta(seconds=seconds) for host, seconds in client.rests.items()}
        learned = Manners(robots.read, rests_until, client.free_at)
    by_key = dict(zip(first, results, strict=True))
    return Fetched(
        tuple(FetchedPage(one, _under(by_key[page_key(one.url)], one.url)) for one in batch.requests), learned
    )


def _under(result: Page | Trouble, url: str) -> Page | Trouble:
    """Report a result under the address that was asked for here, without credentials."""
    return replace(result, url=without_credentials(url))


async def _fetch(request: PageRequest, client: Client, robots: RobotsCache, now: datetime) -> Page | Trouble:
    """Fetch one page, following refreshes in its head."""

    async def permit(address: str) -> Trouble | None:
        refusal = await robots.refusal(address)
        client.space(address, await robots.crawl_delay(address))
        return refusal

    passed: tuple[Redirect, ...] = ()
    target, headers = request.url, {**HEADERS, **conditions(request.validators)}
    while True:
        answer = await client.get(target, headers, permit=permit, unwanted=_unwanted)
        if isinstance(answer, Trouble):
            return replace(answer, redirects=(*passed, *answer.redirects))
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return Trouble(NOT_MODIFIED, "the page is as it was", status=answer.status)
        passed += answer.redirects
        direction = refresh_target(answer.body, answer.final_url) if _is_html(answer) else None
        passed_on = Redirect(answer.final_url, answer.status)
        refreshed = [one for one in passed if one.status == HTTPStatus.OK]
        if direction is None or len(refreshed) == MAX_REFRESHES or passed_on in refreshed:
            return _page(answer, passed, now)  # a page that reloads itself for ever is still a page
        passed += (passed_on,)
        target, headers = direction, HEADERS


def _unwanted(headers: Mapping[str, str]) -> Trouble | None:
    """Refuse by its type what can not be a page, before it is read."""
    kind = _media_type(headers.get("content-type", ""))
    if kind in _HTML_TYPES or kind in _UNSURE_TYPES:
        return None
    return Trouble("not_html", f"the page is {kind[:100]}")


def _page(answer: Answer, redirects: tuple[Redirect, ...], now: datetime) -> Page | Trouble:
    if not answer.body.strip():
        return Trouble("empty_body", "the page is empty", status=answer.status, redirects=redirects)
    if not _is_html(answer):
        detail = f"the page is {answer.content_type or 'of no stated type'}"
        return Trouble("not_html", detail, status=answer.status, redirects=redirects)
    return Page(
        url=answer.url,
        final_url=answer.final_url,
        status=answer.status,
        content_type=answer.content_type,
        body=answer.body,
        sha256=sha256(answer.body).hexdigest(),
        fetched_at=now,
        redirects=redirects,
        headers=answer.headers,
    )


def _is_html(answer: Answer) -> bool:
    kind = _media_type(answer.content_type)
    if answer.body.startswith(_BINARY):
        return False
    return kind in _HTML_TYPES or (kind in _UNSURE_TYPES and bool(_HTML_START.search(answer.body[:1024])))


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()
