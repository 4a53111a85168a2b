"""Labels, ticks and names of a chart stand where they can be read."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from brinkwatch.show.layout import HEIGHT, WIDTH, place_above, share_ticks, spread, time_axis, widest_free
from brinkwatch.show.series import Span, wall_clock
from brinkwatch.show.wrapping import wrap
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
