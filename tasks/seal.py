"""Seal files as a bundle whose bytes depend on nothing but them, and open one that comes from anywhere."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from tasks.records import Trouble

MANIFEST = "MANIFEST"
FORM = 2
"""The version of the form: from 2 on, all that a bundle says in words can be made anew from its other files."""

_WHAT = "brinkwatch alert bundle"
FIRST_LINE = f"{_WHAT} {FORM}"
"""What a manifest begins with: what it is, and the version of its form."""

BEFORE_ALL = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can tell: every file has it, so that the same alert makes the same bytes."""

MOST_BYTES = 64_000_000
"""Of a bundle as it lies there, and of all that it says to hold: a thousand times what a large alert has."""

MOST_FILES = 32

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
"""No folders, no way up, nothing hidden."""

_FORM = re.compile(rf"{_WHAT} ([1-9][0-9]{{0,3}})\n")
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._-]+)")


def seal(files: Mapping[str, bytes]) -> bytes:
    """Return a zip file of files and the manifest of their hashes. Stored as they are: compressors differ by version."""
    lines = [FIRST_LINE, *(f"{sha256(content).hexdigest()}  {name}" for name, content in sorted(files.items()))]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted({**files, MANIFEST: ("\n".join(lines) + "\n").encode()}.items()):
            entry = zipfile.ZipInfo(name, BEFORE_ALL)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def unseal(path: Path) -> dict[str, bytes] | Trouble:
    """Return the files of a bundle, its manifest among them; nothing is written anywhere.

    Trouble `no_bundle` is what can not be opened as one; `damaged` one whose content does not fit its own checksums.
    """
    if not path.is_file():
        said = "is no file; a bundle is one .zip file" if path.exists() else "there is no such file"
        return Trouble("no_bundle", f"{path}: {said}")
    try:
        if path.stat().st_size > MOST_BYTES:
            return Trouble("no_bundle", f"{path}: is larger than any bundle ({MOST_BYTES // 1_000_000} MB)")
        with zipfile.ZipFile(path) as archive:
            return _checked(path, archive)
    except OSError as error:
        return Trouble("no_bundle", f"{path}: can not be read: {error.strerror or error}")
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        return Trouble("no_bundle", f"{path}: is no zip file, or one that was cut off ({error})")


def _checked(path: Path, archive: zipfile.ZipFile) -> dict[str, bytes] | Trouble:
    entries = archive.infolist()
    strange = _strange(entries)
    if strange:
        return Trouble("no_bundle", f"{path}: {strange}")
    files = {}
    for entry in entries:
        try:
            with archive.open(entry) as file:
                files[entry.filename] = file.read(entry.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            return Trouble("damaged", f"{path}: {entry.filename} is damaged ({error})")
    form = form_of(files)
    if form is None:
        return Trouble("no_bundle", f"{path}: its {MANIFEST} does not begin with “{FIRST_LINE}”")
    if form > FORM:
        return Trouble("no_bundle", f"{path}: is of form {form}; this version reads up to {FORM}: take a later one")
    return files


def form_of(files: Mapping[str, bytes]) -> int | None:
    """Return the version of the form of a bundle; None where its manifest is that of none."""
    match = _FORM.match(files[MANIFEST].decode("utf-8", "replace"))
    return int(match[1]) if match else None


def _strange(entries: Sequence[zipfile.ZipInfo]) -> str:
    """Say why entries are not those of a bundle; empty where they may be."""
    names = [entry.filename for entry in entries]
    if MANIFEST not in names:
        return f"is a zip file without a {MANIFEST}, so no bundle of an alert"
    odd = next((name for name in names if not _NAME.fullmatch(name)), None)
    if odd is not None:
        return f"names a file {odd[:80]!r}; a bundle holds plain files only, in no folder"
    if len(names) > MOST_FILES or len(set(names)) < len(names):
        return "holds too many files, or one twice"
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        return f"says to hold more than {MOST_BYTES // 1_000_000} MB; no bundle does"
    return ""


def hashes_of(manifest: bytes) -> dict[str, str]:
    """Return the hash of each file that a manifest names; ValueError, naming the line, where it is none."""
    found: dict[str, str] = {}
    for number, line in enumerate(manifest.decode("utf-8", "replace").splitlines()[1:], 2):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in found:
            raise ValueError(f"line {number} is not a hash and a new name")
        found[match[2]] = match[1]
    return found
