"""Polling feeds over real sockets."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.poll import FeedAnswer, FeedRequest, poll_feeds
from tasks.records import Feed, Validators
from tests.misbehaving import Seen, Server, redirect, reply, rules

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def request(url: str, validators: Validators | None = None) -> FeedRequest:
    return FeedRequest(Feed("example-world", "example", url), validators or Validators())


def poll(url: str, validators: Validators | None = None, now: datetime = NOW) -> FeedAnswer:
    return poll_feeds([request(url, validators)], rules(), now)[0]


def test_a_new_feed_brings_its_bytes_and_what_to_ask_by_next_time(server: Server) -> None:
    server.routes["/f"] = reply(b"<rss/>", content_type="text/xml; charset=euc-kr", etag='W/"5"', last_modified="Wed")
    answer = poll(server.url("/f"))
    assert (answer.poll.outcome, answer.poll.status, answer.poll.body_bytes) == ("changed", 200, 6)
    assert (answer.body, answer.content_type) == (b"<rss/>", "text/xml; charset=euc-kr")
    assert (answer.validators.etag, answer.validators.last_modified) == ('W/"5"', "Wed")
    assert len(answer.validators.sha256) == 64
    assert answer.poll.polled_at == NOW


def test_validators_are_sent_and_a_304_keeps_them(server: Server) -> None:
    server.routes["/f"] = reply(status=304)
    known = Validators('"5"', "Wed, 15 Mar 2017 00:00:00 GMT", "abc")
    answer = poll(server.url("/f"), known)
    sent = server.requests[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == (known.etag, known.last_modified)
    assert (answer.poll.outcome, answer.poll.status, answer.body, answer.validators) == (
        "not_modified",
        304,
        b"",
        known,
    )


def test_a_304_may_renew_the_etag(server: Server) -> None:
    server.routes["/f"] = reply(status=304, etag='"6"')
    assert poll(server.url("/f"), Validators('"5"', "", "abc")).validators == Validators('"6"', "", "abc")


def test_the_same_bytes_again_are_unchanged_and_are_not_handed_on(server: Server) -> None:
    server.routes["/f"] = reply(b"<rss/>")
    first = poll(server.url("/f"))
    second = poll(server.url("/f"), first.validators)
    assert (second.poll.outcome, second.body, second.poll.body_bytes) == ("unchanged", b"", 6)
    assert second.validators == first.validators
    assert "if-none-match" not in server.requests[1].headers


def test_a_failed_poll_keeps_the_validators_and_names_the_reason(server: Server) -> None:
    known = Validators('"5"', "", "abc")
    answer = poll(server.url("/gone"), known)
    assert (answer.poll.outcome, answer.poll.reason, answer.poll.status) == ("failed", "http_404", 404)
    assert "404" in answer.poll.detail
    assert answer.validators == known


def test_an_etag_that_could_not_be_sent_back_is_not_kept(server: Server) -> None:
    async def odd(seen: Seen, writer: object) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\nETag: "\xff\xfe"\r\nContent-Length: 1\r\n\r\nx')  # type: ignore[attr-defined]

    server.routes["/f"] = odd
    assert poll(server.url("/f")).validators.etag == ""


def test_a_moved_feed_tells_its_final_address(server: Server) -> None:
    server.routes |= {"/old": redirect("/new", 301), "/new": reply(b"<rss/>")}
    answer = poll(server.url("/old"), Validators('"5"'))
    assert (answer.final_url, answer.poll.url) == (server.url("/new"), server.url("/old"))
    assert [seen.headers.get("if-none-match") for seen in server.requests] == ['"5"', '"5"']


def test_feeds_are_asked_for_as_feeds_and_without_robots_txt(server: Server) -> None:
    server.routes |= {"/f": reply(b"x"), "/robots.txt": reply(b"User-agent: *\nDisallow: /\n")}
    assert poll(server.url("/f")).poll.outcome == "changed"
    assert server.paths() == ["/f"]
    assert server.requests[0].headers["accept"].startswith("application/atom+xml, application/rss+xml")


def test_a_poll_is_known_by_its_feed_and_moment(server: Server) -> None:
    server.routes["/f"] = reply(b"x")
    again, later = poll(server.url("/f")), poll(server.url("/f"), now=NOW + timedelta(microseconds=1))
    assert poll(server.url("/f")).poll.poll_id == again.poll.poll_id != later.poll.poll_id


def test_answers_come_in_the_order_of_requests_whatever_their_pace(server: Server) -> None:
    paths = [f"/{i}" for i in range(6)]
    server.routes |= {path: reply(path.encode(), delay=0.1 - i / 60) for i, path in enumerate(paths)}
    requests = [request(server.url(path)) for path in paths] + [request("http://a..b/f")]
    answers = poll_feeds(requests, rules(timeout_seconds=5), NOW)
    assert [answer.body.decode() for answer in answers] == [*paths, ""]
    assert [answer.request for answer in answers] == requests


def test_polling_works_in_worker_threads_and_its_values_travel(server: Server) -> None:
    server.routes["/f"] = reply(b"x")
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(poll, [server.url("/f")] * 3))
    assert {answer.poll.outcome for answer in found} == {"changed"}
    assert pickle.loads(pickle.dumps(found)) == found
    assert replace(found[0]) == found[0]


def test_no_feeds_are_no_trouble() -> None:
    assert poll_feeds([], rules(), NOW) == []
