"""A bundle holds, and what was changed, cut off or made to do harm is told in one line."""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import yaml

from brinkwatch.bundle import bundle_files
from brinkwatch.verifying import verify
from tasks.explain import Course
from tasks.judgements import Transition
from tasks.records import Trouble
from tasks.seal import FIRST_LINE, MANIFEST, seal, unseal
from tests.conftest import Run
from tests.evidence import DAYS, FIRST, alert, grounds, spike

LONG = "Brekke came to Seoul. " + "Nobody may copy this sentence of the paper. " * 20


def files() -> dict[str, bytes]:
    """Return the files of a bundle with nine counted texts, one of which is gone from the warehouse."""
    rows = [
        {
            "article_id": f"a{number}", "url": f"https://paper.example/{number}", "source_id": "harbour-post", "publisher": "harbour-post",
            "country": "NO", "language": "en", "title": "=HYPERLINK(1)", "text": LONG, "published_at": FIRST, "first_seen_at": FIRST,
            "fetched_at": None, "raw_sha256": "ab" * 32, "surface": "Brekke", "start_char": 0, "end_char": 6, "in_title": False,
        }
        for number in range(8)
    ]  # fmt: skip
    return bundle_files(alert(), grounds(), Course([spike()]), rows)


def bundle(folder: Path, content: dict[str, bytes] | None = None) -> Path:
    path = folder / "alert.zip"
    path.write_bytes(seal(content if content is not None else files()))
    return path


def wrong(content: dict[str, bytes]) -> list[str]:
    """Return what does not hold of files that were sealed anew, as somebody who forges all of them would."""
    with zipfile.ZipFile(io.BytesIO(seal(content))) as archive:
        return [
            one.line for one in verify({name: archive.read(name) for name in archive.namelist()}) if one.holds is False
        ]


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


def forged(name: str, old: str, new: str) -> list[str]:
    content = files()
    assert old.encode() in content[name], name
    return wrong({**content, name: content[name].replace(old.encode(), new.encode())})


def test_a_forger_who_seals_anew_is_found_by_the_numbers() -> None:
    first = json.loads(files()["alert.json"])["alert"]
    assert any(
        line.startswith("p = ") and "NOT equal" in line for line in forged("alert.json", str(first["p_value"]), "1e-09")
    )
    assert any(
        "observed = 9" in line
        for line in forged("baseline.csv", "03-12T00:00:00+00:00,9.0", "03-12T00:00:00+00:00,90.0")
    )
    assert any("expected" in line for line in forged("rule.yaml", "half_life: 14.0", "half_life: 30.0"))
    assert any(
        "harbour-post recomputed: NOT equal" in line
        for line in forged("checks.csv", "harbour-post,4,", "harbour-post,5,")
    )
    assert any("check-9.csv: line 1" in line for line in forged("checks.csv", "check-1.csv", "check-9.csv"))
    assert any("texts are counted: NOT equal" in line for line in forged("texts.csv", "a1,true", "a1,false"))
    assert any(
        "rule.yaml is of korea / other" in line for line in forged("rule.yaml", "series: envoy", "series: other")
    )
    assert any(line.startswith("id ") for line in forged("alert.json", first["id"], "0123456789ab"))
    assert any("expected band" in line for line in forged("alert.json", '"low": 0', '"low": 1'))


def changed(content: dict[str, bytes], **values: object) -> dict[str, bytes]:
    """Return files whose alert says something else."""
    whole = json.loads(content["alert.json"])
    whole["alert"] |= values
    return {**content, "alert.json": json.dumps(whole).encode()}


def test_a_forger_of_what_people_read_is_found_by_making_it_anew() -> None:
    content = files()
    moved = FIRST + timedelta(days=300)
    for forgery, said in (
        ({**content, "alert.html": b"<h1>war</h1>"}, "alert.html made anew from the other files: NOT equal"),
        ({**content, "README.txt": b"trust me"}, "README.txt made anew from the other files: NOT equal"),
        ({**content, "query.sql": b"select 1"}, "query.sql made anew from the other files: NOT equal"),
        ({name: one for name, one in content.items() if name != "query.sql"}, "query.sql: missing"),
        ({name: one for name, one in content.items() if name != "alert.html"}, "alert.html: missing"),
        ({**content, "more.html": b"<h1>war</h1>"}, "more.html: is no part of any bundle"),
        ({**content, "check-7.csv": content["check-1.csv"]}, "check-7.csv: belongs to no check"),
        (changed(content, headline="WAR DECLARED"), "headline made anew: NOT equal, it would be: Korea × Envoy: 9"),
        (changed(content, reason="because"), "reason made anew: NOT equal"),
        (changed(content, texts=90), "texts is 90 where 9 follows"),
        (changed(content, resolved_at=moved.isoformat()), "does NOT fit its last look"),
        (changed(content, state="resolved"), "state resolved, not ended"),
        (changed(content, window_end="2017-03-20"), "NOT equal to the last days"),
        (changed(content, updated_at="2017-01-01T00:00:00+00:00"), "NOT in this order"),
        (changed(content, by_publisher=[{"name": "one", "texts": 9}]), "publisher of each counted text"),
    ):
        assert any(said in line for line in wrong(forgery)), (said, wrong(forgery))


