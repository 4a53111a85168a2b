"""What is exported is what the warehouse holds, whole or not at all; Python gets it as Arrow."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from brinkwatch.read import query, trend
from config.failures import Mistake
from tests.conftest import Run
from tests.shelf import Print, shelve
from warehouse import export as exporting
from warehouse.columns import TABLES, VIEWS
from warehouse.connect import WarehouseError

MONDAY = datetime(2017, 2, 27, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    prints = [
        Print(f"a{day}", "daily", MONDAY + timedelta(days=day), MONDAY, "North Korea, 북한 and sanctions." if day % 2 else "Rain 😀.")
        for day in range(6)
    ]  # fmt: skip
    return shelve(tmp_path_factory.mktemp("it's an export") / "news.duckdb", prints)


def read(folder: Path, table: str) -> duckdb.DuckDBPyRelation:
    files = str(folder / table / "**" / "*.parquet").replace("'", "''")
    return duckdb.sql(f"FROM read_parquet('{files}', hive_partitioning = true)")


def test_every_public_table_comes_back_as_it_was(run: Run, warehouse: Path) -> None:
    folder = warehouse.parent / "parquet"
    status, out, err = run("--warehouse", warehouse, "export", folder, "--with-text", "--format", "json")
    assert status == 0, err
    told = {row["table"]: (row["rows"], row["months"]) for row in json.loads(out)}
    assert set(told) == {*TABLES, *VIEWS}
    assert told["articles"] == (6, 2) and told["mentions"] == (3, 2) and told["sources"] == (1, 0)
    for table in (*TABLES, *VIEWS):
        held = query(f"FROM {table}", warehouse)
        back = read(folder, table)
        assert set(held.column_names) == set(back.columns) - {"month"}, table
        kept = back.select(*(duckdb.ColumnExpression(name) for name in held.column_names)).fetchall()
        asked = duckdb.sql("FROM held").fetchall()
        assert sorted(map(str, kept)) == sorted(map(str, asked)), table
        assert len(kept) == told[table][0]


def test_texts_are_left_out_unless_asked_for_and_the_page_says_so(run: Run, warehouse: Path, tmp_path: Path) -> None:
    assert run("--warehouse", warehouse, "export", tmp_path / "x")[0] == 0
    assert "text" not in read(tmp_path / "x", "articles").columns
    assert "title" in read(tmp_path / "x", "articles").columns
    page = (tmp_path / "x/README.md").read_text(encoding="utf-8")
    assert "Not here are the texts themselves" in page
    assert "| share | DOUBLE | texts / total. |" in page


def test_days_bound_what_is_dated_and_nothing_else(run: Run, warehouse: Path, tmp_path: Path) -> None:
    days = ("--since", "2017-03-01", "--until", "2017-03-02")
    assert run("--warehouse", warehouse, "export", tmp_path / "x", *days)[0] == 0
    assert read(tmp_path / "x", "articles").order("article_id").project("article_id, month").fetchall() == [
        ("a2", "2017-03"), ("a3", "2017-03"),
    ]  # fmt: skip
    assert read(tmp_path / "x", "mentions").project("article_id").fetchall() == [("a3",)]
    assert read(tmp_path / "x", "entities").aggregate("count(*)").fetchall() == [(1,)]


def test_an_export_is_replaced_and_what_is_none_is_refused(run: Run, warehouse: Path, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    assert run("--warehouse", warehouse, "export", folder)[0] == 0
    assert run("--warehouse", warehouse, "export", folder, "--since", "2017-03-04")[0] == 0
    assert read(folder, "articles").aggregate("count(*)").fetchall() == [(1,)]
    assert [one.name for one in tmp_path.iterdir()] == ["x"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("mine")
    status, _, err = run("--warehouse", warehouse, "export", tmp_path / "mine")
    assert status == 1 and "is there already and is no export" in err
    assert (tmp_path / "mine/thesis.txt").read_text() == "mine"


def test_an_export_that_fails_leaves_the_former_one_whole(
    run: Run, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "x"
    assert run("--warehouse", warehouse, "export", folder)[0] == 0
    real = exporting._copy

    def full(connection: object, question: str, place: Path, more: str) -> int:
        if "watch_daily" in str(place):
            raise exporting.ExportError(f"{place}: can not be written: No space left on device")
        return real(connection, question, place, more)  # type: ignore[arg-type]

    monkeypatch.setattr(exporting, "_copy", full)
    status, _, err = run("--warehouse", warehouse, "export", folder, "--since", "2017-03-04")
    assert status == 1 and "No space left" in err
    assert read(folder, "articles").aggregate("count(*)").fetchall() == [(6,)]
    assert [one.name for one in tmp_path.iterdir()] == ["x"]


def test_a_trend_in_python_has_the_rows_of_the_command(run: Run, warehouse: Path) -> None:
    table = trend("North Korea", "source:daily", warehouse=warehouse, by="week", since="2017-02-27", panel=True)
    _, out, _ = run(
        "--warehouse", warehouse, "trend", "North Korea", "source:daily", "--by", "week", "--panel",
        "--timezone", "UTC", "--format", "json",
    )  # fmt: skip
    rows = [{**row, "period": row["period"].isoformat()} for row in table.to_pylist()]
    assert rows == json.loads(out)
    assert table.schema.field("period").type == pa.date32()
    hours = trend("North Korea", warehouse=str(warehouse), by="hour", until=date(2017, 2, 28))
    assert hours.schema.field("period").type == pa.timestamp("us")
    assert sum(hours["texts"].to_pylist()) == 1
    assert trend(warehouse=warehouse).num_rows == 0


def test_a_question_in_python_is_read_only_and_a_missing_warehouse_is_one_clear_line(warehouse: Path) -> None:
    assert query("SELECT count(*) AS n FROM articles", warehouse).to_pylist() == [{"n": 6}]
    with pytest.raises(Exception, match="not a question"):
        query("DROP TABLE articles", warehouse)
    with pytest.raises(WarehouseError, match="there is no warehouse here yet"):
        query("SELECT 1", warehouse.parent / "none.duckdb")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"by": "eon"}, "by='eon': is no length of a period; write one of hour, day, week, month, year"),
        ({"since": "soon"}, "since='soon': is no day; write it as 2017-03-15"),
        ({"timezone": "Mars"}, "timezone='Mars': is not a time zone of the IANA list; write one such as Asia/Seoul or UTC"),
        ({"as_of": datetime(2017, 3, 1)}, "as_of=2017-03-01 00:00:00: has no zone; give it one, such as tzinfo=UTC"),  # noqa: DTZ001
        ({"as_of": "2017-03-15"}, "as_of='2017-03-15': is no moment; give a datetime with its zone"),
        ({"until": 20170301}, "until=20170301: is no day; write it as 2017-03-15"),
        ({"since": datetime(2017, 3, 1, tzinfo=UTC)}, "since=datetime.datetime(2017, 3, 1, 0, 0, tzinfo=datetime.timezone.utc): is a moment; give its day, such as 2017-03-01"),
        ({"since": "2017-03-20", "until": "2017-03-01"}, "since=2017-03-20 is after until=2017-03-01; swap them"),
        ({"smooth": 0}, "smooth=0: is no number of periods; write 1 or more"),
        ({"smooth": 36_000}, "smooth=36000: is more than 1,500 periods; write fewer, or a longer by"),
        ({"until": "9999-12-31"}, "until=9999-12-31: lies beyond all news; write a year from 1900 to 2199"),
        ({"source": "nosuch"}, "source:nosuch: the warehouse knows no such source; it knows: daily"),
    ],
)  # fmt: skip
def test_what_a_trend_in_python_can_not_take_is_one_clear_line(
    warehouse: Path, asked: dict[str, Any], told: str
) -> None:
    with pytest.raises(Mistake) as raised:
        trend("North Korea", warehouse=warehouse, **asked)
    assert str(raised.value) == told
