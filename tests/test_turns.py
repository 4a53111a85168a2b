"""Spacing and concurrency as servers see them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.misbehaving import Server, get_all, reply, rules


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def test_requests_to_a_host_start_as_far_apart_as_asked(server: Server) -> None:
    server.routes["/a"] = reply(b"x")
    get_all([server.url("/a")] * 4, rules(per_host_at_once=2, per_host_spacing_seconds=0.1))
    gaps = [later.at - earlier.at for earlier, later in pairwise(server.requests)]
    assert len(gaps) == 3
    assert min(gaps) > 0.08
    assert max(gaps) < 0.3


def test_a_host_is_never_asked_twice_at_once(server: Server) -> None:
    server.routes["/a"] = reply(b"x", delay=0.02)
    get_all([server.url("/a")] * 6, rules(per_host_at_once=1))
    assert len(server.requests) == 6
    assert server.most_at_once == 1


def test_a_host_may_be_asked_more_often_at_once_when_the_rules_say_so(server: Server) -> None:
    server.routes["/a"] = reply(b"x", delay=0.1)
    get_all([server.url("/a")] * 6, rules(per_host_at_once=3))
    assert server.most_at_once == 3


def test_a_host_that_waits_for_its_turn_keeps_no_other_waiting(server: Server) -> None:
    with Server() as other:
        server.routes["/a"] = other.routes["/a"] = reply(b"x")
        urls = [server.url("/a")] * 3 + [other.url("/a")]
        get_all(urls, rules(at_once=1, per_host_at_once=1, per_host_spacing_seconds=0.1))
        assert other.requests[0].at < server.requests[1].at
