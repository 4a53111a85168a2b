"""What is remembered of feeds between polls, that a check leaves no trace in it, and how the listing shows it."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.gather import gather
from flows.prepare import prepare
from tasks.feed_state import new_state
from tasks.poll_record import Poll
from tasks.records import Feed, Validators
from tests.conftest import Run
from tests.feed_desk import NOW, PAGE, Desk, feed, item, one_by_one
from tests.feed_samples import parse, rss
from tests.misbehaving import Server, redirect, reply
from warehouse.feed_state import PolledFeed, feed_states, record_polls
from warehouse.layout import Layout
from warehouse.read_state import remembered_entries, remembered_states
from warehouse.state import State


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as serving:
        yield serving


@pytest.fixture
def desk(tmp_path: Path, run: Run) -> Desk:
    return Desk(tmp_path, run)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("at_work", [False, True])
def test_a_check_writes_nothing_and_says_what_the_next_poll_would_send(
    desk: Desk, server: Server, tmp_path: Path, at_work: bool
) -> None:
    desk.feeds(a=server.url("/feed"))
    server.routes |= {"/feed": feed(item("/new"), etag='"v2"'), "/new": reply(PAGE, content_type="text/html")}
    state_file = Layout(desk.warehouse).state
    known = replace(
        new_state(Feed("a", "herald", server.url("/feed"))),
        validators=Validators('"v1"', "Wed, 15 Mar 2017 09:30:00 GMT"),
    )
    with State(state_file) as state:
        record_polls(state, [PolledFeed(known, Poll("p", "a", server.url("/feed"), NOW, "changed"))])
    other = sqlite3.connect(state_file) if at_work else None
    try:
        if other:
            other.execute("SELECT * FROM feed_states").fetchall()
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
    assert told["next"][0].startswith("the next poll is planned for ")
    assert told["next"][1:] == ['the next poll sends If-None-Match: "v1", and reads nothing as long as nothing changes']


def test_more_entries_than_one_question_takes_are_remembered(tmp_path: Path) -> None:
    here = Feed("a", "herald", "https://news.example/feed")
    entries = parse(rss(*(f"<title>{number}</title><link>/{number}</link>" for number in range(1200)))).entries
    with State(tmp_path / "state.sqlite") as state:
        poll = Poll("p", "a", here.url, NOW, "changed")
        record_polls(state, [PolledFeed(new_state(here), poll, entries[:-1])])
    known = remembered_entries(tmp_path / "state.sqlite", [entry.entry_id for entry in entries])
    assert known == {entry.entry_id for entry in entries[:-1]}


def test_what_an_older_version_kept_of_feeds_serves_the_next_poll(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    with contextlib.closing(sqlite3.connect(file)) as old, old:
        old.execute(
            "CREATE TABLE feeds (feed_id TEXT PRIMARY KEY, url TEXT, etag TEXT, last_modified TEXT, sha256 TEXT)"
        )
        old.execute("INSERT INTO feeds VALUES ('a', 'https://news.example/feed', '\"v1\"', 'Wed', 'hash')")
    here = Feed("a", "herald", "https://news.example/feed")
    assert remembered_states(file, [here])["a"] == new_state(here)
    for _ in range(2):
        with State(file) as state:
            known = feed_states(state, [here])[0]
    assert (known.validators, known.condition) == (Validators('"v1"', "Wed", "hash"), "new")


def test_the_listing_tells_how_each_feed_stands_and_when_it_is_polled_next(desk: Desk, server: Server) -> None:
    desk.feeds(
        a=server.url("/a"),
        b=server.url("/b"),
        c=server.url("/c"),
        d=server.url("/d"),
        e=server.url("/e"),
        f=server.url("/f"),
    )
    server.routes |= {"/a": feed(item("/1"), item("/2")), "/b": feed(), "/c": reply(PAGE), "/d": reply(status=410)}
    server.routes |= {"/e": redirect("/a", 301), "/1": reply(PAGE, content_type="text/html")}
    bench = prepare(desk.config, desk.warehouse, lambda workers: one_by_one, io.StringIO())
    assert {row["state"] for row in desk.listed().values()} == {"new"}
    gather(bench, NOW)
    rows = desk.listed()
    assert {name: row["state"] for name, row in rows.items()} == {
        "a": "changed", "b": "empty", "c": "broken", "d": "suspended", "e": "moved", "f": "failing",
    }  # fmt: skip
    assert {name for name, row in rows.items() if row["last_success"]} == {"a", "b", "e"}
    assert {name for name, row in rows.items() if row["next_poll"] is None} == {"d"}
    assert rows["a"]["waits_for"] == "pace"
    assert rows["c"]["reason"] == "html_not_feed"
    assert rows["d"]["note"].endswith("; `brinkwatch run --all` or another address resumes it")
    assert rows["e"]["note"] == f"moved permanently: write {server.url('/a')} in feeds.yaml"
    assert (rows["e"]["url"], rows["e"]["asked_url"]) == (server.url("/e"), server.url("/e"))
    _, out, _ = desk.list()
    assert "suspended" in out
    assert desk.list("--format", "csv")[1].startswith("feed,source,country,language,state,last_poll,last_success,")


def test_a_suspended_feed_says_in_its_check_why_and_how_to_resume_it(desk: Desk, server: Server) -> None:
    desk.feeds(a=server.url("/a"))
    server.routes["/a"] = reply(status=410)
    told = desk.told()
    assert any(
        line.startswith("a poll that meets this suspends the feed: `brinkwatch run --all`") for line in told["next"]
    )
    gather(prepare(desk.config, desk.warehouse, lambda workers: one_by_one, io.StringIO()), NOW)
    told = desk.told()
    assert any(line.startswith("suspended, and asked no more since ") for line in told["next"])
