"""Each outlet of the replay has pages of its own: its furniture, its way to state a date, its charset."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import trafilatura
from lxml import html as lxml_html

from brinkwatch.replay.outlets import BY_ID, OUTLETS, Outlet
from brinkwatch.replay.server import ReplayServer
from brinkwatch.replay.site import Site
from brinkwatch.replay.story import published, story_path, tell
from tests.newsstand import ITEMS, LAST_MOMENT, each_outlet, get, of


@each_outlet
def test_extraction_finds_every_paragraph_and_none_of_the_furniture(outlet: Outlet) -> None:
    site = Site(outlet, ITEMS)
    pages = [site.answer(story_path(item.link), "http://127.0.0.1:1", LAST_MOMENT).body for item in of(outlet)[-2:]]
    story = tell(of(outlet)[-1])
    extracted = trafilatura.extract(pages[1], fast=True, include_comments=False)
    lines = {line.lstrip("- ").strip() for line in (extracted or "").splitlines()}
    nodes = [{" ".join(node.split()) for node in lxml_html.fromstring(page).itertext()} - {""} for page in pages]
    furniture = (nodes[0] & nodes[1]) | {item.title for item in of(outlet)[:-1]}
    assert len(story.paragraphs) >= 3
    assert all(paragraph in lines for paragraph in story.paragraphs)
    assert len(furniture) > 25
    assert not [line for line in lines if line in furniture]
    assert not [text for text in furniture if len(text.split()) > 3 and text in (extracted or "")]


def test_the_nine_templates_differ() -> None:
    pages = {
        outlet.source_id: Site(outlet, ITEMS).answer(story_path(of(outlet)[0].link), "", LAST_MOMENT).body
        for outlet in OUTLETS
    }
    names = {
        source_id: frozenset(lxml_html.fromstring(page).xpath("//body//@class | //body//@id"))
        for source_id, page in pages.items()
    }
    assert len(set(names.values())) == len(OUTLETS)
    assert all(len(own - other) > 8 for a, own in names.items() for b, other in names.items() if a != b)


@each_outlet
def test_a_page_states_its_date_as_its_outlet_does(outlet: Outlet) -> None:
    item = of(outlet)[0]
    page = Site(outlet, ITEMS).answer(story_path(item.link), "", LAST_MOMENT).body.decode(outlet.charset)
    at = published(item, outlet)
    claim = at.isoformat()
    expected = {
        "meta": f'<meta property="article:published_time" content="{claim}">',
        "json-ld": f'"datePublished": "{claim}"',
        "time": f'datetime="{claim}"',
        "visible": "01.03.2017" if outlet.source_id == "dw" else at.strftime("Wednesday, 01 March 2017 %H:%M"),
    }
    for shown, statement in expected.items():
        assert (statement in page) == (shown == outlet.date_shown)
    assert ("2017" in page.replace(item.link, "")) == (outlet.date_shown != "nothing")


def test_only_rte_is_in_windows_1252_and_what_that_lacks_becomes_references() -> None:
    assert [outlet.source_id for outlet in OUTLETS if outlet.charset != "utf-8"] == ["rte"]
    text = "The Dáil rose at noon – “at last”, one member said. The guest wrote 한국 and � on the board."
    item = replace(of(BY_ID["rte"])[0], title="Dáil rises", text=text)
    with ReplayServer([item], LAST_MOMENT - timedelta(days=3)) as server:
        _, headers, page = get(server.link(item))
        feed = get(server.feed_url("rte"))[2]
    assert headers["Content-Type"] == "text/html; charset=windows-1252"
    assert b"D\xe1il rose at noon \x96 \x93at last\x94" in page
    assert b"&#54620;&#44397; and &#65533;" in page
    assert text in html.unescape(page.decode("windows-1252"))
    assert b"encoding='windows-1252'" in feed
    assert b"D\xe1il rises" in feed
    assert feedparser.parse(feed).entries[0].title == "Dáil rises"


@each_outlet
def test_markup_and_control_characters_in_the_data_do_no_harm(outlet: Outlet) -> None:
    nasty = 'Fish & chips <script>alert("1")</script>'
    item = replace(
        of(outlet)[0], title=f"\x00\x1b{nasty}\ufffe", subtitle=f"{nasty}\x08", text=f"{nasty} ]]> \x0b end."
    )
    site = Site(outlet, [item])
    feed = feedparser.parse(site.answer(outlet.feed_path, "http://127.0.0.1:1", datetime(2017, 3, 2, tzinfo=UTC)).body)
    page = site.answer(story_path(item.link), "http://127.0.0.1:1", LAST_MOMENT).body
    assert not feed.bozo
    assert len(feed.entries) == 1
    assert b"<script>alert" not in page
    assert not {*page} & {0, 8, 11, 27}
    assert lxml_html.fromstring(page).xpath("//h1")[0].text_content() == nasty


@each_outlet
def test_an_empty_body_is_served_as_a_page_without_text_and_an_empty_description(outlet: Outlet) -> None:
    item = replace(of(outlet)[1], text="")
    site = Site(outlet, [item])
    page = site.answer(story_path(item.link), "", LAST_MOMENT)
    entry = feedparser.parse(site.answer(outlet.feed_path, "", LAST_MOMENT).body).entries[0]
    assert (page.kind, page.status) == ("page", 200)
    assert item.title.encode() in page.body
    assert entry.title == item.title
    assert entry.get("summary", "") == ""
