"""One article has one address."""

from __future__ import annotations

import pytest

from tasks.address import canonical_url, registrable_host


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example:443/World/Talks#comments", "https://news.example/World/Talks"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://news.example/a?utm_source=x&UTM_Medium=y&fbclid=1&maca=en-rss&ncid=2", "https://news.example/a"),
        ("https://news.example/view?page=2&id=7&empty=", "https://news.example/view?empty=&id=7&page=2"),
        ("https://news.example/world/index.html", "https://news.example/world/"),
        ("https://news.example/world/reindex.html", "https://news.example/world/reindex.html"),
        ("  https://뉴스.example/한국 ", "https://xn--vg1b002a.example/%ED%95%9C%EA%B5%AD"),
        ("https://news.example/%ED%95%9C", "https://news.example/%ED%95%9C"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
    ],
)
def test_spellings_of_an_address_become_one(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url", ["", "news", "ftp://news.example/a", "javascript:alert(1)", "http://news.example:99999/", "http://[::1/"]
)
def test_what_is_no_web_address_is_empty(url: str) -> None:
    assert canonical_url(url) == ""


def test_the_pages_own_word_counts_within_the_publisher() -> None:
    assert canonical_url("https://m.news.example/a?ref=1", "https://www.news.example/a") == "https://www.news.example/a"
    assert canonical_url("https://news.example/a?x=1", "/a") == "https://news.example/a"
    assert canonical_url("https://news.co.kr/a", "https://other.co.kr/b") == "https://news.co.kr/a"
    assert (
        canonical_url("https://news.example/a", "https://paper.test/b", ("news.example", "paper.test"))
        == "https://paper.test/b"
    )


def test_an_article_never_collapses_into_the_front_page() -> None:
    assert (
        canonical_url("https://news.example/2017/talks", "https://news.example/") == "https://news.example/2017/talks"
    )


def test_registrable_hosts_follow_the_public_suffixes() -> None:
    assert registrable_host("news.bbc.co.uk") == "bbc.co.uk"
    assert registrable_host("127.0.0.1") == "127.0.0.1"
