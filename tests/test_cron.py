"""Cron expressions: judged as Prefect judges them, and more strictly where it would do something else than was meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from config.cron import cron_trouble, interval_of, next_time, pace_of
from tests.conftest import Run

GOOD = [
    "*/20 * * * *", "5 * * * *", "* * * * *", "0 9 * * 1-5", "0 9 * * mon-fri", "0 9 * * FRI-MON", "15,45 6-22 * * *",
    "0 0 1 jan,jul *", "0 0 29 2 *", "5/10 * * * *", "10-50/20 0-23/6 * * *", "0 22-4 * * *", "0 0 * * 7",
    "@daily", "@Hourly", "@weekly", "@monthly", "@yearly", "@annually", "@midnight", "  0   5 * * *  ", "0 0 * * 5-7",
]  # fmt: skip
BAD_FOR_BOTH = [
    "", "every 20 minutes", "x", "* * * *", "61 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * 0 *",
    "* * * * 8", "* * * * funday", "*/0 * * * *", "1-2-3 * * * *", "-5 * * * *", "1, * * * *", "a-b * * * *", "*/x * * * *",
    "@reboot", "@every 20m", "20m * * * *", "5-70 * * * *", "0 0 31 2 *", "0 0 31 2 fri", "0 0 30-31 feb *", "1.5 * * * *", "jan * * * *", "R * * * *",
]  # fmt: skip
BAD_FOR_US = [
    "* * * * * *",
    "*/90 * * * *",
    "*/60 * * * *",
    "5-5 * * * *",
    "0 0 * * 1#2",
    "0 0 l * *",
    "50-10/7 * * * *",
]


def prefect_takes(expression: str) -> bool:
    """Tell whether Prefect takes an expression and finds a moment for it."""
    from prefect._vendor.croniter.croniter import croniter
    from prefect.schedules import Cron

    try:
        Cron(expression)
        croniter(expression, datetime(2017, 3, 17, tzinfo=UTC)).get_next(datetime)  # type: ignore[no-untyped-call]
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("expression", GOOD)
def test_what_prefect_takes_is_taken(expression: str) -> None:
    assert prefect_takes(expression)
    assert cron_trouble(expression) is None


@pytest.mark.parametrize("expression", BAD_FOR_BOTH)
def test_what_prefect_refuses_is_refused(expression: str) -> None:
    assert not prefect_takes(expression)
    assert cron_trouble(expression)


@pytest.mark.parametrize("expression", BAD_FOR_US)
def test_what_prefect_would_take_for_something_else_is_refused(expression: str) -> None:
    assert prefect_takes(expression)
    assert cron_trouble(expression)


def test_nothing_is_taken_that_prefect_refuses() -> None:
    chance = Random(7)
    words = ["*", "0", "1", "7", "12", "31", "59", "60", "sun", "feb", "fri", "-", "-", "/", "/", ",", "5", "30", "2"]
    taken = 0
    for _ in range(4000):
        fields = ["".join(chance.choices(words, k=chance.choice((1, 1, 1, 3, 3, 5)))) for _ in range(5)]
        expression = " ".join(
            fields if chance.random() < 0.1 else [*fields[:1], *chance.sample(["*", "1", "2", fields[1]], 4)]
        )
        if cron_trouble(expression) is None:
            taken += 1
            assert prefect_takes(expression), expression
    assert taken > 150


def test_check_tells_every_schedule_that_is_no_cron(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "mine"
    run("init", folder)
    settings = (folder / "settings.yaml").read_text()
    changed = settings.replace('"*/20 * * * *"', '"each 20 minutes"').replace('"5 * * * *"', '"61 * * * *"')
    (folder / "settings.yaml").write_text(changed)
    status, _, told = run("--config", folder, "check")
    assert status == 2
    assert told.splitlines() == [
        "settings.yaml: schedules.ingest: is not a cron expression (it has 3 fields instead of 5); "
        'write five fields such as "*/20 * * * *", or "every 20 minutes", not \'each 20 minutes\'',
        "settings.yaml: schedules.watch: is not a cron expression (minute '61' is not one of 0 to 59); "
        'write five fields such as "*/20 * * * *", or "every 20 minutes", not \'61 * * * *\'',
    ]


UTC_CASES = [one for one in GOOD if not one.startswith("@")]


@pytest.mark.parametrize("expression", UTC_CASES)
def test_the_next_time_is_prefects(expression: str) -> None:
    from prefect._vendor.croniter.croniter import croniter

    chance = Random(expression)
    for _ in range(5):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(525_600))
        theirs = croniter(expression, at).get_next(datetime)  # type: ignore[no-untyped-call]
        assert next_time(expression, at, ZoneInfo("UTC")) == theirs


@pytest.mark.parametrize(
    ("expression", "after", "zone", "due"),
    [  # as Prefect's server plans them
        ("0 9 * * *", "2026-03-28T20:00", "Europe/Berlin", "2026-03-29T07:00"),  # nine on the wall, an hour earlier
        ("30 2 * * *", "2026-03-28T20:00", "Europe/Berlin", "2026-03-29T00:30"),  # skipped by the clock, not by us
        ("30 2 * * *", "2026-10-24T20:00", "Europe/Berlin", "2026-10-25T00:30"),  # struck twice, run once
        ("30 2 * * *", "2026-10-25T00:30", "Europe/Berlin", "2026-10-26T01:30"),
        ("*/20 * * * *", "2026-10-25T00:40", "Europe/Berlin", "2026-10-25T01:00"),  # of every hour: no pause
        ("@daily", "2026-11-22T15:00", "Asia/Seoul", "2026-11-23T15:00"),
        ("0 0 29 2 *", "2096-03-01T00:00", "UTC", "2104-02-29T00:00"),
    ],
)
def test_the_clock_on_the_wall_decides_when_it_is_changed_too(expression: str, after: str, zone: str, due: str) -> None:
    moments = [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (after, due)]
    assert next_time(expression, moments[0], ZoneInfo(zone)) == moments[1]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("every 5 minutes", 5), ("Every 1 minute", 1), ("every 24 hours", 1440), ("every 0 minutes", None), ("every 25 hours", None), ("each 5 minutes", None), ("every 5 days", None)],
)  # fmt: skip
def test_an_interval_is_said_in_words_up_to_a_day(text: str, minutes: int | None) -> None:
    assert interval_of(text) == (timedelta(minutes=minutes) if minutes else None)


def test_an_interval_stays_where_it_is_whenever_the_schedule_starts() -> None:
    at = datetime(2026, 10, 25, 0, 47, 31, tzinfo=UTC)
    assert next_time("every 20 minutes", at, ZoneInfo("Europe/Berlin")) == datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert next_time("every 20 minutes", datetime(2026, 10, 25, 1, tzinfo=UTC), ZoneInfo("UTC")) == datetime(
        2026, 10, 25, 1, 20, tzinfo=UTC
    )
    assert pace_of("*/20 * * * *", at, ZoneInfo("UTC")) == timedelta(minutes=20)
    assert pace_of("every 2 hours", at, ZoneInfo("UTC")) == timedelta(hours=2)
