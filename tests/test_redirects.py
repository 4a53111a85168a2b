"""Redirects over real sockets: every hop is judged as the first address was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tasks.http import Answer
from tasks.records import Redirect
from tests.misbehaving import Server, drip, get, reason, redirect, reply, rules


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def test_redirects_are_followed_and_recorded(server: Server) -> None:
    server.routes |= {"/a": redirect("b?x=1", 301), "/b?x=1": redirect(server.url("/c#top"), 307), "/c": reply(b"end")}
    answer = get(server.url("/a"))
    assert isinstance(answer, Answer)
    assert (answer.body, answer.final_url) == (b"end", server.url("/c"))
    assert answer.redirects == (Redirect(server.url("/a"), 301), Redirect(server.url("/b?x=1"), 307))


def test_a_redirect_to_a_private_address_is_refused(server: Server) -> None:
    server.routes |= {"/a": redirect(server.url("/secret")), "/secret": reply(b"secret")}
    trouble = get(server.url("/a", "localhost"), rules(allow_private_hosts=frozenset({"localhost"})))
    assert reason(trouble) == "private_address"
    assert server.paths() == ["/a"]


def test_a_redirect_to_a_name_of_a_private_address_is_refused(server: Server) -> None:
    server.routes |= {"/a": redirect(server.url("/secret", "localhost")), "/secret": reply(b"secret")}
    assert reason(get(server.url("/a"))) == "private_address"
    assert server.paths() == ["/a"]


def test_a_redirect_to_another_scheme_is_refused(server: Server) -> None:
    server.routes["/a"] = redirect("file:///etc/passwd")
    assert reason(get(server.url("/a"))) == "bad_scheme"


def test_a_redirect_loop_is_noticed_at_its_first_turn(server: Server) -> None:
    server.routes |= {"/a": redirect("/b"), "/b": redirect("/a")}
    assert reason(get(server.url("/a"))) == "redirect_loop"
    assert server.paths() == ["/a", "/b"]


def test_redirects_without_end_are_given_up_after_ten(server: Server) -> None:
    server.routes |= {f"/{i}": redirect(f"/{i + 1}") for i in range(30)}
    assert reason(get(server.url("/0"))) == "too_many_redirects"
    assert len(server.requests) == 11


def test_a_redirect_from_https_to_http_is_recorded() -> None:
    secure = Answer("", "http://a/2", 200, {}, "", b"", (Redirect("http://a/", 301), Redirect("https://a/1", 302)))
    assert secure.downgraded
    assert not Answer("", "https://a/2", 200, {}, "", b"", (Redirect("http://a/", 301),)).downgraded


def test_credentials_are_used_where_they_belong_and_reported_nowhere(server: Server) -> None:
    server.routes |= {"/a": redirect("/b"), "/b": redirect(server.url("/c", "localhost")), "/c": reply(b"x")}
    url = server.url("/a").replace("127", "user:secret@127", 1)
    answer = get(url, rules(allow_private_hosts=frozenset({"127.0.0.1", "localhost"})))
    assert isinstance(answer, Answer)
    assert "secret" not in repr(answer)
    assert ["authorization" in seen.headers for seen in server.requests] == [True, True, False]
    assert "secret" not in repr(get(url.replace("/a", "/missing")))


def test_the_timeout_covers_all_redirects_together(server: Server) -> None:
    server.routes |= {
        f"/{i}": drip(f"HTTP/1.1 302 Found\r\nLocation: /{i + 1}\r\n\r\n".encode(), 0.003) for i in range(9)
    }
    assert reason(get(server.url("/0"), rules(timeout_seconds=0.3))) == "timeout"
    assert 1 < len(server.requests) < 6
