"""What is asked again of a file that can not change is planned once; the answers are those of the question itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from warehouse.connect import Connection, open_reader, open_writer
from warehouse.remembered import MOST_PLANNED, answered, once

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PLANS = "SELECT name, statement FROM duckdb_prepared_statements() ORDER BY name"


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Connection]:
    path = tmp_path / "news.duckdb"
    open_writer(path, NOW).close()
    with closing(open_reader(path)) as connection:
        yield connection


def test_only_what_is_asked_again_is_planned(reader: Connection) -> None:
    for _ in range(3):
        assert answered(reader, "-- Purpose: one.\nSELECT 1 AS one", {}).fetchall() == [(1,)]
    answered(reader, "SELECT 2", {})
    assert [name for name, _ in reader.execute(PLANS).fetchall()] == ["plan_0"]
    assert [told[0] for told in answered(reader, "-- Purpose: one.\nSELECT 1 AS one", {}).description or []] == ["one"]


def test_other_values_are_another_question(reader: Connection) -> None:
    question = (
        "SELECT count(*) FROM range(20) AS many(number) WHERE number >= $least AND ($most IS NULL OR number < $most)"
    )
    for _ in range(2):
        assert answered(reader, question, {"least": 5, "most": None}).fetchall() == [(15,)]
        assert answered(reader, question, {"least": -1, "most": 3}).fetchall() == [(3,)]
    for _ in range(2):
        assert answered(reader, "SELECT 3 -$few", {"few": -2}).fetchall() == [(5,)]
    day = "SELECT DATE '2024-03-01' - $since AS days, $since::VARCHAR"
    for _ in range(2):
        assert answered(reader, day, {"since": date(2024, 2, 28)}).fetchall() == [(2, "2024-02-28")]
        assert answered(reader, day, {"since": date(2024, 3, 1)}).fetchall() == [(0, "2024-03-01")]


@pytest.mark.parametrize("value", ["it's; DROP TABLE articles --", "$least", "🗞", True, 0.1, NOW, ["a", "b'"]])
def test_texts_and_what_else_is_bound_stay_bound(reader: Connection, value: object) -> None:
    for _ in range(3):
        assert answered(reader, "SELECT $value = $value", {"value": value}).fetchall() == [(True,)]
    assert reader.execute(PLANS).fetchall() == []


def test_plans_of_the_questions_asked_last_are_kept_and_no_more(reader: Connection) -> None:
    for number in range(3 * MOST_PLANNED):
        for _ in range(2):
            assert answered(reader, f"SELECT {number}", {}).fetchall() == [(number,)]
    kept = [statement for _, statement in reader.execute(PLANS).fetchall()]
    assert len(kept) == MOST_PLANNED
    assert all(
        any(f"SELECT {number};" in f"{one.rstrip(';')};" for one in kept)
        for number in range(2 * MOST_PLANNED, 3 * MOST_PLANNED)
    )
    assert answered(reader, "SELECT 0", {}).fetchall() == [(0,)]


def test_a_file_that_is_written_to_is_asked_anew(tmp_path: Path) -> None:
    with closing(open_writer(tmp_path / "news.duckdb", NOW)) as connection:
        connection.execute("CREATE TEMP TABLE many (number INTEGER)")
        for number in range(3):
            assert answered(connection, "SELECT count(*) FROM many", {}).fetchall() == [(number,)]
            assert once(connection, "how many", lambda: connection.execute("SELECT count(*) FROM many").fetchall()) == [
                (number,)
            ]
            connection.execute("INSERT INTO many VALUES (1)")
        assert connection.execute(PLANS).fetchall() == []
