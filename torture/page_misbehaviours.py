"""What servers do wrong to whoever asks for a page and its robots.txt, by name, with the outcome that each must have.

A page at /page ends in `page` or a reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.misbehaving import drip
from torture.answers import PAGE, Misbehaviour, answer, endless, moved, of_page, open_ended, silent


def _refresh(target: str) -> bytes:
    return _html(f'<html><head><meta http-equiv="refresh" content="0;url={target}"></head></html>'.encode())


def _html(body: bytes = PAGE) -> bytes:
    return answer(body, "200 OK", "Content-Type: text/html")


def of_pages() -> Iterator[Misbehaviour]:
    """Return what befalls a page itself."""
    yield of_page("a page as it should be", "page", _html())
    yield of_page("a page without a type", "page", answer(PAGE))
    yield of_page("a page without anything", "empty_body", _html(b" \n "))
    yield of_page("a page of NULs", "page", _html(PAGE.replace(b"Seoul", b"\0\0\0")))
    yield of_page("a PDF", "not_html", answer(b"%PDF-1.7", "200 OK", "Content-Type: application/pdf"))
    yield of_page("a PDF called a page", "not_html", _html(b"%PDF-1.7 \xff\xff"))
    yield of_page("an image called a page", "not_html", _html(b"\x89PNG\r\n\x1a\n\0\0"))
    yield of_page("an image without a type", "not_html", answer(b"\xff\xd8\xff\xe0"))
    film = open_ended(b"", "Content-Type: video/mp4")
    yield of_page("a film without end", "not_html", endless(film, b"x" * 1000))
    yield of_page("a page without end", "too_large", endless(open_ended(b"", "Content-Type: text/html"), b"x" * 10_000))
    yield of_page("a refresh", "page", _refresh("/end"), end=_html())
    yield of_page("a refresh to itself", "page", _refresh("/page?again"), **{"page?again": _refresh("/page")})
    yield of_page("a refresh to nothing", "http_404", _refresh("/gone"))
    yield of_page("a refresh to a file", "bad_scheme", _refresh("file:///etc/passwd"))
    yield of_page("a refresh to a private address", "private_address", _refresh("http://192.168.1.1/"))
    yield of_page("429 for a page", "http_429", answer(b"", "429 No", "Retry-After: 5"))


def of_robots() -> Iterator[Misbehaviour]:
    """Return what befalls the robots.txt that is asked first."""
    text = "200 OK", "Content-Type: text/plain"
    yield of_page(
        "robots.txt against it", "robots_disallowed", _html(), robots_txt=answer(b"User-agent: *\nDisallow: /", *text)
    )
    yield of_page(
        "robots.txt with a mark and NULs",
        "robots_disallowed",
        _html(),
        robots_txt=answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /page\n\0\0", *text),
    )
    yield of_page("robots.txt of random bytes", "page", _html(), robots_txt=answer(bytes(range(256)) * 40, *text))
    yield of_page("robots.txt that is a page", "page", _html(), robots_txt=_html())
    yield of_page("robots.txt that is missing", "page", _html())
    yield of_page("robots.txt for members", "page", _html(), robots_txt=answer(b"", "401 No"))
    yield of_page("robots.txt out of order", "robots_unreachable", _html(), robots_txt=answer(b"", "500 No"))
    yield of_page("robots.txt too often", "robots_unreachable", _html(), robots_txt=answer(b"", "429 No"))
    yield of_page("robots.txt without an answer", "robots_unreachable", _html(), robots_txt=silent())
    yield of_page("robots.txt of one byte at a time", "robots_unreachable", _html(), robots_txt=drip(answer(), 0.05))
    yield of_page(
        "robots.txt without end", "robots_unreachable", _html(), robots_txt=endless(open_ended(b""), b"#" * 9999)
    )
    yield of_page("robots.txt in a circle", "page", _html(), robots_txt=moved("/robots.txt"))
    yield of_page("robots.txt at a private address", "private_address", _html(), robots_txt=moved("http://10.0.0.1/"))
    stars = b"User-agent: *\nDisallow: /" + b"*a" * 5_000 + b"$\n"
    yield of_page("robots.txt of stars", "page", _html(), robots_txt=answer(stars, *text))
