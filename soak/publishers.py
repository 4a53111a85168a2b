"""Serve the publishers over real HTTP on loopback, as of a moment that is set, well or badly, and note what was answered."""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
from collections import Counter, defaultdict
from datetime import datetime
from threading import Thread
from typing import Self

from soak.news import FEEDS_A_PUBLISHER, News, Story

HOST = "127.0.0.1"
SILENT_SECONDS = 5.0
"""Longer than the pipeline of the soak waits for a server that says nothing."""
FEED_FAULTS = (("error", 0.15), ("cut", 0.1), ("html", 0.05), ("charset", 0.1))
"""What bad servers answer, with the share of requests."""
CUT_SHORT = {"cut", "cut once"}


class Publishers:
    """Publishers on a port each. A context manager; `moment`, `bad`, `gone` and `pass_number` may be set at any time.

    `bad` servers err as FEED_FAULTS says; of a network that is `gone` nothing answers, from so many pages on if `gone_after` is set.
    `listed` and `given` say in which passes a story was truly shown in a feed, and its page truly given.
    """

    def __init__(self, news: News, moment: datetime, seed: int) -> None:
        self.news, self.moment = news, moment
        self.bad = self.gone = False
        self.gone_after: int | None = None
        self.pass_number = 0
        self.listed: dict[int, list[int]] = defaultdict(list)
        self.given: dict[int, list[int]] = defaultdict(list)
        self.requests: Counter[str] = Counter()
        self.ports: list[int] = []
        self._asked: Counter[int] = Counter()
        self._chance = random.Random(seed)  # noqa: S311 - nothing to keep secret

    def feed_url(self, feed: int) -> str:
        """Return the address of a feed."""
        return f"http://{HOST}:{self.ports[feed // FEEDS_A_PUBLISHER]}/feed/{feed}.xml"

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._listen())
        self._thread = Thread(target=self._loop.run_forever, name="publishers", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _listen(self) -> None:
        for publisher in range(self.news.publishers):
            server = await self._loop.create_server(lambda publisher=publisher: _Talk(self, publisher), HOST, 0)  # type: ignore[misc]
            self.ports.append(server.sockets[0].getsockname()[1])

    def answer(self, publisher: int, path: str, etag: str) -> tuple[bytes, float] | None:
        """Return the bytes of an answer, and the seconds of silence before; None breaks the line."""
        if self.gone:
            return None
        path = path.partition("?")[0]
        if feed := re.fullmatch(r"/feed/(\d+)\.xml", path):
            return self._feed(int(feed[1]), publisher, etag), 0.0
        story = self.news.by_path.get((publisher, path))
        if story is None or story.published > self.moment:
            self.requests["robots" if path == "/robots.txt" else "404"] += 1
            return _http(404, b""), 0.0
        if self.gone_after is not None:
            self.gone_after -= 1
            self.gone = self.gone_after < 0
        return None if self.gone else self._page(story, etag)

    def _feed(self, feed: int, publisher: int, etag: str) -> bytes:
        fault, drawn = "", self._chance.random() if self.bad else 1.0
        for name, share in FEED_FAULTS:
            drawn -= share
            if drawn < 0:
                fault = name
                break
        self.requests[f"feed {fault}".strip()] += 1
        body = self.news.feed(feed, self.moment, f"http://{HOST}:{self.ports[publisher]}")
        if fault in ("error", "html"):
            closed = b"<!doctype html><title>Closed</title><h1>Closed for repairs</h1>"
            return _http(500 if fault == "error" else 200, closed)
        tag = _tag(body)
        if fault not in CUT_SHORT:
            for one in self.news.shown(feed, self.moment):
                self.listed[one.number].append(self.pass_number)
        if etag == tag and not fault:
            self.requests["feed 304"] += 1
            return _http(304, b"", tag)
        kind = f"application/rss+xml; charset={'us-ascii' if fault == 'charset' else 'utf-8'}"
        return _http(200, body, tag, kind, cut=fault in CUT_SHORT)

    def _page(self, story: Story, etag: str) -> tuple[bytes, float]:
        self._asked[story.number] += 1
        asked, trouble = self._asked[story.number], story.trouble
        self.requests[f"page {trouble}".strip()] += 1
        if trouble == "missing":
            return _http(404, b""), 0.0
        if trouble == "failing" or (trouble == "error once" and asked == 1) or (trouble == "error twice" and asked < 3):
            return _http(500, b""), 0.0
        tag, body = _tag(story.page), story.page
        silence = SILENT_SECONDS if trouble == "slow once" and asked == 1 else 0.0
        cut = trouble == "cut once" and asked == 1
        if not silence and not cut:
            self.given[story.number].append(self.pass_number)
        if etag == tag:
            return _http(304, b"", tag), silence
        kind = f"text/html; charset={'iso-8859-1' if trouble == 'charset' else 'utf-8'}"
        return _http(200, body, tag, kind, cut=cut), silence


class _Talk(asyncio.Protocol):
    """One connection."""

    def __init__(self, publishers: Publishers, publisher: int) -> None:
        self._publishers, self._publisher, self._buffer = publishers, publisher, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if self._publishers.gone:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("ascii", "replace")
            etag = re.search(rb"(?i)\r\nif-none-match: (.+?)\s*(?:\r|$)", head)
            answer = self._publishers.answer(self._publisher, path, etag[1].decode() if etag else "")
            if answer is None:
                self._transport.abort()
                return
            content, silence = answer
            asyncio.get_running_loop().call_later(silence, self._send, content)

    def _send(self, content: bytes) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(content)
        if b"\r\nConnection: close\r\n" in content[:400]:
            self._transport.close()


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def _http(status: int, body: bytes, tag: str = "", kind: str = "text/html", *, cut: bool = False) -> bytes:
    lines = [f"HTTP/1.1 {status} {'OK' if status == 200 else 'So'}", f"Content-Type: {kind}"]
    if status != 304:
        lines.append(f"Content-Length: {len(body)}")
    lines += [f"ETag: {tag}"] if tag else []
    lines += ["Connection: close"] if cut else []
    return "\r\n".join([*lines, "", ""]).encode() + (body[: len(body) // 2] if cut else body)
