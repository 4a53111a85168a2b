"""What a pass makes of pages that do not come, over real sockets: tried again, given up, or nobody's fault but the network's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.gather import gather
from flows.prepare import prepare
from tasks.page_tries import MOST_TRIES, WAITS
from tests.conftest import Run
from tests.feed_desk import NOW, PAGE, Desk, feed, item, one_by_one
from tests.misbehaving import Handler, Server, raw, reply
from warehouse import spool
from warehouse.spool import Batch
from warehouse.state import State


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as serving:
        yield serving


class Passes:
    """A feed that shows one story, a day at a time."""

    def __init__(self, home: Path, run: Run, server: Server) -> None:
        self._desk, self._server, self._days = Desk(home, run), server, 0
        self._desk.feeds(a=server.url("/feed"))

    def one(self, feed_answers: bool, page_answers: bool) -> Batch | None:
        """Run a pass, and return what it settled."""
        gone, failing = raw(b""), reply(b"", 500)
        shown = feed(item(self._server.url("/story")))
        self._server.routes["/feed"] = shown if feed_answers else gone
        self._server.routes["/story"] = reply(PAGE, content_type="text/html") if page_answers else failing
        if not feed_answers:
            self._server.routes["/story"] = gone
        bench = prepare(self._desk.config, self._desk.warehouse, lambda workers: one_by_one, io.StringIO())
        self._days += 1
        gather(bench, NOW + timedelta(days=self._days))
        settled = [spool.take(bench.layout.spool, name) for name in spool.waiting(bench.layout.spool)]
        for name in spool.waiting(bench.layout.spool):
            spool.drop(bench.layout.spool, name)
        return next((one for one in settled if one and one.contents), None)

    @property
    def attempts(self) -> list[int]:
        with State(self._desk.warehouse.with_name("news.state.sqlite")) as state:
            return [one.attempts for one in state.waiting()]


def test_a_network_that_is_gone_for_days_costs_no_page_its_tries(server: Server, tmp_path: Path, run: Run) -> None:
    passes = Passes(tmp_path, run, server)
    assert passes.one(feed_answers=True, page_answers=False) is None
    for _ in range(MOST_TRIES + 1):
        assert passes.one(feed_answers=False, page_answers=False) is None
        assert passes.attempts == [1]
    settled = passes.one(feed_answers=True, page_answers=True)
    assert settled is not None
    assert [one.title for one in settled.articles] == ["Envoy"]
    assert passes.attempts == []


def test_a_page_that_fails_where_others_answer_is_given_up_after_its_tries(
    server: Server, tmp_path: Path, run: Run
) -> None:
    passes = Passes(tmp_path, run, server)
    settled = [passes.one(feed_answers=True, page_answers=False) for _ in range(MOST_TRIES)]
    assert settled[:-1] == [None] * (MOST_TRIES - 1)
    assert settled[-1] is not None
    assert [one.reason for one in settled[-1].rejections] == ["http_5xx"]
    assert f"(tried {MOST_TRIES} times since " in settled[-1].rejections[0].detail


class Hours:
    """A pass every so many minutes over a feed that answers, of a host whose pages are as a test wants them."""

    def __init__(self, home: Path, run: Run, server: Server, pages: int = 1, every: int = 15) -> None:
        self._server, self.desk, self.at, self._every = server, Desk(home, run), NOW, timedelta(minutes=every)
        self.stories = [f"/story{number}" for number in range(pages)]
        self.desk.feeds(a=server.url("/feed"))
        server.routes["/feed"] = feed(*(item(server.url(path), title=path) for path in self.stories))
        self.outcomes: list[str] = []

    def until(self, hours: float, page: Handler) -> None:
        """Run passes up to so many hours after the first, while pages answer like this."""
        self._server.routes |= dict.fromkeys(self.stories, page)
        bench = prepare(self.desk.config, self.desk.warehouse, lambda workers: one_by_one, io.StringIO())
        while self.at <= NOW + timedelta(hours=hours):
            gather(bench, self.at)
            self.at += self._every
        for name in spool.waiting(bench.layout.spool):
            batch = spool.take(bench.layout.spool, name)
            assert batch is not None
            self.outcomes += [f"article {one.title}" for one in batch.articles]
            self.outcomes += [f"{one.reason} {one.detail}" for one in batch.rejections]
            spool.drop(bench.layout.spool, name)

    def asked(self) -> int:
        return len([path for path in self._server.paths() if path in self.stories])


def test_a_host_that_is_down_for_three_hours_loses_no_page(server: Server, tmp_path: Path, run: Run) -> None:
    hours = Hours(tmp_path, run, server, pages=3)
    hours.until(3, reply(b"", 503))
    assert hours.asked() == 3 * 3  # at once, after a quarter of an hour, and an hour after that
    assert hours.outcomes == []
    row = hours.desk.listed()["a"]
    assert row["pages_waiting"] == 3
    assert row["next_page_try"].startswith(f"{NOW + timedelta(hours=5.25):%Y-%m-%dT%H:%M}")
    assert "pages that did not come (3 http_5xx) are tried again from" in row["note"]
    hours.until(6, reply(PAGE, content_type="text/html"))
    assert sorted(hours.outcomes) == [f"article /story{number}" for number in range(3)]
    assert hours.desk.listed()["a"]["pages_waiting"] == 0


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_asked_for_once(server: Server, tmp_path: Path, run: Run, status: int) -> None:
    hours = Hours(tmp_path, run, server)
    hours.until(1, reply(b"", status))
    assert hours.asked() == 1
    assert [one.split()[0] for one in hours.outcomes] == [f"http_{status}"]
    assert "tried" not in hours.outcomes[0]


def test_tries_are_as_far_apart_as_promised_and_the_last_is_on_record(server: Server, tmp_path: Path, run: Run) -> None:
    hours = Hours(tmp_path, run, server, every=60)
    asked = 0
    for place, after in enumerate((0, 1, 2, 6, 18, 42)):  # the waits, rounded up to the pass that follows
        hours.until(after - 0.5, reply(b"", 500))
        assert hours.asked() == asked
        hours.until(after, reply(b"", 500))
        assert hours.asked() == (asked := asked + 1), f"try {place + 1}"
    assert len(WAITS) + 1 == asked == MOST_TRIES
    assert len(hours.outcomes) == 1
    assert hours.outcomes[0].startswith("http_5xx ")
    assert f"(tried {MOST_TRIES} times since {NOW:%Y-%m-%d %H:%M} UTC)" in hours.outcomes[0]


def test_a_wish_to_wait_is_heard_and_no_try_comes_before(server: Server, tmp_path: Path, run: Run) -> None:
    hours = Hours(tmp_path, run, server)
    hours.until(2.75, reply(b"", 503, retry_after="10800"))
    assert hours.asked() == 1
    hours.until(3, reply(PAGE, content_type="text/html"))
    assert hours.outcomes == ["article /story0"]


def test_a_clock_that_was_ahead_puts_no_page_off_for_long(server: Server, tmp_path: Path, run: Run) -> None:
    hours = Hours(tmp_path, run, server)
    hours.at = NOW + timedelta(days=300)
    hours.until(24 * 300, reply(b"", 500))
    hours.at = NOW
    hours.until(0, reply(PAGE, content_type="text/html"))
    assert hours.outcomes == ["article /story0"]
