"""A source is down when it has been silent for longer than it ever is by chance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tasks.detect import DetectRules
from tasks.ledger import Ledger
from tasks.outage import Outage, outage_of
from tasks.panel import panel_of, stretch_of
from tests.newsroom import FIRST_COUNTED, Collected

PAPERS = [f"paper-{letter}" for letter in "abcdefghij"]
DAYS = 40


def outage(room: Collected, day: int, *, whole: bool = True) -> Outage:
    rows = [row for row in room.rows if row.day <= FIRST_COUNTED + timedelta(days=day)]
    ledger = Ledger(FIRST_COUNTED, day + 1, (row.origin for row in rows))
    ledger.take(rows)
    stretch = stretch_of(ledger, day)
    return outage_of(stretch, panel_of(stretch, DetectRules()), "korea", whole=whole)


def after(silent: int, days: int) -> Collected:
    """Let all print for weeks, then `silent` of the ten papers bring nothing for some days."""
    room = Collected()
    room.steadily(range(DAYS), PAPERS)
    room.steadily(range(DAYS, DAYS + days), PAPERS[silent:])
    return room


def test_three_of_ten_sources_silent_for_two_days_are_an_outage() -> None:
    found = outage(after(3, 2), DAYS + 1)
    assert (found.down, found.usual, found.severe) == (("paper-a", "paper-b", "paper-c"), 10, True)


@pytest.mark.parametrize(("silent", "days", "whole"), [(2, 2, True), (3, 1, True), (3, 2, False)])
def test_fewer_sources_one_day_or_a_day_that_goes_on_are_none(silent: int, days: int, whole: bool) -> None:
    assert not outage(after(silent, days), DAYS + days - 1, whole=whole).severe


def test_a_source_that_brings_anything_again_is_up_though_the_day_goes_on() -> None:
    room = after(3, 2)
    room.steadily(range(DAYS + 2, DAYS + 3), PAPERS)
    assert outage(room, DAYS + 2, whole=False).down == ()


def test_papers_that_rest_on_weekends_are_not_down_on_them_and_one_gone_for_weeks_counts_no_more() -> None:
    room = Collected()
    for day in range(DAYS + 2):
        resting = (FIRST_COUNTED + timedelta(days=day)).weekday() >= 5
        room.steadily(range(day, day + 1), PAPERS[:4] if resting else PAPERS)
    room.steadily(range(15), ["closed-down"])
    sunday = max(day for day in range(DAYS + 2) if (FIRST_COUNTED + timedelta(days=day)).weekday() == 6)
    found = outage(room, sunday)
    assert (found.down, found.usual) == ((), 10)


def test_a_watch_without_history_has_no_sources_to_be_down() -> None:
    room = Collected()
    room.steadily(range(DAYS), PAPERS, korea_every=0)
    assert outage(room, DAYS - 1) == Outage((), 0)
