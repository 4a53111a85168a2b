"""One entity with all that is known of it, and the names that nobody configured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from brinkwatch.__main__ import main
from tests.envoys import newsroom


@pytest.fixture
def warehouse(tmp_path: Path) -> str:
    newsroom(tmp_path / "news.duckdb")
    return str(tmp_path / "news.duckdb")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


def test_an_entity_shows_counts_trend_spellings_company_and_sentences(
    warehouse: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "--warehouse", warehouse, "entity", "carla voss", "--format", "json")
    known = json.loads(out)
    assert status == 0
    assert (known["id"], known["texts"], known["publishers"]) == ("person:carla-voss", 21, 3)
    assert known["first_at"].startswith("2017-03-13")
    assert [row["texts"] for row in known["trend"] if row["texts"]] == [21]
    assert known["spellings"] == [
        {"surface": "Carla Voss", "label": "person", "language": "en", "mentions": 21, "articles": 21}
    ]
    (companion,) = known["with"]
    assert (companion["name"], companion["texts"]) == ("Anna Berg", 21)
    assert companion["lift"] == pytest.approx(1.0)
    assert known["latest"][0]["sentence"].startswith("Envoy Carla Voss reached the capital")


def test_the_table_says_the_same_to_people(warehouse: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--warehouse", warehouse, "entity", "Carla Voss")
    assert out.startswith(
        "Carla Voss (person:carla-voss): 21 texts, 21 articles, 3 publishers, 2017-03-13 to 2017-03-19\n"
    )
    assert "Named with" in out
    assert "Envoy Carla Voss" in out


def test_a_name_that_nobody_bears_is_told_in_one_line(warehouse: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "--warehouse", warehouse, "entity", "Nobody Known")
    assert (status, out) == (2, "")
    assert err.startswith("Nobody Known: no entity of this warehouse is called so; ")
    assert err.count("\n") == 1


def test_unlinked_names_are_those_not_configured_with_a_sentence(
    warehouse: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "--warehouse", warehouse, "entities", "unlinked", "--format", "json")
    (row,) = json.loads(out)
    assert (row["name"], row["kind"], row["texts"], row["publishers"]) == ("Carla Voss", "person", 21, 3)
    assert "Carla Voss" in row["sentence"]
    _, out, _ = run(capsys, "--warehouse", warehouse, "entities", "unlinked", "--min-texts", "22", "--format", "json")
    assert json.loads(out) == []
