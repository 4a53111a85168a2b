"""What a pass makes of pages that do not come, over real sockets: tried again, given up, or nobody's fault but the network's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.gather import MOST_TRIES, gather
from flows.prepare import prepare
from tests.conftest import Run
from tests.feed_desk import NOW, PAGE, Desk, feed, item, one_by_one
from tests.misbehaving import Server, raw, reply
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
