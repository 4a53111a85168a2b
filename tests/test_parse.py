"""Feeds of every kind and state, as bytes."""

from __future__ import annotations

import gzip
import pickle
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.parse import ParsedFeed
from tests.feed_samples import NOW, URL, atom, one, parse, rss

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "feeds"


def test_an_rss_item_gives_all_its_facts() -> None:
    entry = one(
        rss(
            "<title>Envoy &amp;amp; minister meet</title><link>https://news.example/1</link>"
            '<guid isPermaLink="false">n-1</guid><dc:creator>Kim A</dc:creator>'
            "<pubDate>Wed, 15 Mar 2017 09:30:00 +0900</pubDate><description>&lt;p&gt;Short&lt;/p&gt;</description>"
            "<content:encoded><![CDATA[<p>Long <script>x()</script></p>]]></content:encoded>"
        )
    )
    assert (entry.url, entry.guid, entry.title, entry.author) == (
        "https://news.example/1",
        "n-1",
        "Envoy & minister meet",
        "Kim A",
    )
    assert (entry.summary_html, entry.content_html) == ("<p>Short</p>", "<p>Long <script>x()</script></p>")
    assert (entry.published_raw, entry.published_precision) == ("Wed, 15 Mar 2017 09:30:00 +0900", "second")
    assert entry.published_at == datetime(2017, 3, 15, 0, 30, tzinfo=UTC)
    assert (entry.feed_id, entry.source_id, entry.language, entry.first_seen_at) == (
        "example-world",
        "example",
        "ko",
        NOW,
    )


def test_an_atom_entry_gives_all_its_facts() -> None:
    entry = one(
        atom(
            '<id>tag:x,1</id><title type="html">A &lt;b&gt;bold&lt;/b&gt; move</title><link href="../a?b=1&amp;c=2"/>'
            "<updated>2017-03-16T00:00:00Z</updated><published>2017-03-15T01:02:03+09:00</published>"
            "<author><name>Lee B</name><email>b@x.example</email></author><author><name>Park C</name></author>"
            '<content type="html">&lt;p&gt;Text&lt;/p&gt;</content><summary>1 &lt; 2</summary>'
        )
    )
    assert (entry.title, entry.url, entry.author) == ("A bold move", "https://news.example/a?b=1&c=2", "Lee B, Park C")
    assert (entry.content_html, entry.summary_html) == ("<p>Text</p>", "1 &lt; 2")
    assert entry.published_at == datetime(2017, 3, 14, 16, 2, 3, tzinfo=UTC)


def test_an_rss_1_item_is_dated_by_dublin_core() -> None:
    entry = one(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>W</title></channel>'
        '<item rdf:about="https://news.example/1"><title>T</title><link>https://news.example/1</link>'
        "<dc:date>2017-03-15</dc:date></item></rdf:RDF>"
    )
    assert (entry.guid, entry.published_raw, entry.published_precision) == (
        "https://news.example/1",
        "2017-03-15",
        "day",
    )
    assert entry.published_at == datetime(2017, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("euc-kr", "euc-kr", "application/rss+xml"),
        ("euc-kr", "", "text/xml; charset=EUC-KR"),
        ("euc-kr", "utf-8", 'text/xml; charset="euc-kr"'),
        ("utf-8", "", "text/xml"),
        ("utf-8", "", "text/html"),
        ("utf-8", "", ""),
        ("utf-8-sig", "", "text/plain"),
        ("utf-16", "utf-16", "application/xml"),
        ("utf-16", "", "application/xml"),
        ("utf-8", "no-such-charset", "application/xml"),
    ],
)
def test_korean_is_read_in_whatever_charset_it_came(encoding: str, declared: str, content_type: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = rss("<title>북한 미사일</title><link>https://news.example/1</link>", head=head).encode(encoding)
    assert one(body, content_type).title == "북한 미사일"


def test_windows_1252_is_read_also_when_nobody_says_so() -> None:
    body = rss("<title>Séoul “calm” – today</title>")
    assert one(body.encode("cp1252")).title == "Séoul “calm” – today"
    declared = '<?xml version="1.0" encoding="windows-1252"?>' + body
    assert one(declared.encode("cp1252"), "text/xml").title == "Séoul “calm” – today"
    mislabelled = '<?xml version="1.0" encoding="iso-8859-1"?>' + body
    assert one(mislabelled.encode("cp1252")).title == "Séoul “calm” – today"


def test_the_charset_of_the_http_header_comes_first() -> None:
    body = rss("<title>Größe</title>", head='<?xml version="1.0" encoding="utf-8"?>')
    assert one(body.encode("latin-1"), "application/xml; charset=iso-8859-1").title == "Größe"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty_body"),
        (b" \r\n\0 ", "empty_body"),
        (b"<!DOCTYPE html><html><head><title>Log in</title></head><body><p>x</body></html>", "html_not_feed"),
        (b"<!-- x --><HTML><body>", "html_not_feed"),
        (b'<rss version="2.0"><channel><title>World</title>', "broken_xml"),
        (b"<rss", "broken_xml"),
        (b"{}", "not_feed"),
        (b"{", "broken_json"),
        (b"plain words", "broken_xml"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "broken_xml"),
        (b'<?xml version="1.0"?><opml><body/></opml>', "not_feed"),
        (b"/etc/passwd", "broken_xml"),
        (b"http://127.0.0.1:1/feed", "broken_xml"),
    ],
)
def test_what_is_no_feed_is_a_trouble_with_a_reason(body: bytes, reason: str) -> None:
    parsed = parse(body, "text/html")
    assert parsed.entries == ()
    assert parsed.trouble is not None
    assert (parsed.trouble.reason, parsed.trouble.url, parsed.trouble.status) == (reason, URL, 200)


