"""Fetch article pages, as far as their publishers' robots.txt allows."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urljoin

from tasks.http import Answer, Client, HttpRules
from tasks.records import Page, Trouble
from tasks.robots import RobotsCache

HEADERS = {"Accept": "text/html, application/xhtml+xml, application/xml;q=0.8, */*;q=0.5"}
HEAD_BYTES = 16_384
"""How far into a page a refresh is looked for; it stands in the head."""
MAX_REFRESH_SECONDS = 5
"""A page that sends its reader on does so at once; longer delays are front pages that reload themselves."""

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_UNSURE_TYPES = ("", "application/xml", "text/xml", "application/octet-stream")
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<!--.*?-->|<(noscript|script|style|template)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_REFRESH = re.compile(r"""http-equiv\s*=\s*["']?\s*refresh\b""", re.IGNORECASE)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_DIRECTION = re.compile(r"""\s*(\d+)(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?["']?\s*([^"']+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to fetch for an entry."""

    url: str
    entry_id: str


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What became of a request."""

    request: PageRequest
    result: Page | Trouble


def fetch_pages(requests: Sequence[PageRequest], rules: HttpRules, now: datetime) -> list[FetchedPage]:
    """Fetch pages side by side, results in the order of the requests, equal URLs once. Runs its own event loop."""
    return asyncio.run(_fetch_all(requests, rules, now))


async def _fetch_all(requests: Sequence[PageRequest], rules: HttpRules, now: datetime) -> list[FetchedPage]:
    urls = list(dict.fromkeys(request.url for request in requests))
    async with Client(rules) as client:
        robots = RobotsCache(client, rules.user_agent)
        results = await asyncio.gather(*(_fetch(url, client, robots, now) for url in urls))
    by_url = dict(zip(urls, results, strict=True))
    return [FetchedPage(request, by_url[request.url]) for request in requests]


async def _fetch(url: str, client: Client, robots: RobotsCache, now: datetime) -> Page | Trouble:
    """Fetch one page, following a refresh in its head once."""

    async def permit(address: str) -> Trouble | None:
        refusal = await robots.refusal(address)
        client.space(address, await robots.crawl_delay(address))
        return refusal

    first = await client.get(url, HEADERS, permit=permit)
    if isinstance(first, Trouble) or (direction := refresh_target(first)) is None:
        return _page(url, first, (), now)
    second = await client.get(direction, HEADERS, permit=permit)
    return _page(url, second, (*first.redirects, first.final_url), now)


def refresh_target(answer: Answer) -> str | None:
    """Return where a page's head sends its reader at once, if anywhere else."""
    if not _is_html(answer):
        return None
    head = _UNSEEN.sub("", answer.body[:HEAD_BYTES].decode("utf-8", "replace"))
    for meta in _META.findall(head):
        content = _CONTENT.search(meta) if _REFRESH.search(meta) else None
        direction = _DIRECTION.match(html.unescape(content[1] or content[2] or "")) if content else None
        if direction is None or int(direction[1]) > MAX_REFRESH_SECONDS:
            continue
        try:
            target: str = urljoin(answer.final_url, direction[2].strip())
        except ValueError:
            continue
        if target.partition("#")[0] != answer.final_url:
            return target
    return None


def _page(url: str, answer: Answer | Trouble, before: tuple[str, ...], now: datetime) -> Page | Trouble:
    if isinstance(answer, Trouble):
        return Trouble(answer.reason, answer.detail, url, answer.status)
    if not answer.body.strip():
        return Trouble("empty_body", "the page is empty", url, answer.status)
    if not _is_html(answer):
        return Trouble("not_html", f"the page is {answer.content_type or 'of no stated type'}", url, answer.status)
    return Page(
        url=url,
        final_url=answer.final_url,
        status=answer.status,
        content_type=answer.content_type,
        body=answer.body,
        sha256=sha256(answer.body).hexdigest(),
        fetched_at=now,
        redirects=(*before, *answer.redirects),
    )


def _is_html(answer: Answer) -> bool:
    media_type = answer.content_type.partition(";")[0].strip().lower()
    return media_type in _HTML_TYPES or (media_type in _UNSURE_TYPES and bool(_HTML_START.search(answer.body[:1024])))
