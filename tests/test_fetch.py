"""Fetching pages over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise

import pytest

from tasks.fetch import MAX_REFRESHES, FetchBatch, PageRequest, fetch_batch, fetch_pages
from tasks.http import HttpRules
from tasks.records import Page, Redirect, Trouble
from tests.misbehaving import Handler, Server, raw, redirect, reply, rules

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
HTML = b"<!doctype html><html><body><p>Seoul and Tokyo agreed to talk.</p></body></html>"
PAGE = reply(HTML, content_type="text/html; charset=utf-8")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def fetch(url: str, how: HttpRules | None = None) -> Page | Trouble:
    return fetch_pages([PageRequest(url, "e1")], how or rules(), NOW)[0].result


def reason(result: Page | Trouble) -> str:
    return result.reason if isinstance(result, Trouble) else "page"


def test_a_page_comes_with_its_bytes_and_where_they_are_from(server: Server) -> None:
    server.routes |= {"/old": redirect("/new", 301), "/new": PAGE}
    page = fetch(server.url("/old"))
    assert isinstance(page, Page)
    assert (page.url, page.final_url) == (server.url("/old"), server.url("/new"))
    assert page.redirects == (Redirect(server.url("/old"), 301),)
    assert (page.body, page.sha256, page.fetched_at) == (HTML, sha256(HTML).hexdigest(), NOW)
    assert (page.status, page.content_type) == (200, "text/html; charset=utf-8")


def test_a_page_that_robots_txt_disallows_is_not_asked_for(server: Server) -> None:
    server.routes |= {"/robots.txt": reply(b"User-agent: *\nDisallow: /a\n"), "/a": PAGE, "/b": PAGE}
    results = fetch_pages([PageRequest(server.url("/a"), "1"), PageRequest(server.url("/b"), "2")], rules(), NOW)
    assert [reason(one.result) for one in results] == ["robots_disallowed", "page"]
    assert server.paths() == ["/robots.txt", "/b"]


def test_a_redirect_to_a_disallowed_page_is_not_followed(server: Server) -> None:
    server.routes |= {"/robots.txt": reply(b"User-agent: *\nDisallow: /b\n"), "/a": redirect("/b"), "/b": PAGE}
    assert reason(fetch(server.url("/a"))) == "robots_disallowed"
    assert server.paths() == ["/robots.txt", "/a"]


def test_pages_wait_while_robots_txt_is_out_of_order(server: Server) -> None:
    server.routes |= {"/robots.txt": reply(status=500), "/a": PAGE}
    assert reason(fetch(server.url("/a"))) == "robots_unreachable"


def test_a_crawl_delay_widens_the_spacing(server: Server) -> None:
    server.routes |= {"/robots.txt": reply(b"User-agent: *\nCrawl-delay: 0.2\n"), "/a": PAGE, "/b": PAGE}
    fetch_pages([PageRequest(server.url(path), "") for path in ("/a", "/b")], rules(), NOW)
    gaps = [later.at - earlier.at for earlier, later in pairwise(server.requests)]
    assert len(gaps) == 2
    assert min(gaps) > 0.17


def test_equal_addresses_are_fetched_once_and_answered_in_order(server: Server) -> None:
    server.routes |= {"/a": PAGE, "/b": reply(status=410)}
    requests = [PageRequest(server.url(path), str(number)) for number, path in enumerate(["/a", "/b", "/a"])]
    found = fetch_pages(requests, rules(), NOW)
    assert [one.request for one in found] == requests
    assert [reason(one.result) for one in found] == ["page", "http_410", "page"]
    assert sorted(server.paths()) == ["/a", "/b", "/robots.txt"]


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"%PDF-1.7", "application/pdf", "not_html"),
        (b"{}", "application/json", "not_html"),
        (b"words", "text/plain", "not_html"),
        (b"<rss/>", "text/xml", "not_html"),
        (b"\xff\xd8", "", "not_html"),
        (HTML, "", "page"),
        (HTML, "application/xhtml+xml", "page"),
        (b"<p>no html tag", "TEXT/HTML", "page"),
        (b"", "text/html", "empty_body"),
        (b" \n ", "text/html", "empty_body"),
    ],
)
def test_only_html_with_something_in_it_is_a_page(
    server: Server, body: bytes, content_type: str, expected: str
) -> None:
    server.routes["/a"] = reply(body, **({"content_type": content_type} if content_type else {}))
    assert reason(fetch(server.url("/a"))) == expected


def refresh(target: str) -> Handler:
    head = f'<html><head><META HTTP-EQUIV="Refresh" CONTENT="0; URL=\'{target}\'"></head></html>'
    return reply(head.encode(), content_type="text/html")


def test_refreshes_in_the_head_are_followed(server: Server) -> None:
    server.routes |= {"/a": refresh("/b?x=1&amp;y=2"), "/b?x=1&y=2": redirect("/c"), "/c": refresh("/d"), "/d": PAGE}
    page = fetch(server.url("/a"))
    assert isinstance(page, Page)
    assert (page.url, page.final_url, page.body) == (server.url("/a"), server.url("/d"), HTML)
    assert page.redirects == tuple(
        Redirect(server.url(path), status) for path, status in [("/a", 200), ("/b?x=1&y=2", 302), ("/c", 200)]
    )


def test_a_page_that_refreshes_without_end_is_the_page_where_patience_ends(server: Server) -> None:
    server.routes |= {f"/{number}": refresh(f"/{number + 1}") for number in range(9)}
    server.routes |= {"/a": refresh("/b"), "/b": refresh("/a")}
    counting, bouncing = fetch(server.url("/0")), fetch(server.url("/a"))
    assert isinstance(counting, Page)
    assert counting.final_url == server.url(f"/{MAX_REFRESHES}")
    assert isinstance(bouncing, Page)
    assert bouncing.final_url == server.url("/a")
    assert len(server.requests) == MAX_REFRESHES + 1 + 3 + 2


def test_a_page_under_several_addresses_is_asked_for_once(server: Server) -> None:
    server.routes["/a?utm_source=rss"] = PAGE
    urls = [server.url(path) for path in ("/a?utm_source=rss", "/a#top", "/a?utm_source=mail")]
    found = fetch_pages([PageRequest(url, "") for url in urls], rules(), NOW)
    assert [one.result.url for one in found] == urls
    assert {reason(one.result) for one in found} == {"page"}
    assert server.paths() == ["/robots.txt", "/a?utm_source=rss"]


def test_what_is_no_page_is_not_read(server: Server) -> None:
    server.routes["/film"] = raw(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n" + b"x" * 1000, linger=9)
    trouble = fetch(
        server.url("/film"), rules(timeout_seconds=8, silence_seconds=8)
    )  # waiting for the end would be a timeout
    assert reason(trouble) == "not_html"


def test_a_host_that_asks_to_wait_is_left_alone_in_this_batch_and_the_next(server: Server) -> None:
    server.routes |= {f"/{number}": reply(status=429, retry_after="600") for number in range(5)}
    requests = tuple(PageRequest(server.url(f"/{number}"), "") for number in range(5))
    first = fetch_batch(FetchBatch(requests), rules(per_host_at_once=1), NOW)
    assert {reason(one.result) for one in first.pages} == {"http_429", "left_alone"}
    assert first.manners.rests_until == {server.url("").removeprefix("http://"): NOW + timedelta(seconds=600)}
    asked = len(server.requests)
    assert asked < len(requests)
    later = fetch_batch(FetchBatch(requests, first.manners), rules(), NOW + timedelta(seconds=599))
    assert {reason(one.result) for one in later.pages} == {"left_alone"}
    assert len(server.requests) == asked
    fetch_batch(FetchBatch(requests[:1], first.manners), rules(), NOW + timedelta(seconds=601))
    assert len(server.requests) == asked + 1


def test_spacing_and_robots_txt_outlast_a_batch(server: Server) -> None:
    server.routes |= {"/robots.txt": reply(b"User-agent: *\nDisallow: /b\n"), "/a": PAGE}
    how = rules(per_host_spacing_seconds=0.15)
    first = fetch_batch(FetchBatch((PageRequest(server.url("/a"), ""),)), how, NOW)
    requests = (PageRequest(server.url("/a?2"), ""), PageRequest(server.url("/b"), ""))
    second = fetch_batch(FetchBatch(requests, first.manners), how, NOW)
    assert [reason(one.result) for one in second.pages] == ["http_404", "robots_disallowed"]
    assert server.paths() == ["/robots.txt", "/a", "/a?2"]
    assert server.requests[2].at - server.requests[1].at > 0.12
    assert second.manners.robots == {}
    assert first.manners.then(second.manners).robots == first.manners.robots


def test_credentials_of_an_address_are_not_handed_on(server: Server) -> None:
    server.routes["/a"] = PAGE
    secret = server.url("/a").replace("//", "//me:secret@")
    assert "secret" not in repr(fetch(secret))
    assert "secret" not in repr(fetch(secret.replace("/a", "/missing")))


def test_a_refresh_to_a_private_address_is_refused(server: Server) -> None:
    server.routes["/a"] = reply(
        b'<meta http-equiv="refresh" content="0;url=http://169.254.169.254/">', content_type="text/html"
    )
    trouble = fetch(server.url("/a"))
    assert isinstance(trouble, Trouble)
    assert (trouble.reason, trouble.url) == ("private_address", server.url("/a"))
