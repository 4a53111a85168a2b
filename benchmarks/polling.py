"""Measure polling: `python -m benchmarks.polling`. A thousand feeds some way off, beside a client that does nothing else.

The server is a process of its own on this machine and answers each request after a pause, as a publisher some way off does.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from benchmarks.ready import ready
from config.load import SHIPPED, load_config
from config.models import Config, FeedConfig, SourceConfig
from flows.bench import Bench
from flows.polling import poll
from flows.prepare import THREADS
from flows.steps import Step, Workers, in_process
from warehouse.layout import Layout
from warehouse.state import State

FEEDS = 1_000
HOSTS = 200
"""Ports, each of which counts as a host: requests to one host wait for each other, which those of the bare client do not."""

LATENCY_SECONDS = 0.05
ENTRIES = 20
REPEATS = 5
"""Polls of the unchanged feeds; the median counts, and memory is compared after the first and the last."""

MOMENT = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
ETAG = '"v1"'


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for all feeds: `bare` clients that only ask, and passes of polling, with all feeds new and with none changed."""

    bare_new: float
    bare_unchanged: float
    new: float
    unchanged: float
    grown_bytes: int


class _Publisher(asyncio.Protocol):
    """Answers feeds after the pause, 304 to whoever has them."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            asyncio.get_running_loop().call_later(self._latency, self._answer, head)

    def _answer(self, head: bytes) -> None:
        if self._transport.is_closing():
            return
        if ETAG.encode() in head:
            self._transport.write(f"HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\n\r\n".encode())
            return
        body = _feed(head.split(b" ", 2)[1].decode())
        kind = f"Content-Type: application/rss+xml\r\nETag: {ETAG}\r\nContent-Length: {len(body)}"
        self._transport.write(f"HTTP/1.1 200 OK\r\n{kind}\r\n\r\n".encode() + body)


def _feed(path: str) -> bytes:
    text = "The two sides met on Monday and agreed to meet again before the end of the month. " * 4
    items = "".join(
        f"<item><title>Talks, day {number}</title><link>https://news.example{path}/{number}</link>"
        f"<description>{text}</description><pubDate>Wed, 15 Mar 2017 0{number % 6}:00:00 GMT</pubDate></item>"
        for number in range(ENTRIES)
    )
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()


def _serve(hosts: int, latency: float, line: Connection) -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        made = [await loop.create_server(lambda: _Publisher(latency), "127.0.0.1", 0) for _ in range(hosts)]
        line.send([one.sockets[0].getsockname()[1] for one in made])
        await loop.run_in_executor(None, line.poll, None)  # until the other end closes

    asyncio.run(serve())


@contextmanager
def publishers(feeds: int, hosts: int, latency: float) -> Iterator[list[str]]:
    """Serve feeds from a process of their own, and yield their addresses."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    server = spawn.Process(target=_serve, args=(hosts, latency, theirs), name="publishers", daemon=True)
    server.start()
    theirs.close()
    try:
        ports = ours.recv()
        yield [f"http://127.0.0.1:{ports[number % hosts]}/{number}" for number in range(feeds)]
    finally:
        ours.close()
        server.join()


def bare(urls: Sequence[str], at_once: int, headers: dict[str, str]) -> float:
    """Ask for all addresses with nothing but a client, and return the seconds."""

    async def ask() -> None:
        places = asyncio.Semaphore(at_once)
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:

            async def one(url: str) -> None:
                async with places, session.get(url, headers=headers) as response:
                    await response.read()

            await asyncio.gather(*map(one, urls))

    start = time.perf_counter()
    asyncio.run(ask())
    return time.perf_counter() - start


def measure(urls: Sequence[str], folder: Path) -> Measured:
    """Poll feeds that are all new, then again and again unchanged, beside bare clients at the same concurrency."""
    config = _config(urls)
    workers = Workers(config.settings.enrich.processes, config)
    bench = Bench(config, Layout(folder / "bench.duckdb"), in_process(workers, THREADS), StringIO(), "0")
    at_once = config.settings.fetch.feeds_at_once
    try:
        with State(bench.layout.state) as state:
            bare_new = bare(urls, at_once, {})
            for _ in bench.each(Step("start", ready, cpu=True), range(config.settings.enrich.processes)):
                pass  # the workers load what they need once a program, not once a pass
            new = _timed(bench, state, 0, "changed")
            passes, memory = [], []
            for number in range(1, REPEATS + 1):
                passes.append(_timed(bench, state, number, "not_modified"))
                memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
            bare_unchanged = sorted(bare(urls, at_once, {"If-None-Match": ETAG}) for _ in range(REPEATS))[REPEATS // 2]
    finally:
        workers.close()
    return Measured(bare_new, bare_unchanged, new, sorted(passes)[REPEATS // 2], memory[-1] - memory[0])


def _timed(bench: Bench, state: State, number: int, expected: str) -> float:
    start = time.perf_counter()
    polled = poll(bench, state, MOMENT + number * timedelta(days=1))
    seconds = time.perf_counter() - start
    if set(polled.polls) != {expected}:
        raise SystemExit(f"the polls came to {dict(polled.polls)}, not to {expected} alone: {polled.troubles[:3]}")
    return seconds


def _config(urls: Sequence[str]) -> Config:
    shipped = load_config(SHIPPED)
    fetch = {"allow_private_hosts": ["127.0.0.1"], "per_host_spacing_seconds": 0}  # one at a time and host, as shipped
    settings = shipped.settings.model_copy(update={"fetch": shipped.settings.fetch.model_copy(update=fetch)})
    source = SourceConfig(name="News", country="GB", language="en")
    feeds = {f"feed-{number}": FeedConfig(url=url, source="news") for number, url in enumerate(urls)}
    return shipped.model_copy(update={"settings": settings, "sources": {"news": source}, "feeds": feeds})


def main() -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.polling", description=__doc__)
    parser.add_argument("--feeds", type=int, default=FEEDS, help=f"feeds to poll (default {FEEDS:,})")
    feeds = parser.parse_args().feeds
    print(f"Polling {feeds:,} feeds, {LATENCY_SECONDS * 1000:.0f} ms off …", file=sys.stderr, flush=True)
    with TemporaryDirectory() as name, publishers(feeds, min(HOSTS, feeds), LATENCY_SECONDS) as urls:
        found = measure(urls, Path(name))
    rows = (
        ("all new, parsed and remembered", found.new, found.bare_new),
        ("none changed", found.unchanged, found.bare_unchanged),
    )
    for what, ours, theirs in rows:
        print(
            f"{what}: {ours:.2f} s ({feeds / ours:,.0f}/s); bare client {theirs:.2f} s ({feeds / theirs:,.0f}/s); {ours / theirs:.2f}×"
        )
    print(f"memory grown over {REPEATS - 1} more passes: {found.grown_bytes / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
