"""Every shared feed reads as it should, and mutated ones end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import feeds, fuzz_feeds
from tasks.opml import read_opml
from tasks.parse import ParsedFeed
from tests.feed_samples import parse

PARTS = st.sampled_from(
    [*fuzz_feeds.PIECES, *(part for seed in fuzz_feeds.OWN_SEEDS[:5] for part in seed.split(">")[:40])]
)


@pytest.mark.skipif(not feeds.CORPUS.is_dir(), reason="wants ../shared/corpora/feeds")
def test_every_shared_feed_is_right_or_excused_with_its_reason() -> None:
    rows = feeds.measure()
    assert feeds.shortfalls(rows) == []
    assert all(row.why for row in rows if row.verdict == "excused")
    assert sum(row.expected for row in rows) > 2_000


@pytest.mark.skipif(not feeds.CORPUS.is_dir(), reason="wants ../shared/corpora/feeds")
def test_a_file_that_reads_otherwise_than_it_says_is_told() -> None:
    row = feeds.Row("feedparser", "wellformed/rss/item_title.xml", "wrong", 1, "title: 'a' expected, 'b' found")
    assert feeds.shortfalls([row])[0] == "feedparser/wellformed/rss/item_title.xml: title: 'a' expected, 'b' found"


def test_mutated_feeds_raise_nothing() -> None:
    report = fuzz_feeds.run(120, seed=1)
    assert report.failures == []
    assert report.with_entries > 10
    assert report.slowest[0] < 20  # generous: a shared machine; the long run has the real limit


def test_a_mutated_feed_is_the_same_one_each_time() -> None:
    whole = fuzz_feeds.seeds()
    assert [fuzz_feeds.mutated(n, 3, whole) for n in range(20)] == [fuzz_feeds.mutated(n, 3, whole) for n in range(20)]
    assert fuzz_feeds.mutated(0, 3, whole) != fuzz_feeds.mutated(0, 4, whole)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.lists(PARTS, max_size=40).map("".join) | st.text(max_size=200))
def test_whatever_is_strung_together_is_read_or_told(text: str) -> None:
    parsed = parse(text.encode("utf-8", "surrogatepass"))
    assert isinstance(parsed, ParsedFeed)
    assert parsed.trouble is None or not parsed.trouble.detail.startswith("unreadable"), parsed.trouble
    repr(parsed).encode()
    assert read_opml(text.encode("utf-8", "surrogatepass")) is not None
