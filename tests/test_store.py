"""The store is checked, backed up, restored, pruned and compacted without losing or breaking anything."""

from __future__ import annotations

import json
import os
import shutil
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from tasks.records import Article, Enrichment, Entity, Mention, Source
from tests.conftest import Run
from warehouse import archive, spool
from warehouse.connect import open_reader, open_writer
from warehouse.layout import Layout
from warehouse.lock import only_pass
from warehouse.publish import publish
from warehouse.spool import Batch
from warehouse.state import State
from warehouse.write import Loaded, store

ROOT = Path(__file__).parent.parent
NOON = datetime(2017, 3, 13, 12, tzinfo=UTC)
KOREA = Entity("north-korea", "North Korea", "place", "Q423")
BODY = b"<p>a page</p>"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A store of three articles: an envoy in Seoul, its copy two days later, and a harvest before both."""
    made = Layout(tmp_path_factory.mktemp("kept") / "news.duckdb")
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


@pytest.fixture
def layout(kept: Layout, tmp_path: Path) -> Layout:
    """A copy of it, to change."""
    shutil.copytree(kept.published.parent, tmp_path, dirs_exist_ok=True)
    return Layout(tmp_path / "news.duckdb")


def change(path: Path, sql: str) -> None:
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute(sql)


def articles_in(path: Path) -> list[tuple[object, ...]]:
    with closing(open_reader(path)) as connection:
        return connection.execute("SELECT article_id, title FROM articles ORDER BY article_id").fetchall()


def test_a_sound_store_passes_every_check_and_is_left_as_it_was(run: Run, layout: Layout) -> None:
    before = sorted(file.name for file in layout.published.parent.rglob("*"))
    status, out, err = run("--warehouse", layout.published, "doctor")
    assert (status, out.count("TROUBLE")) == (0, 0), out
    assert "checks passed" in err
    assert sorted(file.name for file in layout.published.parent.rglob("*")) == before


@pytest.mark.parametrize(
    ("sql", "check", "example"),
    [
        ("UPDATE mentions SET start_char = 6", "mentions: spans hold their characters", "a1 6–18"),
        ("UPDATE mentions SET end_char = 4000", "mentions: spans hold their characters", "a1 7–4000"),
        ("UPDATE articles SET original_id = 'a2' WHERE article_id = 'a3'", "originals are articles and no copies", "a3"),
        ("DELETE FROM entities", "mentions.entity_id is in entities", "north-korea"),
        ("INSERT INTO watch_hits VALUES ('a1', 'w', 's', '북한', 0, 2, false)", "watch_hits name known series", "w/s"),
        ("INSERT INTO articles SELECT * FROM articles WHERE article_id = 'a1'", "articles: every id once", "a1"),
        ("UPDATE articles SET raw_sha256 = repeat('0', 64)", "raw bytes of articles are there and whole", "is not in the raw archive"),
        ("UPDATE migrations SET sha256 = 'x' WHERE name = '0001_first.sql'", "migrations are known and unchanged", "0001_first.sql"),
        ("INSERT INTO migrations VALUES ('9999_later.sql', 'x', now())", "migrations are known and unchanged", "9999_later.sql"),
        ("UPDATE articles SET published_at = published_at - INTERVAL 1 DAY WHERE article_id = 'a1'", "counted tables hold what the articles do", "a1"),
        ("DELETE FROM counted_subjects", "counted tables hold what the articles do", "entity north-korea in a1"),
        ("INSERT INTO loads VALUES ('b2', now())", "the published warehouse is the writer's newest", "news.duckdb"),
    ],
)  # fmt: skip
def test_the_doctor_finds_what_is_wrong_and_says_how_to_mend_it(
    run: Run, layout: Layout, sql: str, check: str, example: str
) -> None:
    change(layout.published, sql)
    status, out, err = run("--warehouse", layout.published, "doctor", "--format", "json")
    found = {one["check"]: one for one in json.loads(out) if one["trouble"]}
    assert status == 1
    assert len(err.strip().splitlines()) == 1
    assert example in found[check]["example"]
    assert found[check]["mend"]


def test_the_doctor_finds_broken_files(run: Run, layout: Layout) -> None:
    (layout.spool / "broken.json.zst").write_bytes(b"no batch")
    layout.state.write_bytes(b"no state file" * 100)
    layout.live.with_name("news.live.duckdb.1.part").write_bytes(b"")
    status, out, _ = run("--warehouse", layout.published, "doctor")
    lines = [line for line in out.splitlines() if line.startswith("TROUBLE")]
    assert status == 1
    assert [line.split("  ")[1].split(":")[0] for line in lines] == [
        "the state file is whole",
        "spooled batches are readable",
        "no copy was left unfinished",
    ]


def test_the_doctor_tells_of_a_truncated_warehouse(run: Run, layout: Layout) -> None:
    content = layout.published.read_bytes()
    layout.published.write_bytes(content[: len(content) // 3])
    status, out, err = run("--warehouse", layout.published, "doctor")
    assert status == 1
    assert "TROUBLE  the published warehouse" in out
    assert len(err.strip().splitlines()) == 1


def test_a_backup_is_restored_under_another_name_with_everything(run: Run, layout: Layout, tmp_path: Path) -> None:
    file = tmp_path / "news.tar.zst"
    assert run("--warehouse", layout.published, "--config", ROOT / "config", "backup", file, "--with-config")[0] == 0
    target = Layout(tmp_path / "new" / "other.duckdb")
    status, _, err = run(
        "--warehouse", target.published, "--config", tmp_path / "new/config", "restore", file, "--with-config"
    )
    assert status == 0, err
    assert articles_in(target.published) == articles_in(target.live) == articles_in(layout.published)
    assert spool.waiting(target.spool) == spool.waiting(layout.spool)
    assert archive.load(target.raw, sha256(BODY).hexdigest()) == BODY
    with State(target.state) as state:
        assert state.fact("polled") == NOON
    assert (tmp_path / "new/config/feeds.yaml").read_bytes() == (ROOT / "config/feeds.yaml").read_bytes()
    assert run("--warehouse", target.published, "doctor")[0] == 0
    assert [one.name for one in target.published.parent.iterdir() if one.name.startswith(".")] == []


def test_a_restore_replaces_only_when_told_and_keeps_what_was_there(run: Run, layout: Layout, tmp_path: Path) -> None:
    file = tmp_path / "news.tar.zst"
    run("--warehouse", layout.published, "backup", file, "--without-raw")
    change(layout.published, "DELETE FROM articles")
    status, _, err = run("--warehouse", layout.published, "restore", file)
    assert status == 1
    assert f"{layout.published}: is there already; restore with --replace" in err
    assert articles_in(layout.published) == []
    assert run("--warehouse", layout.published, "restore", file, "--replace")[0] == 0
    assert len(articles_in(layout.published)) == 3
    (aside,) = tmp_path.glob("news.replaced-*")
    assert articles_in(aside / "news.duckdb") == []
    assert archive.load(layout.raw, sha256(BODY).hexdigest()) == BODY, (
        "an archive without raw bytes leaves those there are"
    )


@pytest.mark.parametrize("damage", ["truncated", "foreign", "flipped", "empty", "folder out"])
def test_a_damaged_archive_changes_nothing(run: Run, layout: Layout, tmp_path: Path, damage: str) -> None:
    import io
    import tarfile

    import zstandard

    file = tmp_path / "news.tar.zst"
    run("--warehouse", layout.published, "backup", file)
    content = bytearray(zstandard.ZstdDecompressor().decompressobj().decompress(file.read_bytes()))
    if damage == "truncated":
        file.write_bytes(file.read_bytes()[:-2000])
    elif damage == "foreign":
        file.write_bytes(b"PK\x03\x04" + os.urandom(2000))
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "flipped":
        content[len(content) // 2] ^= 1
        file.write_bytes(zstandard.ZstdCompressor().compress(bytes(content)))
    else:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            tar.addfile(tarfile.TarInfo("../outside"), io.BytesIO(b""))
        file.write_bytes(zstandard.ZstdCompressor().compress(packed.getvalue()))
    target = tmp_path / "new" / "other.duckdb"
    status, _, err = run("--warehouse", target, "restore", file)
    assert status == 1
    assert len(err.strip().splitlines()) == 1, err
    assert "nothing was changed" in err
    assert [one.name for one in target.parent.iterdir()] == ["other.lock"]
    assert not (tmp_path / "outside").exists()


def test_what_is_no_backup_is_told_before_anybody_is_asked_to_replace(run: Run, layout: Layout, tmp_path: Path) -> None:
    file, cut = tmp_path / "noise.tar.zst", tmp_path / "cut.tar.zst"
    file.write_bytes(os.urandom(200))
    assert run("--warehouse", layout.published, "backup", cut)[0] == 0
    cut.write_bytes(cut.read_bytes()[:-2000])
    before = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file() and one.suffix != ".lock"}
    for bad, more in ((file, []), (file, ["--replace"]), (cut, ["--replace"])):
        status, _, err = run("--warehouse", layout.published, "restore", bad, *more)
        assert (status, err.count("\n"), "--replace" in err) == (1, 1, False), err
        assert "is truncated, or no backup of Brinkwatch (nothing was changed)" in err
        after = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file() and one.suffix != ".lock"}
        assert after == before


def test_a_path_without_a_warehouse_is_told_what_makes_one(run: Run, tmp_path: Path) -> None:
    status, out, err = run("--warehouse", tmp_path / "none.duckdb", "doctor")
    assert status == 1
    assert "there is no warehouse here yet" in out
    assert "`brinkwatch run` or `import` makes one, `brinkwatch restore` brings one back from a backup" in out
    assert "delete" not in out
    assert err.count("\n") == 1


def test_a_backup_waits_for_the_pass_at_work(run: Run, layout: Layout, tmp_path: Path) -> None:
    held = only_pass(layout.lock, NOON)
    held.__enter__()
    status, _, err = run("--warehouse", layout.published, "backup", tmp_path / "x.tar.zst", "--wait", "0")
    assert status == 1
    assert "another pass is at work" in err
    assert not (tmp_path / "x.tar.zst").exists()
    threading.Timer(0.3, held.__exit__, (None, None, None)).start()
    status, _, err = run("--warehouse", layout.published, "backup", tmp_path / "x.tar.zst", "--wait", "20")
    assert status == 0
    assert "waiting for the pass at work" in err


def test_a_backup_overwrites_no_file(run: Run, layout: Layout, tmp_path: Path) -> None:
    (tmp_path / "mine.tar.zst").write_text("mine")
    status, _, err = run("--warehouse", layout.published, "backup", tmp_path / "mine.tar.zst")
    assert status == 2
    assert "is there already" in err
    assert (tmp_path / "mine.tar.zst").read_text() == "mine"


def test_compacting_keeps_rows_views_macros_and_comments(run: Run, layout: Layout) -> None:
    questions = (
        "SELECT table_name, column_name, comment, column_default FROM duckdb_columns() WHERE NOT internal ORDER BY ALL",
        "SELECT view_name, sql, comment FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
        "SELECT function_name, macro_definition FROM duckdb_functions() WHERE NOT internal ORDER BY ALL",
        "SELECT * FROM articles ORDER BY article_id",
        "SELECT * FROM entity_daily",
    )

    def told() -> list[object]:
        with closing(open_reader(layout.live)) as connection:
            return [connection.execute(question).fetchall() for question in questions]

    change(layout.live, "CREATE TABLE ballast AS SELECT range AS a, hash(range) AS b FROM range(300000)")
    change(layout.live, "DROP TABLE ballast")
    before, size = told(), layout.live.stat().st_size
    status, _, err = run("--warehouse", layout.published, "compact")
    assert status == 0, err
    assert told() == before
    assert layout.live.stat().st_size < size
    assert layout.published.read_bytes() == layout.live.read_bytes()


def test_pruning_counts_first_and_keeps_originals_of_later_copies(run: Run, layout: Layout) -> None:
    arguments = (
        "--warehouse",
        layout.published,
        "--config",
        ROOT / "config",
        "prune",
        "--articles-before",
        "2017-03-14",
    )
    status, out, err = run(*arguments)
    assert "nothing was removed; --yes removes these, and raw" in err
    _, _, err = run(*arguments[:-1], "1990-01-01")
    assert "nothing was removed; --yes removes nothing of the warehouse, and raw bytes older" in err
    assert (status, out) == (0, "articles: 1 row would be removed\n")
    assert len(articles_in(layout.published)) == 3
    assert run(*arguments, "--yes")[0] == 0
    assert [row[0] for row in articles_in(layout.published)] == ["a1", "a2"]
    assert run("--warehouse", layout.published, "doctor")[0] == 0


def test_a_warehouse_of_the_first_shape_with_rows_is_brought_forward(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    first = next((ROOT / "warehouse/migrations").glob("0001*.sql"))
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute(first.read_text())
        connection.execute(
            "CREATE TABLE migrations (name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"
        )
        connection.execute(
            "INSERT INTO migrations VALUES (?, ?, ?)", [first.name, sha256(first.read_bytes()).hexdigest(), NOON]
        )
        for (table,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE table_name <> 'migrations'"
        ).fetchall():
            columns = connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?", [table]
            ).fetchall()
            values = ", ".join(f"CAST({_some(kind)} AS {kind})" for _, kind in columns)
            connection.execute(f"INSERT INTO {table} SELECT {values} FROM range(3000)")
    open_writer(path, NOON).close()
    with closing(open_reader(path)) as connection:
        assert connection.execute("SELECT count(*) FROM pages").fetchall() == [(3000,)]
        assert len(connection.execute("SELECT name FROM migrations").fetchall()) == len(
            list(first.parent.glob("*.sql"))
        )


def _some(kind: str) -> str:
    return {"TIMESTAMP WITH TIME ZONE": "'2017-03-13'", "DATE": "'2017-03-13'", "BLOB": "'x'"}.get(kind, "'1'")
