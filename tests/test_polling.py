"""Polling as a pass does it, over real sockets and simulated days: what is asked, what it costs, what is kept."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tasks.poll_plan import MOVED_FOR, MOVED_POLLS
from tasks.poll_record import Poll
from tests.conftest import Run
from tests.feed_desk import PAGE, Desk, Watch, item
from tests.misbehaving import Handler, Seen, Server, redirect, reply
from warehouse import feed_state, spool
from warehouse.state import State

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as serving:
        yield serving


@pytest.fixture
def desk(tmp_path: Path, run: Run) -> Desk:
    return Desk(tmp_path, run)


@pytest.fixture
def watch(desk: Desk) -> Watch:
    return Watch(desk)


def honest(body: bytes, **headers: str) -> Handler:
    """Serve bytes as a good server does: 304 to whoever has them."""
    etag = f'"{len(body)}"'

    async def handle(seen: Seen, writer: Any) -> None:
        known = seen.headers.get("if-none-match") == etag
        answer = reply(status=304, etag=etag, **headers) if known else reply(body, etag=etag, **headers)
        await answer(seen, writer)

    return handle


def channel(*items: str, more: str = "") -> bytes:
    body = "".join(f"<item>{one}</item>" for one in items)
    return f'<rss version="2.0"><channel><title>World</title>{more}{body}</channel></rss>'.encode()


def test_against_an_unchanged_server_nearly_every_repeat_poll_costs_a_304(watch: Watch, server: Server) -> None:
    names = [f"f{number}" for number in range(5)]
    watch.feeds(**{name: server.url(f"/{name}") for name in names})
    server.routes |= {f"/{name}": honest(channel(item(f"/{name}"))) for name in names}
    for number in range(2 * 72):  # two days of a pass every twenty minutes
        watch.polled(NOW + number * timedelta(minutes=20))
    polls = watch.spooled()
    assert len(polls) == len(server.requests)
    repeats = polls[len(names) :]
    assert len(repeats) > 100
    assert Counter(one.outcome for one in repeats)["not_modified"] / len(repeats) >= 0.95
    assert sum(one.body_bytes for one in repeats) == 0
    assert len(polls) < 2 * 72 * len(names) / 3  # and they become few


def test_a_pass_right_after_another_asks_nothing_unless_told_to_ask_all(watch: Watch, server: Server) -> None:
    watch.feeds(a=server.url("/a"), b=server.url("/b"))
    server.routes |= {"/a": honest(channel(item("/1"))), "/b": honest(channel(item("/2")))}
    assert (watch.polled(NOW).polls, watch.polled(NOW).not_due) == ({"changed": 2}, 2)
    soon = watch.polled(NOW + timedelta(minutes=1))
    assert (soon.polls, soon.not_due, soon.suspended) == ({}, 2, 0)
    assert watch.polled(NOW + timedelta(minutes=1), everything=True).polls == {"not_modified": 2}


def test_no_feed_is_polled_before_the_moment_that_was_set_for_it(watch: Watch, server: Server) -> None:
    watch.feeds(a=server.url("/a"), b=server.url("/b"), c=server.url("/c"))
    busy = channel(*(item(f"/{number}") for number in range(40)))
    server.routes |= {
        "/a": honest(busy, cache_control="max-age=3600"),
        "/b": honest(channel(*(item(f"/b{number}") for number in range(40)), more="<ttl>120</ttl>")),
        "/c": reply(status=503, retry_after="5400"),
    }
    for number in range(72):
        watch.polled(NOW + number * timedelta(minutes=20))
    asked: dict[str, list[Poll]] = {}
    for one in watch.spooled():
        asked.setdefault(one.feed_id, []).append(one)
    assert {name: len(polls) > 3 for name, polls in asked.items()} == {"a": True, "b": True, "c": True}
    for name, least in (("a", HOUR), ("b", 2 * HOUR), ("c", 1.5 * HOUR)):
        for earlier, later in zip(asked[name], asked[name][1:], strict=False):
            assert earlier.not_before is not None
            assert later.polled_at >= earlier.not_before >= earlier.polled_at + least


def test_a_move_for_good_is_followed_after_some_days_and_told_but_never_written_into_the_configuration(
    watch: Watch, server: Server
) -> None:
    watch.feeds(a=server.url("/old"))
    configured = (watch.bench.config.feeds["a"]).url
    server.routes |= {"/old": redirect("/new", 301), "/new": honest(channel(item("/1")))}
    for number in range(MOVED_POLLS):
        watch.polled(NOW + number * MOVED_FOR)
    assert (watch.state().url, watch.state().condition) == (server.url("/new"), "moved")
    server.requests.clear()
    watch.polled(NOW + MOVED_POLLS * MOVED_FOR)
    assert server.paths() == ["/new"]
    assert "if-none-match" not in server.requests[0].headers
    watch.polled(NOW + (MOVED_POLLS + 1) * MOVED_FOR)
    assert "if-none-match" in server.requests[1].headers
    assert watch.bench.config.feeds["a"].url == configured
    last = watch.spooled()[-1]
    assert (last.url, last.state, last.redirects, last.new_entries) == (server.url("/new"), "moved", 0, 0)


def test_a_move_for_now_is_followed_each_time_and_never_believed(watch: Watch, server: Server) -> None:
    watch.feeds(a=server.url("/old"))
    server.routes |= {"/old": redirect("/new", 302), "/new": honest(channel(item("/1")))}
    for number in range(3 * MOVED_POLLS):
        watch.polled(NOW + number * MOVED_FOR)
    assert (watch.state().url, watch.state().condition) == (server.url("/old"), "unchanged")
    assert {one.redirects for one in watch.spooled()} == {1}


def test_a_changed_address_begins_anew_and_resumes_a_suspended_feed(watch: Watch, server: Server) -> None:
    watch.feeds(a=server.url("/a"))
    server.routes |= {"/a": honest(channel(item("/1"))), "/b": honest(channel(item("/1")))}
    watch.polled(NOW)
    server.routes["/a"] = reply(status=410)
    assert watch.polled(NOW + DAY).troubles[0].startswith("a: http_410: ")
    left = watch.polled(NOW + 9 * DAY)
    assert (left.polls, left.suspended, left.not_due) == ({}, 1, 0)
    watch.feeds(a=server.url("/b"))
    server.requests.clear()
    again = watch.polled(NOW + 9 * DAY + HOUR)
    assert (again.polls, again.new_entries) == ({"changed": 1}, 0)
    assert "if-none-match" not in server.requests[0].headers


def test_a_suspended_feed_that_answers_when_all_are_asked_is_resumed(watch: Watch, server: Server) -> None:
    watch.feeds(a=server.url("/a"))
    server.routes["/a"] = reply(status=410)
    watch.polled(NOW)
    server.routes["/a"] = honest(channel(item("/1")))
    assert watch.polled(NOW + DAY).polls == {}
    assert watch.polled(NOW + DAY, everything=True).polls == {"changed": 1}
    assert watch.polled(NOW + 3 * DAY).polls == {"not_modified": 1}


def test_a_web_page_in_place_of_a_feed_is_broken_until_the_feed_is_back(watch: Watch, server: Server) -> None:
    watch.feeds(a=server.url("/a"))
    good = honest(channel(item("/1")))
    server.routes["/a"] = good
    watch.polled(NOW)
    server.routes["/a"] = reply(PAGE, content_type="text/html")
    assert watch.polled(NOW + DAY).failures == {"html_not_feed": 1}
    assert (watch.state().condition, watch.spooled()[-1].failure) == ("broken", "hard")
    server.routes["/a"] = good
    assert watch.polled(NOW + 3 * DAY).polls == {"unchanged": 1}
    assert "if-none-match" not in server.requests[-1].headers
    assert watch.state().condition == "unchanged"


def test_an_entry_that_two_feeds_show_at_once_counts_once(watch: Watch, server: Server) -> None:
    watch.feeds(a=server.url("/a"), b=server.url("/b"))
    server.routes |= {path: honest(channel(item(server.url("/same")))) for path in ("/a", "/b")}
    assert watch.polled(NOW).new_entries == 1
    assert [one.new_entries for one in watch.spooled()].count(1) == 1


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_pass_that_ends_around_the_spool_loses_no_poll_and_no_entry(
    watch: Watch, server: Server, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    watch.feeds(a=server.url("/a"))
    server.routes["/a"] = honest(channel(item("/1"), item("/2")))
    put = spool.put

    def killed(root: Path, batch: spool.Batch) -> str:
        if where == "after":
            put(root, batch)
        raise KeyboardInterrupt

    monkeypatch.setattr(spool, "put", killed)
    with pytest.raises(KeyboardInterrupt):
        watch.polled(NOW)
    monkeypatch.setattr(spool, "put", put)
    watch.polled(NOW + timedelta(minutes=1))
    assert [(one.polled_at, one.new_entries) for one in watch.spooled()] == [(NOW, 2)]
    with State(watch.bench.layout.state) as state:
        assert len(state.waiting()) == 2
        assert feed_state.unspooled(state).polls == ()
    root = watch.bench.layout.spool
    batches = [spool.take(root, name) for name in spool.waiting(root)]
    assert [len(batch.entries) for batch in batches if batch] == [2]


def test_unchanged_feeds_are_never_parsed(watch: Watch, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    watch.feeds(a=server.url("/a"), b=server.url("/b"))
    server.routes |= {"/a": honest(channel(item("/1"))), "/b": reply(channel(item("/2")))}
    parsed: list[int] = []
    from flows import polling

    parse = polling.parse_feeds
    monkeypatch.setattr(polling, "parse_feeds", lambda answers: parsed.append(len(answers)) or parse(answers))
    outcomes = [dict(watch.polled(NOW + number * DAY).polls) for number in range(4)]
    assert outcomes == [{"changed": 2}] + [{"not_modified": 1, "unchanged": 1}] * 3
    assert sum(parsed) == 2


def test_credentials_of_a_feed_reach_its_server_and_no_record(watch: Watch, server: Server) -> None:
    watch.feeds(a=server.url("/a").replace("//", "//me:secret@"))
    server.routes["/a"] = honest(channel(item("/1")))
    watch.polled(NOW)
    assert "authorization" in server.requests[0].headers
    assert "secret" not in json.dumps([str(one) for one in watch.spooled()])
    assert re.fullmatch(r"http://127.0.0.1:\d+/a", watch.spooled()[0].url)
