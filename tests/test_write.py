"""Batches go into the warehouse whole, once each, and leave alone what lies there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.poll_record import Poll
from tasks.records import Entity
from tasks.recurring import Furniture
from warehouse import write
from warehouse.connect import Connection, open_reader, open_writer
from warehouse.layout import Layout
from warehouse.publish import publish
from warehouse.spool import Batch
from warehouse.write import Loaded, merge, store

NOW = datetime(2017, 4, 1, tzinfo=UTC)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with closing(open_writer(tmp_path / "news.duckdb", NOW)) as connection:
        yield connection


def test_of_a_key_that_comes_twice_the_last_stays_and_what_is_known_is_left_as_it_is(connection: Connection) -> None:
    merge(connection, "entities", "entity_id", (Entity("a", "Anna", "person"),))
    again = (
        Entity("a", "Anne", "person"),
        Entity("b", "Bo", "person"),
        Entity("c", "Ci", "person"),
        Entity("b", "Bob", "person"),
    )
    merge(connection, "entities", "entity_id", again)
    stored = connection.execute("SELECT entity_id, name FROM entities").fetchall()
    assert stored == [("a", "Anna"), ("b", "Bob"), ("c", "Ci")]


def test_columns_beside_the_records_follow_them_when_a_key_comes_twice(connection: Connection) -> None:
    paragraphs = [
        Furniture("f", "one", "Read more", 5),
        Furniture("g", "one", "Sign up", 6),
        Furniture("f", "one", "Read on", 7),
    ]
    moments = [NOW + timedelta(days=day) for day in range(3)]
    merge(connection, "furniture", "furniture_id", paragraphs, learned_at=moments)
    stored = connection.execute("SELECT furniture_id, paragraph, learned_at FROM furniture").fetchall()
    assert stored == [("f", "Read on", moments[2]), ("g", "Sign up", moments[1])]


def _load(layout: Layout, number: int) -> None:
    poll = Poll(f"p{number}", "world", "https://one.example/feed", NOW, "changed", 200)
    with closing(open_writer(layout.live, NOW)) as connection:
        store(connection, Loaded(f"b{number}", Batch(polls=(poll,)), (), {}, ()), NOW)


def _pieces(path: Path) -> tuple[int, int]:
    """Return the polls, and in how many pieces they lie in the file."""
    with closing(open_reader(path)) as connection:
        question = "SELECT sum(count), count(DISTINCT row_group_id) FROM pragma_storage_info('polls') WHERE column_name = 'poll_id' AND segment_type = 'VARCHAR'"
        rows, pieces = connection.execute(question).fetchall()[0]
    return int(rows), int(pieces)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every file for a large one."""
    monkeypatch.setattr(write, "MERGED_EVERY", 3)
    monkeypatch.setattr(write, "SMALL_FILE", 0)


@pytest.mark.usefixtures("large")
def test_batches_lie_beside_each_other_until_enough_have_come_to_be_merged(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "news.duckdb")
    found = []
    for number in range(6):
        _load(layout, number)
        found.append(_pieces(layout.live))
    assert found == [(1, 1), (2, 2), (3, 1), (4, 2), (5, 3), (6, 1)]


def test_in_a_small_file_every_batch_is_merged_at_once(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "news.duckdb")
    for number in range(3):
        _load(layout, number)
    assert _pieces(layout.live) == (3, 1)


def test_the_larger_the_file_the_more_batches_lie_between_two_merges() -> None:
    blocks = (0, 255, 256, 2_047, 2_048, 4_095, 4_096, 40_000)
    apart = [min(number for number in range(1, 9_999) if write.merges(size, number)) for size in blocks]
    assert apart == [1, 1, 16, 16, 32, 32, 64, 512]


@pytest.mark.usefixtures("large")
def test_publishing_merges_what_batches_left(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "news.duckdb")
    for number in range(2):
        _load(layout, number)
    assert _pieces(layout.live) == (2, 2)
    publish(layout, NOW)
    assert _pieces(layout.published) == (2, 1)
