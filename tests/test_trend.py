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
