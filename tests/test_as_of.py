"""What was known at a moment stays what was known at it, whatever comes in later."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from brinkwatch.read import query, trend
from tests.conftest import Run
from tests.shelf import Print, shelve
from warehouse.columns import MACROS, VIEWS
from warehouse.compact import compact
from warehouse.connect import open_writer
from warehouse.layout import Layout

MONDAY = datetime(2017, 3, 13, 9, tzinfo=UTC)
THURSDAY = MONDAY + timedelta(days=3)
TEXTS = ("North Korea and sanctions.", "Rain fell.")


def printed(
    number: int, published: datetime, seen: datetime, *, outlet: str = "daily", imported: bool = False
) -> Print:
    return Print(f"{outlet}{number}", outlet, published, seen, TEXTS[number % 2], imported=imported)


def told(path: Path, when: datetime, *, rehearsing: bool = False) -> dict[str, list[Any]]:
    """Return what every form that takes a moment says of one."""
    moment = f"TIMESTAMPTZ '{when.isoformat()}', rehearsing := {rehearsing}"
    return {name: sorted(map(str, query(f"FROM {name}({moment})", path).to_pylist())) for name in MACROS}


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week of one outlet, each article seen an hour after it was published, with polls, hits of a watch and a revision."""
    prints = [
        printed(number, MONDAY + timedelta(days=number), MONDAY + timedelta(days=number, hours=1))
        for number in range(6)
    ]
    path = shelve(tmp_path_factory.mktemp("week") / "news.duckdb", prints)
    connection = open_writer(path, MONDAY)
    connection.execute("INSERT INTO feeds VALUES ('f', 'daily', 'https://daily.example/feed')")
    for day in range(-1, 7):
        connection.execute(
            "INSERT INTO polls BY NAME SELECT 'p' || $day AS poll_id, 'f' AS feed_id, '' AS url, $at AS polled_at, 'changed' AS outcome,"
            " 0 AS body_bytes, 0 AS entries, 0 AS new_entries, '' AS reason, '' AS detail",
            {"day": day, "at": MONDAY + timedelta(days=day)},
        )
    connection.execute("INSERT INTO watch_hits SELECT article_id, 'w', 'coverage', '', 0, 1, false FROM article_topics")
    connection.execute(
        "INSERT INTO revisions VALUES ('daily0', ?, 'headline', 'A', 'B', 0.5, 'x', 'y', 'page')",
        [MONDAY + timedelta(days=4)],
    )
    connection.close()
    return path


@pytest.fixture
def warehouse(week: Path, tmp_path: Path) -> Path:
    """A copy of it, to change."""
    return Path(shutil.copyfile(week, tmp_path / "news.duckdb"))


def test_every_public_view_has_a_form_that_takes_a_moment() -> None:
    assert {f"{view}_as_of" for view in VIEWS} <= set(MACROS)


def test_at_the_end_every_form_says_what_its_view_says(warehouse: Path) -> None:
    for name in MACROS[1:]:
        now = query(f"FROM {name}('2030-01-01') ORDER BY ALL", warehouse)
        assert now.num_rows
        assert now.equals(query(f"FROM {name.removesuffix('_as_of')} ORDER BY ALL", warehouse)), name


def test_a_moment_knows_what_was_seen_polled_and_found_changed_by_then(warehouse: Path) -> None:
    then = f"TIMESTAMPTZ '{THURSDAY.isoformat()}'"  # the article of nine o'clock is seen at ten
    assert query(f"SELECT article_id FROM articles_as_of({then}) ORDER BY ALL", warehouse)["article_id"].to_pylist() == [
        "daily0", "daily1", "daily2",
    ]  # fmt: skip
    assert query(f"SELECT max(day)::VARCHAR AS day, sum(texts)::INT AS texts FROM coverage_daily_as_of({then})", warehouse).to_pylist() == [
        {"day": "2017-03-16", "texts": 3}
    ]  # fmt: skip
    known = "SELECT revisions, revised_at IS NULL AS never FROM articles_as_of({}) WHERE article_id = 'daily0'"
    assert query(known.format(then), warehouse).to_pylist() == [{"revisions": 0, "never": True}]
    assert query(known.format("'2030-01-01'"), warehouse).to_pylist() == [{"revisions": 1, "never": False}]
    assert query(f"SELECT count(*) AS n FROM watch_daily_as_of({then})", warehouse).to_pylist() == [{"n": 2}]
    assert query(f"SELECT sum(polls)::INT AS polls FROM politeness_daily_as_of({then})", warehouse).to_pylist() == [
        {"polls": 5}
    ]
    assert query(f"SELECT sum(articles)::INT AS n FROM extraction_daily_as_of({then})", warehouse).to_pylist() == [
        {"n": 3}
    ]
    assert query(f"FROM entity_first_seen_as_of({then})", warehouse)["article_id"].to_pylist() == ["daily0"]
    assert query(f"FROM entity_first_seen_as_of('{MONDAY.isoformat()}')", warehouse).num_rows == 0
    assert query(f"FROM mentions_known_as_of({then})", warehouse).num_rows == 2


