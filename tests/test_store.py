"""A store is pruned, compacted and brought forward without losing or breaking anything."""

from __future__ import annotations

from contextlib import closing
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from tests.conftest import Run
from tests.keep import NOON, articles_in, change, copy_of, keep
from warehouse.connect import open_reader, open_writer
from warehouse.layout import Layout

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    return keep(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def layout(kept: Layout, tmp_path: Path) -> Layout:
    return copy_of(kept, tmp_path)


def test_compacting_keeps_rows_views_macros_and_comments(run: Run, layout: Layout) -> None:
    questions = (
        "SELECT table_name, column_name, comment, column_default FROM duckdb_columns() WHERE NOT internal ORDER BY ALL",
        "SELECT view_name, sql, comment FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
        "SELECT function_name, macro_definition FROM duckdb_functions() WHERE NOT internal ORDER BY ALL",
        "SELECT * FROM articles ORDER BY article_id",
        "SELECT * FROM entity_daily",
    )

    def told() -> list[object]:
        with closing(open_reader(layout.live)) as connection:
            return [connection.execute(question).fetchall() for question in questions]

    change(layout.live, "CREATE TABLE ballast AS SELECT range AS a, hash(range) AS b FROM range(300000)")
    change(layout.live, "DROP TABLE ballast")
    before, size = told(), layout.live.stat().st_size
    status, _, err = run("--warehouse", layout.published, "compact")
    assert status == 0, err
    assert told() == before
    assert layout.live.stat().st_size < size
    assert layout.published.read_bytes() == layout.live.read_bytes()


def test_pruning_counts_first_and_keeps_originals_of_later_copies(run: Run, layout: Layout) -> None:
    arguments = (
        "--warehouse",
        layout.published,
        "--config",
        ROOT / "config",
        "prune",
        "--articles-before",
        "2017-03-14",
    )
    status, out, err = run(*arguments)
    assert "nothing was removed; --yes removes these, and raw" in err
    _, _, err = run(*arguments[:-1], "1990-01-01")
    assert "nothing was removed; --yes removes nothing of the warehouse, and raw bytes older" in err
    assert (status, out) == (0, "articles: 1 row would be removed\n")
    assert len(articles_in(layout.published)) == 3
    assert run(*arguments, "--yes")[0] == 0
    assert [row[0] for row in articles_in(layout.published)] == ["a1", "a2"]
    assert run("--warehouse", layout.published, "doctor")[0] == 0


def test_a_warehouse_of_the_first_shape_with_rows_is_brought_forward(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    first = next((ROOT / "warehouse/migrations").glob("0001*.sql"))
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute(first.read_text())
        connection.execute(
            "CREATE TABLE migrations (name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"
        )
        connection.execute(
            "INSERT INTO migrations VALUES (?, ?, ?)", [first.name, sha256(first.read_bytes()).hexdigest(), NOON]
        )
        for (table,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE table_name <> 'migrations'"
        ).fetchall():
            columns = connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?", [table]
            ).fetchall()
            values = ", ".join(f"CAST({_some(kind)} AS {kind})" for _, kind in columns)
            connection.execute(f"INSERT INTO {table} SELECT {values} FROM range(3000)")
    open_writer(path, NOON).close()
    with closing(open_reader(path)) as connection:
        assert connection.execute("SELECT count(*) FROM pages").fetchall() == [(3000,)]
        assert len(connection.execute("SELECT name FROM migrations").fetchall()) == len(
            list(first.parent.glob("*.sql"))
        )


def _some(kind: str) -> str:
    return {"TIMESTAMP WITH TIME ZONE": "'2017-03-13'", "DATE": "'2017-03-13'", "BLOB": "'x'"}.get(kind, "'1'")
