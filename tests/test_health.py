"""When the pipeline is in trouble itself, and how often that is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.brought import Key
from tasks.decide import Episode
from tasks.health import (
    Finding,
    Gap,
    HealthRules,
    Intake,
    Queue,
    Room,
    bad_end,
    full_disk,
    late_run,
    never_ran,
    old_snapshot,
    silent_intake,
    stuck_queue,
    stuck_spool,
    told_span,
    troubled_feeds,
)
from tasks.health_alerts import OWN_WATCH, follow, was_full
from tasks.incidents import settle
from tasks.runs import Run

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RULES = HealthRules()
FULL = Finding("disk", "0.5 GB free", "make room", measured=0.5, limit=2.0)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.mark.parametrize(("due", "troubled"), [(ago(hours=2), False), (ago(hours=2, minutes=1), True), (NOW, False)])
def test_a_run_is_late_when_it_was_due_too_long_ago(due: datetime, troubled: bool) -> None:
    assert bool(late_run(Gap("ingest", due, ago(hours=9)), NOW, RULES)) is troubled


def test_a_gap_that_has_ended_is_told_with_its_end() -> None:
    found = late_run(Gap("ingest", ago(hours=9), ago(hours=10), ago(hours=1)), NOW, RULES)
    assert found is not None
    assert (
        found.line == "no run of ingest since 2026-11-20 02:00 UTC until 2026-11-20 11:00 UTC: 8 hours after it was due"
    )


@pytest.mark.parametrize(
    ("hours", "weeks", "troubled"),
    [
        (7, (30, 41, 28, 35), True),
        (5, (30, 41, 28, 35), False),  # not long enough
        (7, (30, 0, 28, 35), True),  # a week away ourselves changes nothing
        (40, (4, 6, 2, 5), False),  # a quiet weekend is what it always is
        (7, (), False),  # the first week knows nothing of hours
        (25, (), True),
    ],
)
def test_silence_is_judged_against_the_same_hours_of_the_weeks_before(
    hours: int, weeks: tuple[int, ...], troubled: bool
) -> None:
    assert bool(silent_intake(Intake(ago(hours=hours), weeks), NOW, RULES)) is troubled


@pytest.mark.parametrize(
    ("queue", "line"),
    [
        (Queue(), None),
        (Queue(pending=2, oldest=ago(hours=1)), None),
        (Queue(pending=1, oldest=ago(hours=3)), "1 message waits for 3 hours"),
        (Queue(pending=4, oldest=ago(days=5)), "4 messages wait, the oldest for 5 days"),
        (Queue(dead=2, last_dead=ago(hours=5)), "2 messages were given up, the last decided 2026-11-20 07:00 UTC"),
        (Queue(dead=2, last_dead=ago(days=2)), None),
    ],
)
def test_messages_that_wait_or_were_given_up_are_trouble(queue: Queue, line: str | None) -> None:
    found = stuck_queue(queue, NOW, RULES)
    assert (found.line if found else None) == line


def test_the_disk_is_well_again_only_with_room_to_spare() -> None:
    assert full_disk(Room(int(2.1e9), 0), RULES) is None
    assert full_disk(Room(int(1.9e9), 0), RULES) is not None
    assert full_disk(Room(int(2.1e9), 0), RULES, was_full=True) is not None
    assert full_disk(Room(int(2.6e9), 0), RULES, was_full=True) is None
    assert full_disk(Room(int(9e9), int(4e9)), RULES) is not None  # publishing and compacting copy the warehouse


@pytest.mark.parametrize(
    ("run", "troubled"),
    [
        (Run("a", "ingest", NOW, NOW, "done"), False),
        (Run("a", "ingest", NOW, NOW, "done", counts={"polled": 9, "failed_polls": 8}), False),
        (Run("a", "ingest", NOW, NOW, "done", counts={"polled": 9, "failed_polls": 9}), True),
        (Run("a", "ingest", NOW, NOW, "failed", "disk full"), True),
        (Run("a", "ingest", NOW, None, "killed"), True),
        (Run("a", "ingest", NOW, None, "running"), False),
        (Run("a", "ingest", NOW, NOW, "stopped"), False),
    ],
)
def test_a_bad_end_of_the_last_run_is_trouble(run: Run, troubled: bool) -> None:
    assert bool(bad_end(run)) is troubled


def test_the_rest_is_trouble_when_it_does_not_come_right_by_itself() -> None:
    assert never_ran([]) is not None
    assert never_ran([Run("a", "ingest", NOW)]) is None
    assert troubled_feeds({"changed": 5, "failing": 5}) is None
    assert troubled_feeds({"changed": 5, "failing": 3, "broken": 3}) is not None
    assert stuck_spool(ago(hours=2), 0, NOW, at_work=False) is not None
    assert stuck_spool(ago(hours=2), 0, NOW, at_work=True) is None
    assert stuck_spool(None, 1, NOW, at_work=True) is not None
    assert old_snapshot(ago(hours=3), NOW, timedelta(minutes=10)) is not None
    assert old_snapshot(ago(minutes=30), NOW, timedelta(minutes=10)) is None


def remembered(told: list[Episode]) -> dict[Key, Episode]:
    return {(OWN_WATCH, one.alert.rule): one for one in told}


def test_trouble_is_told_once_when_it_begins_and_once_when_it_ends() -> None:
    [opened] = follow([FULL], {}, NOW)
    assert opened.transition is not None and opened.transition.told == "opened"
    assert (opened.episode.alert.watch_id, opened.episode.alert.rule) == ("brinkwatch", "disk")
    known = remembered([opened.episode])
    assert was_full(known)
    assert follow([replace(FULL, measured=0.2)], known, NOW + timedelta(hours=1)) == []
    [ended] = follow([], known, NOW + timedelta(hours=5))
    assert ended.transition is not None and ended.transition.told == "resolved"
    assert ended.episode.alert.alert_id == opened.episode.alert.alert_id
    assert ended.episode.alert.reason == "it is well again, 5 hours after it was noticed"
    known = remembered([ended.episode])
    assert not was_full(known)
    assert follow([], known, NOW + timedelta(hours=6)) == []
    [again] = follow([FULL], known, NOW + timedelta(hours=7))
    assert again.episode.alert.alert_id != opened.episode.alert.alert_id


def test_two_flows_are_two_troubles_and_what_only_status_shows_is_told_to_nobody() -> None:
    findings = [Finding("no_run", "a", "b", "ingest"), Finding("no_run", "a", "b", "watch"), Finding("feeds", "a", "b")]
    assert [one.key[1] for one in follow(findings, {}, NOW)] == ["no_run:ingest", "no_run:watch"]


def test_alerts_on_news_never_join_the_pipelines_own() -> None:
    [opened] = follow([FULL], {}, NOW)
    assert settle([], remembered([opened.episode]), NOW) == []


@pytest.mark.parametrize(("span", "said"), [(timedelta(seconds=40), "1 minute"), (timedelta(minutes=119), "119 minutes"), (timedelta(hours=30), "30 hours"), (timedelta(days=4), "4 days")])  # fmt: skip
def test_a_span_is_said_as_people_do(span: timedelta, said: str) -> None:
    assert told_span(span) == said
