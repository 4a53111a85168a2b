"""Feeds added by address, imported and exported, through the command line and over real sockets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from config.load import load_config
from flows.bench import sources_of
from tests.conftest import Run
from tests.feed_samples import rss
from tests.misbehaving import Handler, Server, redirect, reply

FEED = rss("<title>Envoy arrives</title><link>/1</link>").encode()
KOREAN = FEED.replace(b"<title>World</title>", "<title>한국 신문</title><language>ko-KR</language>".encode())


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as serving:
        yield serving


class Desk:
    """A configuration that somebody keeps by hand, and the commands over it."""

    def __init__(self, home: Path, run: Run) -> None:
        self.config, self._run = home / "mine", run
        run("init", self.config)
        self.write(
            "settings",
            "contact: me@watch.example\nfetch: {allow_private_hosts: [127.0.0.1], per_host_spacing_seconds: 0}\n",
        )
        self.write(
            "sources",
            "# whom I read\nsources:\n  herald: {name: Herald, country: KR, language: ko, domains: [herald.example]}  # daily\n",
        )
        self.write(
            "feeds", "feeds:\n  # the front page\n  herald-all: {url: https://herald.example/rss, source: herald}\n"
        )

    def write(self, name: str, text: str) -> None:
        (self.config / f"{name}.yaml").write_text(text)

    def text(self, name: str) -> str:
        return (self.config / f"{name}.yaml").read_text()

    def feeds(self, *arguments: object) -> tuple[int, str, str]:
        return self._run("--config", self.config, "feeds", *arguments)


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


def test_export_and_import_keep_what_is_known(desk: Desk, tmp_path: Path, run: Run) -> None:
    shipped, mine = tmp_path / "all.opml", tmp_path / "mine2"
    run("--config", "config", "feeds", "export", "-o", shipped)
    run("init", mine)
    (mine / "feeds.yaml").write_text("feeds: {}\n")
    (mine / "sources.yaml").write_text("sources: {}\n")
    status, out, _ = run("--config", mine, "feeds", "import", shipped)
    config, given = load_config(mine), load_config(Path("config"))
    assert (status, config.feeds == given.feeds) == (0, True), out
    kept, there = sources_of(config), sources_of(given)
    assert kept == {source_id: there[source_id] for source_id in kept}
    assert {one.source for one in given.feeds.values()} == set(config.sources)
    printed = run("--config", mine, "feeds", "export")[1]
    assert printed.encode() == shipped.read_bytes()


def test_a_list_of_another_reader_is_merged_and_told(desk: Desk, tmp_path: Path) -> None:
    listed = tmp_path / "reader.opml"
    listed.write_text(
        '<opml><body><outline text="Asia"><outline text="Front" xmlUrl="http://www.herald.example/rss/"/>'
        '<outline text="Sport" xmlUrl="https://rss.herald.example/sport.xml"/>'
        '<outline text="Post" xmlUrl="https://feeds.post.example/top/1.xml" htmlUrl="https://www.post.example/" language="en-us"/>'
        '<outline text="Post again" xmlUrl="https://feeds.post.example/top/1.xml"/>'
        '<outline text="Post 2" xmlUrl="https://feeds.post.example/top/2.xml" htmlUrl="https://www.post.example/"/>'
        '<outline text="Odd" xmlUrl="javascript:alert(1)"/><outline text="Secret" xmlUrl="https://a:b@c.example/"/>'
        "</outline></body></opml>"
    )
    status, out, _ = desk.feeds("import", listed)
    assert status == 0
    assert (
        "added 3 feeds and 1 publishers (1 with country ZZ or language und: mend them there); 2 were known already, 2 were skipped"
        in out
    )
    assert "Skipped javascript:alert(1): is no address of the web" in out
    config = load_config(desk.config)
    assert config.feeds["herald-sport"].source == "herald"
    assert {config.feeds[name].url[-5:] for name in ("post-example-top", "post-example-top-2")} == {"1.xml", "2.xml"}
    post = config.sources["post-example"]
    assert (post.name, post.country, post.language, post.domains) == ("post.example", "ZZ", "en", ["post.example"])
    assert desk.text("sources").startswith("# whom I read\nsources:\n  herald:")
    assert yaml.safe_load(desk.text("feeds"))["feeds"].keys() == config.feeds.keys()


def test_addresses_as_other_readers_write_them_are_written_as_one_asks_for_them(desk: Desk, tmp_path: Path) -> None:
    urls = (
        "HTTP://Feeds.POST.example:80/Top#new",
        "feed:https://feeds.star.example/rss",
        "feed://feeds.sun.example/rss?A=B",
    )
    listed = tmp_path / "reader.opml"
    outlines = (f'<outline text="x" xmlUrl="{url}"/>' for url in (*urls, "http://feeds.post.example/Top"))
    listed.write_text(f"<opml><body>{''.join(outlines)}</body></opml>")
    status, out, _ = desk.feeds("import", listed)
    assert (status, "added 3 feeds" in out, "1 were known already, 0 were skipped" in out) == (0, True, True), out
    written = {one.url for one in load_config(desk.config).feeds.values()}
    assert {
        "http://feeds.post.example/Top",
        "https://feeds.star.example/rss",
        "http://feeds.sun.example/rss?A=B",
    } <= written


@pytest.mark.parametrize("body", ["<opml><body>", '<!DOCTYPE o [<!ENTITY a "b">]><opml/>', "", "\x00"])
def test_a_broken_list_is_told_in_one_line(desk: Desk, tmp_path: Path, body: str) -> None:
    listed = tmp_path / "broken.opml"
    listed.write_text(body)
    before = desk.text("feeds")
    status, out, err = desk.feeds("import", listed)
    assert (status, out, len(err.strip().splitlines())) == (1, "", 1)
    assert desk.text("feeds") == before


def test_a_list_that_is_not_there_is_told_in_one_line(desk: Desk, tmp_path: Path) -> None:
    status, _, err = desk.feeds("import", tmp_path / "none.opml")
    assert (status, "none.opml: No such file or directory" in err) == (1, True)
