"""The book holds what each look could know, and tells late texts from fresh ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.book import Glance, end_of, open_book, recorded
from tasks.brought import Origin
from tasks.taken import TEXTS
from warehouse import write
from warehouse.connect import Connection, open_writer

ZONE = ZoneInfo("UTC")
DAY = date(2024, 3, 1)
NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    opened = open_writer(tmp_path / "small.duckdb", NOON)
    source = {"country": "KR", "language": "en", "timezone": "UTC"}
    write.insert(
        opened,
        "sources",
        [
            {"source_id": name, "name": name, "owner_group": owner, **source}
            for name, owner in (("post", "house"), ("star", "star"))
        ],
    )
    yield opened
    opened.close()


def store(connection: Connection, name: str, seen: datetime, published: datetime | None, **changes: Any) -> None:
    row = {
        "article_id": name, "url": "", "canonical_url": "", "source_id": "post", "title": "", "text": "", "author": "",
        "language": "en", "published_at": published, "published_precision": "second", "published_from": "feed", "wire": "",
        "first_seen_at": seen, "fetched_at": seen, "word_count": 30, "original_id": name, "raw_sha256": "", "backfilled": False,
    }  # fmt: skip
    write.insert(connection, "articles", [{**row, **changes}])


def hit(connection: Connection, name: str) -> None:
    row = {"article_id": name, "surface": "", "start_char": 0, "end_char": 0, "in_title": False}
    write.insert(
        connection, "watch_hits", [{**row, "watch_id": "korea", "series": one} for one in ("coverage", "missile")]
    )


def days_of_ledger(connection: Connection, *glances: Glance, rehearsing: bool = False) -> list[tuple[float, float]]:
    """Return texts and late texts of the day that each glance is of."""
    book = open_book(connection, ZONE, glances, rehearsing=rehearsing)
    found = []
    for glance in glances:
        ledger = book.turn_to(glance)
        row = ledger.day(glance.day)
        found.append((float(ledger.totals[row].sum()), float(ledger.late[row].sum())))
    return found


def at_end(day: date) -> Glance:
    return Glance(end_of(day, ZONE), day)


def test_a_look_sees_what_was_known_then_and_no_more(connection: Connection) -> None:
    store(connection, "a", NOON, NOON)
    store(connection, "b", NOON + timedelta(hours=6), NOON)
    store(connection, "c", NOON, NOON, fetched_at=NOON + timedelta(hours=8))
    hours = (1, 7, 9)
    glances = [Glance(NOON + timedelta(hours=hour), DAY) for hour in hours]
    assert [texts for texts, _ in days_of_ledger(connection, *glances)] == [1, 2, 3]


def test_copies_count_as_articles_of_their_publisher_and_as_no_text(connection: Connection) -> None:
    store(connection, "a", NOON, NOON)
    store(connection, "b", NOON, NOON, source_id="star", original_id="a", wire="Reuters")
    hit(connection, "a")
    hit(connection, "b")
    book = open_book(connection, ZONE, [at_end(DAY)], rehearsing=False)
    ledger = book.turn_to(at_end(DAY))
    assert ledger.origins == (Origin("post", "house", "house"), Origin("star", "star", "Reuters"))
    assert ledger.totals.tolist() == [[1, 0]]
    assert ledger.cells_of(("korea", "missile"), ledger.mark).tolist() == [[0, 0, 1, 1, 0], [0, 1, 0, 1, 0]]
    assert ledger.as_known(("korea", ""), TEXTS, (0, 0), ledger.mark).tolist() == [[1, 0]]


def test_a_text_first_seen_more_than_a_day_after_its_own_is_late(connection: Connection) -> None:
    store(connection, "next-morning", NOON + timedelta(days=1), NOON)
    store(connection, "backlog", NOON + timedelta(days=2), NOON)
    later = Glance(NOON + timedelta(days=2), DAY)
    assert days_of_ledger(connection, later) == [(2, 1)]


def test_undated_texts_of_the_first_day_after_a_gap_are_late(connection: Connection) -> None:
    for days, name in ((0, "a"), (1, "b"), (5, "after-the-gap"), (6, "c")):
        store(connection, name, NOON + timedelta(days=days), None)
    glances = [at_end(DAY + timedelta(days=days)) for days in (0, 1, 5, 6)]
    assert days_of_ledger(connection, *glances) == [(1, 0), (1, 0), (1, 1), (1, 0)]


def test_imported_history_is_late_live_and_known_in_time_in_a_rehearsal(connection: Connection) -> None:
    store(connection, "a", NOON + timedelta(days=30), NOON, backfilled=True)
    assert days_of_ledger(connection, Glance(NOON + timedelta(days=30), DAY)) == [(1, 1)]
    assert days_of_ledger(connection, at_end(DAY), rehearsing=True) == [(1, 0)]
    assert days_of_ledger(connection, at_end(DAY)) == [(0, 0)]


def test_what_came_later_leaves_no_trace_in_an_earlier_look(connection: Connection) -> None:
    store(connection, "a", NOON, NOON)
    store(connection, "b", NOON + timedelta(days=3), NOON + timedelta(days=3), source_id="star")
    alone = open_book(connection, ZONE, [at_end(DAY)], rehearsing=True).turn_to(at_end(DAY)).stretch(0, 0)
    book = open_book(connection, ZONE, [at_end(DAY), at_end(DAY + timedelta(days=3))], rehearsing=True)
    replayed = book.turn_to(at_end(DAY)).stretch(0, 0)
    assert (replayed.origins, replayed.totals.tolist()) == (alone.origins, alone.totals.tolist())


def test_a_warehouse_without_recorded_looks_has_none(connection: Connection) -> None:
    assert recorded(connection) == {}
    connection.execute("DROP TABLE looks")
    assert recorded(connection) == {}
