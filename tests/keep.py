"""A small store with all that lies in one: warehouse, raw archive, spool and state file."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import duckdb

from tasks.records import Article, Enrichment, Entity, Mention, Source
from warehouse import archive, spool
from warehouse.connect import open_reader, open_writer
from warehouse.layout import Layout
from warehouse.publish import publish
from warehouse.spool import Batch
from warehouse.state import State
from warehouse.write import Loaded, store

NOON = datetime(2017, 3, 13, 12, tzinfo=UTC)
KOREA = Entity("north-korea", "North Korea", "place", "Q423")
BODY = b"<p>a page</p>"


def change(path: Path, sql: str) -> None:
    """Do to a warehouse what none of our own commands does."""
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute(sql)


def articles_in(path: Path) -> list[tuple[object, ...]]:
    """Return the articles of a warehouse by id and title."""
    with closing(open_reader(path)) as connection:
        return connection.execute("SELECT article_id, title FROM articles ORDER BY article_id").fetchall()


def keep(folder: Path) -> Layout:
    """Make a store of three articles: an envoy in Seoul, its copy two days later, and a harvest before both."""
    made = Layout(folder / "news.duckdb")
    raw = sha256(BODY).hexdigest()
    articles = tuple(
        Article(
            f"a{number}", "", f"https://herald.example/{number}", "herald", "Envoy 😀 in Seoul", "북한 and North Korea met.", "", "en",
            NOON + timedelta(days=day), "second", "feed", "", NOON, NOON, 5, raw, f"{number}", b"", f"e{number}",
        )
        for number, day in ((1, 0), (2, 2), (3, -9))
    )  # fmt: skip
    mention = Mention("a1", "north-korea", "North Korea", "place", 7, 18, False)
    enriched = (Enrichment("a1", (KOREA,), (mention,), ()),)
    batch = Batch(sources=(Source("herald", "Herald", "KR", "ko", "herald", "UTC"),), articles=articles)
    connection = open_writer(made.live, NOON)
    store(connection, Loaded("b1", batch, articles, {"a1": "a1", "a2": "a1", "a3": "a3"}, enriched), NOON)
    connection.close()
    publish(made, NOON)
    archive.store(made.raw, BODY, raw)
    spool.put(made.spool, batch)
    with State(made.state) as state:
        state.remember("polled", NOON)
    return made


def copy_of(kept: Layout, folder: Path) -> Layout:
    """Copy a store, to be changed."""
    shutil.copytree(kept.published.parent, folder, dirs_exist_ok=True)
    return Layout(folder / "news.duckdb")
