"""Labels, ticks and names of a chart stand where they can be read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from brinkwatch.show.chart import write_chart
from brinkwatch.show.chart_labels import name_layer
from brinkwatch.show.layout import HEIGHT, LINE_HEIGHT, WIDTH, place_above, share_ticks, spread, time_axis, widest_free
from brinkwatch.show.series import Span, TrendSeries, wall_clock
from brinkwatch.show.wrapping import pixels, wrap
from tests.charted import POINTS


def test_the_scale_begins_at_zero_and_ends_above_the_highest_share() -> None:
    for highest in (0.0, 0.0004, 0.031, 0.089, 0.25, 0.97, 1.0):
        ticks = share_ticks(highest)
        assert ticks[0] == 0 and ticks[-1] > highest and 2 <= len(ticks) <= 7
    assert share_ticks(0.089) == [0, 0.02, 0.04, 0.06, 0.08, 0.1]


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


@pytest.mark.parametrize(
    ("text", "ems"),
    [("Government of South Korea", 15.73), ("MISSILE TESTS", 8.29), ("Foreign and defence ministers on Korea", 22.57), ("WWWMMM@@", 8.29)],
)  # fmt: skip
def test_words_have_the_room_that_the_widest_font_asks_for_and_little_more(text: str, ems: float) -> None:
    """The widths are those of DejaVu Sans Bold, as a browser measures them."""
    assert ems * 13 <= pixels(text, 13) <= 1.25 * ems * 13
    assert pixels("북한 핵", 10) >= 34
    assert 304 <= pixels("2016-12-02 2016-12-02 2016-12-02 100 200 300 4444", 11, bold=False) <= 330


def test_the_names_of_lines_end_within_the_picture_in_any_font(tmp_path: Path) -> None:
    named = tuple(TrendSeries(name, POINTS) for name in ("Government of South Korea, Moon and THAAD", "MISSILE TESTS"))
    assert write_chart(tmp_path / "two.svg", named, "Two") is None
    root = ET.fromstring((tmp_path / "two.svg").read_text(encoding="utf-8"))
    drawn = re.compile(r"translate\((-?[\d.]+),")
    begins = float(drawn.findall((tmp_path / "two.svg").read_text(encoding="utf-8"))[0]) + WIDTH + 10
    assert float(root.attrib["width"]) >= begins + 12.6 * 13  # "Government of South", in DejaVu Sans Bold


def test_the_lines_of_a_name_stand_around_its_level_and_cover_no_other_name() -> None:
    long, short = TrendSeries("Government of South Korea, Moon and THAAD", POINTS), TrendSeries("Tests", POINTS)
    ticks = [0.0, 0.1]
    (rows,) = name_layer([long, short], ticks).to_dict()["datasets"].values()
    firsts = [(1 - row["share"] / ticks[-1]) * HEIGHT for row in rows]
    lines = rows[0]["text"].count("\n")
    assert lines == 1
    assert firsts[1] - (firsts[0] + lines * LINE_HEIGHT) >= LINE_HEIGHT
