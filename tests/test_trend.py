"""A trend says what it understood of a term of any kind, counts it, and draws it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.herald import imported


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("imported"))


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


@pytest.mark.parametrize(
    ("term", "line"),
    [
        ("watch:korean-peninsula/nope", "watch:korean-peninsula/nope: the watch has no such series; it has: "),
        ("watch:korean-peninsula/", "watch:korean-peninsula/: the watch has no such series; it has: "),
        ("watch:korea/coverage", "watch:korea/coverage: the warehouse knows no such watch; it knows: korean-peninsula"),
        ("topic:missile-test/x", "topic:missile-test/x: the warehouse knows no such topic; it knows: missile-test"),
    ],
)
def test_a_part_that_a_term_does_not_have_is_told_and_not_counted_as_zeros(
    run: Run, warehouse: Path, term: str, line: str
) -> None:
    status, out, err = run("--warehouse", warehouse, "trend", term)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(line)


def test_a_watch_is_called_as_its_own_coverage_and_a_series_by_its_name(run: Run, warehouse: Path) -> None:
    series = json.loads(run("--warehouse", warehouse, "query", "FROM series ORDER BY ALL", "--format", "json")[1])
    for one in [row for row in series if row["watch_id"] == "korean-peninsula"][:4]:
        term = f"watch:korean-peninsula/{one['series']}"
        err = run("--warehouse", warehouse, "trend", term, "--format", "csv")[2]
        assert err.startswith(f"{term}: the watch {one['name']} (")
    whole = next(row["name"] for row in series if row["series"] == "coverage" and row["watch_id"] == "korean-peninsula")
    err = run("--warehouse", warehouse, "trend", "watch:korean-peninsula", "--format", "csv")[2]
    assert err.startswith(f"watch:korean-peninsula: the watch {whole} (korean-peninsula)")


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