def test_what_the_alert_says_of_its_texts_is_counted_and_compared_with_their_rows() -> None:
    texts = files()["texts.csv"].decode()
    for old, new, said in (
        ("Brekke came for the 3th time.", "Brekke declared war.", "a3 (sentence)"),
        ("Envoy lands, part 3", "War, part 3", "a3 (title)"),
        ("https://paper.example/3", "https://other.example/3", "a3 (url)"),
        ("2017-03-12T02", "2011-03-12T02", "(published_at)"),
    ):
        assert old in texts
        assert any(said in line for line in forged("texts.csv", old, new)), said
    owned = texts.replace(",hill-times,", ",harbour-post,").replace(",river-mail,", ",harbour-post,")
    found = wrong({**files(), "texts.csv": owned.encode()})
    assert any("publisher of each counted text of texts.csv, 1 in all: NOT equal" in line for line in found)


def test_transitions_tell_of_the_same_opening_and_end() -> None:
    first, last = FIRST + timedelta(days=DAYS - 1), FIRST + timedelta(days=DAYS + 1)
    ended = alert(state="resolved", updated_at=last, resolved_at=last)

    def moved(at: datetime, before: str, after: str) -> Transition:
        told = (ended.incident_id, at, at + timedelta(hours=20), before, after, "fired", "", "still_open", "extreme")
        return Transition(ended.alert_id, *told, 9, 0.3, 0.001, 2.9)

    course = Course([spike()], [moved(first, "", "firing"), moved(last, "firing", "resolved")])
    content = bundle_files(ended, grounds(), course, [])
    assert wrong(content) == []
    whole = json.loads(content["alert.json"])
    for change, said in (
        ({"resolved_at": "2018-01-01T00:00:00+00:00"}, "state and end do not fit; they end on 2017-03-14"),
        ({"resolved_at": "2018-01-01T00:00:00+00:00", "updated_at": "2018-01-01T00:00:00+00:00"}, "they end on 2017"),
        ({"state": "unconfirmed"}, "they end with resolved"),
    ):
        assert any(said in line for line in wrong(changed(content, **change))), said
    whole["transitions"].pop(0)
    found = wrong({**content, "alert.json": json.dumps(whole).encode()})
    assert any("they do not begin at its opening" in line for line in found)


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


def test_what_can_not_be_recomputed_is_one_line_and_no_traceback() -> None:
    bomb = b"versions: {a: 1}\ndetection: &a [x, x]\nb: [*a, *a]\n"
    for name, content, said in (
        ("rule.yaml", b"[", "can not be recomputed"),
        ("rule.yaml", bomb, "has an alias"),
        ("rule.yaml", b"[" * 20_000, "can not be recomputed"),
        ("rule.yaml", b"x" * 2_000_000, "larger than any rule"),
        ("rule.yaml", yaml.safe_dump({"versions": {}, "detection": {"windows": []}}).encode(), "can not be recomputed"),
        (
            "rule.yaml",
            yaml.safe_dump({"versions": {}, "detection": {"half_life": 0}}).encode(),
            "can not be recomputed",
        ),
        ("baseline.csv", b"\x00\xff\n", "baseline.csv: line 1"),
        ("baseline.csv", b"\n" * 200_000, "more than 100,000 lines"),
        ("baseline.csv", b"start,texts,total,articles,publishers\n", "no steps"),
        ("baseline.csv", b"start,texts,total,articles,publishers\n2017-01-01,nan,inf,1,\n", "can not be recomputed"),
        ("alert.json", b"[]", "can not be recomputed"),
        ("alert.json", b"[" * 200_000, "can not be recomputed"),
        ("texts.csv", b"article_id\n", "columns are missing"),
    ):
        found = wrong({**files(), name: content})
        assert any(said in line for line in found), (name, content[:40], found)
        assert all("\n" not in line for line in found)
    assert any("alert.json, checks.csv, rule.yaml, texts.csv: missing" in line for line in wrong({"baseline.csv": b""}))


def zipped(content: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, one in content.items():
            archive.writestr(name, one)
    return out.getvalue()


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
