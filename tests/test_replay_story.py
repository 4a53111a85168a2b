"""A story of the data set is told in paragraphs, at an hour at which its outlet may have published it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date

from brinkwatch.replay.outlets import Outlet
from brinkwatch.replay.story import published, split_paragraphs, tell
from tests.newsstand import ITEMS, each_outlet


@each_outlet
def test_published_times_lie_in_working_hours_on_the_right_day_here_and_in_utc(outlet: Outlet) -> None:
    days = [date(2016, 12, 31), *(date(2017, 3, 11 + n) for n in range(17))]  # both changes of clocks
    for day in days:
        for number in range(0, 4000, 37):
            at = published(replace(ITEMS[0], number=number, day=day), outlet)
            assert at.date() == at.astimezone(UTC).date() == day
            assert 8 <= at.hour < 20
            assert at.astimezone(UTC).hour < 23


def test_paragraphs_hold_a_few_sentences_and_lose_nothing() -> None:
    text = tell(ITEMS[0]).paragraphs
    assert " ".join(text) == ITEMS[0].text
    assert not [paragraph for paragraph in text if paragraph.endswith(("Mr.", "Sept."))]
    assert split_paragraphs("") == ()
