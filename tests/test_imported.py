"""Articles are imported by the command, and trends and queries answer from them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.herald import TWO_ARTICLES, imported

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("imported"))


def test_an_import_loads_what_is_sound_and_rejects_the_rest_with_reasons(run: Run, warehouse: Path) -> None:
    status, out, _ = run(
        "--warehouse", warehouse, "query", "SELECT reason FROM rejections ORDER BY reason", "--format", "json"
    )
    assert status == 0
    assert json.loads(out) == [{"reason": "broken_line"}, {"reason": "too_short"}]


def test_the_same_import_twice_changes_nothing(run: Run, warehouse: Path) -> None:
    count = "SELECT (SELECT count(*) FROM articles) AS a, (SELECT count(*) FROM mentions) AS m, (SELECT count(*) FROM rejections) AS r"
    before = run("--warehouse", warehouse, "query", count, "--format", "csv")
    source = warehouse.parent / "two.jsonl"
    status, out, _ = run("--config", ROOT / "config", "--warehouse", warehouse, "import", source)
    assert status == 0
    assert "0 loaded" in out
    assert "2 known already" in out
    assert run("--warehouse", warehouse, "query", count, "--format", "csv") == before


def test_an_import_says_which_dates_can_not_be_and_keeps_the_articles(run: Run, tmp_path: Path) -> None:
    first, second = (json.loads(line) for line in TWO_ARTICLES.splitlines()[:2])
    file, path = tmp_path / "odd.jsonl", tmp_path / "odd.duckdb"
    rows = [{**first, "published": "2099-01-01"}, {**second, "published": "1899-12-31"}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    status, out, err = run("--config", ROOT / "config", "--warehouse", path, "import", file)
    assert (status, "2 loaded" in out, "2 documents done" in err) == (0, True, True)
    assert "1 publication date refused: in the future; an article that names no other counts by when it was" in out
    assert "1 publication date refused: before 1990;" in out
    told = [json.loads(line) for line in (tmp_path / "odd.log").read_text(encoding="utf-8").splitlines()]
    assert {(one["date"], one["reason"]) for one in told if one["event"] == "date_refused"} == {
        ("2099-01-01", "in the future"),
        ("1899-12-31", "before 1990"),
    }
    _, out, _ = run("--warehouse", path, "search", "harvest")
    assert ": 1 text\n" in out


def test_a_trend_says_what_it_understood_and_gives_the_contracts_columns(run: Run, warehouse: Path) -> None:
    status, out, err = run("--warehouse", warehouse, "trend", "DPRK", "--format", "json")
    assert status == 0
    assert err.strip() == "DPRK: the entity North Korea (north-korea)"
    rows = json.loads(out)
    assert rows[0] == {
        "term": "DPRK", "kind": "entity", "id": "north-korea", "period": "2017-03-17", "articles": 1, "texts": 1,
        "publishers": 1, "total": 1, "share": 1.0, "low": pytest.approx(0.2065, abs=1e-4), "high": 1.0, "coverage": 1.0, "change": False, "cut": False,
    }  # fmt: skip
    assert [row["texts"] for row in rows] == [1, 0]


@pytest.mark.parametrize(
    ("term", "kind", "texts"),
    [
        ("Rex Tillerson", "entity", 1),
        ("틸러슨", "entity", 1),
        ("topic:missile-test", "topic", 1),
        ("watch:korean-peninsula", "watch", 1),
        ("source:herald", "source", 2),
        ('"too wet"', "phrase", 1),
        ("cooperative bought", "phrase", 1),
        ("operative", "phrase", 0),
    ],
)
def test_a_term_may_be_any_kind_of_thing(run: Run, warehouse: Path, term: str, kind: str, texts: int) -> None:
    status, out, _ = run("--warehouse", warehouse, "trend", term, "--by", "month", "--format", "json")
    assert status == 0
    rows = json.loads(out)
    assert {row["kind"] for row in rows} == {kind}
    assert sum(row["texts"] for row in rows) == texts


def test_periods_follow_the_readers_time_zone_but_a_bare_day_stays_that_day(run: Run, warehouse: Path) -> None:
    _, out, _ = run(
        "--warehouse", warehouse, "trend", "source:herald", "--timezone", "America/New_York", "--format", "csv"
    )
    days = {line.split(",")[3]: line.split(",")[5] for line in out.splitlines()[1:]}
    assert days == {"2017-03-16": "1", "2017-03-17": "0", "2017-03-18": "1"}


@pytest.mark.parametrize("suffix", [".svg", ".html"])
def test_a_chart_is_drawn_to_a_file_that_needs_no_network(run: Run, warehouse: Path, suffix: str) -> None:
    chart = warehouse.parent / f"trend{suffix}"
    status, _, err = run("--warehouse", warehouse, "trend", "North Korea", "--chart", chart)
    assert status == 0, err
    drawn = chart.read_text(encoding="utf-8")
    assert "North Korea" in drawn
    assert "<script src" not in drawn
    assert not re.search(r'<(?:link|img|image|use|iframe)[^>]*(?:href|src)="http', drawn)


def test_a_query_answers_in_every_format(run: Run, warehouse: Path, tmp_path: Path) -> None:
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
