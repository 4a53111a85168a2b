"""The replay serves nine publishers over real HTTP, as of a moment."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import feedparser
import pytest

from brinkwatch.replay.outlets import BY_ID, OUTLETS, Outlet
from brinkwatch.replay.server import PortInUse, ReplayServer
from brinkwatch.replay.site import IN_FEED
from brinkwatch.replay.story import published, story_path
from tests.newsstand import FIRST_DAY, ITEMS, LAST_MOMENT, SENTENCES, each_outlet, get, of


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(ITEMS, LAST_MOMENT) as serving:
        yield serving


@each_outlet
def test_a_feed_parses_cleanly_and_claims_the_day_of_each_story(outlet: Outlet, server: ReplayServer) -> None:
    status, headers, body = get(server.feed_url(outlet.source_id))
    parsed = feedparser.parse(body, response_headers={"content-type": headers["Content-Type"]})
    shown = [item for item in of(outlet) if published(item, outlet) > LAST_MOMENT - IN_FEED]
    assert (status, parsed.bozo) == (200, False)
    assert parsed.version == {"rss2": "rss20", "rss1": "rss10", "atom": "atom10"}[outlet.feed_format]
    assert [entry.title for entry in parsed.entries] == [item.title for item in reversed(shown)]
    for entry, item in zip(parsed.entries, reversed(shown), strict=True):
        claimed = entry.get("published_parsed") or entry.updated_parsed
        assert entry.link == server.link(item)
        assert entry.id == item.link
        assert date(*claimed[:3]) == item.day
        assert ("content" in entry) == outlet.full_content
        assert SENTENCES[0].format("")[:20] in entry.summary or entry.summary == item.subtitle
    stated = parsed.entries[0].get("published") or parsed.entries[0].updated
    assert (len(stated) > len("2017-03-15")) == outlet.states_time


@each_outlet
def test_unchanged_feeds_answer_304_to_either_validator(outlet: Outlet, server: ReplayServer) -> None:
    url = server.feed_url(outlet.source_id)
    _, headers, _ = get(url)
    by_etag = get(url, If_None_Match=headers["ETag"])
    by_time = get(url, If_Modified_Since=headers["Last-Modified"])
    assert (by_etag[0], by_etag[2], by_time[0], by_time[2]) == (304, b"", 304, b"")
    assert get(url, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert server.requests == {(outlet.source_id, "feed 200"): 2, (outlet.source_id, "feed 304"): 2}


def test_validators_expire_when_a_story_arrives_and_when_one_leaves_the_feed() -> None:
    outlet = BY_ID["bbc"]
    first, second = of(outlet)[0], replace(of(outlet)[1], day=FIRST_DAY + timedelta(days=3))
    arrivals = [published(item, outlet) for item in (first, second)]
    changes = [*arrivals, arrivals[0] + IN_FEED, arrivals[1] + IN_FEED]
    with ReplayServer([first, second], FIRST_MOMENT) as server:
        url = server.feed_url("bbc")
        for change in changes:
            server.moment = change - timedelta(seconds=1)
            _, before, _ = get(url)
            server.moment = change
            assert get(url, If_None_Match=before["ETag"])[0] == 200
            assert get(url, If_Modified_Since=before["Last-Modified"])[0] == 200


FIRST_MOMENT = datetime(2017, 2, 28, tzinfo=UTC)


def test_daily_polls_see_every_story_once_it_is_out_and_never_before(server: ReplayServer) -> None:
    due = {item.link: published(item, BY_ID[item.outlet]) for item in ITEMS}
    seen: set[str] = set()
    for day in range(12):
        server.moment = FIRST_MOMENT + timedelta(days=day)
        entries = [
            entry.id
            for outlet in OUTLETS
            for entry in feedparser.parse(get(server.feed_url(outlet.source_id))[2]).entries
        ]
        seen.update(entries)
        assert {link for link, at in due.items() if at <= server.moment} == seen
        assert set(entries) == {link for link, at in due.items() if server.moment - IN_FEED < at <= server.moment}


@each_outlet
def test_a_story_of_the_future_is_not_served_or_linked_to(outlet: Outlet, server: ReplayServer) -> None:
    items = of(outlet)
    server.moment = published(items[4], outlet)
    answers = [get(server.link(item)) for item in items]
    assert [status for status, _, _ in answers] == [200] * 5 + [404] * 3
    front = get(f"http://127.0.0.1:{server.ports[outlet.source_id]}/")[2].decode(outlet.charset)
    for body in (front, answers[4][2].decode(outlet.charset)):
        assert all((item.title in body) == (place < 5) for place, item in enumerate(items) if place != 4)
    assert server.requests[outlet.source_id, "404"] == 3


@each_outlet
def test_robots_front_page_and_unknown_paths(outlet: Outlet, server: ReplayServer) -> None:
    base = f"http://127.0.0.1:{server.ports[outlet.source_id]}"
    status, _, robots = get(f"{base}/robots.txt")
    assert status == 200
    assert robots.startswith(b"User-agent: *\nDisallow: /search\n")
    assert get(f"{base}/")[0] == 200
    assert get(f"{base}/wp-login.php")[0] == get(f"{base}//x/../%00")[0] == 404
    assert server.requests == {
        (outlet.source_id, "robots"): 1,
        (outlet.source_id, "front"): 1,
        (outlet.source_id, "404"): 2,
    }


def test_a_link_keeps_the_path_and_only_the_query_that_names_the_page(server: ReplayServer) -> None:
    assert story_path("http://x.example/Politics/a-b/story?id=45310061&utm=1") == "/Politics/a-b/story?id=45310061"
    assert story_path("http://x.example/en/caf�/a-1?maca=rss") == "/en/caf%EF%BF%BD/a-1"
    item = of(BY_ID["abcnews"])[0]
    status, _, page = get(f"{server.link(item)}&ref=front")
    assert status == 200
    assert f'<link rel="canonical" href="{server.link(item)}">'.encode() in page


def test_same_items_and_moment_give_the_same_bytes_on_any_ports() -> None:
    def everything() -> dict[str, bytes]:
        with ReplayServer(ITEMS, LAST_MOMENT) as server:
            urls = [server.feed_url(outlet.source_id) for outlet in OUTLETS] + [server.link(item) for item in ITEMS]
            return {item: get(item)[2].replace(urlsplit(item).netloc.encode(), b"HOST") for item in urls}

    first, second = everything(), everything()
    assert not first.keys() & second.keys()
    assert list(first.values()) == list(second.values())


def test_a_port_in_use_is_one_clear_line_naming_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=rf"^port {port} on 127\.0\.0\.1 can not be opened \([^\n]+$"):
            ReplayServer(ITEMS, LAST_MOMENT, base_port=port).__enter__()
    with pytest.raises(PortInUse, match="port 65536 "):
        ReplayServer(ITEMS, LAST_MOMENT, base_port=65530).__enter__()


def test_a_moment_without_a_time_zone_is_refused(server: ReplayServer) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        server.moment = datetime(2017, 3, 1)  # noqa: DTZ001


def test_stopping_closes_open_connections_and_leaves_no_thread_and_no_output(capfd: pytest.CaptureFixture[str]) -> None:
    before = threading.enumerate()
    with ReplayServer(ITEMS, LAST_MOMENT) as server:
        port = server.ports["bbc"]
        kept = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        for _ in range(2):
            kept.request("GET", "/news/rss.xml")
            assert kept.getresponse().read().startswith(b"<?xml")
        with socket.create_connection(("127.0.0.1", port), timeout=5) as rude:
            rude.sendall(b"nonsense\r\n\r\n")
            assert b"400" in rude.recv(100)
    kept.close()
    assert threading.enumerate() == before
    assert capfd.readouterr() == ("", "")
    with pytest.raises(ConnectionRefusedError):
        get(f"http://127.0.0.1:{port}/")


def test_only_get_and_head_are_answered(server: ReplayServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.ports["tass"], timeout=5)
    statuses = []
    for method in ("HEAD", "POST"):
        connection.request(method, "/")
        answer = connection.getresponse()
        statuses.append((answer.status, answer.headers["Allow"], answer.read()))
    connection.close()
    assert statuses == [(200, None, b""), (405, "GET, HEAD", b"")]
