"""JSON Feeds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tasks.parse_json import read_json
from tests.feed_samples import one, parse


def feed(*items: Any, **said: Any) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, **said}, ensure_ascii=False)


def test_a_json_feed_gives_all_its_facts() -> None:
    item = {
        "id": "n-1",
        "url": "/1",
        "title": "5 < 6 회담",
        "content_html": "<p>Long</p>",
        "summary": "a < b",
        "date_published": "2017-03-15T09:30:00+09:00",
        "authors": [{"name": "Kim A"}, {"name": "Lee B"}],
    }
    parsed = parse(feed(item, title="World", home_page_url="https://news.example/", language="ko-KR"), "text/html")
    entry = parsed.entries[0]
    assert (entry.guid, entry.url, entry.title, entry.author) == (
        "n-1",
        "https://news.example/1",
        "5 < 6 회담",
        "Kim A, Lee B",
    )
    assert (entry.content_html, entry.summary_html) == ("<p>Long</p>", "a &lt; b")
    assert entry.published_at == datetime(2017, 3, 15, 0, 30, tzinfo=UTC)
    assert (parsed.format, parsed.title, parsed.site, parsed.language) == (
        "JSON Feed 1.1",
        "World",
        "https://news.example/",
        "ko-KR",
    )


def test_version_1_0_names_one_author_and_may_number_its_items() -> None:
    body = feed(
        {"id": 17, "content_text": "1 < 2", "author": {"name": "Kim"}}, version="https://jsonfeed.org/version/1"
    )
    entry = one(body)
    assert (entry.guid, entry.content_html, entry.author) == ("17", "1 &lt; 2", "Kim")
    assert parse(body).format == "JSON Feed 1"


def test_an_item_without_date_published_is_dated_by_its_last_change_and_by_the_feeds_author() -> None:
    entry = one(
        feed({"url": "https://a.example/1", "date_modified": "2017-03-15T00:00:00Z"}, authors=[{"name": "Desk"}])
    )
    assert (entry.published_at, entry.author) == (datetime(2017, 3, 15, tzinfo=UTC), "Desk")


def test_an_item_is_led_to_by_its_first_attachment_that_is_a_page() -> None:
    sound, page = {"url": "/a.mp3", "mime_type": "audio/mpeg"}, {"url": "/a.html", "mime_type": "text/html"}
    assert one(feed({"title": "T", "attachments": [sound, page]})).url == "https://news.example/a.html"
    assert one(feed({"title": "T", "attachments": [sound]})).url == ""


@pytest.mark.parametrize("charset", ["utf-16", "utf-8-sig", "utf-32-le"])
def test_json_is_read_in_other_charsets_than_its_own(charset: str) -> None:
    assert one(feed({"title": "북한"}).encode(charset)).title == "북한"


def test_what_has_the_wrong_type_is_not_said() -> None:
    parsed = parse(
        feed({"id": [], "url": 5, "title": {}, "authors": "Kim", "attachments": 3}, None, "x", {"title": "T"})
    )
    assert [entry.title for entry in parsed.entries] == ["T"]
    assert parsed.dropped == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"items": [', "broken_json"),
        ("[" * 100_000, "broken_json"),
        ('{"items": [' + "9" * 10_000 + "]}", "broken_json"),
        ("[]", "not_feed"),
        ('{"items": {}}', "not_feed"),
    ],
)
def test_json_that_is_no_feed_is_a_trouble(body: str, reason: str) -> None:
    trouble = parse(body, "application/feed+json").trouble
    assert trouble is not None
    assert (trouble.reason, "\n" in trouble.detail) == (reason, False)


def test_an_endless_json_feed_is_read_to_a_point_that_is_told() -> None:
    read = read_json(feed(*({"title": str(n)} for n in range(15))), most=10)
    assert (len(read.items), read.flaw) == (10, "only its first 10 items were read")
