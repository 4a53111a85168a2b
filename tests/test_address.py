"""One article has one address."""

from __future__ import annotations

import pytest

from tasks.address import canonical_url, registrable_host
from tasks.wrapped import unwrapped


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


STORY = "https://www.news.test/world/talks"


@pytest.mark.parametrize(
    "url",
    [
        f"{STORY}/amp",
        f"{STORY}/amp/",
        f"{STORY}.amp",
        f"{STORY}?amp",
        f"{STORY}?amp=1&utm_source=x",
        f"{STORY}?outputType=amp",
        f"{STORY}/print",
        f"{STORY}?print=true",
        f"{STORY}?view=print",
        "https://www.news.test/amp/world/talks",
        "https://www.news.test/print/world/talks",
        "https://amp.news.test/world/talks",
        "https://m.news.test/world/talks",
        "https://mobile.news.test/world/talks?mobile=1",
        f"{STORY};jsessionid=0A1B2C?PHPSESSID=3d4e",
    ],
)
def test_forms_of_a_page_for_phones_and_print_are_the_page(url: str) -> None:
    assert canonical_url(url) == STORY


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.com/url?rct=j&sa=t&url=https://www.news.test/world/talks&ct=ga",
        "https://www.google.com/amp/s/www.news.test/world/talks",
        "https://www-news-test.cdn.ampproject.org/c/s/www.news.test/world/talks",
        "https://www.bing.com/news/apiclick.aspx?ref=x&url=https%3a%2f%2fwww.news.test%2fworld%2ftalks&c=1",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.news.test%2Fworld%2Ftalks%3Ffbclid%3D1&h=x",
        "https://web.archive.org/web/20170315000000/https://www.news.test/world/talks",
        "https://news.google.com/rss/articles/CBMiIWh0dHBzOi8vd3d3Lm5ld3MudGVzdC93b3JsZC90YWxrc9IBAA?oc=5",
    ],
)
def test_links_of_aggregators_lead_to_the_publishers_own_address(url: str) -> None:
    assert canonical_url(url) == STORY


@pytest.mark.parametrize(
    "url",
    [
        "https://news.google.com/rss/articles/CBMiNotAnAddress?oc=5",
        "https://www.google.com/search?q=https://www.news.test/",
        "https://www.news.test/amplifier/print-media",
        "https://www.news.test/world/amp-station",
        "https://sports.m-news.test/print",
        "https://www.news.test/topic/print",
        "https://www.news.test/how-to-choose-a-guitar-amp.html",
        "https://www.news.test/view?url=https://other.test/a",
    ],
)
def test_what_only_looks_like_a_form_or_a_wrapper_stays(url: str) -> None:
    assert canonical_url(url).partition("?")[0] == url.partition("?")[0]


def test_a_link_that_led_to_another_publisher_is_that_publishers_page() -> None:
    link = "https://feeds.aggregator.test/~r/1"
    assert canonical_url(link, "", (), STORY) == STORY
    assert canonical_url(link, "https://www.news.test/own", (), STORY) == "https://www.news.test/own"
    assert canonical_url(link, "", (), "https://www.news.test/") == link
    assert canonical_url("https://news.test/r/1", "", (), STORY) == "https://news.test/r/1"


def test_a_rubric_for_print_or_phones_is_no_form_of_another_page() -> None:
    assert canonical_url("https://www.news.test/index.php?page=print") != canonical_url(
        "https://www.news.test/index.php"
    )
    assert canonical_url("https://www.news.test/list?m=mobile&no=3") == "https://www.news.test/list?m=mobile&no=3"


def test_where_one_signs_in_is_no_address_of_an_article() -> None:
    signed = "https://login.publisher-id.test/login"
    assert canonical_url(STORY, "", ("news.test",), signed) == STORY


@pytest.mark.parametrize("hostile", ["http://[bad", "https://www.google.com/url?url=http://[bad/x"])
def test_half_an_address_of_six_harms_nothing(hostile: str) -> None:
    assert canonical_url(STORY, hostile) in (STORY, canonical_url(hostile))
    assert unwrapped(hostile) == hostile