def test_a_backfill_never_changes_what_a_past_moment_knew(run: Run, warehouse: Path) -> None:
    before = told(warehouse, THURSDAY)
    asked = ("trend", "North Korea", "topic:sanctions", "--as-of", "2017-03-16T09:00", "--panel", "--format", "json")
    connection = open_writer(warehouse, MONDAY)
    connection.execute("INSERT INTO topics VALUES ('sanctions', 'Sanctions', '', '')")
    connection.close()
    shown = run("--warehouse", warehouse, "--config", "none", *asked)
    assert shown[0] == 0, shown[2]
    later = MONDAY + timedelta(days=30)
    old = [
        printed(number, MONDAY + timedelta(days=number - 3), later, outlet="archive", imported=True)
        for number in range(6)
    ]
    late = [printed(50 + number, MONDAY + timedelta(days=number), later) for number in range(3)]
    shelve(warehouse, [*old, *late], batch="backfill")
    assert told(warehouse, THURSDAY) == before
    assert run("--warehouse", warehouse, "--config", "none", *asked) == shown
    assert told(warehouse, later) != before
    rehearsed = told(warehouse, THURSDAY, rehearsing=True)
    assert sum("'archive" in row for row in rehearsed["articles_as_of"]) == 6
    assert not any("'daily5" in row for row in rehearsed["articles_as_of"])


def test_a_page_fetched_later_than_its_entry_was_seen_is_known_from_then_on(warehouse: Path) -> None:
    connection = open_writer(warehouse, MONDAY)
    connection.execute("UPDATE articles SET fetched_at = ? WHERE article_id = 'daily0'", [THURSDAY + timedelta(1)])
    connection.close()
    then = f"TIMESTAMPTZ '{THURSDAY.isoformat()}'"
    assert query(f"SELECT count(*) AS n FROM articles_as_of({then})", warehouse).to_pylist() == [{"n": 2}]


def test_a_trend_as_of_a_moment_counts_what_was_known_then(run: Run, warehouse: Path) -> None:
    def days(*more: str) -> list[tuple[str, int, int]]:
        status, out, err = run(
            "--warehouse", warehouse, "--config", "none", "trend", "North Korea", *more, "--format", "json"
        )
        assert status == 0, err
        return [(row["period"], row["texts"], row["total"]) for row in json.loads(out)]

    assert days("--as-of", "2017-03-15T09:30") == [("2017-03-13", 1, 1), ("2017-03-14", 0, 1)]
    assert days("--as-of", "2017-03-15T19:30+09:00")[-1] == ("2017-03-15", 1, 1)
    assert days("--as-of", "2017-03-15T18:30", "--timezone", "Asia/Seoul") == days("--as-of", "2017-03-15T09:30")
    assert days("--as-of", "2017-03-14")[-1] == ("2017-03-14", 0, 1)
    assert days("--as-of", "2030-01-01") == days()
    assert days("--as-of", "2001-01-01") == []
    table = trend("North Korea", warehouse=warehouse, as_of=MONDAY + timedelta(days=2, minutes=30))
    assert table["total"].to_pylist() == [1, 1]


def test_what_is_behind_a_point_is_of_that_moment_too(run: Run, warehouse: Path) -> None:
    asked = ("--warehouse", warehouse, "--config", "none", "trend", "North Korea", "--by", "week")
    status, out, _ = run(*asked, "--as-of", "2017-03-14", "--explain", "--format", "json")
    assert (status, [row["article_id"] for row in json.loads(out)]) == (0, ["daily0"])
    status, out, _ = run(*asked, "--as-of", "2017-03-14")
    assert "as known at 2017-03-14 23:59 UTC" in out


@pytest.mark.parametrize("moment", ["yesterday", "2017-13-01", ""])
def test_what_is_no_moment_is_told_in_one_line(run: Run, warehouse: Path, moment: str) -> None:
    status, _, err = run("--warehouse", warehouse, "trend", "North Korea", "--as-of", moment)
    assert status == 2 and "is no moment; write 2017-03-15" in err and len(err.splitlines()) == 1


def test_a_warehouse_that_can_not_tell_says_so(run: Run, warehouse: Path) -> None:
    old = warehouse.with_name("old.duckdb")
    shutil.copy(warehouse, old)
    connection = duckdb.connect(str(old))
    for name in MACROS:
        connection.execute(f"DROP MACRO TABLE {name}")
    connection.close()
    status, _, err = run("--warehouse", old, "trend", "North Korea", "--as-of", "2017-03-14")
    assert status == 1 and "written by an older Brinkwatch" in err
    assert run("--warehouse", old, "trend", "North Korea")[0] == 0


def test_the_forms_outlive_a_rewriting_of_the_file(warehouse: Path) -> None:
    before = told(warehouse, THURSDAY)
    layout = Layout(warehouse)
    shutil.copy(warehouse, layout.live)
    compact(layout, MONDAY)
    assert told(warehouse, THURSDAY) == before
