"""The doctor of feeds: what it says of sound and of sick ones, and that it leaves no trace."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from flows.gather import gather
from flows.prepare import prepare
from flows.steps import Step
from tasks.discover import feeds_named
from tasks.records import Feed, Validators
from tests.conftest import Run
from tests.feed_samples import parse, rss
from tests.misbehaving import Handler, Server, redirect, reply
from warehouse import spool
from warehouse.layout import Layout
from warehouse.read_state import remembered
from warehouse.state import PolledFeed, State

NOW = datetime.now(UTC)
STORY = "The envoy arrived in the harbour town on Friday and met the ministers of both countries for talks. "
PAGE = (
    "<html lang=en><head><title>Envoy arrives</title></head><body><article><h1>Envoy arrives</h1>"
    + "".join(f"<p>{STORY}Day {day} of the talks ended without a word to the press.</p>" for day in range(6))
    + "</article></body></html>"
).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as serving:
        yield serving


class Desk:
    """A configuration of some feeds of one publisher in Seoul, and the commands over it."""

    def __init__(self, home: Path, run: Run) -> None:
        self.config, self.warehouse, self._run = home / "mine", home / "data" / "news.duckdb", run
        run("init", self.config)
        (self.config / "sources.yaml").write_text(
            "sources: {herald: {name: Herald, country: KR, language: ko, timezone: Asia/Seoul}}\n"
        )
        self.settle()

    def settle(self, timezone: str = "UTC", hosts: str = "[127.0.0.1]", spacing: float = 0) -> None:
        (self.config / "settings.yaml").write_text(
            f"contact: me@watch.example\ntimezone: {timezone}\n"
            f"fetch: {{allow_private_hosts: {hosts}, per_host_spacing_seconds: {spacing}, timeout_seconds: 0.5}}\n"
        )

    def feeds(self, **urls: str) -> None:
        lines = [f"  {name}: {{url: {json.dumps(url)}, source: herald}}\n" for name, url in urls.items()]
        (self.config / "feeds.yaml").write_text("feeds:\n" + "".join(lines))

    def check(self, *arguments: str) -> tuple[int, str, str]:
        return self._run("--config", self.config, "--warehouse", self.warehouse, "feeds", "check", *arguments)

    def told(self, feed: str = "a") -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.check(feed, "--format", "json")[1])
        return told

    def rows(self) -> dict[str, dict[str, Any]]:
        return {row["feed"]: row for row in json.loads(self.check("--format", "json")[1])}


@pytest.fixture
def desk(tmp_path: Path, run: Run) -> Desk:
    return Desk(tmp_path, run)


def item(link: str = "", title: str = "Envoy", age: timedelta = timedelta(hours=2)) -> str:
    return f"<title>{title}</title><link>{link}</link><pubDate>{format_datetime(NOW - age)}</pubDate>"


def feed(*items: str, etag: str = "") -> Handler:
    return reply(rss(*items).encode(), content_type="application/rss+xml", etag=etag)


def closed_port() -> str:
    with Server() as gone:
        return gone.url("/feed")


def test_a_sound_feed_is_followed_from_its_address_to_the_words_of_its_newest_article(
    desk: Desk, server: Server
) -> None:
    desk.feeds(a=server.url("/feed"))
    old = item("/old", "Older", timedelta(days=3))
    server.routes["/feed"] = feed(old, item("/new"), "<title>Undated</title>", "<title></title>", etag='"v1"')
    server.routes["/new"] = reply(PAGE, content_type="text/html")
    told = desk.told()
    assert (told["feed"], told["source"], told["outcome"]) == ("a", "Herald", "answers")
    assert told["asked"]["url"] == server.url("/feed")
    assert "Brinkwatch/" in told["asked"]["user_agent"]
    assert told["answered"] | {"seconds": 0} == {
        "status": 200, "redirects": [], "seconds": 0, "address": server.url("/feed"),
        "content_type": "application/rss+xml", "bytes": len(rss(old, item("/new"), "<title>Undated</title>", "<title></title>")),
        "etag": '"v1"', "last_modified": "",
    }  # fmt: skip
    parsed = told["parsed"]
    assert (parsed["format"], parsed["title"], parsed["entries"]) == ("RSS 2.0", "World", 3)
    assert parsed["newest"] == (NOW - timedelta(hours=2)).replace(microsecond=0).isoformat()
    assert (parsed["oldest_precision"], parsed["without_link"], parsed["without_date"], parsed["empty"]) == (
        "second",
        1,
        1,
        1,
    )
    assert told["newest"]["url"] == server.url("/new")
    assert told["newest"]["title"] == "Envoy"
    assert told["newest"]["words"] > 100
    assert told["next"] == ["the next poll sends no condition, reads 3 entries and fetches the pages of 3 new ones"]
    assert sorted(server.paths()) == ["/feed", "/new", "/robots.txt"]


def test_every_outcome_has_its_word_in_the_listing_and_is_counted(desk: Desk, server: Server) -> None:
    desk.feeds(
        a=server.url("/a"),
        b=server.url("/b"),
        c=server.url("/c"),
        d=server.url("/d"),
        e=closed_port(),
        f=server.url("/f"),
    )
    server.routes |= {"/a": feed(item("/1")), "/b": redirect("/a", 301), "/c": reply(PAGE, content_type="text/html")}
    server.routes |= {"/f": reply(rss().encode())}
    status, out, _ = desk.check()
    assert status == 0
    assert out.splitlines()[-1] == "Feeds: 2 answers, 1 moved, 1 broken, 2 failed."
    rows = desk.rows()
    assert {name: (row["outcome"], row["status"], row["entries"]) for name, row in rows.items()} == {
        "a": ("answers", 200, 1),
        "b": ("moved", 200, 1),
        "c": ("broken", 200, 0),
        "d": ("failed", 404, None),
        "e": ("failed", None, None),
        "f": ("answers", 200, 0),
    }
    assert rows["a"]["note"] == ""
    assert rows["b"]["note"] == f"moved permanently: write {server.url('/a')} in feeds.yaml"
    assert rows["c"]["note"].startswith("html_not_feed: ")
    assert rows["e"]["note"].startswith("refused: ")
    assert rows["f"]["note"] == "a sound feed without entries"
    assert not {"/1", "/robots.txt"} & set(server.paths())


def test_when_no_feed_answers_the_status_and_one_line_say_so(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/a"), b=closed_port())
    status, out, err = desk.check()
    assert status == 1
    assert out.splitlines()[-1] == "Feeds: 2 failed."
    assert err.splitlines()[1:] == ["no feed answers as one; `brinkwatch feeds check FEED` explains what is wrong"]
    status, _, err = desk.check("a")
    assert (status, err) == (1, "a: failed: http_404: HTTP 404 Not Found\n")


def test_an_unknown_feed_is_misuse_and_the_nearest_one_is_named(desk: Desk, server: Server) -> None:
    desk.feeds(**{"herald-world": server.url("/a")})
    assert desk.check("herald-wrld") == (2, "", "herald-wrld: is not in feeds.yaml; did you mean `herald-world`?\n")
    assert desk.check("zzz") == (2, "", "zzz: is not in feeds.yaml; `brinkwatch feeds list` shows the ids\n")
    assert server.requests == []


def test_only_what_moved_for_good_is_to_be_written_down(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/a"), b=server.url("/b"))
    server.routes |= {"/a": redirect("/now", 308), "/now": redirect("/today", 302), "/b": redirect("/today", 302)}
    server.routes["/today"] = feed(item())
    told = desk.told()
    assert told["outcome"] == "moved"
    assert told["answered"]["redirects"] == [f"308 from {server.url('/a')}", f"302 from {server.url('/now')}"]
    assert told["next"][0] == f"moved permanently: write {server.url('/now')} in feeds.yaml"
    server.routes["/today"] = reply(status=404)
    assert not [line for line in desk.told()["next"] if "feeds.yaml" in line and "moved" in line]
    server.routes["/today"] = feed(item())
    other = desk.rows()["b"]
    assert other["outcome"] == "answers"
    assert other["note"].startswith(f"redirected for now to {server.url('/today')};")


def test_a_page_in_place_of_a_feed_is_asked_which_feeds_it_names(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/"))
    head = '<link rel="alternate" type="application/rss+xml" title="All news" href="/rss.xml">'
    server.routes["/"] = reply(PAGE.replace(b"<head>", f"<head>{head}".encode()), content_type="text/html")
    told = desk.told()
    assert told["outcome"] == "broken"
    assert f"the page names a feed, to write in feeds.yaml: {server.url('/rss.xml')} (All news)" in told["next"]
    assert told["newest"] == {}


def test_feeds_are_found_in_any_page_and_only_on_the_web() -> None:
    page = (
        b'<?xml version="1.0" encoding="utf-8"?><html><head><base href="/blog/">'
        b'<link rel="ALTERNATE nofollow" type="application/atom+xml; charset=utf-8" href="feed">'
        b'<link rel="alternate" type="application/atom+xml" href="javascript:alert(1)">'
        b'<link rel="alternate" type="text/html" hreflang="ko" href="/ko">'
        b'<link rel="alternate" type="application/rss+xml" href="http://[broken">'
        b'<link rel="alternate" type="application/rss+xml" href="https://me:secret@news.example/rss" title="&lt;b&gt;One">'
    )
    assert feeds_named(page, "text/html", "https://site.example/home") == (
        ("https://site.example/blog/feed", ""),
        ("https://news.example/rss", "One"),
    )
    assert [feeds_named(hostile, "", "https://site.example/") for hostile in (b"", b"\0\0", b"<!---")] == [(), (), ()]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("at_work", [False, True])
def test_a_check_writes_nothing_and_says_what_the_next_poll_would_send(
    desk: Desk, server: Server, tmp_path: Path, at_work: bool
) -> None:
    desk.feeds(a=server.url("/feed"))
    server.routes |= {"/feed": feed(item("/new"), etag='"v2"'), "/new": reply(PAGE, content_type="text/html")}
    state_file = Layout(desk.warehouse).state
    known = PolledFeed(
        Feed("a", "herald", server.url("/feed")), Validators('"v1"', "Wed, 15 Mar 2017 09:30:00 GMT"), ()
    )
    with State(state_file) as state:
        state.record_polls([known])
    other = sqlite3.connect(state_file) if at_work else None
    try:
        if other:
            other.execute("SELECT * FROM feeds").fetchall()
            other.execute("INSERT INTO facts VALUES ('held', 'open')")
            other.commit()
        before = snapshot(tmp_path)
        told = desk.told()
        desk.check()
        after = snapshot(tmp_path)
    finally:
        if other:
            other.close()
    shared_memory = f"{state_file.relative_to(tmp_path)}-shm"  # the other program's locks, of which ours is one
    assert {**after, shared_memory: b""} == {**before, shared_memory: b""}
    assert told["asked"]["a_poll_would_send"] == (
        'If-None-Match: "v1"; If-Modified-Since: Wed, 15 Mar 2017 09:30:00 GMT'
    )
    assert not [seen for seen in server.requests if "if-none-match" in seen.headers]


def test_without_a_state_none_is_made(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/feed"))
    server.routes["/feed"] = feed(item("/new"))
    assert desk.told()["asked"]["a_poll_would_send"] == "no condition"
    assert not desk.warehouse.parent.exists()


def test_a_state_that_can_not_be_read_is_one_clear_line(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/feed"))
    server.routes["/feed"] = feed(item("/new"))
    state_file = Layout(desk.warehouse).state
    state_file.parent.mkdir()
    state_file.write_text("no database " * 100)
    status, out, err = desk.check("a")
    assert (status, out) == (1, "")
    assert err.startswith(f"{state_file}: can not be read as the state file: ")
    assert len(err.splitlines()) == 1


def test_a_pass_before_is_remembered(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/feed"))
    server.routes |= {"/feed": feed(item("/new"), etag='"v1"'), "/new": reply(PAGE, content_type="text/html")}
    bench = prepare(desk.config, desk.warehouse, lambda workers: one_by_one, io.StringIO())
    gather(bench, NOW)
    told = desk.told()
    assert (told["parsed"]["entries"], told["parsed"]["not_seen_before"]) == (1, 0)
    assert told["next"] == ['the next poll sends If-None-Match: "v1", and reads nothing as long as nothing changes']


def test_more_entries_than_one_question_takes_are_remembered(tmp_path: Path) -> None:
    here = Feed("a", "herald", "https://news.example/feed")
    entries = parse(rss(*(f"<title>{number}</title><link>/{number}</link>" for number in range(1200)))).entries
    with State(tmp_path / "state.sqlite") as state:
        state.record_polls([PolledFeed(here, Validators(), entries[:-1])])
    known = remembered(tmp_path / "state.sqlite", here, [entry.entry_id for entry in entries]).entries
    assert known == {entry.entry_id for entry in entries[:-1]}


def one_by_one(step: Step[Any, Any], items: Sequence[Any], /) -> Iterator[Any]:
    return map(step.run, items)


def test_times_without_a_zone_are_the_publishers_in_the_check_and_in_a_pass(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/feed"))
    desk.settle(timezone="Asia/Seoul")
    noon = "<pubDate>2017-03-15 12:00:00</pubDate>"
    day = "<title>Day</title><link>/day</link><pubDate>2017-03-14</pubDate>"
    server.routes["/feed"] = feed(f"<title>Noon</title><link>/noon</link>{noon}", day)
    server.routes |= {"/noon": reply(PAGE, content_type="text/html")}
    told = desk.told()
    assert told["parsed"]["newest"] == "2017-03-15T12:00:00+09:00"
    assert (told["parsed"]["oldest"], told["parsed"]["oldest_precision"]) == ("2017-03-14", "day")
    assert "times without a zone are read in Asia/Seoul, as sources.yaml says of herald" in told["next"]
    assert any(line.startswith("nothing new for ") for line in told["next"])
    bench = prepare(desk.config, desk.warehouse, lambda workers: one_by_one, io.StringIO())
    gather(bench, NOW)
    spooled = [spool.take(bench.layout.spool, name) for name in spool.waiting(bench.layout.spool)]
    articles = [article for batch in spooled if batch for article in batch.articles]
    assert [article.published_at for article in articles] == [datetime(2017, 3, 15, 3, tzinfo=UTC)]


def test_hostile_text_moves_no_cursor_and_computes_no_cell(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/feed"))
    title = "=HYPERLINK(1)\u009b2J\u202eevil"
    channel = rss(item("/new", title)).replace("<title>World", f"<title>{title}")
    server.routes |= {"/feed": reply(channel.encode()), "/new": reply(b"\x1b[2J" + PAGE, content_type="text/html")}
    for how in ("table", "csv", "json"):
        _, out, err = desk.check("a", "--format", how)
        assert "evil" in out
        assert not [sign for sign in out + err if not sign.isprintable() and sign not in "\r\n"]
    sheet = list(csv.DictReader(io.StringIO(desk.check("a", "--format", "csv")[1])))
    assert next(row for row in sheet if row["fact"] == "entry")["value"].startswith("'=HYPERLINK")
    _, out, _ = desk.check("--format", "csv")
    assert out.splitlines()[0] == "feed,outcome,status,entries,newest,seconds,note"


def test_credentials_of_an_address_are_never_shown(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/feed").replace("//", "//me:secret@"))
    server.routes["/feed"] = redirect("/elsewhere", 301)
    server.routes["/elsewhere"] = feed(item("http://me:secret@127.0.0.1:9/x"))
    for arguments in (["a"], ["a", "--format", "json"], []):
        status, out, err = desk.check(*arguments)
        assert status == 0
        assert "secret" not in out + err
    assert "authorization" in server.requests[0].headers


def test_a_page_that_robots_txt_withholds_is_not_fetched(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/feed"))
    server.routes |= {"/feed": feed(item("/new")), "/robots.txt": reply(b"User-agent: *\nDisallow: /new\n")}
    told = desk.told()
    assert told["newest"]["rejected"] == "robots_disallowed"
    assert any("robots.txt asks" in line for line in told["next"])
    assert "/new" not in server.paths()


def test_a_text_that_is_no_article_says_why(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/feed"))
    server.routes |= {"/feed": feed(item("/new")), "/new": reply(b"<html><p>Too short.", content_type="text/html")}
    newest = desk.told()["newest"]
    assert (newest["status"], newest["rejected"], newest["detail"]) == (200, "too_short", "2 words: 'Too short.'")


def test_trouble_with_charset_and_dates_is_named(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/a"), b=server.url("/b"), c=server.url("/c"))
    korean = rss("<title>김정은</title>", head='<?xml version="1.0" encoding="utf-8"?>').encode("euc-kr")
    server.routes |= {"/a": reply(korean), "/b": feed("<title>Undated</title><link>/x</link>")}
    server.routes["/c"] = feed(item("/x", age=timedelta(hours=-9)))
    rows = desk.rows()
    assert "declared as utf-8" in rows["a"]["note"]
    assert rows["b"]["note"] == "no entry has a date; articles take theirs from their pages"
    assert rows["c"]["note"].endswith("check the publisher's timezone in sources.yaml")


def test_trouble_on_the_way_is_one_line_with_what_to_do(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/slow"))
    server.routes["/slow"] = reply(b"late", delay=2)
    told = desk.told()
    assert told["answered"]["reason"] == "timeout"
    assert told["answered"]["seconds"] >= 0.5
    assert "raise fetch.timeout_seconds" in told["next"][0]
    desk.settle(hosts="[]")
    told = desk.told()
    assert (told["answered"]["status"], told["answered"]["reason"]) == (None, "private_address")
    assert "fetch.allow_private_hosts" in told["next"][0]


def test_a_host_is_asked_as_politely_as_by_a_pass(desk: Desk, server: Server) -> None:
    desk.settle(spacing=0.3)
    desk.feeds(a=server.url("/a"), b=server.url("/b"), c=server.url("/c"))
    server.routes |= {path: feed(item()) for path in ("/a", "/b", "/c")}
    assert [row["outcome"] for row in desk.rows().values()] == ["answers"] * 3
    moments = [seen.at for seen in server.requests]
    assert server.most_at_once == 1
    assert min(later - earlier for earlier, later in pairwise(moments)) >= 0.29
