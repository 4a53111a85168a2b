"""Serve the nine publishers over real HTTP on loopback, as of a moment that can be set."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from threading import Thread
from typing import Self

from aiohttp import web

from brinkwatch.replay.news import NewsItem
from brinkwatch.replay.outlets import OUTLETS
from brinkwatch.replay.site import Answer, Site
from brinkwatch.replay.story import story_path

HOST = "127.0.0.1"
CACHE_CONTROL = "max-age=60"
BACKLOG = 256
SHUTDOWN_SECONDS = 0.2  # what a request in progress may still take; idle connections wait it out as well

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class PortInUse(Exception):
    """A port that was asked for can not be opened; the message is one line naming it."""


class ReplayServer:
    """Nine publishers, each on a port of its own from `base_port` on, or on free ports if that is 0.

    A context manager. It serves from a thread of its own; `moment` may be set from any thread at any time.
    """

    def __init__(self, items: Sequence[NewsItem], first_moment: datetime, base_port: int = 0) -> None:
        self.moment = first_moment
        self._sites = {outlet.source_id: Site(outlet, items) for outlet in OUTLETS}
        self._base_port = base_port
        self._sockets: dict[str, socket.socket] = {}
        self._requests: Counter[tuple[str, str]] = Counter()

    @property
    def moment(self) -> datetime:
        """The time it is at the publishers; nothing later has been published."""
        return self._moment

    @moment.setter
    def moment(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {moment}")
        self._moment = moment

    @property
    def requests(self) -> Counter[tuple[str, str]]:
        """Requests so far by outlet and kind: feed 200, feed 304, page, front, robots, 404."""
        return Counter(self._requests)

    @property
    def ports(self) -> dict[str, int]:
        """The port of each outlet, while serving."""
        return {source_id: opened.getsockname()[1] for source_id, opened in self._sockets.items()}

    def feed_url(self, outlet: str) -> str:
        """Give the address of an outlet's feed."""
        return self._base(outlet) + self._sites[outlet].outlet.feed_path

    def link(self, item: NewsItem) -> str:
        """Give the address that an item's page has here."""
        return self._base(item.outlet) + story_path(item.link)

    def __enter__(self) -> Self:
        self._sockets = _listen(list(self._sites), self._base_port)
        self._stop = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name="replay", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._sockets = {}

    def _base(self, outlet: str) -> str:
        return f"http://{HOST}:{self.ports[outlet]}"

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        servers = []
        for source_id, opened in self._sockets.items():
            protocols = web.Server(self._handler(source_id), access_log=None)
            servers.append((await loop.create_server(protocols, sock=opened, backlog=BACKLOG), protocols))
        await self._stop.wait()
        for listener, _ in servers:
            listener.close()
        await asyncio.gather(*(protocols.shutdown(SHUTDOWN_SECONDS) for _, protocols in servers))

    def _handler(self, source_id: str) -> Handler:
        site, base = self._sites[source_id], self._base(source_id)

        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            if request.method not in {"GET", "HEAD"}:
                return web.Response(status=405, headers={"Allow": "GET, HEAD"})
            answer = site.answer(request.path_qs, base, self._moment)
            response = _response(answer, request)
            kind = {"missing": "404", "feed": f"feed {response.status}"}.get(answer.kind, answer.kind)
            self._requests[source_id, kind] += 1
            return response

        return handle


def _response(answer: Answer, request: web.BaseRequest) -> web.Response:
    """Send an answer, or 304 to who has it already."""
    if answer.status != 200:
        return web.Response(status=answer.status, body=answer.body, headers={"Content-Type": answer.content_type})
    etag = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(answer.changed.astimezone(UTC), usegmt=True),
        "Cache-Control": CACHE_CONTROL,
    }
    if _has_it(request, etag.strip('"'), answer.changed):
        return web.Response(status=304, headers=headers)
    return web.Response(body=answer.body, headers={**headers, "Content-Type": answer.content_type})


def _has_it(request: web.BaseRequest, etag: str, changed: datetime) -> bool:
    """Judge the request's validators; If-Modified-Since counts only without If-None-Match (RFC 9110, 13.2.2)."""
    if request.if_none_match is not None:
        return any(known.value in {etag, "*"} for known in request.if_none_match)
    return request.if_modified_since is not None and changed <= request.if_modified_since


def _listen(outlets: Sequence[str], base_port: int) -> dict[str, socket.socket]:
    """Open a listening socket for each outlet; all or, with PortInUse, none."""
    opened: dict[str, socket.socket] = {}
    try:
        for offset, source_id in enumerate(outlets):
            port = base_port and base_port + offset
            opened[source_id] = socket.create_server((HOST, port), backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        for listener in opened.values():
            listener.close()
        raise PortInUse(
            f"port {port} on {HOST} can not be opened ({_why(error)}): name another, or 0 for any free one"
        ) from None
    return opened


def _why(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "beyond 65535"
