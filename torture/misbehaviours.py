"""What servers do wrong, by name, with the outcome that each must have.

A feed at /feed ends in `N entries`, `not_modified` or a reason; a page at /page in `page` or a reason. `{here}` in a
Location stands for the server's own address.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import brotli
import zstandard

from tests.misbehaving import Handler, drip, raw
from torture.answers import FEED, PAGE, answer, chunked, endless, moved, open_ended, reset, silent

READ = "2 entries"
ZEROS = bytes(20_000_000)


@dataclass(frozen=True)
class Misbehaviour:
    """One way to answer. `conditional` polls with validators; `tls` and `private` say how the server is reached."""

    name: str
    outcome: str
    routes: Mapping[str, Handler]
    conditional: bool = False
    tls: bool = False
    private: bool = False


def all_misbehaviours() -> list[Misbehaviour]:
    """Return every one, by name once."""
    return [*_statuses(), *_framing(), *_slow_and_endless(), *_encodings(), *_redirects(), *_pages(), *_robots()]


def _feed(name: str, outcome: str, handler: Handler | bytes, **more: bool) -> Misbehaviour:
    return Misbehaviour(name, outcome, {"/feed": raw(handler) if isinstance(handler, bytes) else handler}, **more)


def _page(name: str, outcome: str, handler: Handler | bytes, **routes: Handler | bytes) -> Misbehaviour:
    every = {"/page": handler, **{f"/{path.replace('_', '.')}": one for path, one in routes.items()}}
    return Misbehaviour(
        name, outcome, {path: raw(one) if isinstance(one, bytes) else one for path, one in every.items()}
    )


def _statuses() -> Iterator[Misbehaviour]:
    yield _feed("200 as it should be", READ, answer())
    yield _feed("203 from a proxy", READ, answer(FEED, "203 Non-Authoritative"))
    yield _feed("204 with nothing", "empty_body", b"HTTP/1.1 204 No Content\r\n\r\n")
    yield _feed("200 with nothing", "empty_body", answer(b""))
    yield _feed(
        "206 though all was asked for", "http_206", answer(FEED[:90], "206 Partial", "Content-Range: bytes 0-89/999")
    )
    yield _feed("300 with choices", "http_300", answer(b"choose", "300 Multiple Choices"))
    yield _feed("304 without being asked", "http_304", b"HTTP/1.1 304 Not Modified\r\n\r\n")
    yield _feed("304 as asked", "not_modified", b"HTTP/1.1 304 Not Modified\r\n\r\n", conditional=True)
    yield _feed("304 with a body", "protocol_error", b"HTTP/1.1 304 Not Modified\r\n\r\nold", conditional=True)
    yield _feed("200 with the old etag", READ, answer(FEED, "200 OK", 'ETag: "1"'), conditional=True)
    for status in (400, 401, 402, 403, 404, 405, 407, 410, 418, 429, 451):
        yield _feed(f"{status} with a page of its own", f"http_{status}", answer(PAGE, f"{status} No"))
    for status in (500, 502, 503, 504, 520, 599, 999):
        yield _feed(f"{status} with a page of its own", "http_5xx", answer(PAGE, f"{status} No"))
    yield _feed("429 with a wish of a thousand years", "http_429", answer(b"", "429 No", "Retry-After: 31536000000"))
    yield _feed("503 with a wish in words", "http_5xx", answer(b"", "503 No", "Retry-After: when it suits you"))
    yield _feed("100 before 200", READ, b"HTTP/1.1 100 Continue\r\n\r\n" + answer())
    yield _feed("103 before 200", READ, b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + answer())
    yield _feed("100 without end", "timeout", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"))
    yield _feed("a status without a phrase", READ, answer(FEED, "200"))
    yield _feed("a phrase in no charset", READ, answer().replace(b"OK", b"\xff\xfe", 1))
    yield _feed("a status of four digits", "protocol_error", answer(FEED, "2000 OK"))
    yield _feed("a status in words", "protocol_error", answer(FEED, "OK"))


def _framing() -> Iterator[Misbehaviour]:
    yield _feed("HTTP/1.0", READ, b"HTTP/1.0 200 OK\r\n\r\n" + FEED)
    yield _feed("HTTP/0.9", "protocol_error", FEED)
    yield _feed("HTTP/7.3", "protocol_error", answer().replace(b"/1.1", b"/7.3", 1))
    yield _feed("another protocol", "protocol_error", b"SSH-2.0-OpenSSH_9.6\r\n")
    yield _feed("nothing at all", "disconnected", b"")
    yield _feed("an end after the status", "disconnected", b"HTTP/1.1 200 OK\r\n")
    yield _feed("a reset before the answer", "disconnected", reset())
    yield _feed("a reset in the body", "protocol_error", reset(answer(FEED, length=9000)))
    yield _feed("no length", READ, open_ended(FEED))
    yield _feed("a length beyond the body", "protocol_error", answer(FEED, length=9000))
    yield _feed("a length short of the body", "protocol_error", answer(FEED, length=40))
    yield _feed("a length in words", "protocol_error", answer(FEED, length="many"))
    yield _feed("a length below zero", "protocol_error", answer(FEED, length=-1))
    yield _feed("a length beyond any limit", "too_large", silent(answer(b"", length=10**15)))
    yield _feed("two lengths", "protocol_error", answer(FEED, "200 OK", "Content-Length: 7"))
    yield _feed("a length and chunks", "protocol_error", answer(FEED, "200 OK", "Transfer-Encoding: chunked"))
    yield _feed("chunks", READ, chunked(FEED[:50], FEED[50:]))
    yield _feed("chunks of one byte", READ, chunked(*(FEED[at : at + 1] for at in range(len(FEED)))))
    yield _feed("chunks and a trailer", READ, chunked(FEED, end=b"0\r\nX-Sum: 7\r\n\r\n"))
    yield _feed("chunks without an end", "protocol_error", chunked(FEED, end=b""))
    yield _feed("a chunk that is cut", "protocol_error", chunked(FEED)[:200])
    yield _feed("a chunk of a size in words", "protocol_error", chunked(end=b"many\r\n" + FEED))
    yield _feed("a chunk of 16 exabytes", "protocol_error", chunked(end=b"ffffffffffffffff\r\n" + FEED))
    yield _feed("line feeds alone", READ, answer().replace(b"\r\n", b"\n"))
    yield _feed("a header without a colon", "protocol_error", answer(FEED, "200 OK", "Nonsense"))
    yield _feed("a NUL in a header", "protocol_error", answer(FEED, "200 OK", "X: a\0b"))
    yield _feed("NULs in the body", READ, answer(FEED.replace(b"Paper", b"Pa\0per")))
    yield _feed("an etag that can not be sent back", READ, answer(FEED, "200 OK", "ETag: Zeitung-für-alle"))
    yield _feed("an etag of 20 KB", READ, answer(FEED, "200 OK", "ETag: " + "e" * 20_000))
    yield _feed("a hundred cookies", READ, answer(FEED, "200 OK", *(f"Set-Cookie: c{n}={n}" for n in range(100))))
    yield _feed("a type that is none", READ, answer(FEED, "200 OK", "Content-Type: ;;;="))
    yield _feed("a charset that is none", READ, answer(FEED, "200 OK", "Content-Type: text/xml; charset=klingon"))
    yield _feed("a feed called a page", READ, answer(FEED, "200 OK", "Content-Type: text/html"))
    yield _feed("a page instead of a feed", "html_not_feed", answer(PAGE, "200 OK", "Content-Type: text/html"))


def _slow_and_endless() -> Iterator[Misbehaviour]:
    yield _feed("no answer", "timeout", silent())
    yield _feed("silence after the head", "timeout", silent(answer(b"", length=900)))
    yield _feed("silence within the body", "timeout", silent(answer(FEED[:90], length=900)))
    yield _feed("a head of one byte at a time", "timeout", drip(answer(), 0.05))
    yield _feed("a body of one byte at a time", "timeout", drip(b"HTTP/1.1 200 OK\r\n\r\n" + FEED, 0.05))
    yield _feed("a body without end", "too_large", endless(open_ended(b""), b"x" * 10_000))
    yield _feed("chunks without number", "too_large", endless(chunked(end=b""), b"400\r\n" + b"x" * 1024 + b"\r\n"))
    yield _feed("headers without number", "protocol_error", endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"))
    yield _feed("a header without end", "protocol_error", endless(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 1000))
    yield _feed("a status without end", "protocol_error", endless(b"HTTP/1.1 200 ", b"O" * 1000))
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
        yield _feed(f"packed by {name}", READ, answer(body, "200 OK", f"Content-Encoding: {name}"))
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
    return _feed(name, outcome, answer(body, "200 OK", f"Content-Encoding: {encoding}"))


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
    yield _feed("a redirect to nowhere", "http_302", answer(b"", "302 Found"))
    yield _feed(
        "a redirect with a body without end",
        "redirect_loop",
        endless(open_ended(b"").replace(b"200 OK", b"302 Found\r\nLocation: /feed"), b"x" * 1000),
    )
    chain = {"/feed": moved("/1"), **{f"/{n}": moved(f"/{n + 1}") for n in range(1, 10)}}
    yield Misbehaviour("ten redirects", READ, {**chain, "/10": raw(answer())})
    yield Misbehaviour("eleven redirects", "too_many_redirects", {**chain, "/10": moved("/11"), "/11": raw(answer())})
    yield Misbehaviour("two that point at each other", "redirect_loop", {"/feed": moved("/b"), "/b": moved("/feed")})
    yield Misbehaviour("an address inside one's own network", "private_address", {"/feed": raw(answer())}, private=True)


def _refresh(target: str) -> bytes:
    return _html(f'<html><head><meta http-equiv="refresh" content="0;url={target}"></head></html>'.encode())


def _html(body: bytes = PAGE) -> bytes:
    return answer(body, "200 OK", "Content-Type: text/html")


def _pages() -> Iterator[Misbehaviour]:
    yield _page("a page as it should be", "page", _html())
    yield _page("a page without a type", "page", answer(PAGE))
    yield _page("a page without anything", "empty_body", _html(b" \n "))
    yield _page("a page of NULs", "page", _html(PAGE.replace(b"Seoul", b"\0\0\0")))
    yield _page("a PDF", "not_html", answer(b"%PDF-1.7", "200 OK", "Content-Type: application/pdf"))
    yield _page("a PDF called a page", "not_html", _html(b"%PDF-1.7 \xff\xff"))
    yield _page("an image called a page", "not_html", _html(b"\x89PNG\r\n\x1a\n\0\0"))
    yield _page("an image without a type", "not_html", answer(b"\xff\xd8\xff\xe0"))
    film = open_ended(b"", "Content-Type: video/mp4")
    yield _page("a film without end", "not_html", endless(film, b"x" * 1000))
    yield _page("a page without end", "too_large", endless(open_ended(b"", "Content-Type: text/html"), b"x" * 10_000))
    yield _page("a refresh", "page", _refresh("/end"), end=_html())
    yield _page("a refresh to itself", "page", _refresh("/page?again"), **{"page?again": _refresh("/page")})
    yield _page("a refresh to nothing", "http_404", _refresh("/gone"))
    yield _page("a refresh to a file", "bad_scheme", _refresh("file:///etc/passwd"))
    yield _page("a refresh to a private address", "private_address", _refresh("http://192.168.1.1/"))
    yield _page("429 for a page", "http_429", answer(b"", "429 No", "Retry-After: 5"))


def _robots() -> Iterator[Misbehaviour]:
    text = "200 OK", "Content-Type: text/plain"
    yield _page(
        "robots.txt against it", "robots_disallowed", _html(), robots_txt=answer(b"User-agent: *\nDisallow: /", *text)
    )
    yield _page(
        "robots.txt with a mark and NULs",
        "robots_disallowed",
        _html(),
        robots_txt=answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /page\n\0\0", *text),
    )
    yield _page("robots.txt of random bytes", "page", _html(), robots_txt=answer(bytes(range(256)) * 40, *text))
    yield _page("robots.txt that is a page", "page", _html(), robots_txt=_html())
    yield _page("robots.txt that is missing", "page", _html())
    yield _page("robots.txt for members", "page", _html(), robots_txt=answer(b"", "401 No"))
    yield _page("robots.txt out of order", "robots_unreachable", _html(), robots_txt=answer(b"", "500 No"))
    yield _page("robots.txt too often", "robots_unreachable", _html(), robots_txt=answer(b"", "429 No"))
    yield _page("robots.txt without an answer", "robots_unreachable", _html(), robots_txt=silent())
    yield _page("robots.txt of one byte at a time", "robots_unreachable", _html(), robots_txt=drip(answer(), 0.05))
    yield _page(
        "robots.txt without end", "robots_unreachable", _html(), robots_txt=endless(open_ended(b""), b"#" * 9999)
    )
    yield _page("robots.txt in a circle", "page", _html(), robots_txt=moved("/robots.txt"))
    yield _page("robots.txt at a private address", "private_address", _html(), robots_txt=moved("http://10.0.0.1/"))
    stars = b"User-agent: *\nDisallow: /" + b"*a" * 5_000 + b"$\n"
    yield _page("robots.txt of stars", "page", _html(), robots_txt=answer(stars, *text))
