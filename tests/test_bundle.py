"""A bundle holds, quotes what it rests on, and says which version wrote it."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from tasks.seal import FIRST_LINE, MANIFEST, seal
from tests.conftest import Run
from tests.sealed import LONG, bundle, files, zipped


def test_a_bundle_is_the_same_bytes_each_time_and_holds(tmp_path: Path, run: Run) -> None:
    path = bundle(tmp_path)
    assert path.read_bytes() == seal(files())
    status, out, err = run("verify", path)
    assert (status, "WRONG" in out) == (0, False)
    assert "ok    p = " in out
    assert "recomputed: equal" in out
    assert "check one_publisher without harbour-post recomputed: equal (4 observed" in out
    assert "can not be bound offline, and is told only" in out
    assert "nothing is signed" in out
    assert "too_few_sources without 6.0 usual sources: 1 of 6.0; told, not recomputed" in out
    assert "texts.csv: 9 of 10 texts are counted: equal to observed" in out
    assert err.count("\n") == 1
    status, out, _ = run("verify", path, "--format", "json")
    assert {one["holds"] for one in json.loads(out)} == {True, None}


def test_a_bundle_quotes_and_does_not_copy() -> None:
    content = files()
    assert b"Brekke came to Seoul." in content["texts.csv"]
    assert not [name for name, one in content.items() if b"Nobody may copy" in one]
    assert sha256(LONG.encode()).hexdigest().encode() in content["texts.csv"]
    assert b",=HYPERLINK" not in content["texts.csv"]
    assert b"no longer in the warehouse" in content["texts.csv"]
    assert b"a8" in content["texts.csv"]


def test_what_another_version_wrote_is_told_by_its_version_and_not_called_forged(tmp_path: Path, run: Run) -> None:
    content = {**files(), "alert.html": b"<h1>as it was written then</h1>"}
    content["alert.json"] = content["alert.json"].replace(version("brinkwatch").encode(), b"0.0.1", 1)
    status, out, err = run("verify", bundle(tmp_path, content))
    assert (status, "WRONG" in out) == (0, False)
    assert "alert.html, query.sql are as Brinkwatch 0.0.1 writes them: NOT compared" in out
    assert "some parts are of another version and were NOT compared" in err
    whole = json.loads(content["alert.json"])
    del whole["written_by"], whole["most_in"], whole["noun"]
    first_form = seal({**content, "alert.json": json.dumps(whole).encode()})
    path = tmp_path / "first.zip"
    with zipfile.ZipFile(io.BytesIO(first_form)) as archive, zipfile.ZipFile(path, "w") as older:
        for name in archive.namelist():
            older.writestr(name, archive.read(name).replace(FIRST_LINE.encode(), b"brinkwatch alert bundle 1"))
    status, out, err = run("verify", path)
    assert (status, "WRONG" in out, "form 1, of an earlier version" in out) == (0, False, True)
    assert "NOT compared" in err
    path.write_bytes(zipped({MANIFEST: "brinkwatch alert bundle 3\n"}))
    status, _, err = run("verify", path)
    assert (status, "is of form 3; this version reads up to 2" in err) == (2, True)
