"""Pictures and pages say what was counted, break where nothing was, and need nothing from outside."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import struct
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest

from brinkwatch.show import chart as chart_module
from brinkwatch.show.chart import undrawable, write_chart
from brinkwatch.show.chart_layers import chart_spec
from brinkwatch.show.chart_rows import TOOLTIP, point_rows
from brinkwatch.show.layout import WIDTH, uncollected
from brinkwatch.show.series import TrendPoint, TrendSeries
from tests.charted import CAPTION, MARKS, POINTS, SERIES, SHARES, SUBTITLE, TITLE


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("charts")
    for suffix in ("svg", "png", "html"):
        assert write_chart(folder / f"korea.{suffix}", SERIES, TITLE, SUBTITLE, CAPTION, MARKS) is None
    return folder


def test_an_svg_is_well_formed_and_names_measure_line_alert_and_source(drawn: Path) -> None:
    root = ET.fromstring((drawn / "korea.svg").read_text())
    words = " ".join(element.text or "" for element in root.iter() if element.tag.endswith("}text") or element.text)
    for wanted in (
        TITLE,
        SUBTITLE,
        "North Korea",
        "Tillerson",
        "nine outlets",
        "not collected",
        "Hollow",
        "5 Dec",
        "2017",
        "10%",
    ):
        assert wanted in words
    assert not [element for element in root.iter() if element.tag.endswith(("}script", "}image", "}foreignObject"))]


def test_a_png_is_large_enough_for_print(drawn: Path) -> None:
    content = (drawn / "korea.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">I", content[16:20])[0] >= 2 * WIDTH


def test_a_page_asks_for_nothing_from_outside_and_runs_only_its_own_scripts(drawn: Path) -> None:
    text = (drawn / "korea.html").read_text()
    still = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.search(r"<script[^>]", text)
    assert not re.search(r"<(?:link|img|image|iframe|object|embed|base)\b", still) and "href=" not in still
    assert "@import" not in text and not re.search(r"url\(\s*['\"]?http", text)
    assert text.count("<script>") == text.count("</script>") == 2
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'") and policy[1].count("'sha256-") == 2
    assert "unsafe-eval" not in policy[1] and "script-src 'unsafe-inline'" not in policy[1]


def test_a_page_tells_what_each_point_rests_on(drawn: Path) -> None:
    text = (drawn / "korea.html").read_text()
    assert all(f'"{name}"' in text for name in TOOLTIP)
    row = point_rows(SERIES[0], "#000000")[9]
    assert [row[name] for name in TOOLTIP[1:]] == [
        "2017-02-06", "6.1 %", "unknown", "30 of 600", "40", "6", "57 % collected",
    ]  # fmt: skip


def test_a_line_drawn_alone_has_its_interval_and_two_have_none() -> None:
    sure = tuple(dataclasses.replace(one, low=0.01, high=0.5) if one.share else one for one in POINTS)
    alone = chart_spec([TrendSeries("Korea", sure)], TITLE, SUBTITLE, CAPTION, ())
    both = chart_spec([TrendSeries("Korea", sure), TrendSeries("Japan", sure)], TITLE, SUBTITLE, CAPTION, ())
    assert (str(alone).count("'y2': {'field': 'high'}"), str(both).count("'y2': {'field': 'high'}")) == (1, 0)
    assert "95 % interval" in str(alone["title"]) and "95 % interval" not in str(both["title"])
    heights = [
        layer["encoding"]["y"]["scale"]["domain"][1]
        for layer in alone["vconcat"][0]["layer"]
        if "scale" in layer["encoding"].get("y", {})
    ]
    assert max(heights) <= 0.2, "a wide interval does not press the line to the ground"


def test_a_point_between_gaps_shows_its_interval_as_a_bar() -> None:
    gap = dataclasses.replace(POINTS[0], share=None, total=0, low=None, high=None)
    one = dataclasses.replace(POINTS[1], share=0.05, low=0.01, high=0.12)
    points = (gap, one, dataclasses.replace(gap, period=POINTS[2].period))
    drawn = str(chart_spec([TrendSeries("Korea", points)], TITLE, SUBTITLE, CAPTION, ()))
    assert drawn.count("'y2': {'field': 'high'}") == 2
    assert "'strokeWidth': 4" in drawn


def test_a_half_written_chart_is_not_left_behind(drawn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_path: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    before = (drawn / "korea.svg").read_bytes()
    monkeypatch.setattr(Path, "write_bytes", no_room)
    with pytest.raises(OSError, match="No space"):
        write_chart(drawn / "korea.svg", SERIES, TITLE)
    monkeypatch.undo()
    assert sorted(file.name for file in drawn.iterdir()) == ["korea.html", "korea.png", "korea.svg"]
    assert (drawn / "korea.svg").read_bytes() == before


@pytest.mark.parametrize("name", ["korea.pdf", "korea", "korea.svg.txt"])
def test_another_suffix_is_refused_with_what_to_write_instead(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"name it \*\.svg, \*\.png or \*\.html"):
        write_chart(tmp_path / name, SERIES, TITLE)


def test_a_chart_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one period"):
        write_chart(tmp_path / "x.svg", (TrendSeries("x", ()),), TITLE)


def test_a_picture_that_lacks_letters_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        chart_module, "_letter", lambda letter: b"box" if letter in "북한\U0010ffff" else letter.encode()
    )
    assert undrawable("북한 North Korea été 中") == "북한"
    trouble = write_chart(tmp_path / "x.png", (TrendSeries("북한", POINTS),), TITLE)
    assert trouble is not None and trouble.reason == "no_font"
    assert "북한" in trouble.detail


@pytest.mark.skipif(
    importlib.util.find_spec(chart_module.FONT_PACKAGES[0]) is None,
    reason="the fonts of requirements/fonts.lock are not installed",
)
def test_the_installed_fonts_have_korean_japanese_and_chinese() -> None:
    assert undrawable("북한 미사일 北朝鮮ミサイル 朝鲜导弹") == ""


def test_the_locked_fonts_are_those_that_charts_look_for() -> None:
    locked = (Path(__file__).parent.parent / "requirements/fonts.lock").read_text()
    assert locked.partition("==")[0].replace("-", "_") == chart_module.FONT_PACKAGES[0]


def test_letters_that_no_font_can_have_are_found_and_greek_is_not() -> None:
    assert undrawable("\U0002fa1d\U00031350") != ""
    assert undrawable("Ωμέγα, Tillerson") == ""


def test_lines_break_where_nothing_was_collected_and_partial_points_are_hollow() -> None:
    rows = point_rows(SERIES[0], "#123456")
    assert [row["share"] is None for row in rows] == [share is None for share in SHARES]
    assert [row["fill"] != "#123456" for row in rows] == [False] * 9 + [True]
    assert [(span.start.day, span.end.day) for span in uncollected(SERIES)] == [(19, 26), (16, 30)]


def test_even_a_year_of_zeros_can_be_drawn() -> None:
    quiet = tuple(TrendPoint(date(2017, month, 1), 0, 0, 0, 500, 0.0, 1.0) for month in range(1, 13))
    assert chart_spec((TrendSeries("quiet", quiet),), TITLE, "", "", ())["vconcat"]
