"""The replay serves nine publishers over real HTTP, as of a moment; its stories here are in our own words."""

import html
import http.client
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
import trafilatura
import yaml
from lxml import html as lxml_html

from brinkwatch.replay.configuration import AS_SHIPPED, write_demo_config
from brinkwatch.replay.news import NewsItem
from brinkwatch.replay.outlets import BY_ID, OUTLETS, Outlet
from brinkwatch.replay.server import PortInUse, ReplayServer
from brinkwatch.replay.site import IN_FEED, Site
from brinkwatch.replay.story import published, story_path, tell
from config.models import FeedConfig, SourceConfig
from config.settings import Settings

SUBJECTS = ("harbour", "orchard", "railway", "library", "lighthouse", "reservoir", "theatre", "quarry")
SENTENCES = (
    "Engineers who inspected the {0} on Monday said that its foundations had moved further than they expected.",
    'A spokesman for the council said: "We were told about the {0} in January, and we acted at once."',
    "Mr. Halloran, who lives nearby, has kept a diary of the works since they began in Sept. 2009 and shares it online.",
    "The cost of repairing the {0} is put at 14 million, a third more than the last estimate that was published.",
    "Opposition members asked why the report on the {0} had been held back for nearly eleven weeks.",
    "Work on a second phase may now start in the autumn, although no contractor for the {0} has yet been named.",
    "Visitors have been asked to stay away from the {0} until the fences around it have been replaced.",
    "The regional government said it would pay half of the bill if the {0} opens again before the holidays.",
    "An earlier plan, drawn up when the {0} still had its own staff, was abandoned because nobody would insure it.",
)
PATHS = {
    "abcnews": "/Politics/{0}-reopens/story?id={1}",
    "dw": "/en/{0}-reopens/a-{1}?maca=en-rss",
    "cnn": "/2017/03/{0}/index.html",
}
FIRST_DAY = date(2017, 3, 1)
LAST_MOMENT = datetime(2017, 3, 9, tzinfo=UTC)


def made(outlet: Outlet, place: int) -> NewsItem:
    """Make an article about the nth subject, published on the nth day."""
    subject, number = SUBJECTS[place], 100 * OUTLETS.index(outlet) + place
    path = PATHS.get(outlet.source_id, "/news/world/{0}-reopens-{1}.html").format(subject, number)
    return NewsItem(
        number=number,
        outlet=outlet.source_id,
        day=FIRST_DAY + timedelta(days=place),
        title=f"Fences go up around the old {subject}",
        subtitle=f"Families near the {subject} wait for an answer." if place % 2 else "",
        text=" ".join(sentence.format(subject) for sentence in SENTENCES),
        link=f"http://{outlet.host}{path}",
    )


ITEMS = [made(outlet, place) for outlet in OUTLETS for place in range(len(SUBJECTS))]


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(ITEMS, LAST_MOMENT) as serving:
        yield serving


