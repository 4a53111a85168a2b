"""What servers do wrong, by name, with the outcome that each must have.

A feed at /feed ends in `N entries`, `not_modified` or a reason. `{here}` in a Location stands for the server's own address.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import brotli
import zstandard

from tests.misbehaving import drip, raw
from torture.answers import (
    FEED,
    PAGE,
    Misbehaviour,
    answer,
    chunked,
    endless,
    moved,
    of_feed,
    open_ended,
    reset,
    silent,
)
from torture.page_misbehaviours import of_pages, of_robots

READ = "2 entries"
ZEROS = bytes(20_000_000)


def all_misbehaviours() -> list[Misbehaviour]:
    """Return every one, by name once."""
    return [*_statuses(), *_framing(), *_slow_and_endless(), *_encodings(), *_redirects(), *of_pages(), *of_robots()]


def _statuses() -> Iterator[Misbehaviour]:
    yield of_feed("200 as it should be", READ, answer())
    yield of_feed("203 from a proxy", READ, answer(FEED, "203 Non-Authoritative"))
    yield of_feed("204 with nothing", "empty_body", b"HTTP/1.1 204 No Content\r\n\r\n")
    yield of_feed("200 with nothing", "empty_body", answer(b""))
    yield of_feed(
        "206 though all was asked for", "http_206", answer(FEED[:90], "206 Partial", "Content-Range: bytes 0-89/999")
    )
    yield of_feed("300 with choices", "http_300", answer(b"choose", "300 Multiple Choices"))
    yield of_feed("304 without being asked", "http_304", b"HTTP/1.1 304 Not Modified\r\n\r\n")
    yield of_feed("304 as asked", "not_modified", b"HTTP/1.1 304 Not Modified\r\n\r\n", conditional=True)
    yield of_feed("304 with a body", "protocol_error", b"HTTP/1.1 304 Not Modified\r\n\r\nold", conditional=True)
    yield of_feed("200 with the old etag", READ, answer(FEED, "200 OK", 'ETag: "1"'), conditional=True)
    for status in (400, 401, 402, 403, 404, 405, 407, 410, 418, 429, 451):
        yield of_feed(f"{status} with a page of its own", f"http_{status}", answer(PAGE, f"{status} No"))
    for status in (500, 502, 503, 504, 520, 599, 999):
        yield of_feed(f"{status} with a page of its own", "http_5xx", answer(PAGE, f"{status} No"))
    yield of_feed("429 with a wish of a thousand years", "http_429", answer(b"", "429 No", "Retry-After: 31536000000"))
    yield of_feed("503 with a wish in words", "http_5xx", answer(b"", "503 No", "Retry-After: when it suits you"))
    yield of_feed("100 before 200", READ, b"HTTP/1.1 100 Continue\r\n\r\n" + answer())
    yield of_feed("103 before 200", READ, b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + answer())
    yield of_feed("100 without end", "timeout", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"))
    yield of_feed("a status without a phrase", READ, answer(FEED, "200"))
    yield of_feed("a phrase in no charset", READ, answer().replace(b"OK", b"\xff\xfe", 1))
    yield of_feed("a status of four digits", "protocol_error", answer(FEED, "2000 OK"))
    yield of_feed("a status in words", "protocol_error", answer(FEED, "OK"))


def _framing() -> Iterator[Misbehaviour]:
    yield of_feed("HTTP/1.0", READ, b"HTTP/1.0 200 OK\r\n\r\n" + FEED)
    yield of_feed("HTTP/0.9", "protocol_error", FEED)
    yield of_feed("HTTP/7.3", "protocol_error", answer().replace(b"/1.1", b"/7.3", 1))
    yield of_feed("another protocol", "protocol_error", b"SSH-2.0-OpenSSH_9.6\r\n")
    yield of_feed("nothing at all", "disconnected", b"")
    yield of_feed("an end after the status", "disconnected", b"HTTP/1.1 200 OK\r\n")
    yield of_feed("a reset before the answer", "disconnected", reset())
    yield of_feed("a reset in the body", "protocol_error", reset(answer(FEED, length=9000)))
    yield of_feed("no length", READ, open_ended(FEED))
    yield of_feed("a length beyond the body", "protocol_error", answer(FEED, length=9000))
    yield of_feed("a length short of the body", "protocol_error", answer(FEED, length=40))
    yield of_feed("a length in words", "protocol_error", answer(FEED, length="many"))
    yield of_feed("a length below zero", "protocol_error", answer(FEED, length=-1))
    yield of_feed("a length beyond any limit", "too_large", silent(answer(b"", length=10**15)))
    yield of_feed("two lengths", "protocol_error", answer(FEED, "200 OK", "Content-Length: 7"))
    yield of_feed("a length and chunks", "protocol_error", answer(FEED, "200 OK", "Transfer-Encoding: chunked"))
    yield of_feed("chunks", READ, chunked(FEED[:50], FEED[50:]))
    yield of_feed("chunks of one byte", READ, chunked(*(FEED[at : at + 1] for at in range(len(FEED)))))
    yield of_feed("chunks and a trailer", READ, chunked(FEED, end=b"0\r\nX-Sum: 7\r\n\r\n"))
    yield of_feed("chunks without an end", "protocol_error", chunked(FEED, end=b""))
    yield of_feed("a chunk that is cut", "protocol_error", chunked(FEED)[:200])
    yield of_feed("a chunk of a size in words", "protocol_error", chunked(end=b"many\r\n" + FEED))
    yield of_feed("a chunk of 16 exabytes", "protocol_error", chunked(end=b"ffffffffffffffff\r\n" + FEED))
    yield of_feed("line feeds alone", READ, answer().replace(b"\r\n", b"\n"))
    yield of_feed("a header without a colon", "protocol_error", answer(FEED, "200 OK", "Nonsense"))
    yield of_feed("a NUL in a header", "protocol_error", answer(FEED, "200 OK", "X: a\0b"))
    yield of_feed("NULs in the body", READ, answer(FEED.replace(b"Paper", b"Pa\0per")))
    yield of_feed("an etag that can not be sent back", READ, answer(FEED, "200 OK", "ETag: Zeitung-für-alle"))
    yield of_feed("an etag of 20 KB", READ, answer(FEED, "200 OK", "ETag: " + "e" * 20_000))
    yield of_feed("a hundred cookies", READ, answer(FEED, "200 OK", *(f"Set-Cookie: c{n}={n}" for n in range(100))))
    yield of_feed("a type that is none", READ, answer(FEED, "200 OK", "Content-Type: ;;;="))
    yield of_feed("a charset that is none", READ, answer(FEED, "200 OK", "Content-Type: text/xml; charset=klingon"))
    yield of_feed("a feed called a page", READ, answer(FEED, "200 OK", "Content-Type: text/html"))
    yield of_feed("a page instead of a feed", "html_not_feed", answer(PAGE, "200 OK", "Content-Type: text/html"))


def _slow_and_endless() -> Iterator[Misbehaviour]:
    yield of_feed("no answer", "timeout", silent())
    yield of_feed("silence after the head", "timeout", silent(answer(b"", length=900)))
    yield of_feed("silence within the body", "timeout", silent(answer(FEED[:90], length=900)))
    yield of_feed("a head of one byte at a time", "timeout", drip(answer(), 0.05))
    yield of_feed("a body of one byte at a time", "timeout", drip(b"HTTP/1.1 200 OK\r\n\r\n" + FEED, 0.05))
    yield of_feed("a body without end", "too_large", endless(open_ended(b""), b"x" * 10_000))
    yield of_feed("chunks without number", "too_large", endless(chunked(end=b""), b"400\r\n" + b"x" * 1024 + b"\r\n"))
    yield of_feed("headers without number", "protocol_error", endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"))
    yield of_feed("a header without end", "protocol_error", endless(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 1000))
    yield of_feed("a status without end", "protocol_error", endless(b"HTTP/1.1 200 ", b"O" * 1000))
    yield Misbehaviour("a certificate nobody vouches for", "tls", {"/feed": raw(answer())}, tls=True)


def _encodings() -> Iterator[Misbehaviour]:
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(FEED),
        "x-gzip": gzip.compress(FEED),
        "deflate": zlib.compress(FEED),
        "br": brotli.compress(FEED),
        "zstd": zstandard.compress(FEED),
        "gzip, br": brotli.compress(gzip.compress(FEED)),
    }
    for name, body in packed.items():
        yield of_feed(f"packed by {name}", READ, answer(body, "200 OK", f"Content-Encoding: {name}"))
    yield _coded("deflate without its wrapping", READ, "deflate", bare.compress(FEED) + bare.flush())
    yield _coded("plain, called gzip", READ, "gzip", FEED)
    yield _coded("plain, called zstd", READ, "zstd", FEED)
    yield _coded("plain, called br", "protocol_error", "br", FEED)
    yield _coded("an encoding nobody knows", READ, "utf-8", FEED)
    yield _coded("gzip with something after it", READ, "gzip", gzip.compress(FEED) + b"\0\0\0\0")
    yield _coded("gzip of two members", READ, "gzip", gzip.compress(FEED[:80]) + gzip.compress(FEED[80:]))
    yield _coded("gzip of four thousand members", "protocol_error", "gzip", gzip.compress(b"") * 4_000)
    yield _coded("gzip that is cut", "protocol_error", "gzip", gzip.compress(FEED)[:-30])
    yield _coded("gzip with a wrong sum", "protocol_error", "gzip", gzip.compress(FEED)[:-8] + b"\1" * 8)
    yield _coded("zstd that is cut", "protocol_error", "zstd", zstandard.compress(FEED)[:-5])
    yield _coded("br that is cut", "protocol_error", "br", brotli.compress(FEED)[:-5])
    yield _coded(
        "packed three times", "protocol_error", "gzip, gzip, gzip", gzip.compress(gzip.compress(gzip.compress(FEED)))
    )
    bombs = {
        "gzip": gzip.compress(ZEROS),
        "deflate": zlib.compress(ZEROS),
        "br": brotli.compress(ZEROS, quality=1),
        "zstd": zstandard.compress(ZEROS),
        "gzip, gzip": gzip.compress(gzip.compress(ZEROS)),
    }
    for name, body in bombs.items():
        yield _coded(f"a bomb by {name}", "too_large", name, body)
    wide = zstandard.ZstdCompressionParameters(window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    yield _coded("zstd that wants 128 MB", "protocol_error", "zstd", packer.compress(FEED) + packer.flush())


def _coded(name: str, outcome: str, encoding: str, body: bytes) -> Misbehaviour:
    return of_feed(name, outcome, answer(body, "200 OK", f"Content-Encoding: {encoding}"))


def _redirects() -> Iterator[Misbehaviour]:
    end = {"/end": raw(answer())}
    for status in (301, 302, 303, 307, 308):
        yield Misbehaviour(f"{status} to the feed", READ, {"/feed": moved("/end", status), **end})
    targets = {
        "a relative address": ("end", READ),
        "an address without a scheme": ("//{here}/end", READ),
        "an address with a password": ("http://me:secret@{here}/end", READ),
        "an address with spaces around it": ("  /end  ", READ),
        "a Korean address": ("/끝", READ),
        "a private address": ("http://10.0.0.1/", "private_address"),
        "a cloud's metadata": ("http://169.254.169.254/latest/", "private_address"),
        "loopback in IPv6": ("http://[::1]/", "private_address"),
        "loopback in IPv6 by IPv4": ("http://[::ffff:127.0.0.2]/", "private_address"),
        "loopback as a number": ("http://2130706433/", "bad_url"),
        "a name of loopback": ("http://localhost/", "private_address"),
        "a file": ("file:///etc/passwd", "bad_scheme"),
        "FTP": ("ftp://paper.example/feed", "bad_scheme"),
        "a script": ("javascript:alert(1)", "bad_scheme"),
        "data": ("data:text/xml,<rss/>", "bad_scheme"),
        "no host": ("http://", "redirect_loop"),
        "half an address": ("http://[", "bad_url"),
        "a port that is none": ("http://127.0.0.1:99999/", "bad_url"),
        "a closed port": ("http://127.0.0.1:9/", "refused"),
        "itself": ("/feed", "redirect_loop"),
        "itself by another anchor": ("/feed#top", "redirect_loop"),
        "an empty Location": ("", "redirect_loop"),
        "30 KB": ("/" + "a" * 30_000, "http_404"),
        "100 KB": ("/" + "a" * 100_000, "protocol_error"),
    }
    for name, (location, outcome) in targets.items():
        routes = {"/feed": moved(location), "/%EB%81%9D": raw(answer()), **end}
        yield Misbehaviour(f"a redirect to {name}", outcome, routes)
    yield of_feed("a redirect to nowhere", "http_302", answer(b"", "302 Found"))
    yield of_feed(
        "a redirect with a body without end",
        "redirect_loop",
        endless(open_ended(b"").replace(b"200 OK", b"302 Found\r\nLocation: /feed"), b"x" * 1000),
    )
    chain = {"/feed": moved("/1"), **{f"/{n}": moved(f"/{n + 1}") for n in range(1, 10)}}
    yield Misbehaviour("ten redirects", READ, {**chain, "/10": raw(answer())})
    yield Misbehaviour("eleven redirects", "too_many_redirects", {**chain, "/10": moved("/11"), "/11": raw(answer())})
    yield Misbehaviour("two that point at each other", "redirect_loop", {"/feed": moved("/b"), "/b": moved("/feed")})
    yield Misbehaviour("an address inside one's own network", "private_address", {"/feed": raw(answer())}, private=True)
