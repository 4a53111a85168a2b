"""Beside its warehouse the index of words answers as the texts do; alone, damaged or late it changes no answer."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.records import Article, Source, Trouble
from warehouse import counted, counting, search_upkeep
from warehouse.compact import compact
from warehouse.connect import Connection, open_reader, open_writer
from warehouse.explore import search
from warehouse.layout import Layout
from warehouse.prune import Horizon, prune_rows
from warehouse.publish import publish
from warehouse.read import Scope, Term, ask, ask_of_term
from warehouse.rewrite import Remade
from warehouse.rewrite import store as store_anew
from warehouse.search_index import conditions_of
from warehouse.search_upkeep import Renewed, renew, standing
from warehouse.spool import Batch
from warehouse.wording import read_search
from warehouse.write import Loaded, store

NOON = datetime(2017, 3, 13, 12, tzinfo=UTC)
WORDS = (
    "nerve", "agent", "Nerve-agent", "agents.", "U.S.", "F-16", "missile", "MISSILES", "북한이", "북한",
    "미사일을", "朝鲜", "朝鲜导弹", "Citroën", "café", "groſs", "O’Neil", "100%",
)  # fmt: skip
SEARCHES = (
    "nerve agent", '"nerve agent"', "missile*", "U.S. NOT missile", "F-16", "북한", '"북한 미사일"', "朝鲜 OR 북한이", "nerve NEAR/2 missile", "Citroën", "caf*", "gros*", "100%",
    "(nerve OR café) NOT (agent OR 朝鲜)", "...", "missile NEAR/3 북한", "é", "O’Neil", "s",
)  # fmt: skip


def invented(number: int) -> Article:
    chance = random.Random(number)
    text = " ".join(chance.choices(WORDS, k=12))
    title = " ".join(chance.choices(WORDS, k=2))
    return Article(
        f"a{number:03}", "", f"https://herald.example/{number}", "herald", title, text, "", "en", NOON + timedelta(days=number), "second", "feed",
        "", NOON, NOON, 12, "", f"{hash(text)}", b"", f"e{number}",
    )  # fmt: skip


def add(layout: Layout, *numbers: int) -> Renewed | Trouble:
    articles = tuple(map(invented, numbers))
    batch = Batch(sources=(Source("herald", "Herald", "KR", "ko", "herald", "UTC"),), articles=articles)
    with closing(open_writer(layout.live, NOON)) as connection:
        store(connection, Loaded(f"b{numbers}", batch, articles, {}, ()), NOON)
    return publish(layout, NOON)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A published warehouse of 80 articles with its index."""
    made = Layout(tmp_path_factory.mktemp("indexed") / "news.duckdb")
    assert add(made, *range(80)) == Renewed(80, 0, 0)
    return made


@pytest.fixture
def layout(indexed: Layout, tmp_path: Path) -> Layout:
    """A copy of it, to change."""
    shutil.copytree(indexed.published.parent, tmp_path, dirs_exist_ok=True)
    return Layout(tmp_path / "news.duckdb")


def by_index(connection: Connection, asked: str) -> bool:
    return "regexp_matches" not in "".join(conditions_of(connection, read_search(asked))[0])


def answers(connection: Connection) -> list[object]:
    """Return what every search finds, one of them as it is ranked."""
    found: list[object] = []
    for asked in SEARCHES:
        wanted = read_search(asked)
        conditions, values, _ = conditions_of(connection, wanted)
        question = f"SELECT article_id FROM articles WHERE {wanted.condition(conditions.__getitem__)} ORDER BY ALL"
        found.append((asked, connection.execute(question, values).fetchall()))
    ranked = search(connection, read_search("nerve OR U.S. NOT missile*"), Scope(), 99)
    return [*found, [(row["article_id"], round(row["score"], 6)) for row in ranked]]


known: dict[bytes, list[object]] = {}


def by_texts(layout: Layout, folder: Path) -> list[object]:
    """Return the answers of the same file where no index lies beside it; asked once, for most tests ask it of copies of one."""
    content = layout.published.read_bytes()
    if content not in known:
        alone = folder / "alone.duckdb"
        alone.write_bytes(content)
        with closing(open_reader(alone)) as connection:
            assert not by_index(connection, "nerve agent")
            known[content] = answers(connection)
        alone.unlink()
    return known[content]


def expect_right(layout: Layout, folder: Path) -> None:
    with closing(open_reader(layout.published)) as connection:
        assert by_index(connection, "nerve agent")
        assert answers(connection) == by_texts(layout, folder)


def test_every_search_is_answered_as_the_texts_do(layout: Layout, tmp_path: Path) -> None:
    expect_right(layout, tmp_path)
    assert standing(layout) == ""


def test_it_follows_what_is_new_changed_and_gone(layout: Layout, tmp_path: Path) -> None:
    before = Layout(tmp_path / "before" / "news.duckdb")
    before.published.parent.mkdir()
    shutil.copyfile(layout.published, before.published)
    assert add(layout, 80, 81) == Renewed(2, 0, 0)
    with closing(open_writer(layout.live, NOON)) as connection:
        changed = replace(invented(3), text="A café in 북한.", text_sha256="another", signature=b"")
        store_anew(connection, Remade("c2", "e2", "r2", changed=(changed,), cleaned=("a003",)))
        prune_rows(connection, Horizon(articles=NOON + timedelta(days=2)))
    assert publish(layout, NOON) == Renewed(1, 3, 0)
    expect_right(layout, tmp_path)
    shutil.copyfile(layout.search, before.search)  # who still has the file before open is told of that one
    expect_right(before, tmp_path)


