"""What a person asks about is understood as they mean it, and what is not known is told by what is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from brinkwatch.trends import answer_term, meaning
from warehouse import counting
from warehouse.connect import Connection, open_writer
from warehouse.read import Scope
from warehouse.terms import UnknownTerm, resolve, resolve_entity
from warehouse.write import insert

NOW = datetime(2024, 5, 1, tzinfo=UTC)
NAMED = {
    "person:rasa-tindall": ("Rasa Tindall", ("a", "b", "c")), "person:tindall": ("Tindall", ("d",)),
    "group:tindalls-list": ("The Tindall List", ("a",)), "person:tindallson": ("Tindallson", ("e",)),
    "person:lone": ("Lone", ("e",)), "place:koria": ("Koria", ("a", "e")), "group:koria-bank": ("Koria Bank", ("e",)),
}  # fmt: skip


@pytest.fixture(scope="module", params=["counted", "not counted"])
def stored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of five texts, of which four name Tindall; Koria alone is configured. Both ways must answer alike."""
    path: Path = tmp_path_factory.mktemp("terms") / "news.live.duckdb"
    with closing(open_writer(path, NOW)) as opened:
        texts = {
            "a": "Rasa Tindall and Koria",
            "b": "Rasa Tindall",
            "c": "Rasa Tindall",
            "d": "Tindall",
            "e": "Lone Koria Bank",
        }
        opened.executemany(
            "INSERT INTO articles BY NAME SELECT $1 AS article_id, $1 AS original_id, $1 AS url, $1 AS canonical_url, 's' AS source_id, $2 AS title, "
            "$2 AS text, '' AS author, 'en' AS language, $3::TIMESTAMPTZ AS published_at, 'second' AS published_precision, 'feed' AS published_from, "
            "'' AS wire, $3::TIMESTAMPTZ AS first_seen_at, $3::TIMESTAMPTZ AS fetched_at, 2 AS word_count, '' AS raw_sha256, false AS backfilled",
            [[one, text, NOW] for one, text in texts.items()],
        )
        for entity_id, (name, articles) in NAMED.items():
            insert(opened, "entities", [{"entity_id": entity_id, "name": name, "kind": "person", "wikidata": ""}])
            mentioned = [
                {
                    "article_id": one,
                    "entity_id": entity_id,
                    "surface": name,
                    "label": "person",
                    "start_char": 0,
                    "end_char": 4,
                    "in_title": False,
                }
                for one in articles
            ]
            insert(opened, "mentions", mentioned)
        insert(opened, "entity_aliases", [{"alias": "koria", "entity_id": "place:koria"}])
        if request.param == "counted":
            counting.follow(opened)
        assert counting.in_step(opened) == (request.param == "counted")
    return path


@pytest.fixture
def connection(stored: Path, tmp_path: Path) -> Iterator[Connection]:
    """A copy of it that may be changed."""
    copy = tmp_path / "news.live.duckdb"
    shutil.copyfile(stored, copy)
    with closing(open_writer(copy, NOW)) as opened:
        yield opened


def test_a_surname_that_nobody_configured_counts_every_text_that_has_it(connection: Connection) -> None:
    answer = answer_term(connection, resolve(connection, "tindall"), Scope(by="year"))
    assert answer.kind == "phrase"
    assert [point.texts for point in answer.points] == [4]
    assert answer.also == ("person:tindall", "person:rasa-tindall", "group:tindalls-list")
    assert meaning(answer).endswith(
        "; also, as entities, by id: person:tindall, person:rasa-tindall, group:tindalls-list"
    )


@pytest.mark.parametrize("asked", ["person:tindall", "Lone", "Koria", "koria"])
def test_an_id_a_name_of_one_alone_and_a_configured_name_are_that_entity(connection: Connection, asked: str) -> None:
    term = resolve(connection, asked)
    assert (term.kind, term.also) == ("entity", ())


def test_an_entity_asked_for_as_one_stays_one_and_tells_of_the_others(connection: Connection) -> None:
    term = resolve_entity(connection, "Tindall")
    assert term is not None
    assert (term.term_id, term.also) == ("person:tindall", ("person:rasa-tindall", "group:tindalls-list"))
    assert resolve_entity(connection, "Nobody") is None


def test_a_name_with_signs_of_patterns_in_it_is_only_a_name(connection: Connection) -> None:
    insert(connection, "entities", [{"entity_id": "x", "name": "A.B. (C+", "kind": "group", "wikidata": ""}])
    assert resolve(connection, "a.b. (c+").term_id == "x"


def test_what_is_unknown_is_told_by_the_likest_and_by_how_many_more_there_are(connection: Connection) -> None:
    ids = [f"kind{number:02}" for number in range(14)] + ["sanctions"]
    insert(connection, "topics", [{"topic_id": one, "name": one, "definition": "", "parent": ""} for one in ids])
    with pytest.raises(UnknownTerm, match=r"it knows: sanctions, kind00, .* … and 3 more$"):
        resolve(connection, "topic:sanction")
    with pytest.raises(UnknownTerm, match=r"it knows: none yet$"):
        resolve(connection, "watch:any")