def get(url: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={name.replace("_", "-"): text for name, text in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def of(outlet: Outlet) -> list[NewsItem]:
    return [item for item in ITEMS if item.outlet == outlet.source_id]


each_outlet = pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.source_id)


@each_outlet
def test_a_feed_parses_cleanly_and_claims_the_day_of_each_story(outlet: Outlet, server: ReplayServer) -> None:
    status, headers, body = get(server.feed_url(outlet.source_id))
    parsed = feedparser.parse(body, response_headers={"content-type": headers["Content-Type"]})
    shown = [item for item in of(outlet) if published(item, outlet) > LAST_MOMENT - IN_FEED]
    assert (status, parsed.bozo) == (200, False)
    assert parsed.version == {"rss2": "rss20", "rss1": "rss10", "atom": "atom10"}[outlet.feed_format]
    assert [entry.title for entry in parsed.entries] == [item.title for item in reversed(shown)]
    for entry, item in zip(parsed.entries, reversed(shown), strict=True):
        claimed = entry.get("published_parsed") or entry.updated_parsed
        assert entry.link == server.link(item)
        assert entry.id == item.link
        assert date(*claimed[:3]) == item.day
        assert ("content" in entry) == outlet.full_content
        assert SENTENCES[0].format("")[:20] in entry.summary or entry.summary == item.subtitle
    stated = parsed.entries[0].get("published") or parsed.entries[0].updated
    assert (len(stated) > len("2017-03-15")) == outlet.states_time


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


@each_outlet
def test_unchanged_feeds_answer_304_to_either_validator(outlet: Outlet, server: ReplayServer) -> None:
    url = server.feed_url(outlet.source_id)
    _, headers, _ = get(url)
    by_etag = get(url, If_None_Match=headers["ETag"])
    by_time = get(url, If_Modified_Since=headers["Last-Modified"])
    assert (by_etag[0], by_etag[2], by_time[0], by_time[2]) == (304, b"", 304, b"")
    assert get(url, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert server.requests == {(outlet.source_id, "feed 200"): 2, (outlet.source_id, "feed 304"): 2}


def test_validators_expire_when_a_story_arrives_and_when_one_leaves_the_feed() -> None:
    outlet = BY_ID["bbc"]
    first, second = of(outlet)[0], replace(of(outlet)[1], day=FIRST_DAY + timedelta(days=3))
    arrivals = [published(item, outlet) for item in (first, second)]
    changes = [*arrivals, arrivals[0] + IN_FEED, arrivals[1] + IN_FEED]
    with ReplayServer([first, second], FIRST_MOMENT) as server:
        url = server.feed_url("bbc")
        for change in changes:
            server.moment = change - timedelta(seconds=1)
            _, before, _ = get(url)
            server.moment = change
            assert get(url, If_None_Match=before["ETag"])[0] == 200
            assert get(url, If_Modified_Since=before["Last-Modified"])[0] == 200


FIRST_MOMENT = datetime(2017, 2, 28, tzinfo=UTC)


def test_daily_polls_see_every_story_once_it_is_out_and_never_before(server: ReplayServer) -> None:
    due = {item.link: published(item, BY_ID[item.outlet]) for item in ITEMS}
    seen: set[str] = set()
    for day in range(12):
        server.moment = FIRST_MOMENT + timedelta(days=day)
        entries = [
            entry.id
            for outlet in OUTLETS
            for entry in feedparser.parse(get(server.feed_url(outlet.source_id))[2]).entries
        ]
        seen.update(entries)
        assert {link for link, at in due.items() if at <= server.moment} == seen
        assert set(entries) == {link for link, at in due.items() if server.moment - IN_FEED < at <= server.moment}


@each_outlet
def test_a_story_of_the_future_is_not_served_or_linked_to(outlet: Outlet, server: ReplayServer) -> None:
    items = of(outlet)
    server.moment = published(items[4], outlet)
    answers = [get(server.link(item)) for item in items]
    assert [status for status, _, _ in answers] == [200] * 5 + [404] * 3
    front = get(f"http://127.0.0.1:{server.ports[outlet.source_id]}/")[2].decode(outlet.charset)
    for body in (front, answers[4][2].decode(outlet.charset)):
        assert all((item.title in body) == (place < 5) for place, item in enumerate(items) if place != 4)
    assert server.requests[outlet.source_id, "404"] == 3


@each_outlet
def test_published_times_lie_in_working_hours_on_the_right_day_here_and_in_utc(outlet: Outlet) -> None:
    days = [date(2016, 12, 31), *(date(2017, 3, 11 + n) for n in range(17))]  # both changes of clocks
    for day in days:
        for number in range(0, 4000, 37):
            at = published(replace(ITEMS[0], number=number, day=day), outlet)
            assert at.date() == at.astimezone(UTC).date() == day
            assert 8 <= at.hour < 20
            assert at.astimezone(UTC).hour < 23


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


@each_outlet
def test_robots_front_page_and_unknown_paths(outlet: Outlet, server: ReplayServer) -> None:
    base = f"http://127.0.0.1:{server.ports[outlet.source_id]}"
    status, _, robots = get(f"{base}/robots.txt")
    assert status == 200
    assert robots.startswith(b"User-agent: *\nDisallow: /search\n")
    assert get(f"{base}/")[0] == 200
    assert get(f"{base}/wp-login.php")[0] == get(f"{base}//x/../%00")[0] == 404
    assert server.requests == {
        (outlet.source_id, "robots"): 1,
        (outlet.source_id, "front"): 1,
        (outlet.source_id, "404"): 2,
    }


def test_a_link_keeps_the_path_and_only_the_query_that_names_the_page(server: ReplayServer) -> None:
    assert story_path("http://x.example/Politics/a-b/story?id=45310061&utm=1") == "/Politics/a-b/story?id=45310061"
    assert story_path("http://x.example/en/caf�/a-1?maca=rss") == "/en/caf%EF%BF%BD/a-1"
    item = of(BY_ID["abcnews"])[0]
    status, _, page = get(f"{server.link(item)}&ref=front")
    assert status == 200
    assert f'<link rel="canonical" href="{server.link(item)}">'.encode() in page


def test_same_items_and_moment_give_the_same_bytes_on_any_ports() -> None:
    def everything() -> dict[str, bytes]:
        with ReplayServer(ITEMS, LAST_MOMENT) as server:
            urls = [server.feed_url(outlet.source_id) for outlet in OUTLETS] + [server.link(item) for item in ITEMS]
            return {item: get(item)[2].replace(urlsplit(item).netloc.encode(), b"HOST") for item in urls}

    first, second = everything(), everything()
    assert not first.keys() & second.keys()
    assert list(first.values()) == list(second.values())


def test_a_port_in_use_is_one_clear_line_naming_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=rf"^port {port} on 127\.0\.0\.1 can not be opened \([^\n]+$"):
            ReplayServer(ITEMS, LAST_MOMENT, base_port=port).__enter__()
    with pytest.raises(PortInUse, match="port 65536 "):
        ReplayServer(ITEMS, LAST_MOMENT, base_port=65530).__enter__()


def test_a_moment_without_a_time_zone_is_refused(server: ReplayServer) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        server.moment = datetime(2017, 3, 1)  # noqa: DTZ001


def test_stopping_closes_open_connections_and_leaves_no_thread_and_no_output(capfd: pytest.CaptureFixture[str]) -> None:
    before = threading.enumerate()
    with ReplayServer(ITEMS, LAST_MOMENT) as server:
        port = server.ports["bbc"]
        kept = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        for _ in range(2):
            kept.request("GET", "/news/rss.xml")
            assert kept.getresponse().read().startswith(b"<?xml")
        with socket.create_connection(("127.0.0.1", port), timeout=5) as rude:
            rude.sendall(b"nonsense\r\n\r\n")
            assert b"400" in rude.recv(100)
    kept.close()
    assert threading.enumerate() == before
    assert capfd.readouterr() == ("", "")
    with pytest.raises(ConnectionRefusedError):
        get(f"http://127.0.0.1:{port}/")


def test_only_get_and_head_are_answered(server: ReplayServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.ports["tass"], timeout=5)
    statuses = []
    for method in ("HEAD", "POST"):
        connection.request(method, "/")
        answer = connection.getresponse()
        statuses.append((answer.status, answer.headers["Allow"], answer.read()))
    connection.close()
    assert statuses == [(200, None, b""), (405, "GET, HEAD", b"")]


def test_the_configuration_validates_and_names_the_nine_sources(server: ReplayServer, tmp_path: Path) -> None:
    shipped, target = tmp_path / "shipped", tmp_path / "demo" / "config"
    shipped.mkdir()
    (shipped / "sources.yaml").write_text("groups: {ours: {name: Ours, countries: [GB]}}\n", encoding="utf-8")
    for name in AS_SHIPPED:
        (shipped / name).write_text(f"# {name}\n", encoding="utf-8")
    write_demo_config(server.ports, target, shipped)
    read = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in target.iterdir()}
    sources = {name: SourceConfig(**value) for name, value in read["sources.yaml"]["sources"].items()}
    feeds = {name: FeedConfig(**value) for name, value in read["feeds.yaml"]["feeds"].items()}
    settings = Settings(**read["settings.yaml"])
    assert set(sources) == set(feeds) == {feed.source for feed in feeds.values()} == set(BY_ID)
    assert {name: feed.url for name, feed in feeds.items()} == {name: server.feed_url(name) for name in BY_ID}
    assert len({source.owner_group for source in sources.values()}) == len(OUTLETS)
    assert sources["rte"].name == "RTÉ News"
    assert settings.fetch.allow_private_hosts == ["127.0.0.1"]
    assert (settings.fetch.per_host_spacing_seconds, settings.publish_every_minutes) == (0, 0)
    assert all((target / name).read_text(encoding="utf-8") == f"# {name}\n" for name in AS_SHIPPED)
