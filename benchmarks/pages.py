"""The pages that everything is measured on: real articles, rendered and served by the replay."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from brinkwatch.replay.news import NewsItem, load_news
from brinkwatch.replay.outlets import OUTLETS
from brinkwatch.replay.server import HOST, ReplayServer
from brinkwatch.replay.site import Site
from brinkwatch.replay.story import story_path

MOMENT = datetime(2017, 3, 15, 23, 30, tzinfo=UTC)
"""When the feeds are polled. All articles appear on this day, so that one poll finds all of them."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The replay server of another process."""

    ports: dict[str, int]
    _line: Connection

    def cpu_seconds(self) -> float:
        """Return the processor time that serving has taken so far."""
        self._line.send("cpu")
        seconds: float = self._line.recv()
        return seconds


def choose(pages: int) -> list[NewsItem]:
    """Take articles at even distances from the whole collection, all of it at most. Raises NoDemoData."""
    return evenly([replace(item, day=MOMENT.date()) for item in load_news()], pages)


def evenly(items: Sequence[NewsItem], number: int) -> list[NewsItem]:
    """Take that many at even distances."""
    number = min(number, len(items))
    return [items[place * len(items) // number] for place in range(number)]


def rendered(items: Sequence[NewsItem]) -> list[bytes]:
    """Return the bytes of the pages, as the server sends them."""
    sites = {outlet.source_id: Site(outlet, items) for outlet in OUTLETS}
    base = f"http://{HOST}"
    return [sites[item.outlet].answer(story_path(item.link), base, MOMENT).body for item in items]


def feed_urls(ports: dict[str, int]) -> list[str]:
    """Return the addresses of the nine feeds."""
    return [f"http://{HOST}:{ports[outlet.source_id]}{outlet.feed_path}" for outlet in OUTLETS]


@contextmanager
def served(items: Sequence[NewsItem]) -> Iterator[Replay]:
    """Serve the articles from a process of their own."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    server = spawn.Process(target=_serve, args=(list(items), theirs), name="replay", daemon=True)
    server.start()
    theirs.close()
    try:
        yield Replay(ours.recv(), ours)
    finally:
        ours.close()
        server.join()


def _serve(items: Sequence[NewsItem], line: Connection) -> None:
    with ReplayServer(items, MOMENT) as server:
        line.send(server.ports)
        try:
            while line.recv():
                line.send(time.process_time())
        except EOFError:
            return  # nobody is left who asks
