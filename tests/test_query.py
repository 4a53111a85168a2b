"""A person's own SQL reads the warehouse and nothing else, within bounds."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.shelf import Print, shelve
from warehouse import query
from warehouse.connect import open_writer
from warehouse.query import QueryError, answer

ROOT = Path(__file__).parent.parent
ENDLESS = "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r) SELECT count(*) FROM r"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("query") / "news.duckdb"
    open_writer(path, datetime(2017, 3, 17, tzinfo=UTC)).close()
    (path.parent / "secret.csv").write_text("a\n1\n")
    return path


@pytest.mark.parametrize(
    "sql",
    [
        "FROM read_csv('{}/secret.csv')", "FROM read_text('{}/secret.csv')", "FROM '{}/secret.csv'", "FROM glob('{}/*')",
        "FROM read_parquet('https://a.example/b')", "COPY (SELECT 1) TO '{}/out.csv'",
        "EXPORT DATABASE '{}/out'", "ATTACH '{}/other.duckdb'", "ATTACH ':memory:' AS m", "INSTALL httpfs", "LOAD httpfs",
        "SET enable_external_access = true", "SET memory_limit = '100GB'", "RESET temp_directory", "PRAGMA enable_profiling",
        "PRAGMA memory_limit = '9GB'", "SELECT getenv('HOME')", "FROM sql", "FROM clock", "CREATE SECRET (TYPE s3)",
        "CREATE TABLE t (a INT)", "DROP TABLE articles", "INSERT INTO topics VALUES ('a', 'b', 'c', 'd')", "CHECKPOINT", "VACUUM",
        "CALL enable_logging(storage = 'file', storage_path = '{}/log')", "FROM enable_logging(storage = 'stdout')",
        "FROM query('FROM enable_logging(storage = ''stdout'')')", "EXPLAIN ANALYZE FROM enable_logging()", "FROM checkpoint()",
        "SELECT 1; DROP TABLE articles", "PREPARE a AS SELECT 1", "", "SELECT $x", "SELECT " + "(" * 20000,
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused_in_one_line(warehouse: Path, sql: str) -> None:
    folder = warehouse.parent
    before = sorted(file.name for file in folder.iterdir())
    with pytest.raises(QueryError) as told:
        answer(warehouse, sql.replace("{}", str(folder)), 10)
    assert "\n" not in str(told.value)
    assert sorted(file.name for file in folder.iterdir()) == before


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1", "FROM articles", "DESCRIBE articles", "SHOW TABLES", "SUMMARIZE topics", "EXPLAIN FROM articles", "VALUES (1)",
        "PIVOT (SELECT 1 AS a, 2 AS b) ON a USING sum(b)", "PRAGMA table_info('articles')", "SELECT 'CHECKPOINT'", "SELECT 1; SELECT 2",
    ],
)  # fmt: skip
def test_questions_of_every_form_are_answered(warehouse: Path, sql: str) -> None:
    assert answer(warehouse, sql, 10).columns


def test_a_question_that_never_ends_is_given_up(warehouse: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryError, match=r"gave up after 0\.5 seconds"):
        answer(warehouse, ENDLESS, 0.5)
    assert time.monotonic() - begun < 10


def test_memory_is_bounded_and_the_disk_is_no_way_around_it(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "MEMORY", "64MB")
    with pytest.raises(QueryError, match="Out of Memory"):
        answer(warehouse, "SELECT a, hash(a) AS b FROM range(30000000) AS t(a) ORDER BY b", 30)
    assert not warehouse.with_name("news.duckdb.tmp").exists()


def test_an_answer_is_bounded(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "ANSWER_BYTES", 1_000_000)
    with pytest.raises(QueryError, match="the answer is larger than"):
        answer(warehouse, "SELECT * FROM range(10000000000)", 30)


def holds(pid: int, file: Path) -> bool:
    """Tell whether a process has a file open, where the system shows it."""
    return any(one.resolve() == file.resolve() for one in Path(f"/proc/{pid}/fd").glob("*"))


def test_ctrl_c_ends_a_question_at_once(warehouse: Path) -> None:
    asked = subprocess.Popen(
        [sys.executable, "-m", "brinkwatch", "--warehouse", str(warehouse), "query", ENDLESS],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - no thread runs here
    )  # fmt: skip
    try:
        begun = time.monotonic()
        while not holds(asked.pid, warehouse) and time.monotonic() < begun + 2.5:
            time.sleep(0.05)
        time.sleep(0.3)
        asked.send_signal(signal.SIGINT)
        _, told = asked.communicate(timeout=15)
    finally:
        asked.kill()
    assert asked.returncode == 130
    assert told.count("\n") == 1


def test_a_query_answers_in_every_format(run: Run, tmp_path: Path) -> None:
    at = datetime(2017, 3, 17, tzinfo=UTC)
    warehouse = shelve(
        tmp_path / "news.duckdb", [Print(name, "herald", at, at, f"Text {name}.") for name in ("a", "b")]
    )
    sql = "SELECT source_id, count(*) AS articles FROM articles GROUP BY source_id"
    assert json.loads(run("--warehouse", warehouse, "query", sql, "--format", "json")[1]) == [
        {"source_id": "herald", "articles": 2}
    ]
    assert run("--warehouse", warehouse, "query", sql, "--format", "csv")[1] == "source_id,articles\r\nherald,2\r\n"
    (tmp_path / "q.sql").write_text(sql)
    assert "herald" in run("--warehouse", warehouse, "query", tmp_path / "q.sql")[1]
    status, _, _ = run("--warehouse", warehouse, "query", sql, "--format", "parquet", "-o", tmp_path / "out.parquet")
    assert status == 0
    import pyarrow.parquet as pq

    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == [{"source_id": "herald", "articles": 2}]
