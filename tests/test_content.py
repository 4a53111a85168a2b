"""One content, written as text, HTML and JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from lxml import etree

from brinkwatch.show.wrapping import pixels
from tasks.alert_chart import alert_png, alert_svg
from tasks.alert_content import NO_DOUBTS, content_of, top_texts
from tasks.content import alert_html, alert_json, alert_text, whole_html
from tests.evidence import DAYS, GAP, PAPERS, alert, texts

HOSTILE = '</li><script>alert(1)</script>\x1b[2J\u202e" onload="x'


class Elements(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]


def hostile() -> object:
    told = replace(texts()[0], title=HOSTILE, sentence=HOSTILE, url="javascript:alert(1)", source_id=HOSTILE)
    return alert(headline=HOSTILE, reason=HOSTILE, evidence=(told,))


def test_plain_text_tells_everything_in_order() -> None:
    said = alert_text(alert(), "opened")
    heads = [
        "OPENED  Korea × Envoy: 9 texts in 1 day", "Severity: ", "Since: First text out 2017-03-11 23:00 UTC; opened 2017-03-12", "Why: ",
        f"No day of the {DAYS - 1} before had as many texts.", "Counted on 2017-03-12: 11 articles, 9 distinct texts, 3 independent",
        "Texts a day: ", "Publishers: harbour-post 4, hill-times 3, river-mail 2.", "Countries: NO 9.", "Languages: en 6, ko 3.",
        "Texts behind it:", "“Brekke came for the 2th time.”", "… and 6 more", "New in these texts:", "Brekke (person): 9 texts, never in",
        "“night ferry”: 4 texts, 0.5 expected", "Why this is not noise:", "What speaks against it:", "It ends with",
        "brinkwatch backtest korea --since", "brinkwatch alerts silence --watch korea --rule envoy", "brinkwatch alerts export", "  brinkwatch alerts why",
    ]  # fmt: skip
    places = [said.find(head) for head in heads]
    assert -1 not in places
    assert places == sorted(places)
    assert said.endswith("\n")


def test_the_days_before_stand_in_one_line_with_their_gap() -> None:
    band = content_of(alert(), "opened").band
    before = re.search(r"day: (.*) in the 14 days before, then 9;", band)
    assert before is not None
    assert before[1].split() == ["–" if day == GAP else str(int(day % 4 == 0)) for day in range(DAYS - 15, DAYS - 1)]


def test_texts_are_one_of_each_publisher_newest_first() -> None:
    shown = top_texts(texts())
    assert [one.publisher for one in shown] == [PAPERS[2], PAPERS[1], PAPERS[0]]
    assert [one.article_id for one in shown] == ["a2", "a1", "a0"]
    assert content_of(alert(), "opened").more == 6
    assert len(content_of(alert(), "firing", every_text=True).texts) == 6


def test_html_says_the_same_and_runs_nothing() -> None:
    page = alert_html(alert(), "opened", alert_svg(alert()))
    said = Elements(page)
    assert {"script", "link", "style", "iframe"}.isdisjoint(said.names)
    assert not [name for name in said.attributes if name.startswith("on")]
    assert said.links == [one.url for one in top_texts(texts())]
    for line in (
        "Brekke (person): 9 texts",
        "all texts are of publishers of one country: NO",
        "Envoy lands, part 2",
        "<svg",
    ):
        assert line in page
    more = whole_html(alert(), "", [("What became of it", ("firing; <told>",))])
    assert "firing; &lt;told&gt;" in more
    assert more.count("<li") > page.count("<li")


def test_what_publishers_write_neither_runs_nor_steers() -> None:
    told = hostile()
    said = Elements(alert_html(told, "opened", ""))  # type: ignore[arg-type]
    assert "script" not in said.names
    assert said.links == []
    assert "onload" not in said.attributes
    for written in (alert_text(told, "opened"), json.dumps(alert_json(told, "opened"), ensure_ascii=False)):  # type: ignore[arg-type]
        assert "\x1b" not in written
        assert "\u202e" not in written


def test_json_carries_every_number_and_the_band() -> None:
    said = json.loads(json.dumps(alert_json(alert(), "escalated"), allow_nan=False))
    assert (said["transition"], said["observed"], said["texts"], said["publishers"]) == ("escalated", 9, 9, 3)
    assert len(said["expected_band"]) == 15
    assert said["expected_band"][-1]["high"] < said["expected_band"][-1]["observed"] == 9
    assert [one["observed"] for one in said["expected_band"]].count(None) == 1
    assert said["speaks_against"] == ["all texts are of publishers of one country: NO"]
    assert [one["name"] for one in said["newcomers"]] == ["Brekke", "night ferry"]
    assert set(said["commands"].values()) == {command for _, command in content_of(alert(), "opened").commands}


def test_an_alert_from_before_grounds_were_kept_says_what_it_can() -> None:
    old = alert(grounds=None)
    said = alert_text(old, "opened")
    assert "Texts behind it" in said
    assert "speaks against" not in said
    assert (alert_svg(old), alert_png(old)) == ("", None)
    assert alert_json(old, "opened")["expected_band"] == []
    assert alert_html(old, "opened", "").count("<html") == 1


def test_that_nothing_speaks_against_it_is_said() -> None:
    one = alert()
    assert one.grounds is not None
    assert NO_DOUBTS in alert_text(replace(one, grounds=replace(one.grounds, doubts=())), "opened")


def test_an_artefact_proposes_no_silence() -> None:
    said = alert_text(alert(artefact="one_publisher", state="artefact"), "artefact")
    assert "Not an alert, and sent to nobody: plumbing" in said
    assert "alerts silence" not in said


def test_the_chart_is_sound_and_draws_every_day() -> None:
    drawing = etree.fromstring(alert_svg(alert()).encode())
    words = ["".join(one.itertext()) for one in drawing.iter("{*}text")]
    assert {"9", "this alert", "–", "26 Feb", "12 Mar"} <= set(words)
    bars = [one for one in drawing.iter("{*}rect") if one.get("fill") == "#b3261e"]
    assert len(bars) == 1
    heights = [float(one.get("height")) for one in drawing.iter("{*}rect")]
    assert min(heights) >= 0


def test_the_chart_is_a_picture_for_mail() -> None:
    pytest.importorskip("vl_convert")
    picture = alert_png(alert())
    assert picture is not None
    assert picture.startswith(b"\x89PNG")


def test_the_words_beside_the_chart_end_within_it_in_any_font() -> None:
    one = alert()
    assert one.grounds is not None
    by_the_hour = replace(one, grounds=replace(one.grounds, step="quarter-day"))
    for shown, said in ((one, "expected, with 19 days in 20"), (by_the_hour, "expected, with 19 quarter-days in 20")):
        drawing = etree.fromstring(alert_svg(shown).encode())
        side = [
            text for text in drawing.iter("{*}text") if float(text.get("x")) > 480 and text.get("fill") == "#3c6e93"
        ]
        assert " ".join(text.text for text in side) == said
        heights = [float(text.get("y")) for text in side]
        assert all(after - before == 13 for before, after in pairwise(heights))
        ends = [float(text.get("x")) + pixels(text.text, 11, bold=False) for text in side]
        assert max(ends) <= float(drawing.get("width"))
