"""The fixed panel holds who was there all along, and its share stands beside that of all coverage."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.shelf import Print, shelve

MONDAY = datetime(2017, 3, 6, 9, tzinfo=UTC)
WEEKS = 4


def printed(outlet: str, day: int, text: str) -> Print:
    at = MONDAY + timedelta(days=day)
    return Print(f"{outlet}-{day}", outlet, at, at, text)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dailies, one of which rests on Sundays, write of Korea on Mondays; then a newcomer writes of nothing else."""
    days = range(-1, WEEKS * 7)  # the first is a Sunday alone
    prints = [
        printed("daily", day, "North Korea spoke." if day % 7 == 0 else f"Rain fell on day {day}.") for day in days
    ]
    prints += [printed("gazette", day, f"The tram of day {day} was late.") for day in days if day % 7 != 6]
    prints += [printed("weekly", day, f"A long read for day {day}.") for day in days if day % 7 == 3]
    prints += [printed("newcomer", day, f"North Korea again, day {day}.") for day in days if day >= 14]
    prints += [printed("daily", -400, "An old piece that a feed brought up.")]
    return shelve(tmp_path_factory.mktemp("panel") / "news.duckdb", prints)


def rows_of(run: Run, warehouse: Path, *more: str) -> list[dict[str, object]]:
    status, out, err = run("--warehouse", warehouse, "trend", "North Korea", *more, "--format", "json")
    assert status == 0, err
    return list(json.loads(out))


def test_a_newcomer_raises_the_share_of_all_coverage_but_not_that_of_the_panel(run: Run, warehouse: Path) -> None:
    rows = rows_of(run, warehouse, "--by", "week", "--since", "2017-03-05", "--panel")[1:]
    assert [(row["texts"], row["total"]) for row in rows] == [(1, 14), (1, 14), (8, 21), (8, 21)]
    assert [(row["panel_texts"], row["panel_total"]) for row in rows] == [(1, 13)] * WEEKS
    assert [row["panel_share"] for row in rows] == [pytest.approx(1 / 13)] * WEEKS


def test_the_panel_adds_fields_and_changes_none(run: Run, warehouse: Path) -> None:
    plain = rows_of(run, warehouse, "--by", "week")
    beside = rows_of(run, warehouse, "--by", "week", "--panel")
    added = {"panel_texts", "panel_total", "panel_share"}
    assert [{key: value for key, value in row.items() if key not in added} for row in beside] == plain
    assert added <= set(beside[0])


def test_who_rests_on_sundays_is_a_member_and_a_weekly_is_not(run: Run, warehouse: Path) -> None:
    _, out, _ = run("--warehouse", warehouse, "trend", "North Korea", "--by", "week", "--panel")
    text = " ".join(out.split())
    assert "Fixed panel: 2 of 4 sources, those that brought something on at least half of the collected days" in text
    assert "of every week shown" in text
    assert "1 of 14 panel 7.7 % 1 of 13" in text


def test_days_and_hours_are_judged_by_weeks(run: Run, warehouse: Path) -> None:
    for by in ("day", "hour"):
        rows = rows_of(run, warehouse, "--by", by, "--since", "2017-03-06", "--until", "2017-04-02", "--panel")
        assert sum(int(str(row["panel_total"])) for row in rows) == 13 * WEEKS


def test_the_panel_is_smoothed_alike(run: Run, warehouse: Path) -> None:
    rows = rows_of(run, warehouse, "--by", "day", "--since", "2017-03-06", "--panel", "--smooth", "7")
    assert rows[6]["panel_share"] == pytest.approx(1 / 13)


def test_where_nobody_was_there_all_along_it_says_so(run: Run, warehouse: Path) -> None:
    shown = ("--by", "week", "--since", "2017-03-06", "--source", "weekly", "--panel")
    status, out, err = run("--warehouse", warehouse, "trend", "North Korea", *shown)
    assert status == 0, err
    assert "1 of 1 sources" in " ".join(out.split())  # judged by the days on which anything in scope was collected
    scattered = [printed(name, day, "Rain.") for name, day in (("one", 0), ("one", 1), ("one", 2), ("two", 7), ("two", 8), ("two", 9))]  # fmt: skip
    home = shelve(warehouse.parent / "scattered.duckdb", scattered)
    _, out, _ = run("--warehouse", home, "trend", "North Korea", "--by", "week", "--panel")
    assert "Fixed panel: 0 of 2 sources" in " ".join(out.split())
    assert "--since, --until or --by month may find some" in " ".join(out.split())
    assert rows_of(run, home, "--by", "week", "--panel")[0]["panel_share"] is None


def test_the_hint_proposes_nothing_longer_than_a_year(run: Run, tmp_path: Path) -> None:
    years = [printed(name, day + at, "Rain.") for name, day in (("one", 0), ("two", 400)) for at in range(3)]
    home = shelve(tmp_path / "years.duckdb", years)
    for by, hint in (("month", "or --by year may find some"), ("year", "may leave out the years in which others were")):
        _, out, _ = run("--warehouse", home, "trend", "North Korea", "--by", by, "--panel")
        assert "Fixed panel: 0 of 2 sources" in " ".join(out.split())
        assert hint in " ".join(out.split())
        assert "longer --by" not in out


def test_a_chart_draws_the_panel_beside_and_tells_its_rule(run: Run, warehouse: Path) -> None:
    chart = warehouse.parent / "panel.svg"
    status, _, err = run("--warehouse", warehouse, "trend", "North Korea", "--by", "week", "--panel", "--chart", chart)
    assert status == 0, err
    drawn = chart.read_text(encoding="utf-8")
    assert "North Korea · panel" in drawn
    assert "Fixed panel: 2 of 4 sources" in drawn


def test_an_empty_warehouse_has_no_panel(run: Run, tmp_path: Path) -> None:
    home = shelve(tmp_path / "empty.duckdb", [])
    status, out, err = run("--warehouse", home, "trend", "source-less words", "--panel")
    assert status == 0, err
    assert "0 of 0 sources" in " ".join(out.split())
    assert "may" not in out  # no other days or periods would find any
