"""What the head of a page says to one who passes it on unread."""

from __future__ import annotations

import pytest

from tasks.page_head import canonical_link, refresh_target


@pytest.mark.parametrize(
    ("head", "target"),
    [
        ('<meta http-equiv="refresh" content="1; http://b.example/x">', "http://b.example/x"),
        ("<meta content='0;url=y' http-equiv=refresh>", "http://a.example/dir/y"),
        ('<meta http-equiv="refresh" content="600">', None),
        ('<meta http-equiv="refresh" content="300; url=/other">', None),
        ('<meta http-equiv="refresh" content="0; url=http://a.example/dir/page">', None),
        ('<meta http-equiv="refresh" content="0; url=#top">', None),
        ('<noscript><meta http-equiv="refresh" content="0; url=/nojs"></noscript>', None),
        ('<!-- <meta http-equiv="refresh" content="0; url=/old"> -->', None),
        ('<meta http-equiv="refresh" content="0; url=http://[broken">', None),
        ('<meta name="description" content="0; url=/x">', None),
    ],
)
def test_only_a_refresh_that_sends_its_reader_elsewhere_at_once_counts(head: str, target: str | None) -> None:
    url = "http://a.example/dir/page"
    assert refresh_target(head.encode(), url) == target


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ('<link rel="canonical" href="https://b.example/x?a=1&amp;b=2">', "https://b.example/x?a=1&b=2"),
        ("<LINK HREF=/own REL=canonical />", "http://a.example/own"),
        ('<link rel="stylesheet" href="/style.css">', ""),
        ('<!-- <link rel="canonical" href="/old"> -->', ""),
        ('<link rel="canonical" href="javascript:void(0)">', ""),
        ('<link rel="canonical" href="http://[broken">', ""),
        ('<link rel="canonical">', ""),
        ("x" * 100_000 + '<link rel="canonical" href="/far">', "http://a.example/far"),
    ],
)
def test_a_page_names_its_own_address(head: str, canonical: str) -> None:
    assert canonical_link(head.encode(), "http://a.example/dir/page") == canonical


def test_a_head_made_to_hang_is_read_at_once() -> None:
    space = b" " * 200_000
    spaced = (b"<link rel=" + space + b">", b'<meta http-equiv=refresh content="0;' + space + b'">', b"<meta" + space)
    for trap in (
        b"<!--" * 50_000,
        b"<meta " * 40_000,
        b"<script" * 40_000,
        b'<meta http-equiv="refresh' * 10_000,
        *spaced,
    ):
        assert refresh_target(trap, "http://a.example/") is None
        assert canonical_link(trap, "http://a.example/") == ""
