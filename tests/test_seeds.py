"""The two articles the project started from, brought in by the command: noise out, who and what in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from brinkwatch.__main__ import main
from warehouse.connect import Connection, open_reader

ROOT = Path(__file__).parent.parent
SEEDS = sorted((ROOT.parent / "shared/seeds").glob("*.txt"))
PUBLISHED = {"000": "2017-03-17", "004": "2017-03-15"}

pytestmark = pytest.mark.skipif(len(SEEDS) != 2, reason="the two seed articles are not beside the project")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    path = tmp_path_factory.mktemp("seeds") / "seeds.duckdb"
    for seed in SEEDS:
        options = ["--source", f"Seed {seed.name[:3]}", "--published", PUBLISHED[seed.name[:3]]]
        with pytest.raises(SystemExit) as ended:
            main(["--warehouse", str(path), "--config", str(ROOT / "config"), "import", str(seed), *options])
        assert not ended.value.code
    connection = open_reader(path)
    yield connection
    connection.close()


def column(warehouse: Connection, question: str) -> set[object]:
    return {row[0] for row in warehouse.execute(question).fetchall()}


def test_who_and_what_is_found(warehouse: Connection) -> None:
    found = dict(
        warehouse.execute(
            "SELECT name, kind FROM entities WHERE entity_id IN (SELECT entity_id FROM mentions)"
        ).fetchall()
    )
    expected = {
        "person": ["Rex Tillerson", "Shinzo Abe", "Fumio Kishida", "Xi Jinping"],
        "organization": ["ZTE", "Reuters"],
        "place": ["North Korea", "South Korea", "China", "Japan", "United States"],
        "weapon": ["THAAD"],
    }
    assert {name: found.get(name) for names in expected.values() for name in names} == {
        name: kind for kind, names in expected.items() for name in names
    }


def test_the_topics_are_found(warehouse: Connection) -> None:
    topics = column(warehouse, "SELECT topic_id FROM article_topics")
    assert {"missile-defence", "sanctions", "military-exercise", "diplomacy"} <= topics


def test_navigation_and_comment_boxes_are_gone(warehouse: Connection) -> None:
    text = "\n".join(str(one) for one in column(warehouse, "SELECT text FROM articles"))
    for furniture in (
        "Home /",
        "Check Also",
        "Leave a Reply",
        "Required fields",
        "email address",
        "To contact the",
        "wsws.org",
    ):
        assert furniture not in text
    assert "THAAD" in text


def test_they_stand_on_the_days_they_were_published(warehouse: Connection) -> None:
    assert {str(day) for day in column(warehouse, "SELECT published_at::DATE FROM articles")} == {
        "2017-03-15",
        "2017-03-17",
    }
    assert column(warehouse, "SELECT published_precision FROM articles") == {"day"}


def test_the_longer_one_has_its_title_and_author(warehouse: Connection) -> None:
    titles = column(warehouse, "SELECT title FROM articles")
    assert "US secretary of state ramps up pressure on China over North Korea" in titles
    assert "North Korea threat lingers at start of Tillerson’s first Asia trip" in titles
    assert "Mike Head" in column(warehouse, "SELECT author FROM articles")
