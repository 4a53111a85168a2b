"""HTTP over real sockets, with servers that misbehave."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from tasks.answers import retry_after
from tasks.http import Answer, user_agent
from tasks.records import Trouble
from tests.misbehaving import NOW, Server, drip, get, get_all, own_certificate, raw, reason, reply, rules


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def test_an_answer_brings_its_bytes_and_the_headers_that_are_needed(server: Server) -> None:
    server.routes["/a"] = reply(b"hello", content_type="text/plain", ETag='"7"', X_Noise="x")
    answer = get(server.url("/a#part"))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.content_type) == (200, b"hello", "text/plain")
    assert dict(answer.headers) == {"etag": '"7"', "content-type": "text/plain"}
    assert (answer.final_url, answer.redirects) == (server.url("/a"), ())


def test_requests_name_the_program_and_a_contact(server: Server) -> None:
    server.routes["/a"] = reply(b"x")
    get(server.url("/a"))
    assert server.requests[0].headers["user-agent"] == "Brinkwatch/1.2 (+https://watch.example/contact)"
    assert {"gzip", "br"} <= set(server.requests[0].headers["accept-encoding"].replace(" ", "").split(","))


def test_a_contact_cannot_break_the_header() -> None:
    assert user_agent("1", "me@x.org\r\nEvil: (1)") == "Brinkwatch/1 (+me@x.orgEvil:1)"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ftp://example.org/", "bad_scheme"),
        ("file:///etc/passwd", "bad_scheme"),
        ("javascript:alert(1)", "bad_scheme"),
        ("/only/a/path", "bad_scheme"),
        ("http://", "bad_url"),
        ("http://[::1", "bad_url"),
        ("http://user@]", "bad_url"),
        ("http://example.org:99999/", "bad_url"),
        ("http://127.1/", "bad_url"),
        ("http://2130706433/", "bad_url"),
        ("http://10.1.2.3/", "private_address"),
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        ("http://[::1]/", "private_address"),
        ("http://[::ffff:127.0.0.1]/", "private_address"),
        ("http://localhost/", "private_address"),
        ("http://LOCALHOST/", "private_address"),
        ("http://0x7f.0.0.1/", "private_address"),
        (f"http://{'a' * 70}.example/", "dns"),
        ("http://a..b/", "dns"),
    ],
)
def test_an_address_that_must_not_be_asked_is_not(url: str, expected: str) -> None:
    assert reason(get(url, rules(allow_private_hosts=frozenset(), timeout_seconds=5))) == expected


def test_a_slow_drip_ends_at_the_timeout(server: Server) -> None:
    server.routes["/a"] = drip(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 10_000, 0.02)
    assert reason(get(server.url("/a"), rules(timeout_seconds=0.2))) == "timeout"


def test_waiting_for_a_turn_is_no_timeout(server: Server) -> None:
    server.routes["/a"] = reply(b"x", delay=0.08)
    how = rules(timeout_seconds=0.3, per_host_at_once=1)
    assert {reason(one) for one in get_all([server.url("/a")] * 6, how)} == {"answered 200"}


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate"])
def test_a_compressed_bomb_is_too_large(server: Server, encoding: str) -> None:
    zeros = bytes(20_000_000)
    packed = brotli.compress(zeros, quality=1) if encoding == "br" else gzip.compress(zeros)
    if encoding == "deflate":
        packed = zlib.compress(zeros)
    assert len(packed) < 90_000
    server.routes["/a"] = reply(packed, content_encoding=encoding)
    assert reason(get(server.url("/a"))) == "too_large"


def test_a_bomb_of_many_small_members_is_a_trouble(server: Server) -> None:
    server.routes["/a"] = reply(gzip.compress(b"x") * 4000, content_encoding="gzip")
    assert reason(get(server.url("/a"))) == "protocol_error"


def test_a_compressed_answer_of_allowed_size_is_unpacked(server: Server) -> None:
    server.routes["/a"] = reply(brotli.compress(b"news " * 1000), content_encoding="br")
    answer = get(server.url("/a"))
    assert isinstance(answer, Answer)
    assert answer.body == b"news " * 1000


def test_a_length_beyond_the_limit_is_refused_before_it_is_read(server: Server) -> None:
    server.routes["/a"] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", linger=0.4)
    assert reason(get(server.url("/a"))) == "too_large"


def test_an_endless_chunked_answer_is_too_large(server: Server) -> None:
    server.routes["/a"] = raw(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"400\r\n" + b"x" * 1024 + b"\r\n"
    )
    assert reason(get(server.url("/a"))) == "protocol_error"
    server.routes["/b"] = raw(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000)
    assert reason(get(server.url("/b"))) == "too_large"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this", "protocol_error"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmore than said", "protocol_error"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nx", "protocol_error"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "protocol_error"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n", "protocol_error"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "protocol_error"),
        (b"", "disconnected"),
    ],
)
def test_an_answer_that_breaks_the_protocol_is_a_trouble(server: Server, data: bytes, expected: str) -> None:
    server.routes["/a"] = raw(data)
    assert reason(get(server.url("/a"))) == expected


def test_a_long_policy_header_is_no_trouble(server: Server) -> None:
    server.routes["/a"] = reply(b"x", content_security_policy="z" * 20_000)
    assert reason(get(server.url("/a"))) == "answered 200"


@pytest.mark.parametrize(
    ("status", "expected"), [(404, "http_404"), (410, "http_410"), (429, "http_429"), (503, "http_5xx")]
)
def test_a_status_of_failure_is_a_trouble_with_its_number(server: Server, status: int, expected: str) -> None:
    server.routes["/a"] = reply(status=status, retry_after="120")
    trouble = get(server.url("/a"))
    assert isinstance(trouble, Trouble)
    assert (trouble.reason, trouble.status, trouble.url) == (expected, status, server.url("/a"))
    assert "asks to wait: 120" in trouble.detail
    assert trouble.retry_after == 120


@pytest.mark.parametrize(
    ("said", "date", "seconds"),
    [
        ("0", "", 0.0),
        ("3600", "", 3600.0),
        (" 90 ", "", 90.0),
        ("Wed, 15 Mar 2017 07:00:00 GMT", "Wed, 15 Mar 2017 06:30:00 GMT", 1800.0),
        ("Wed, 15 Mar 2017 06:00:00 GMT", "Wed, 15 Mar 2017 06:30:00 GMT", 0.0),
        ("Wed, 15 Mar 2017 07:00:00 GMT", "", 1800.0),
        ("Wed, 15 Mar 2017 07:00:00 GMT", "yesterday", 1800.0),
        ("Wed Mar 15 07:00:00 2017", "", 1800.0),
        ("Wed, 15 Mar 2017 06:00:00 GMT", "", 0.0),
        ("Wed, 15 Mar 9999 07:00:00 GMT", "", 366 * 86_400.0),
        ("soon", "", None),
        ("-5", "", None),
        ("9" * 30, "", 366 * 86_400.0),
        ("9" * 5_000, "", 366 * 86_400.0),
        ("Wed, 15 Mar 9999 07:00:00 GMT", "Wed, 15 Mar 2017 06:30:00 GMT", 366 * 86_400.0),
        ("1e9", "", None),
        ("soon", "Wed, 15 Mar 2017 06:30:00 GMT", None),
        ("Wed, 15 Mar 99999 07:00:00 GMT", "Wed, 15 Mar 2017 06:30:00 GMT", None),
        ("Wed, 15 Mar 2017 07:00:00 GMT", "Wed, 15 Mar 2017 06:45:00", 900.0),
    ],
)
def test_a_wish_to_wait_is_read_as_seconds(said: str, date: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": said, "date": date}, NOW) == seconds


def test_a_wish_to_wait_until_a_date_is_heeded_without_a_date_of_the_answer(server: Server) -> None:
    server.routes["/a"] = reply(status=503, retry_after="Wed, 15 Mar 2017 07:00:00 GMT")
    answer = get(server.url("/a"))
    assert isinstance(answer, Trouble)
    assert (answer.reason, answer.retry_after) == ("http_5xx", 1800)


def test_not_modified_is_an_answer_only_to_who_asked_for_it(server: Server) -> None:
    server.routes["/a"] = reply(status=304)
    assert reason(get(server.url("/a"))) == "http_304"
    assert reason(get(server.url("/a"), **{"If-None-Match": '"1"'})) == "answered 304"


def test_a_closed_port_is_refused() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    assert reason(get(f"http://127.0.0.1:{port}/")) == "refused"


def test_cookies_are_not_returned(server: Server) -> None:
    server.routes |= {
        "/a": reply(status=302, location="/b", set_cookie="id=1; Path=/"),
        "/b": reply(b"x", set_cookie="id=2"),
    }
    get_all([server.url("/a"), server.url("/b")], rules(per_host_at_once=1))
    assert len(server.requests) == 3
    assert not any("cookie" in seen.headers for seen in server.requests)


def test_a_certificate_nobody_vouches_for_is_a_trouble(tmp_path: Path) -> None:
    with Server(own_certificate(tmp_path)) as secure:
        secure.routes["/a"] = reply(b"x")
        trouble = get(secure.url("/a"), rules(timeout_seconds=2))
    assert reason(trouble) == "tls"
    assert secure.requests == []


def test_a_client_works_in_a_thread(server: Server) -> None:
    server.routes["/a"] = reply(b"x")
    found: list[str] = []
    worker = threading.Thread(target=lambda: found.append(reason(get(server.url("/a")))))
    worker.start()
    worker.join()
    assert found == ["answered 200"]
