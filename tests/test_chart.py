"""Pictures and pages say what was counted, break where nothing was, and need nothing from outside."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import struct
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from brinkwatch.show import chart as chart_module
from brinkwatch.show.chart import undrawable, write_chart
from brinkwatch.show.chart_layers import chart_spec
from brinkwatch.show.chart_rows import TOOLTIP, point_rows
from brinkwatch.show.document import document
from brinkwatch.show.layout import (
    HEIGHT,
    WIDTH,
    place_above,
    share_ticks,
    spread,
    time_axis,
    uncollected,
    widest_free,
)
from brinkwatch.show.page import Report, write_report
from brinkwatch.show.series import AlertMark, Span, TrendPoint, TrendSeries, wall_clock
from brinkwatch.show.wrapping import wrap
from tasks.judgements import Alert, Evidence

HOSTILE = "</script><script>alert(1)</script>\x1b[2J\u202e"
SHARES = (0.031, 0.028, None, 0.041, 0.0, 0.089, None, None, 0.058, 0.061)
POINTS = tuple(
    TrendPoint(
        date(2016, 12, 5) + timedelta(weeks=week), 40, 30, 6, 600 if share is not None else 0, share,
        0.0 if share is None else 4 / 7 if week == 9 else 1.0,
    )
    for week, share in enumerate(SHARES)
)  # fmt: skip
SERIES = (TrendSeries(f"North Korea {HOSTILE}", POINTS),)
MARKS = (AlertMark(datetime(2017, 1, 26, 9, tzinfo=UTC), f"Tillerson {HOSTILE}"),)
TITLE, SUBTITLE, CAPTION = (
    "Share of distinct texts, by week",
    "Of all distinct texts",
    f"Query: trend {HOSTILE}\nSource: nine outlets",
)


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


def test_the_scale_begins_at_zero_and_ends_above_the_highest_share() -> None:
    for highest in (0.0, 0.0004, 0.031, 0.089, 0.25, 0.97, 1.0):
        ticks = share_ticks(highest)
        assert ticks[0] == 0 and ticks[-1] > highest and 2 <= len(ticks) <= 7
    assert share_ticks(0.089) == [0, 0.02, 0.04, 0.06, 0.08, 0.1]


def test_even_a_year_of_zeros_can_be_drawn() -> None:
    quiet = tuple(TrendPoint(date(2017, month, 1), 0, 0, 0, 500, 0.0, 1.0) for month in range(1, 13))
    assert chart_spec((TrendSeries("quiet", quiet),), TITLE, "", "", ())["vconcat"]


def test_ticks_stand_on_periods_and_show_each_year_once() -> None:
    axis = time_axis(POINTS)
    assert {tick.date() for tick in axis.ticks} <= {point.period for point in POINTS}
    assert [year.year for year in axis.years] == [2016, 2017]
    assert axis.span.end.date() == date(2017, 2, 13)


def test_alert_labels_neither_cover_each_other_nor_are_cut_by_rules_to_their_right() -> None:
    xs, widths = [100.0, 130.0, 400.0, 410.0, 700.0], [200.0, 150.0, 90.0, 60.0, 120.0]
    placed = place_above(xs, widths)
    for left in range(len(xs)):
        for right in range(left + 1, len(xs)):
            if xs[left] + widths[left] >= xs[right]:
                assert placed[left].row > placed[right].row
    assert {label.row for label in placed} == {0, 1}
    assert place_above([WIDTH - 5.0], [300.0])[0].flipped


def test_names_of_lines_that_end_together_are_moved_apart_and_stay_inside() -> None:
    levels = spread([290.0, 291.0, 100.0, 299.0], [18.0] * 4)
    ordered = sorted(levels)
    assert all(after - before >= 18 for before, after in pairwise(ordered))
    assert ordered[-1] <= HEIGHT - 9
    assert levels[2] == 100


def test_the_words_on_a_gap_keep_clear_of_alerts_in_it() -> None:
    first, opened, last, later = (wall_clock(date(2017, 1, day)) for day in (1, 4, 11, 20))
    assert widest_free(Span(first, last), [opened, later]) == Span(opened, last)


def test_text_is_wrapped_by_the_room_it_takes() -> None:
    assert wrap("북한 미사일 발사", 11) == ["북한 미사일", "발사"]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrap("", 9) == [""]


EVIDENCE = (
    Evidence(
        "a1",
        "reuters",
        "https://a.example/?a=1&b=2",
        f"Talks {HOSTILE}",
        datetime(2017, 3, 17, tzinfo=UTC),
        "He said so.",
        3,
    ),
    Evidence("a2", "bbc", "javascript:alert(1)", "No link", None, "", 0),
)
ALERT = Alert(
    "x1", "korea", "visitor", "firing", datetime(2017, 3, 16, tzinfo=UTC), datetime(2017, 3, 16, tzinfo=UTC), None,
    date(2017, 3, 15), date(2017, 3, 17), 11, 1.04, 2.3e-7, 1.4, 14, 11, 6,
    f"Rex Tillerson and Korea {HOSTILE}", "Six publishers, not one wire story.", EVIDENCE,
)  # fmt: skip


def test_a_report_holds_chart_alerts_with_evidence_and_tables_and_obeys_no_text_in_them(tmp_path: Path) -> None:
    report = Report(
        "Nine outlets", f"First line\nSecond {HOSTILE}", TITLE, SERIES, MARKS, alerts=(ALERT, dataclasses.replace(ALERT, evidence=())),
        outlets=({"outlet": "bbc", "loaded": 1204, "last": None},), footnote="Days in UTC.",
    )  # fmt: skip
    write_report(tmp_path / "report.html", report)
    text = (tmp_path / "report.html").read_text()
    still = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", text, flags=re.DOTALL)
    assert "11 texts where 1.0 were expected, 2017-03-15 to 2017-03-17" in still
    assert "6 independent publishers" in still and "3 copies elsewhere" in still and "<blockquote" in still
    assert 'href="https://a.example/?a=1&amp;b=2"' in still and "javascript:" not in still
    assert ">1,204<" in still and ">–<" in still and "Nothing found." in still
    assert text.count("<script>") == text.count("</script>") == 2
    assert "\x1b" not in text and "\u202e" not in text
    assert "<svg" in still


def test_a_page_without_scripts_allows_none() -> None:
    assert "script-src" not in document("t", "<p>x</p>") and "default-src 'none'" in document("t", "<p>x</p>")
