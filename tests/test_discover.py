"""A page names the feeds of its site."""

from __future__ import annotations

from tasks.discover import feeds_named


def test_feeds_are_found_in_any_page_and_only_on_the_web() -> None:
    page = (
        b'<?xml version="1.0" encoding="utf-8"?><html><head><base href="/blog/">'
        b'<link rel="ALTERNATE nofollow" type="application/atom+xml; charset=utf-8" href="feed">'
        b'<link rel="alternate" type="application/atom+xml" href="javascript:alert(1)">'
        b'<link rel="alternate" type="text/html" hreflang="ko" href="/ko">'
        b'<link rel="alternate" type="application/rss+xml" href="http://[broken">'
        b'<link rel="alternate" type="application/rss+xml" href="https://me:secret@news.example/rss" title="&lt;b&gt;One">'
    )
    assert feeds_named(page, "text/html", "https://site.example/home") == (
        ("https://site.example/blog/feed", ""),
        ("https://news.example/rss", "One"),
    )
    assert [feeds_named(hostile, "", "https://site.example/") for hostile in (b"", b"\0\0", b"<!---")] == [(), (), ()]
