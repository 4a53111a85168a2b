"""The index of words looks at all articles again where any was changed or went, and else only at what is new."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.warehouse_peers.news import invented, sources
from warehouse import search_upkeep
from warehouse.connect import open_writer
from warehouse.layout import Layout
from warehouse.publish import publish
from warehouse.search_upkeep import Renewed, renew, standing
from warehouse.spool import Batch
from warehouse.write import Loaded, store

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A published warehouse of 40 articles with its index."""
    made = Layout(tmp_path / "news.duckdb")
    assert add(made, 0) == Renewed(40)
    return made


def add(layout: Layout, place: int) -> object:
    news = list(invented(80, 40, 40, words=40))[place]
    loaded = Loaded(
        f"b{place}", Batch(sources=sources(), articles=news.articles), news.articles, news.originals, news.enrichments
    )
    with closing(open_writer(layout.live, NOW)) as connection:
        store(connection, loaded, NOW)
    return publish(layout, NOW + timedelta(hours=place))


def looked_from(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> tuple[object, list[object]]:
    """Publish, and return what was done to the index, and from which places in the file on articles were looked at."""
    ask, seen = search_upkeep.ask, []

    def watched(connection: object, question: str, **values: object) -> object:
        if question == "search_changes":
            seen.append(values["first"])
        return ask(connection, question, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(search_upkeep, "ask", watched)
    return publish(layout, NOW), seen


def test_what_was_not_changed_is_not_looked_at_again(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    assert add(layout, 1) == Renewed(40)
    assert looked_from(layout, monkeypatch) == (Renewed(), [80])
    assert standing(layout) == ""


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE articles SET title = 'Another' WHERE rowid = 7",
        "UPDATE articles SET word_count = word_count + 1 WHERE rowid = 7",
        "UPDATE articles SET clean_version = 'next' WHERE rowid = 7",
        "UPDATE text_signatures SET text_sha256 = 'other' WHERE article_id = (SELECT article_id FROM articles WHERE rowid = 7)",
    ],
)
def test_one_article_that_was_changed_is_found(layout: Layout, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_writer(layout.live, NOW)) as connection:
        connection.execute(change)
    assert looked_from(layout, monkeypatch) == (Renewed(1, 1), [0])
    assert standing(layout) == ""


def test_one_article_that_went_is_found(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_writer(layout.live, NOW)) as connection:
        connection.execute("DELETE FROM articles WHERE rowid = 39")
    assert looked_from(layout, monkeypatch) == (Renewed(0, 1), [0])


def test_all_are_looked_at_after_a_pass_that_was_cut_off_and_in_an_index_of_before(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(layout.search)) as index:
        index.execute("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'documents'")
        index.commit()
    assert looked_from(layout, monkeypatch) == (Renewed(), [0])
    with closing(sqlite3.connect(layout.search)) as index:
        index.executescript("DROP TABLE settled")
    assert looked_from(layout, monkeypatch)[1][-1] == 0
    assert isinstance(renew(layout), Renewed)
    assert standing(layout) == ""