def test_an_empty_feed_is_no_trouble() -> None:
    assert parse(rss()) == ParsedFeed(format="rss20", title="World")
    assert parse(atom()) == ParsedFeed(format="atom10")


def test_a_feed_that_was_not_changed_is_not_parsed() -> None:
    assert parse(b"", outcome="failed") == ParsedFeed()
    assert parse(b"", outcome="not_modified") == ParsedFeed()


def test_truncated_xml_keeps_the_entries_before_the_break() -> None:
    whole = rss(*(f"<title>Item {i}</title><link>https://news.example/{i}</link>" for i in range(5)))
    parsed = parse(whole[: whole.index("Item 3") + 3])
    assert [entry.title for entry in parsed.entries[:3]] == ["Item 0", "Item 1", "Item 2"]
    assert parsed.trouble is None


@pytest.mark.parametrize(
    "flaw", ["<title>A & B</title>", "<title>A &nbsp; B</title>", "<title>A <b>& B</title>", "<title>A \x01 B</title>"]
)
def test_entries_survive_broken_markup(flaw: str) -> None:
    parsed = parse(rss(flaw + "<link>https://news.example/1</link>", "<title>Next</title>"))
    assert [entry.title for entry in parsed.entries][-1] == "Next"
    assert parsed.entries[0].title.startswith("A")


def test_entries_are_kept_as_far_as_they_mean_something() -> None:
    parsed = parse(
        rss(
            "<title>Only a title</title>",
            "<link>https://news.example/1</link>",
            "<description>Only text</description>",
            "<pubDate>Wed, 15 Mar 2017 09:30:00 GMT</pubDate><author>a@x.example</author>",
            "",
        )
    )
    assert [(e.title, e.url, e.summary_html) for e in parsed.entries] == [
        ("Only a title", "", ""),
        ("", "https://news.example/1", ""),
        ("", "", "Only text"),
    ]
    assert parsed.dropped == 2
    assert len({entry.entry_id for entry in parsed.entries}) == 3


def test_entries_travel_between_processes() -> None:
    parsed = parse(rss("<title>T</title>"))
    assert pickle.loads(pickle.dumps(parsed)) == parsed


@pytest.mark.parametrize(
    "body",
    [
        b"<a>" * 5_000,
        b"<rss><channel>" + b"<item>" * 1_000,
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><rss><channel><item><title>&c;&c;</title></item></channel></rss>',
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>',
        rss("<title>&#xD800;&#0;&#1114112;</title><link>http://[::1</link>").encode(),
        gzip.compress(b"<rss/>", mtime=0),
        bytes(range(256)) * 20,
        b"<rss version='2.0' xml:base='http://[x'><channel><item><link>a</link><title>t</title></item></channel></rss>",
    ],
)
def test_hostile_bytes_raise_nothing_and_read_no_file(body: bytes) -> None:
    parsed = parse(body)
    assert isinstance(parsed, ParsedFeed)
    assert "root:" not in repr(parsed)
    repr(parsed).encode()


@pytest.mark.skipif(not CORPUS.is_dir(), reason="wants ../shared/corpora/feeds")
def test_real_and_broken_feeds_yield_their_entries() -> None:
    real = [path for path in sorted((CORPUS / "rss-parser" / "input").iterdir()) if path.is_file()]
    small = sorted((CORPUS / "feedparser").rglob("*.xml"))[::4]
    found = {path: parse(path.read_bytes()) for path in real + small}
    with_entries = Counter(path in real for path, parsed in found.items() if parsed.entries)
    entries = sum(len(found[path].entries) for path in real)
    assert with_entries[True] >= 20
    assert with_entries[False] >= 65
    assert entries >= 400
    assert len(found[CORPUS / "rss-parser" / "input" / "uolNoticias.rss"].entries) == 15
