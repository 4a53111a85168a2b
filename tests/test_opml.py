"""Lists of feeds, from other readers and for them."""

from __future__ import annotations

import pytest

from tasks.opml import MOST_OPML_BYTES, Outline, read_opml, write_opml
from tasks.records import Trouble


def outlines(body: str | bytes) -> tuple[Outline, ...]:
    read = read_opml(body.encode() if isinstance(body, str) else body)
    assert not isinstance(read, Trouble), read
    return read


def test_feeds_are_found_at_any_depth_with_the_folders_they_lie_in() -> None:
    found = outlines(
        '<?xml version="1.0"?><opml version="1.0"><head><title>Mine</title></head><body>'
        '<outline text="Asia"><outline title="Korea &amp; Japan"><outline text="A" title="The A" type="rss" '
        'xmlUrl=" https://a.example/feed " htmlUrl="https://a.example/" language="ko-KR" category="/news/asia,x"/></outline>'
        '<outline text="empty"/></outline><outline text="B" XMLURL="https://b.example/feed"/></body></opml>'
    )
    assert found == (
        Outline(
            "https://a.example/feed",
            "The A",
            "https://a.example/",
            "ko-KR",
            ("Asia", "Korea & Japan"),
            {"news": "asia"},
        ),
        Outline("https://b.example/feed", "B"),
    )


def test_what_is_written_is_read_back_as_it_was() -> None:
    given = (
        Outline("https://a.example/?a=1&b=2", 'The "A" <b>', "https://a.example/", "ko", ("조선",), {"country": "KR"}),
        Outline("https://a.example/2", "two", "", "ko", ("조선",)),
        Outline("https://b.example/", "", folders=()),
    )
    written = write_opml("Mine", given)
    assert outlines(written)[1:] == given[1:]
    assert outlines(written)[0].url == given[0].url
    assert written.count("조선".encode()) == 1
    assert b'version="2.0"' in written


def test_letters_that_xml_does_not_allow_are_left_out() -> None:
    assert outlines(write_opml("\x00", [Outline("https://a.example/\x01", "a\ud800\x1bb")])) == (
        Outline("https://a.example/", "ab"),
    )


@pytest.mark.parametrize("charset", ["utf-16", "utf-8-sig", "cp949"])
def test_a_list_is_read_in_the_charset_it_came_in(charset: str) -> None:
    body = '<?xml version="1.0" encoding="euc-kr"?><opml><body><outline text="조선" xmlUrl="https://a.example/"/></body></opml>'
    assert outlines(body.encode(charset))[0].title == "조선"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "broken_opml"),
        (b"<opml><body><outline", "broken_opml"),
        (b"\x00\xff", "broken_opml"),
        (b"<rss/>", "not_opml"),
        (
            b'<!DOCTYPE o [<!ENTITY a "b">]><opml><body><outline xmlUrl="https://a.example/&a;"/></body></opml>',
            "not_opml",
        ),
        (b'<!DOCTYPE o [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><opml/>', "not_opml"),
        (b"<opml>" + b" " * MOST_OPML_BYTES, "too_large"),
        (b"<opml>" + b"<outline>" * 10_000, "broken_opml"),
    ],
)
def test_what_is_no_list_is_told_in_one_line(body: bytes, reason: str) -> None:
    trouble = read_opml(body)
    assert isinstance(trouble, Trouble)
    assert (trouble.reason, "\n" in trouble.detail) == (reason, False)
