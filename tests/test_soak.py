"""A soak of three days holds, and finds what it looks for."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from soak.invariants import CHANCES, FILES_MORE, GROWTH_MB_A_PASS, Ledger, Passed, flat, slope
from soak.news import IN_FEED, News
from soak.publishers import Publishers
from soak.storm import KINDS, PASSES_A_DAY, weather
from soak.world import Size, run
from tests.postbox import Postbox
from warehouse.connect import open_writer
from warehouse.layout import Layout

ROOT = Path(__file__).parent.parent
AT = datetime(2017, 3, 25, tzinfo=UTC)
SEED = 17
"""Of three days with bad servers, a full disk, a clock set wrong and a kill; the warehouse is put into an older shape in between."""


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Two days of news that nobody has brought in."""
    layout = Layout(tmp_path / "news.duckdb")
    open_writer(layout.published, AT).close()
    ledger = Ledger(layout, Publishers(News(3, AT, 2, feeds=2, a_day=4), AT, 3), Postbox())
    ledger.publishers.ports = [8001]
    return ledger


def passed(number: int, outcome: str = "done", **more: object) -> Passed:
    at = AT + timedelta(hours=6 * number)
    return Passed(number, at, at, outcome, calm=True, **more)  # type: ignore[arg-type]


def brought(ledger: Ledger, number: int, title: str | None = None) -> None:
    """Store a story as an article."""
    story = ledger.publishers.news.stories[number]
    connection = open_writer(ledger.layout.published, AT)
    connection.execute(
        "INSERT INTO articles BY NAME SELECT 'a' AS article_id, $url AS url, $url AS canonical_url, 'paper-0' AS source_id, $title AS title,"
        " $text AS text, '' AS author, 'en' AS language, $at AS published_at, 'second' AS published_precision, 'feed' AS published_from,"
        " '' AS wire, $at AS first_seen_at, $at AS fetched_at, 9 AS word_count, 'a' AS original_id, '' AS raw_sha256, false AS backfilled",
        {
            "url": f"http://127.0.0.1:8001{story.path}",
            "title": title or story.title,
            "text": story.text,
            "at": story.published,
        },
    )
    connection.close()


def test_three_stormy_days_hold(tmp_path: Path) -> None:
    soaked = run(Size(days=3, feeds=4, articles=8, seed=SEED, alone=True), tmp_path)
    assert soaked.violations == []
    assert len(soaked.passes) == 3 * PASSES_A_DAY
    assert soaked.articles > 10
    assert len({one.weather for one in soaked.passes}) > 2


def test_an_article_that_is_lost_doubled_or_garbled_is_found(ledger: Ledger) -> None:
    number = min(one.number for one in ledger.publishers.news.stories.values() if one.readable)
    later = AT + timedelta(days=2)
    ledger.publishers.listed[number], ledger.publishers.given[number] = [1], [1, 2]
    ledger.passes = [passed(1, "killed")]
    assert list(ledger.violations(later)) == []
    ledger.passes = [passed(1)]
    [lost] = list(ledger.violations(later))
    assert f"story {number}" in lost
    assert "is lost" in lost
    brought(ledger, number)
    assert list(ledger.violations(later))[-1] == f"what was known at {later:%Y-%m-%d %H:%M} has changed"
    brought(ledger, number, "Caf? notes")
    told = " ".join(ledger.violations(later))
    assert f"story {number} is stored 2 times" in told
    assert "is garbled: 'Caf? notes'" in told


def test_a_story_that_nobody_asks_for_is_found(ledger: Ledger) -> None:
    ledger.passes = [passed(number) for number in range(8, 8 + CHANCES)]
    readable = [one for one in ledger.publishers.news.stories.values() if one.readable]
    told = list(ledger.violations(AT + timedelta(days=4)))
    assert len(told) == len(readable)
    assert all(f"was not brought in by {CHANCES} undisturbed passes" in one for one in told)


def test_a_message_that_nobody_knows_of_is_found(ledger: Ledger) -> None:
    from tests.postbox import Arrived
    from warehouse.state import State

    with State(ledger.layout.state):
        pass
    ledger.passes = [passed(0)]
    ledger.box.take(Arrived("/hook", "unknown", {}, b"one"))
    ledger.box.take(Arrived("/hook", "unknown", {}, b"other"))
    assert list(ledger.violations(AT)) == [
        "message unknown arrived with two contents",
        "message unknown arrived and is not on record",
    ]


def test_memory_and_files_that_grow_are_told_from_those_that_do_not() -> None:
    still = [passed(number, megabytes=400.0 + number % 3, files=20) for number in range(40)]
    assert list(flat(still)) == []
    growing = [
        passed(number, megabytes=400.0 + 2 * GROWTH_MB_A_PASS * number, files=20 + number) for number in range(40)
    ]
    assert slope([one.megabytes or 0.0 for one in growing]) == pytest.approx(2 * GROWTH_MB_A_PASS)
    told = list(flat(growing))
    assert "memory grows by 1.20 MB a pass" in told[0]
    assert told[1] == f"open files grew from 32 to {20 + 39}"
    assert FILES_MORE < 39 - 12


def test_everything_goes_wrong_within_a_fortnight_and_nothing_on_the_last_day() -> None:
    told = [one.told for one in weather(1, 14)]
    kinds = ("killed", "disk full", "network gone", "bad servers", "clock", "receiver down", "edit")
    assert [kind for kind in kinds if not any(kind in one for one in told)] == []
    assert len(kinds) == len(KINDS)
    assert set(told[-PASSES_A_DAY:]) <= {"", "edit: feeds in"}
    assert told == [one.told for one in weather(1, 14)]
    assert {one.told for one in weather(1, 14, faults=False)} == {""}


def test_news_are_the_same_for_the_same_seed_and_shown_for_some_days() -> None:
    one, other = (News(seed, AT, 3, feeds=10, a_day=50) for seed in (1, 1))
    assert one.stories == other.stories
    assert one.stories != News(2, AT, 3, feeds=10, a_day=50).stories
    shown = one.shown(0, AT + timedelta(days=2))
    assert {0 in story.feeds for story in shown} == {True}
    assert one.shown(0, AT + timedelta(days=3) + IN_FEED) == []
    assert {story.trouble for story in one.stories.values()} >= {"", "error once", "charset"}


def test_the_command_refuses_what_can_not_be_lived_through() -> None:
    command = [sys.executable, "-m", "soak", "--days", "0"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 2
    assert "at least one day" in ran.stderr
