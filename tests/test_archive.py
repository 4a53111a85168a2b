"""The raw archive: stored once, told by name when lost, let go when old."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from config.settings import ArchiveSettings
from tasks.records import Entry, Page, Trouble
from tests.kept_page import BODY, NAME, NOW, PAGE, blob
from warehouse import archive
from warehouse.archive import Pruned
from warehouse.connect import Connection, open_writer
from warehouse.doctor import examine
from warehouse.layout import Layout
from warehouse.prune import prune_archive
from warehouse.spool import Batch, facts_of
from warehouse.state import State
from warehouse.write import Loaded, store

ENTRY = Entry("e1", "f1", "paper", "http://a.example/x", "", "", "", "", "", "", None, "second", "en", NOW)
ARTICLE = (
    "INSERT INTO articles BY NAME SELECT ? article_id, '' url, '' canonical_url, 'paper' source_id, '' title, '' \"text\","
    " '' author, 'en' \"language\", 'day' published_precision, '' published_from, '' wire, ? first_seen_at, ? fetched_at,"
    " 1 word_count, ? original_id, ? raw_sha256, false backfilled"
)


def page_of(body: bytes, at: datetime) -> Page:
    return replace(PAGE, body=body, sha256=sha256(body).hexdigest(), fetched_at=at)


def test_bytes_come_back_as_they_were_stored(tmp_path: Path) -> None:
    archive.store(tmp_path, BODY, NAME)
    first = blob(tmp_path).stat().st_mtime_ns
    archive.store(tmp_path, BODY, NAME)
    assert archive.load(tmp_path, NAME) == BODY
    assert [file.name for file in tmp_path.rglob("*.*")] == [f"{NAME}.zst"]
    assert blob(tmp_path).stat().st_mtime_ns == first


@pytest.mark.parametrize(
    ("damage", "reason"),
    [(None, "missing_blob"), (b"", "corrupt_blob"), (b"no zstd", "corrupt_blob"), ("other", "corrupt_blob")],
)
def test_a_lost_or_damaged_blob_is_told_by_name_and_stored_anew(
    tmp_path: Path, damage: bytes | str | None, reason: str
) -> None:
    archive.store(tmp_path, BODY, NAME)
    if damage is None:
        blob(tmp_path).unlink()
    elif isinstance(damage, str):
        archive.store(tmp_path / "x", damage.encode(), NAME)
        blob(tmp_path / "x").replace(tmp_path / NAME[:2] / f"{NAME}.zst")
    else:
        blob(tmp_path).write_bytes(damage)
    trouble = archive.load(tmp_path, NAME)
    assert isinstance(trouble, Trouble)
    assert trouble.reason == reason
    assert f"{NAME}.zst" in trouble.detail
    archive.store(tmp_path, BODY, NAME)
    assert archive.load(tmp_path, NAME) == BODY


def test_the_facts_of_a_page_are_kept_in_the_warehouse(tmp_path: Path) -> None:
    connection = warehouse(tmp_path, [PAGE])
    rows = connection.execute(
        "SELECT redirects, canonical_url, etag, last_modified, cache_control, server_date, final_url FROM pages"
    ).fetchall()
    connection.close()
    told = (["301 http://a.example/x"], "http://a.example/own", '"7"', "yesterday", "no-cache", "today", PAGE.final_url)
    assert rows == [told]


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        (ArchiveSettings(), {b"old", b"article", b"again", b"new"}),
        (ArchiveSettings(keep_days=30), {b"article", b"again", b"new"}),
        (ArchiveSettings(keep_days=30, keep_articles=False), {b"again", b"new"}),
        (ArchiveSettings(keep_days=365), {b"old", b"article", b"again", b"new"}),
    ],
)
def test_what_is_old_is_let_go_unless_an_article_names_it(
    tmp_path: Path, settings: ArchiveSettings, kept: set[bytes]
) -> None:
    old, new = NOW - timedelta(days=40), NOW - timedelta(days=2)
    pages = [page_of(b"old", old), page_of(b"article", old), page_of(b"again", old), page_of(b"again", new)]
    pages.append(page_of(b"new", new))
    connection = warehouse(tmp_path, pages)
    connection.execute(ARTICLE, ["a1", old, old, "a1", sha256(b"article").hexdigest()])
    raw = tmp_path / "raw"
    with State(tmp_path / "news.state.sqlite") as state:
        pruned = prune_archive(connection, state, raw, settings, NOW)
    connection.close()
    bodies = {b"old", b"article", b"again", b"new"}
    assert {body for body in bodies if archive.load(raw, sha256(body).hexdigest()) == body} == kept
    assert pruned.blobs == len(bodies) - len(kept)
    assert (pruned.freed_bytes > 0) == (pruned.blobs > 0)


def test_the_doctor_takes_bytes_that_were_let_go_for_no_loss(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "news.duckdb")
    old, new = NOW - timedelta(days=40), NOW - timedelta(days=2)
    connection = warehouse(tmp_path, [page_of(b"old", old), page_of(b"new", new)])
    for name, fetched in ((b"old", old), (b"new", new)):
        connection.execute(ARTICLE, [name.decode(), fetched, fetched, name.decode(), sha256(name).hexdigest()])
    (tmp_path / "raw").rename(layout.raw)
    with State(layout.state) as state:
        prune_archive(connection, state, layout.raw, ArchiveSettings(keep_days=30, keep_articles=False), NOW)
    connection.close()

    def amiss() -> list[str]:
        return [one.example for one in examine(layout) if one.trouble and one.check.startswith("raw bytes")]

    assert not isinstance(archive.load(layout.raw, sha256(b"new").hexdigest()), Trouble)
    assert isinstance(archive.load(layout.raw, sha256(b"old").hexdigest()), Trouble)
    assert amiss() == []
    with State(layout.state) as state, closing(open_writer(layout.published, NOW)) as connection:
        prune_archive(connection, state, layout.raw, ArchiveSettings(keep_days=365, keep_articles=False), NOW)
    assert amiss() == []
    archive.remove(layout.raw, [sha256(b"new").hexdigest()])
    assert len(amiss()) == 1


def test_what_was_never_there_is_let_go_without_a_word(tmp_path: Path) -> None:
    assert archive.remove(tmp_path, [NAME]) == Pruned()


def warehouse(folder: Path, pages: list[Page]) -> Connection:
    """Store pages, each under an entry of its own, and their bytes."""
    connection = open_writer(folder / "news.duckdb", NOW)
    facts = tuple(facts_of(page, replace(ENTRY, entry_id=f"e{number}")) for number, page in enumerate(pages))
    store(connection, Loaded("b1", Batch(pages=facts), (), {}, ()), NOW)
    for page in pages:
        archive.store(folder / "raw", page.body, page.sha256)
    return connection
