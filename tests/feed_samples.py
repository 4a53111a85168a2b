"""Small feeds to parse in tests."""

from __future__ import annotations

from datetime import UTC, datetime

from tasks.parse import ParsedFeed, parse_feed
from tasks.poll import FeedAnswer, FeedRequest
from tasks.poll_record import Poll, PollOutcome
from tasks.records import Entry, Feed, Validators

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
URL = "https://news.example/world/feed.xml"


def parse(
    body: bytes | str,
    content_type: str = "application/xml",
    outcome: PollOutcome = "changed",
    source: str = "example",
    feed_id: str = "example-world",
) -> ParsedFeed:
    body = body.encode() if isinstance(body, str) else body
    feed = Feed(feed_id, source, URL)
    poll = Poll("p1", feed.feed_id, URL, NOW, outcome, 200)
    return parse_feed(FeedAnswer(FeedRequest(feed, Validators()), poll, body, content_type, URL, Validators()), "ko")


def rss(*items: str, head: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>World</title>{inner}</channel></rss>'


def atom(*entries: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(f"<entry>{entry}</entry>" for entry in entries)}</feed>'


def one(body: bytes | str, content_type: str = "application/xml") -> Entry:
    parsed = parse(body, content_type)
    assert parsed.trouble is None
    assert len(parsed.entries) == 1
    return parsed.entries[0]
