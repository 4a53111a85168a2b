"""Names are found by their counted numbers as they are by reading all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.warehouse_peers.news import BEGIN
from tasks.names import fold_name
from tasks.records import Entity
from warehouse import counted, counting
from warehouse.connect import Connection, open_writer
from warehouse.read import ask
from warehouse.write import insert, sync_configured


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with closing(open_writer(tmp_path / "news.live.duckdb", BEGIN)) as opened:
        yield opened


def test_names_are_found_by_number_as_they_are_by_reading_all(connection: Connection) -> None:
    entities = [
        {"entity_id": "person:name-0", "name": "Name 0", "kind": "person", "wikidata": ""},
        {"entity_id": "place:georgia", "name": "Georgia", "kind": "place", "wikidata": ""},
        {"entity_id": "place:georgia-us", "name": "GEORGIA", "kind": "place", "wikidata": ""},
        {"entity_id": "person:σίσυφοσ", "name": "ΣΊΣΥΦΟΣ İ", "kind": "person", "wikidata": ""},
    ]
    insert(connection, "entities", entities)
    insert(connection, "entity_aliases", [{"alias": fold_name("Sakartvelo"), "entity_id": "place:georgia"}])
    assert not counting.in_step(connection)
    counting.follow(connection)
    assert counting.in_step(connection)
    (lowered,) = connection.execute("SELECT lower(name) FROM entities WHERE entity_id LIKE '%σ'").fetchall()[0]
    for name in ("georgia", "Sakartvelo", "place:georgia", "ΣΊΣΥΦΟΣ İ", lowered, "person:name-0", "nobody", "it's; --"):
        known = ask(connection, "entity_candidates", name=name, folded=fold_name(name))
        assert counted.entities_named(connection, name) == known, name
    assert [row["entity_id"] for row in counted.entities_named(connection, "Georgia")] == [
        "place:georgia",
        "place:georgia-us",
    ]


def test_a_name_configured_otherwise_is_kept_anew(connection: Connection) -> None:
    entity = Entity("place:georgia", "Georgia", "place", "")
    sync_configured(connection, (), (), [entity], [("georgia", "place:georgia")], (), "one")
    counting.follow(connection)
    sync_configured(
        connection, (), (), [replace(entity, name="Sakartvelo")], [("sakartvelo", "place:georgia")], (), "two"
    )
    assert not counting.in_step(connection)
    counting.follow(connection)
    assert counted.entities_named(connection, "Georgia") == []
    assert counted.entities_named(connection, "sakartvelo") == [
        {"entity_id": "place:georgia", "name": "Sakartvelo", "configured": True}
    ]
