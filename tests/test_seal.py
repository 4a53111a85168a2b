"""What is no whole bundle is told in one line, and does no harm."""

from __future__ import annotations

import os
import random
import zipfile
from pathlib import Path

from brinkwatch.verifying import verify
from tasks.records import Trouble
from tasks.seal import FIRST_LINE, MANIFEST, unseal
from tests.conftest import Run
from tests.sealed import bundle, files, zipped


def test_what_is_no_bundle_is_misuse_in_one_line(tmp_path: Path, run: Run) -> None:
    whole = bundle(tmp_path).read_bytes()
    path = tmp_path / "other.zip"
    manifest = {MANIFEST: FIRST_LINE + "\n"}
    for content, said in (
        (b"", "is no zip file"),
        (b"PK\x03\x04 not really", "is no zip file"),
        (whole[: len(whole) // 2], "cut off"),
        (zipped({"a.txt": "x"}), "without a MANIFEST"),
        (zipped({MANIFEST: "something else"}), "does not begin with"),
        (zipped({**manifest, "../up.txt": "x"}), "'../up.txt'"),
        (zipped({**manifest, "/etc/x": "x"}), "'/etc/x'"),
        (zipped({**manifest, **{f"f{number}": "" for number in range(99)}}), "too many"),
    ):
        path.write_bytes(content)
        status, out, err = run("verify", path)
        assert (status, out, said in err, err.count("\n")) == (2, "", True, 1), (said, err)
    os.mkfifo(tmp_path / "pipe")
    for missing, said in (
        (tmp_path / "none.zip", "there is no"),
        (tmp_path, "is no file"),
        (tmp_path / "pipe", "is no file"),
    ):
        status, _, err = run("verify", missing)
        assert (status, said in err, err.count("\n")) == (2, True, 1), err
    assert not (tmp_path.parent / "up.txt").exists()


def test_a_zip_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, FIRST_LINE + "\n")
        archive.writestr("a", b"\0" * 70_000_000)
    assert path.stat().st_size < 1_000_000
    found = unseal(path)
    assert isinstance(found, Trouble)
    assert "more than 64 MB" in found.detail
    lying = path.read_bytes().replace((70_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(lying)
    told = unseal(path)
    assert isinstance(told, Trouble) or len(told["a"]) <= 11


def test_a_file_that_was_changed_added_or_taken_out_does_not_hold(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "changed.zip"
    content = {**files()}
    manifest = zipfile.ZipFile(bundle(tmp_path)).read(MANIFEST)
    changed = {**content, "README.txt": b"other words"}
    changed.pop("query.sql")
    with zipfile.ZipFile(path, "w") as archive:
        for name, one in {**changed, "extra.txt": b"x", MANIFEST: manifest}.items():
            archive.writestr(name, one)
    status, out, err = run("verify", path)
    assert status == 1
    assert "WRONG README.txt: SHA-256 differs" in out
    assert "WRONG query.sql: is in the MANIFEST and not in the bundle" in out
    assert "WRONG extra.txt: is in the bundle and not in the MANIFEST" in out
    assert "5 of" in err


def test_no_damage_of_single_bytes_passes_or_ends_in_a_traceback(tmp_path: Path) -> None:
    whole = bundle(tmp_path).read_bytes()
    path, chance = tmp_path / "damaged.zip", random.Random(1)
    held = []
    for _ in range(150):
        at, value = chance.randrange(len(whole)), chance.randrange(1, 256)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ value]) + whole[at + 1 :])
        opened = unseal(path)
        if not isinstance(opened, Trouble) and all(one.holds is not False for one in verify(opened)):
            held.append(opened)
    intact = unseal(bundle(tmp_path))
    assert all(one == intact for one in held)  # a changed time or comment of the zip changes nothing that it holds
    assert len(held) < 15
