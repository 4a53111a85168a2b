"""robots.txt over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tasks.http import Client, HttpRules
from tasks.manners import RobotsTxt
from tasks.records import Trouble
from tasks.robots import MAX_CRAWL_DELAY_SECONDS, RobotsCache
from tests.misbehaving import Handler, Server, drip, raw, redirect, reply, rules

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def refusals(
    urls: list[str], how: HttpRules | None = None, known: dict[str, RobotsTxt] | None = None
) -> list[str | None]:
    async def run() -> list[Trouble | None]:
        used = how or rules()
        async with Client(used, NOW) as client:
            robots = RobotsCache(client, used.user_agent, NOW, known or {})
            return await asyncio.gather(*(robots.refusal(url) for url in urls))

    return [trouble and trouble.reason for trouble in asyncio.run(run())]


def delay(url: str) -> float:
    async def run() -> float:
        async with Client(rules(), NOW) as client:
            return await RobotsCache(client, rules().user_agent, NOW, {}).crawl_delay(url)

    return asyncio.run(run())


def test_what_robots_txt_disallows_is_refused_and_the_rest_is_not(server: Server) -> None:
    server.routes["/robots.txt"] = reply(b"\xef\xbb\xbfUser-agent: *\nDisallow: /private\nAllow: /private/ok\n")
    urls = [server.url(path) for path in ("/a", "/private/a", "/private/ok")]
    assert refusals(urls) == [None, "robots_disallowed", None]


def test_rules_for_this_program_come_before_rules_for_all(server: Server) -> None:
    server.routes["/robots.txt"] = reply(b"User-agent: *\nDisallow: /\n\nUser-agent: brinkwatch\nDisallow: /no\n")
    assert refusals([server.url("/yes"), server.url("/no")]) == [None, "robots_disallowed"]


def test_the_contact_in_the_user_agent_is_not_taken_for_a_robot(server: Server) -> None:
    server.routes["/robots.txt"] = reply(b"User-agent: watch\nUser-agent: contact\nDisallow: /\n")
    assert refusals([server.url("/a")]) == [None]


def test_robots_txt_is_asked_once_for_each_origin(server: Server) -> None:
    server.routes["/robots.txt"] = reply(b"User-agent: *\nDisallow: /x\n", delay=0.05)
    assert refusals([server.url(f"/{i}") for i in range(10)]) == [None] * 10
    assert server.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        (reply(status=404), None),
        (reply(status=401), None),
        (reply(status=403), None),
        (reply(b"<html><body>Not found</body></html>"), None),
        (reply(b""), None),
        (reply(bytes(range(256)) * 50), None),
        (redirect("/robots.txt"), None),
        (reply(status=429), "robots_unreachable"),
        (reply(status=500), "robots_unreachable"),
        (reply(status=503), "robots_unreachable"),
        (raw(b""), "robots_unreachable"),
        (drip(b"x" * 1000, 0.05), "robots_unreachable"),
        (redirect("http://127.0.0.2/robots.txt"), "private_address"),
    ],
)
def test_a_missing_robots_txt_allows_and_an_unreachable_one_does_not(
    server: Server, handler: Handler, expected: str | None
) -> None:
    server.routes["/robots.txt"] = handler
    assert refusals([server.url("/a")], rules(timeout_seconds=0.3)) == [expected]


@pytest.mark.parametrize(
    ("age", "handler", "asked", "expected"),
    [
        (timedelta(hours=23), reply(b""), 0, "robots_disallowed"),
        (timedelta(hours=25), reply(b""), 1, None),
        (timedelta(hours=25), reply(status=404), 1, None),
        (timedelta(hours=25), reply(status=500), 1, "robots_disallowed"),
        (timedelta(hours=-1), reply(b""), 1, None),
    ],
)
def test_what_was_read_is_believed_for_a_day_and_while_nothing_newer_can_be_had(
    server: Server, age: timedelta, handler: Handler, asked: int, expected: str | None
) -> None:
    server.routes["/robots.txt"] = handler
    known = {server.url(""): RobotsTxt("User-agent: *\nDisallow: /a\n", NOW - age)}
    assert refusals([server.url("/a")], known=known) == [expected]
    assert len(server.requests) == asked


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        (b"Crawl-delay: 2.5", 2.5),
        (b"", 0.0),
        (b"Crawl-delay: 86400", MAX_CRAWL_DELAY_SECONDS),
        (b"Crawl-delay: inf", 0.0),
        (b"Crawl-delay: -3", 0.0),
        (b"Crawl-delay: nan", 0.0),
        (b"Crawl-delay: soon", 0.0),
    ],
)
def test_a_crawl_delay_is_read_within_reason(server: Server, line: bytes, seconds: float) -> None:
    server.routes["/robots.txt"] = reply(b"User-agent: *\nDisallow: /x\n" + line + b"\n")
    assert delay(server.url("/a")) == seconds
