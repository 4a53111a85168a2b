"""Sitemaps as feeds."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

from tasks.parse import MOST_UNPACKED
from tasks.parse_sitemap import MOST_PAGES
from tests.feed_samples import parse

NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def test_a_news_sitemap_gives_titles_and_times() -> None:
    parsed = parse(
        f'<?xml version="1.0"?><!-- made by hand --><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {NEWS}>'
        "<url><loc> https://news.example/1 </loc><news:news><news:publication><news:name>W</news:name><news:language>ko"
        "</news:language></news:publication><news:publication_date>2017-03-15T09:30:00+09:00</news:publication_date>"
        "<news:title>5 &lt; 6 회담</news:title></news:news><image:image xmlns:image='i'><image:title>Picture</image:title>"
        "</image:image></url><url><loc>/2</loc></url></urlset>",
        "text/html",
    )
    first, second = parsed.entries
    assert (first.url, first.title, first.guid) == ("https://news.example/1", "5 < 6 회담", "")
    assert first.published_at == datetime(2017, 3, 15, 0, 30, tzinfo=UTC)
    assert (second.url, second.title, second.published_at) == ("https://news.example/2", "", None)
    assert parsed.format == "news sitemap"


def test_a_sitemap_that_is_a_packed_file_is_unpacked_and_a_bomb_is_not() -> None:
    packed = gzip.compress(b"<urlset><url><loc>https://a.example/1</loc></url></urlset>")
    assert [entry.url for entry in parse(packed, "application/x-gzip").entries] == ["https://a.example/1"]
    bomb = parse(gzip.compress(b"<urlset>" + b" " * MOST_UNPACKED), "application/x-gzip")
    assert bomb.trouble is not None
    assert bomb.trouble.reason == "too_large"
    cut = parse(packed[:-20], "application/x-gzip")
    assert cut.trouble is not None
    assert "its gzip encoding is broken" in cut.trouble.detail


def test_of_a_plain_sitemap_the_latest_pages_are_read() -> None:
    days = [f"2017-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)] * 4
    urls = "".join(f"<url><loc>https://a.example/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in enumerate(days))
    parsed = parse(f"<urlset>{urls}</urlset>")
    assert len(parsed.entries) == MOST_PAGES
    assert (parsed.entries[0].published_raw, parsed.format) == ("2017-12-28", "sitemap")
    assert parsed.flaw == "only 1,000 of its 1,344 pages were read"


def test_an_index_of_sitemaps_names_them_and_says_so() -> None:
    parsed = parse(
        "<sitemapindex><sitemap><loc>https://a.example/news.xml</loc></sitemap><sitemap/>"
        "<sitemap><loc>/old.xml</loc></sitemap></sitemapindex>"
    )
    assert parsed.trouble is not None
    assert parsed.trouble.reason == "sitemap_index"
    assert "https://a.example/news.xml" in parsed.trouble.detail
    assert parsed.links == ("https://a.example/news.xml", "https://news.example/old.xml")


def test_a_broken_sitemap_gives_what_can_be_read_of_it() -> None:
    parsed = parse("<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.example/2")
    assert [entry.url for entry in parsed.entries][:1] == ["https://a.example/1"]
    assert parsed.flaw
    assert parse("<urlset/>").trouble is None


def test_a_sitemap_can_not_read_files_or_explode() -> None:
    bomb = '<!DOCTYPE u [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    parsed = parse(f"{bomb}<urlset><url><loc>https://a.example/&b;&f;</loc></url></urlset>")
    assert "root:" not in repr(parsed)
    assert "xxxx" not in repr(parsed.entries)
