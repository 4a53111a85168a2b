"""What makes two entries the same."""

from __future__ import annotations

from tests.feed_samples import one, parse, rss


def test_an_id_hashes_source_and_guid_and_nothing_that_can_change() -> None:
    item = '<guid isPermaLink="false">https://news.example/?p=1</guid><title>{}</title><link>https://news.example/{}</link>'
    before, after = one(rss(item.format("First", 1))), one(rss(item.format("Corrected", 2)))
    assert before.entry_id == after.entry_id
    elsewhere = parse(rss(item.format("First", 1)), source="other").entries[0]
    assert elsewhere.entry_id != before.entry_id


def test_without_guid_the_address_is_the_identity() -> None:
    first, second = (one(rss(f"<title>{t}</title><link>https://news.example/1</link>")) for t in ("A", "B"))
    assert first.entry_id == second.entry_id


def test_a_guid_used_for_several_addresses_keeps_them_apart() -> None:
    items = [f"<guid isPermaLink='false'>same</guid><link>https://news.example/{i}</link>" for i in (1, 2, 2)]
    parsed = parse(rss(*items))
    assert [entry.url for entry in parsed.entries] == ["https://news.example/1", "https://news.example/2"]
    assert len({entry.entry_id for entry in parsed.entries}) == 2
    assert parsed.repeated == 1


def test_a_guid_is_kept_as_written_wherever_the_feed_moves() -> None:
    assert one(rss("<guid>12345</guid><title>T</title>")).guid == "12345"


def test_a_short_guid_means_another_item_in_every_feed_of_a_publisher() -> None:
    item = rss("<guid isPermaLink='false'>17</guid><title>T</title><link>https://news.example/{}</link>")
    world, sport = (parse(item, feed_id=feed).entries[0] for feed in ("example-world", "example-sport"))
    assert world.entry_id != sport.entry_id
    long = rss("<guid isPermaLink='false'>tag:news.example,2017:17</guid><title>T</title>")
    world, sport = (parse(long, feed_id=feed).entries[0] for feed in ("example-world", "example-sport"))
    assert world.entry_id == sport.entry_id
