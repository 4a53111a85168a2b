"""An entry of a feed leads to its article on the web, or nowhere."""

from __future__ import annotations

import pytest

from tests.feed_samples import one, parse, rss


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<guid>https://news.example/g</guid>", "https://news.example/g"),
        ('<guid isPermaLink="false">https://news.example/g</guid>', ""),
        ("<guid>12345</guid>", ""),
        ("<guid>12345</guid><link>/1</link>", "https://news.example/1"),
        ("<link>/1</link><guid>https://news.example/g</guid>", "https://news.example/1"),
        ("<link>1.html</link>", "https://news.example/world/1.html"),
        ("<link>//cdn.example/1</link>", "https://cdn.example/1"),
        ("<link>\n https://news.example/a b\n</link>", "https://news.example/a%20b"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>mailto:a@x.example</link>", ""),
        ("<link>http://[broken</link>", ""),
        ("<link></link>", ""),
    ],
)
def test_an_entry_leads_to_the_web_or_nowhere(item: str, url: str) -> None:
    assert one(rss("<title>T</title>" + item)).url == url


def test_a_base_in_the_feed_is_respected() -> None:
    feed = '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/sub/"><entry><title>T</title><link href="x"/></entry></feed>'
    assert one(feed).url == "https://news.example/sub/x"


def test_an_aggregators_link_is_read_as_the_publishers() -> None:
    link = "https://www.google.com/url?rct=j&amp;url=https://news.example/1%3Fid%3D2&amp;ct=ga"
    assert one(rss(f"<title>T</title><link>{link}</link>")).url == "https://news.example/1?id=2"


def test_a_link_within_a_link_is_cleaned_as_any_other() -> None:
    links = ("url=http://[bad/x", "url=http://x.test/a%0d%0aHost:%20b%1b[31m")
    items = [f"<title>A</title><link>https://www.google.com/url?{link}</link>" for link in links]
    urls = [entry.url for entry in parse(rss(*items)).entries]
    assert len(urls) == len(links)
    assert [letter for url in urls for letter in url if ord(letter) <= 32 or ord(letter) == 127] == []
