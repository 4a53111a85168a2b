"""What feedparser is spared, and what of it is nevertheless read."""

from __future__ import annotations

import pytest

from tasks import feed_gate
from tasks.parse_xml import read_xml
from tests.feed_samples import atom, parse, rss


def test_ten_thousand_entries_are_read_to_the_last() -> None:
    items = (
        f"<title>Item {n}</title><link>https://news.example/{n}</link><guid>n-{n}-abcdef</guid>" for n in range(10_000)
    )
    read = read_xml(rss(*items), 20_000)
    assert (len(read.items), read.items[-1].title, read.flaw) == (10_000, "Item 9999", "")


def test_of_an_endless_feed_the_first_entries_are_read_and_it_is_told() -> None:
    read = read_xml(rss(*["<title>T</title>"] * 12), 10)
    assert (len(read.items), read.flaw) == (10, "only its first 10 entries were read")


FLOODS = {
    "elements": "<a>" * 200_000,
    "links": "<link>a</link>" * 60_000,
    "categories": "".join(f"<category>{n}</category>" for n in range(50_000)),
    "comma-separated tags": "<tags>" + ",".join(map(str, range(50_000))) + "</tags>",
    "attributes": "<a " + " ".join(f'b{n}=""' for n in range(20_000)) + "/>",
    "namespaces": "".join(f'<x{n}:a xmlns:x{n}="u{n}"/>' for n in range(20_000)),
    "an author without a mail address": f"<author>{'a' * 300_000}</author>",
    "an author of many dots": f"<author>a@{'a.' * 150_000}</author>",
    "a long base": f'<a xml:base="{"a/" * 50_000}">' + "<b/>" * 30_000 + "</a>",
    "a long date": f"<pubDate>{'1 ' * 200_000}</pubDate>",
    "ampersands": "&" * 200_000,
    "quotes in tags": '<a b="' * 40_000,
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
@pytest.mark.parametrize("tail", ["", "</item></channel></rss>"])
def test_a_flood_is_stopped_within_the_steps_of_one_entry(
    flood: str, tail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = {"steps": 0, "letters": 0}
    hears, steps = feed_gate.Gate._hears, feed_gate.Gate._step

    def counting_step(gate: feed_gate.Gate) -> None:
        most["steps"] += 1
        steps(gate)

    def counting_letters(gate: feed_gate.Gate, text: str) -> str:
        heard = hears(gate, text)
        if "author" in gate._open:
            most["letters"] += len(heard)
        return heard

    monkeypatch.setattr(feed_gate.Gate, "_step", counting_step)
    monkeypatch.setattr(feed_gate.Gate, "_hears", counting_letters)
    read = read_xml(f"<rss><channel><item><title>Before</title><link>/1</link>{flood}{tail}", 100)
    assert [item.title for item in read.items][:1] == ["Before"]
    assert most["steps"] <= 2 * (feed_gate.FIRST_STEPS + 2 * feed_gate.STEPS_AN_ENTRY)
    assert most["letters"] <= 2 * feed_gate.LONGEST_NAME


def test_a_bomb_of_entities_stays_small() -> None:
    declared = f'<!DOCTYPE r [<!ENTITY a "{"x" * 5_000}"><!ENTITY b "&a;&a;"><!ENTITY c "fine"><!ENTITY p SYSTEM "file:///etc/passwd">]>'
    parsed = parse(declared + rss(f"<title>{'&a;' * 1_000}&b;&p;&c;</title><link>/1</link>"))
    assert len(parsed.entries[0].title) < 10_000
    assert "xxxx" not in parsed.entries[0].title
    assert "fine" in parsed.entries[0].title


@pytest.mark.parametrize(
    "odd",
    [
        "<psc:chapter xmlns:psc='http://podlove.org/simple-chapters'/>",
        "<georss:point xmlns:georss='http://www.georss.org/georss'>a b</georss:point>",
        "<itunes:image xmlns:itunes='http://www.itunes.com/DTDs/PodCast-1.0.dtd'/>",
        "<guid isPermaLink='x'/>",
    ],
)
def test_an_element_that_feedparser_fails_on_costs_itself_only(odd: str) -> None:
    parsed = parse(rss(f"<title>A</title>{odd}<link>/1</link>", "<title>B</title>"))
    assert [(entry.title, entry.url) for entry in parsed.entries] == [("A", "https://news.example/1"), ("B", "")]


def test_an_xml_base_ends_with_its_element() -> None:
    parsed = parse(
        atom(
            '<id>one</id><title>A</title><content type="xhtml" xml:base="/elsewhere/"><div xmlns="http://www.w3.org/1999/xhtml">x</div></content>',
            "<id>two</id><title>B</title>",
        )
    )
    assert [entry.guid for entry in parsed.entries] == ["one", "two"]


def test_words_that_name_no_part_of_an_entry_stay_within_content() -> None:
    xhtml = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><svg><line/><text>here</text></svg></div></content>'
    assert "<line></line>" in parse(atom(f"<title>A</title>{xhtml}")).entries[0].content_html


def test_items_that_are_never_ended_are_all_read() -> None:
    body = "<rss><channel>" + "".join(f"<item><title>Item {n}</title><p>" for n in range(500))
    assert len(read_xml(body, 1_000).items) == 500


def test_what_a_feed_asks_of_those_who_poll_it_is_read() -> None:
    parsed = parse(
        "<rss version='2.0'><channel><ttl> 90 </ttl><skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>99</hour><hour>x</hour>"
        "</skipHours><skipDays><day>Sunday</day><day>monday</day><day>Someday</day></skipDays><language>ko-KR</language><link>/home</link>"
        "<item><title>T</title><ttl>1</ttl></item></channel></rss>"
    )
    assert (parsed.ttl_minutes, parsed.skip_hours, parsed.skip_days) == (90, frozenset({0, 7}), frozenset({6, 0}))
    assert (parsed.language, parsed.site) == ("ko-KR", "https://news.example/home")


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 30),
        ("<sy:updatePeriod> daily </sy:updatePeriod>", 1_440),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>99999999999999</ttl>", None),
        ("", None),
    ],
)
def test_update_periods_stand_in_for_a_ttl_and_nonsense_for_nothing(said: str, minutes: int | None) -> None:
    syndication = "http://purl.org/rss/1.0/modules/syndication/"
    feed = f"<rss version='2.0' xmlns:sy='{syndication}'><channel>{said}<item><title>T</title></item></channel></rss>"
    assert parse(feed).ttl_minutes == minutes


def test_to_skip_every_hour_and_day_is_a_mistake() -> None:
    hours = "".join(f"<hour>{n}</hour>" for n in range(24))
    days = "".join(
        f"<day>{d}</day>" for d in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    )
    parsed = parse(
        f"<rss version='2.0'><channel><skipHours>{hours}</skipHours><skipDays>{days}</skipDays></channel></rss>"
    )
    assert (parsed.skip_hours, parsed.skip_days) == (frozenset(), frozenset())
