"""The doctor of a store finds what is wrong with it, says how to mend it, and touches nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.keep import change, copy_of, keep
from warehouse.layout import Layout


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    return keep(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def layout(kept: Layout, tmp_path: Path) -> Layout:
    return copy_of(kept, tmp_path)


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


def test_a_path_without_a_warehouse_is_told_what_makes_one(run: Run, tmp_path: Path) -> None:
    status, out, err = run("--warehouse", tmp_path / "none.duckdb", "doctor")
    assert status == 1
    assert "there is no warehouse here yet" in out
    assert "`brinkwatch run` or `import` makes one, `brinkwatch restore` brings one back from a backup" in out
    assert "delete" not in out
    assert err.count("\n") == 1
