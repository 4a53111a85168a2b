"""Alerts are held against dated events: hits, misses and delay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tasks.event_scores import Event, read_events, score_events
from tasks.judgements import Alert
from tasks.records import Trouble

UTC_ZONE = ZoneInfo("UTC")
OPENED = datetime(2017, 3, 16, tzinfo=UTC)
ALERT = Alert(
    "a1", "korea", "visit", "resolved", OPENED, OPENED, OPENED + timedelta(days=4), date(2017, 3, 14), date(2017, 3, 16),
    9, 1.0, 0.001, 1.2, 9, 9, 4, "", "",
)  # fmt: skip
SINCE, UNTIL = date(2017, 3, 1), date(2017, 3, 31)


def scored(*days: str) -> list[tuple[str, int | None]]:
    events = [Event(date.fromisoformat(day), date.fromisoformat(day), day) for day in days]
    return [(one.outcome, one.delay_days) for one in score_events(events, [ALERT], SINCE, UNTIL, UTC_ZONE).scores]


def test_an_event_is_hit_by_an_alert_on_its_day_or_the_two_after() -> None:
    assert scored("2017-03-16", "2017-03-14", "2017-03-13") == [("hit", 0), ("hit", 2), ("miss", None)]


def test_an_event_during_an_alert_from_before_is_neither_hit_nor_missed() -> None:
    assert scored("2017-03-18", "2017-03-20") == [("already_open", None), ("miss", None)]


def test_events_outside_the_days_judged_are_not_scored() -> None:
    assert scored("2016-03-16") == []


def test_alerts_that_belong_to_no_event_are_named() -> None:
    other = replace(ALERT, alert_id="b2", opened_at=OPENED + timedelta(days=9))
    found = score_events([Event(OPENED.date(), OPENED.date(), "visit")], [ALERT, other], SINCE, UNTIL, UTC_ZONE)
    assert (found.unmatched, found.number("hit"), found.number("miss")) == (("b2",), 1, 0)


def test_an_alert_from_before_the_days_judged_can_only_be_open_already() -> None:
    before = replace(ALERT, alert_id="b2", opened_at=OPENED - timedelta(days=20), resolved_at=OPENED)
    events = [Event(SINCE, SINCE, "first"), Event(date(2017, 6, 1), date(2017, 6, 1), "later")]
    found = score_events(events, [before], SINCE, UNTIL, UTC_ZONE)
    assert (found.number("already_open"), found.unmatched, found.outside) == (1, (), 1)


def test_of_alerts_of_one_day_the_lead_of_the_gravest_is_named() -> None:
    part = replace(ALERT, alert_id="a0", incident_id="a9", score=9.0)
    lead, other = (
        replace(ALERT, alert_id=name, incident_id=name, score=score) for name, score in (("a9", 2.0), ("a1", 1.0))
    )
    found = score_events([Event(OPENED.date(), OPENED.date(), "visit")], [part, other, lead], SINCE, UNTIL, UTC_ZONE)
    assert found.scores[0].alert_id == "a9"
    assert found.unmatched == ()


def test_events_are_read_from_a_date_or_a_start_and_end(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("date,label\n2017-03-16,visit\n")
    (tmp_path / "two.csv").write_text("label,start,end\nvisit,2017-03-15,2017-03-18\ntest,2017-03-19,\n")
    assert read_events(tmp_path / "one.csv") == (Event(date(2017, 3, 16), date(2017, 3, 16), "visit"),)
    assert read_events(tmp_path / "two.csv") == (
        Event(date(2017, 3, 15), date(2017, 3, 18), "visit"),
        Event(date(2017, 3, 19), date(2017, 3, 19), "test"),
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("when,label\n2017-03-16,x\n", "wants the columns"),
        ("date,label\nsoon,x\n", "2: has no day"),
        ("label,start,end\nx,2017-03-16,2017-03-01\n", "2: ends before it starts"),
        ("", "wants the columns"),
    ],
)
def test_a_file_of_no_events_is_told_in_one_line(content: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(content)
    trouble = read_events(file)
    assert isinstance(trouble, Trouble)
    assert told in trouble.detail
