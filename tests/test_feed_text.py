"""Texts of feeds."""

from __future__ import annotations

from tasks.feed_text import plain, readable, with_sound_characters
from tests.feed_samples import parse, rss


def test_texts_are_free_of_what_no_reader_should_see() -> None:
    assert readable("a\x00\x1b[31mb\u202ec\ufeff\ud800\r\nd\x92e\x85") == "a[31mbc\nd’e…"
    assert readable("e\u0301") == "é"
    assert plain(" <b>5 < 6</b> &amp; <!-- x -->AT&amp;T\n<i class='y'>ok</i> ") == "5 < 6 & AT&T ok"
    assert plain("<![CDATA[Korea]]> talks") == "Korea talks"


def test_references_to_no_character_go_and_split_emoji_are_joined() -> None:
    assert with_sound_characters("a&#xD83D;&#xDE00;b&#55357;c&#0;&#x110000;&#65;&amp;&#146;") == (
        "a&#128512;bc&#65;&amp;&#146;"
    )
    assert with_sound_characters("북\x00 \x1b\ud800&\t\n") == "북 &\t\n"


def test_an_emoji_written_as_surrogates_costs_nothing() -> None:
    parsed = parse(rss("<title>Talks &#xD83D;&#xDE00;</title>", "<title>A &#xD800; B &#0; C</title>"))
    assert [entry.title for entry in parsed.entries] == ["Talks \U0001f600", "A B C"]


def test_an_endless_title_holds_nothing_up() -> None:
    assert len(plain("<!--" * 1_000_000)) <= 10_000
