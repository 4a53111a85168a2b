"""Fetching pages over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise

import pytest

from tasks.fetch import PageRequest, fetch_pages, refresh_target
from tasks.http import Answer, HttpRules
from tasks.records import Page, Trouble
from tests.misbehaving import Server, redirect, reply, rules

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
    assert (page.url, page.final_url, page.redirects) == (server.url("/old"), server.url("/new"), (server.url("/old"),))
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


def test_a_refresh_in_the_head_is_followed_once(server: Server) -> None:
    refresh = '<html><head><META HTTP-EQUIV="Refresh" CONTENT="0; URL=\'{}\'"></head></html>'
    server.routes |= {
        "/a": reply(refresh.format("/b?x=1&amp;y=2").encode(), content_type="text/html"),
        "/b?x=1&y=2": reply(refresh.format("/c").encode(), content_type="text/html"),
    }
    page = fetch(server.url("/a"))
    assert isinstance(page, Page)
    assert (page.url, page.final_url, page.redirects) == (
        server.url("/a"),
        server.url("/b?x=1&y=2"),
        (server.url("/a"),),
    )
    assert server.paths() == ["/robots.txt", "/a", "/b?x=1&y=2"]


def test_a_refresh_to_a_private_address_is_refused(server: Server) -> None:
    server.routes["/a"] = reply(
        b'<meta http-equiv="refresh" content="0;url=http://169.254.169.254/">', content_type="text/html"
    )
    trouble = fetch(server.url("/a"))
    assert isinstance(trouble, Trouble)
    assert (trouble.reason, trouble.url) == ("private_address", server.url("/a"))


@pytest.mark.parametrize(
    ("head", "target"),
    [
        ('<meta http-equiv="refresh" content="1; http://b.example/x">', "http://b.example/x"),
        ("<meta content='0;url=y' http-equiv=refresh>", "http://a.example/dir/y"),
        ('<meta http-equiv="refresh" content="600">', None),
        ('<meta http-equiv="refresh" content="300; url=/other">', None),
        ('<meta http-equiv="refresh" content="0; url=http://a.example/dir/page">', None),
        ('<meta http-equiv="refresh" content="0; url=#top">', None),
        ('<noscript><meta http-equiv="refresh" content="0; url=/nojs"></noscript>', None),
        ('<!-- <meta http-equiv="refresh" content="0; url=/old"> -->', None),
        ('<meta http-equiv="refresh" content="0; url=http://[broken">', None),
        ('<meta name="description" content="0; url=/x">', None),
    ],
)
def test_only_a_refresh_that_sends_its_reader_elsewhere_at_once_counts(head: str, target: str | None) -> None:
    url = "http://a.example/dir/page"
    assert refresh_target(Answer(url, url, 200, {}, "text/html", head.encode())) == target
