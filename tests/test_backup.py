"""A store is backed up whole and restored without losing or breaking anything."""

from __future__ import annotations

import os
import threading
from hashlib import sha256
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.keep import BODY, NOON, articles_in, change, copy_of, keep
from warehouse import archive, spool
from warehouse.layout import Layout
from warehouse.lock import only_pass
from warehouse.state import State

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    return keep(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def layout(kept: Layout, tmp_path: Path) -> Layout:
    return copy_of(kept, tmp_path)


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