@pytest.mark.parametrize("harm", ["damaged", "cut", "another shape", "of another state", "gone"])
def test_an_index_that_is_not_right_is_not_believed_and_built_anew(layout: Layout, harm: str, tmp_path: Path) -> None:
    right = by_texts(layout, tmp_path)
    content = layout.search.read_bytes()
    if harm == "damaged":
        layout.search.write_bytes(b"x" * len(content))
    elif harm == "cut":
        layout.search.write_bytes(content[: len(content) // 2])
    elif harm == "gone":
        layout.search.unlink()
    else:
        with closing(sqlite3.connect(layout.search)) as index:
            index.execute(
                "UPDATE shape SET version = 99" if harm == "another shape" else "UPDATE publications SET token = 'x'"
            )
            index.commit()
    with closing(open_reader(layout.published)) as connection:
        assert answers(connection) == right
    assert standing(layout)
    assert isinstance(renew(layout), Renewed)
    assert standing(layout) == ""
    expect_right(layout, tmp_path)


def test_a_pass_that_was_cut_off_or_had_too_much_is_gone_on_with(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_upkeep, "PIECE", 10)
    cut = search_upkeep.indexed

    def dying(title: str, text: str, *, told: bool) -> str:
        if title == invented(115).title:
            raise KeyboardInterrupt
        return cut(title, text, told=told)

    monkeypatch.setattr(search_upkeep, "indexed", dying)
    with pytest.raises(KeyboardInterrupt):
        add(layout, *range(100, 130))
    with closing(open_reader(layout.published)) as connection:
        assert not by_index(connection, "nerve agent")
    monkeypatch.setattr(search_upkeep, "indexed", cut)
    assert renew(layout, 5) == Renewed(5, 0, 15)
    assert "another state" in standing(layout)
    assert renew(layout) == Renewed(15, 0, 0)
    expect_right(layout, tmp_path)


@pytest.mark.parametrize("first", [True, False])
def test_an_index_of_an_older_shape_is_gone_on_with_until_it_is_built_anew(
    layout: Layout, first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_upkeep, "tells_signs", lambda _: False)
    renew(layout, anew=True)
    monkeypatch.undo()
    before = "ALTER TABLE documents DROP COLUMN article; UPDATE shape SET version = 1" if first else ""
    with closing(sqlite3.connect(layout.search)) as index:
        keys = index.execute("SELECT id, article FROM documents ORDER BY id").fetchall()
        index.executescript(f"UPDATE shape SET version = 2; {before}")
    assert bool(standing(layout)) == first
    with closing(open_reader(layout.published)) as connection:
        assert by_index(connection, "nerve agent") != first
    for shape, work in ((2, lambda: renew(layout)), (2, lambda: add(layout, 80)), (3, lambda: compact(layout, NOON))):
        work()
        with closing(sqlite3.connect(layout.search)) as index:
            assert index.execute("SELECT version FROM shape").fetchall() == [(shape,)]
            assert index.execute("SELECT id, article FROM documents ORDER BY id").fetchall()[:80] == keys
        expect_right(layout, tmp_path)


def test_counted_articles_are_found_by_the_index_where_some_can_not_be_judged_by_it(layout: Layout) -> None:
    add(layout, *range(100, 130))
    with closing(open_reader(layout.published)) as connection:
        assert counting.in_step(connection)
        for asked in SEARCHES:
            term, scope = Term(asked, "search", asked, asked), Scope(by="day")
            slow = ask_of_term(connection, "trend", term, scope, first=None, last=None)
            assert counted.trend(connection, term, scope) == slow, asked


def test_a_mostly_dead_index_is_built_anew(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_upkeep, "PIECE", 10)
    with closing(open_writer(layout.live, NOON)) as connection:
        prune_rows(connection, Horizon(articles=NOON + timedelta(days=60)))
    publish(layout, NOON)
    with closing(sqlite3.connect(layout.search)) as index:
        assert index.execute("SELECT count(*), max(id) FROM documents").fetchall() == [(20, 20)]
    expect_right(layout, tmp_path)


def test_a_folder_that_can_not_be_written_keeps_its_index(layout: Layout) -> None:
    from warehouse.search_index import reading

    address = f"{layout.search.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as index:
        assert index.execute("SELECT count(*) FROM documents").fetchall() == [(80,)]
    layout.search.parent.chmod(0o500)
    try:
        with reading(layout.search) as index:
            assert index.execute("SELECT count(*) FROM documents").fetchall() == [(80,)]
    finally:
        layout.search.parent.chmod(0o700)


def test_readers_are_not_blocked_by_a_writer_at_work(layout: Layout, tmp_path: Path) -> None:
    with closing(sqlite3.connect(layout.search)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE publications SET token = 'half'")
        expect_right(layout, tmp_path)
        writer.rollback()


def test_a_warehouse_of_before_the_index_is_read(layout: Layout) -> None:
    with closing(open_writer(layout.live, NOON)) as connection:
        connection.execute("DROP TABLE publication")
        assert ask(connection, "search_changes", held="[]", first=0)
        assert not by_index(connection, "nerve agent")
