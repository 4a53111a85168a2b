"""The doctor of feeds: what it says of sound and of sick ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.gather import gather
from flows.prepare import prepare
from tests.conftest import Run
from tests.feed_desk import NOW, PAGE, Desk, closed_port, feed, item, one_by_one
from tests.feed_samples import rss
from tests.misbehaving import Server, redirect, reply
from warehouse import spool


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as serving:
        yield serving


@pytest.fixture
def desk(tmp_path: Path, run: Run) -> Desk:
    return Desk(tmp_path, run)


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
    assert told["next"][0].startswith("the next pass polls it, and plans the one after it for ")
    assert told["next"][0].endswith(", which suits how often it changes")
    assert told["next"][1:] == ["the next poll sends no condition, reads 3 entries and fetches the pages of 3 new ones"]
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
    assert "utf-8" in rows["a"]["note"]
    assert rows["b"]["note"] == "no entry has a date; articles take theirs from their pages"
    assert rows["c"]["note"].endswith("check the publisher's timezone in sources.yaml")


def test_trouble_on_the_way_is_one_line_with_what_to_do(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/slow"))
    desk.settle(patience=0.5)
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
    desk.settle(spacing=0.5)
    desk.feeds(a=server.url("/a"), b=server.url("/b"), c=server.url("/c"))
    server.routes |= {path: feed(item()) for path in ("/a", "/b", "/c")}
    assert [row["outcome"] for row in desk.rows().values()] == ["answers"] * 3
    moments = [seen.at for seen in server.requests]
    assert server.most_at_once == 1
    assert moments[-1] - moments[0] >= 0.6  # two spaces of half a second, of which the first request may have been late
