"""Who is new, again there, or first named with another is told by what was known on a day, not by what was published."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.dedupe import text_hash
from tasks.judgements import Count
from tasks.novelty import NewRules, judge_new
from tasks.records import Article, Enrichment, Entity, Mention, Source
from tests.conftest import Run
from warehouse import write
from warehouse.connect import open_writer
from warehouse.query import answer
from warehouse.spool import Batch
from warehouse.write import Loaded

FIRST = datetime(2017, 3, 1, 12, tzinfo=UTC)
NAMED = {"anna": "Anna Berg", "carla": "Carla Voss", "oslo": "Oslo"}
DAYS = {
    0: ("anna", "oslo"),
    1: ("anna",),
    12: ("oslo",),
    20: ("anna",),
    21: ("carla",),
    22: ("anna", "carla"),
}
"""Day of first sight -> who is named; each was published long before."""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("novelty") / "news.duckdb"
    articles, found = [], []
    for day, named in DAYS.items():
        seen, name = FIRST + timedelta(days=day), f"a{day:02}"
        text = " met ".join(NAMED[one] for one in named) + f" on day {day}. Nothing else was said."
        articles.append(
            Article(
                name, f"http://x.example/{name}", "", "x", f"Day {day}", text, "", "en", FIRST - timedelta(days=90),
                "second", "feed", "", seen, seen, 9, "", text_hash(text), b"", entry_id=name,
            )
        )  # fmt: skip
        mentions = [
            Mention(name, one, NAMED[one], "person", at := text.index(NAMED[one]), at + len(NAMED[one]), False)
            for one in named
        ]
        mentions.append(Mention(name, "carla", text[:2], "demonym", 0, 2, False))
        found.append(Enrichment(name, tuple(Entity(one, NAMED[one], "person") for one in NAMED), tuple(mentions), ()))
    batch = Batch(sources=(Source("x", "X", "GB", "en", "x", "UTC"),), articles=tuple(articles))
    connection = open_writer(path, FIRST)
    write.store(connection, Loaded("b", batch, tuple(articles), {}, tuple(found)), FIRST)
    connection.close()
    return path


def new(run: Run, warehouse: Path, *arguments: str) -> list[tuple[object, ...]]:
    status, out, _ = run("--warehouse", warehouse, "entities", "new", *arguments, "--format", "json")
    assert status == 0
    return [
        (row["first_seen_at"][:10], row["name"], row.get("other", row.get("absent_days"))) for row in json.loads(out)
    ]


def test_a_first_mention_is_new_on_the_day_it_became_known(run: Run, warehouse: Path) -> None:
    assert new(run, warehouse, "--since", "2017-03-15") == [("2017-03-22", "Carla Voss", None)]
    assert new(run, warehouse, "--since", "2017-03-15", "--as-of", "2017-03-21") == []


def test_who_comes_back_after_days_without_a_mention_is_told_with_their_number(run: Run, warehouse: Path) -> None:
    assert new(run, warehouse, "--since", "2017-03-12", "--as-of", "2017-03-21", "--days", "10") == [
        ("2017-03-13", "Oslo", 11),
        ("2017-03-21", "Anna Berg", 18),
    ]
    assert new(run, warehouse, "--since", "2017-03-12", "--as-of", "2017-03-21", "--days", "15") == [
        ("2017-03-21", "Anna Berg", 18)
    ]


@pytest.mark.parametrize(("days", "again"), [("11", True), ("12", False)])
def test_a_rule_and_the_listing_mean_the_same_by_days_without_a_mention(
    run: Run, warehouse: Path, days: str, again: bool
) -> None:
    day, nobody = timedelta(days=1), frozenset[str]()
    named = [0, *([1] + [0] * 11) * 2, 1]  # every twelfth day
    counts = [Count(FIRST + at * day, float(texts), 9.0, texts, nobody) for at, texts in enumerate(named[:26])]
    rules = NewRules(windows=(1,), min_texts=1, min_publishers=0, days=int(days))
    assert judge_new(counts, rules, "w", "oslo").fired == again
    listed = new(run, warehouse, "--since", "2017-03-12", "--as-of", "2017-03-14", "--days", days)
    assert (("2017-03-13", "Oslo", 11) in listed) == again


def test_a_first_mention_of_two_together_is_told_with_the_sentence(run: Run, warehouse: Path) -> None:
    assert new(run, warehouse, "--since", "2017-03-20", "--pairs") == [("2017-03-23", "Anna Berg", "Carla Voss")]
    assert new(run, warehouse, "--since", "2017-03-20", "--as-of", "2017-03-22", "--pairs") == []
    _, out, _ = run("--warehouse", warehouse, "entities", "new", "--since", "2017-03-20", "--pairs", "--format", "json")
    assert json.loads(out)[0]["sentence"] == "Anna Berg met Carla Voss on day 22."


def test_the_first_days_of_a_warehouse_say_that_everybody_is_new(run: Run, warehouse: Path) -> None:
    _, out, err = run("--warehouse", warehouse, "entities", "new", "--since", "2017-02-20")
    assert out.startswith("Named first from 2017-02-20 on")
    assert "what is known begins on 2017-03-01" in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "2017-03-20", "--as-of", "2017-03-10"], "--since 2017-03-20: is not before the end"),
        (["--pairs", "--days", "3"], "--days: pairs are new the first time only"),
        (["--since", "March"], "--since March"),
    ],
)
def test_what_can_not_be_asked_is_told_in_one_line(run: Run, warehouse: Path, arguments: list[str], told: str) -> None:
    status, out, err = run("--warehouse", warehouse, "entities", "new", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(told)


def test_an_entity_shows_since_when_it_is_known_and_its_longest_absence(run: Run, warehouse: Path) -> None:
    _, out, _ = run("--warehouse", warehouse, "entity", "Anna Berg")
    assert (
        "First seen 2017-03-01; longest absence 18 days (17 of them not collected), between 2017-03-02 and 2017-03-21"
        in out
    )
    _, out, _ = run("--warehouse", warehouse, "entity", "Anna Berg", "--format", "json")
    assert json.loads(out)["absent_days"] == 18


def test_the_views_answer_in_sql_as_of_any_day(warehouse: Path) -> None:
    known = answer(warehouse, "FROM entity_first_seen WHERE first_seen_at < TIMESTAMPTZ '2017-03-10' ORDER BY ALL", 10)
    assert [row["entity_id"] for row in known.rows()] == ["anna", "oslo"]
    novel = answer(warehouse, "FROM entity_novelty(TIMESTAMPTZ '2017-03-10', TIMESTAMPTZ '2017-03-25', NULL)", 10)
    assert [row["entity_id"] for row in novel.rows()] == ["carla"]
