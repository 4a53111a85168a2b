"""Feeds are added by address, through the command line and over real sockets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.load import load_config
from tests.conftest import Run
from tests.feed_samples import rss
from tests.misbehaving import Handler, Server, redirect, reply
from tests.registry_desk import Desk

FEED = rss("<title>Envoy arrives</title><link>/1</link>").encode()
KOREAN = FEED.replace(b"<title>World</title>", "<title>한국 신문</title><language>ko-KR</language>".encode())


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as serving:
        yield serving


@pytest.fixture
def desk(tmp_path: Path, run: Run) -> Desk:
    return Desk(tmp_path, run)


def page(*links: str) -> Handler:
    named = "".join(f'<link rel="alternate" {link}>' for link in links)
    return reply(f"<html><head>{named}</head><body><p>News</p></body></html>".encode(), content_type="text/html")


def test_the_feed_that_a_page_names_is_added_with_its_publisher_and_every_line_stays(
    desk: Desk, server: Server
) -> None:
    server.routes["/"] = page(
        'type="application/rss+xml" href="/comments.xml"', 'type="application/rss+xml" href="/politics/rss.xml"'
    )
    server.routes["/politics/rss.xml"] = reply(KOREAN, content_type="text/html")
    server.routes["/comments.xml"] = reply(FEED)
    before = desk.text("sources"), desk.text("feeds")
    status, out, err = desk.feeds(
        "add", server.url("/"), "--name", "한국 신문", "--source", "hankuk", "--country", "kr"
    )
    assert (status, "Looking for the feed" in err) == (0, True), err
    assert f"Found (named by the page): {server.url('/politics/rss.xml')}" in out
    assert f"Also there (named by the page): {server.url('/comments.xml')}" in out
    config = load_config(desk.config)
    source, feed = config.sources["hankuk"], config.feeds["hankuk-politics"]
    assert (source.name, source.country, source.language, source.timezone) == ("한국 신문", "KR", "ko", "Asia/Seoul")
    assert (feed.url, feed.source) == (server.url("/politics/rss.xml"), "hankuk")
    assert (desk.text("sources")[: len(before[0])], desk.text("feeds")[: len(before[1])]) == before
    again = desk.feeds("add", server.url("/politics/rss.xml"))
    assert (again[0], "is in feeds.yaml already, as hankuk-politics" in again[2]) == (2, True)


def test_a_feed_of_a_known_publisher_adds_no_publisher(desk: Desk, server: Server) -> None:
    server.routes["/world/feed"] = reply(FEED)
    status, out, _ = desk.feeds("add", server.url("/world/feed"), "--source", "Herald")
    assert (status, load_config(desk.config).feeds["herald-world"].source) == (0, "herald")
    assert "sources.yaml" not in out
    assert f"Found (given): {server.url('/world/feed')}" in out


def test_what_is_not_known_of_a_publisher_is_told(desk: Desk, server: Server) -> None:
    server.routes["/feed"] = reply(FEED)
    out = desk.feeds("add", server.url("/feed"))[1]
    assert "name World, country ZZ, language und, timezone UTC" in out
    assert "mend what is unknown there: country ZZ, language und" in out


def test_a_feed_that_a_page_only_links_to_is_found(desk: Desk, server: Server) -> None:
    links = b'<a href="/politics">Politics</a><a href="/service?id=7"><b>RSS</b></a><a href="/out/world.xml">World</a>'
    server.routes["/"] = reply(b"<html><body>" + links + b"</body></html>")
    server.routes["/service"] = reply(b"<html><body>All our feeds</body></html>")
    server.routes["/out/world.xml"] = reply(FEED)
    status, out, _ = desk.feeds("add", server.url("/"))
    assert (status, f"Found (linked by the page): {server.url('/out/world.xml')}" in out) == (0, True)
    assert "/politics" not in [one.path for one in server.requests]


def test_a_feed_at_a_usual_address_is_found(desk: Desk, server: Server) -> None:
    server.routes["/blog"] = page()
    server.routes["/blog/feed"] = redirect("/blog/feed/")
    server.routes["/blog/feed/"] = reply(FEED)
    status, out, _ = desk.feeds("add", server.url("/blog"))
    assert (status, f"Found (at a usual address): {server.url('/blog/feed/')}" in out) == (0, True)


def test_a_json_feed_is_found(desk: Desk, server: Server) -> None:
    server.routes["/"] = page('type="application/json" href="/api/1"', 'type="application/feed+json" href="/feed.json"')
    server.routes["/feed.json"] = reply(
        b'{"version":"https://jsonfeed.org/version/1.1","title":"W","items":[{"title":"T"}]}'
    )
    assert "JSON Feed 1.1 of “W”, 1 entries" in desk.feeds("add", server.url("/"))[1]
    assert "/api/1" not in [one.path for one in server.requests]


def test_the_last_resort_is_the_sitemap_that_robots_txt_lists(desk: Desk, server: Server) -> None:
    server.routes["/"] = page()
    server.routes["/robots.txt"] = reply(f"User-agent: *\nSITEMAP: {server.url('/index.xml.gz')}\n".encode())
    old, news = server.url("/old.xml"), server.url("/news.xml")
    server.routes["/index.xml.gz"] = reply(
        f"<sitemapindex><sitemap><loc>{old}</loc></sitemap><sitemap><loc>{news}</loc></sitemap></sitemapindex>".encode()
    )
    server.routes["/news.xml"] = reply(b"<urlset><url><loc>/1</loc></url></urlset>")
    status, out, err = desk.feeds("add", server.url("/"))
    assert (status, f"Found (named by robots.txt, in an index of sitemaps): {news}" in out) == (0, True), err
    asked = [one.path for one in server.requests]
    assert len(asked) == len(set(asked))


def test_where_there_is_no_feed_nothing_is_written(desk: Desk, server: Server) -> None:
    server.routes["/"] = page('type="application/rss+xml" href="/gone"')
    before = desk.text("feeds"), desk.text("sources")
    status, out, err = desk.feeds("add", server.url("/"))
    assert (status, out) == (1, "")
    assert re.search(
        r"no_feed: no feed found: it is none, its page names or links to none, and none of \d+ usual addresses is one",
        err,
    )
    assert (desk.text("feeds"), desk.text("sources")) == before


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["ftp://news.example/feed"], 1, "only http and https are fetched"),
        (["http://127.0.0.2/feed"], 1, "private_address"),
        (["http://169.254.169.254/"], 1, "private_address"),
        (["https://me:secret@news.example/feed"], 2, "has a password in it"),
        (["http://127.0.0.1:1/", "--timezone", "Mars"], 2, "--timezone Mars: is not a time zone"),
    ],
)
def test_addresses_that_must_not_be_asked_and_bad_options_are_refused(
    desk: Desk, arguments: list[str], status: int, said: str
) -> None:
    before = desk.text("feeds")
    found = desk.feeds("add", *arguments)
    assert (found[0], said in found[2], "secret" in found[1] + found[2]) == (status, True, False), found
    assert desk.text("feeds") == before


def test_a_country_that_is_none_leaves_everything_as_it_was(desk: Desk, server: Server) -> None:
    server.routes["/feed"] = reply(FEED)
    before = desk.text("feeds"), desk.text("sources")
    status, _, err = desk.feeds("add", server.url("/feed"), "--country", "Korea")
    assert (status, "nothing was written" in err) == (2, True)
    assert (desk.text("feeds"), desk.text("sources")) == before


def test_what_a_feed_says_of_itself_can_neither_steer_a_terminal_nor_break_the_file(desk: Desk, server: Server) -> None:
    title = '<title>A: {b} # \x9b31m "q" \u202e\u0027 , [x]\n- y</title>'
    server.routes["/feed"] = reply(FEED.replace(b"<title>World</title>", title.encode()))
    status, out, _ = desk.feeds("add", server.url("/feed"), "--source", "odd")
    assert (status, "\x9b" in out, "\u202e" in out) == (0, False, False)
    assert load_config(desk.config).sources["odd"].name == "odd"
