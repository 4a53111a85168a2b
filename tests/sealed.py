"""The bundle of an alert, as it is sealed and as a forger would seal it anew."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from brinkwatch.bundle import bundle_files
from brinkwatch.verifying import verify
from tasks.explain import Course
from tasks.seal import seal
from tests.evidence import FIRST, alert, grounds, spike

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
    """Write a bundle into a folder."""
    path = folder / "alert.zip"
    path.write_bytes(seal(content if content is not None else files()))
    return path


def wrong(content: dict[str, bytes]) -> list[str]:
    """Return what does not hold of files that were sealed anew, as somebody who forges all of them would."""
    with zipfile.ZipFile(io.BytesIO(seal(content))) as archive:
        return [
            one.line for one in verify({name: archive.read(name) for name in archive.namelist()}) if one.holds is False
        ]


def forged(name: str, old: str, new: str) -> list[str]:
    """Return what does not hold once some words of a file are others."""
    content = files()
    assert old.encode() in content[name], name
    return wrong({**content, name: content[name].replace(old.encode(), new.encode())})


def changed(content: dict[str, bytes], **values: object) -> dict[str, bytes]:
    """Return files whose alert says something else."""
    whole = json.loads(content["alert.json"])
    whole["alert"] |= values
    return {**content, "alert.json": json.dumps(whole).encode()}


def zipped(content: dict[str, str]) -> bytes:
    """Return a zip file of these contents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, one in content.items():
            archive.writestr(name, one)
    return out.getvalue()
