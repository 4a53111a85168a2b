"""Put a whole store into one archive: warehouses, state, spool, raw bytes, configuration, and a list of their hashes.

A .tar.zst whose last member, manifest.json, names every other with its size and SHA-256; a truncated archive has none. Inside,
files have the names of their roles, so that a store can be restored under another name.
"""

from __future__ import annotations

import errno
import glob
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import zstandard

from config.failures import FULL, JobFailed
from warehouse.layout import Layout
from warehouse.whole import expect_whole

MANIFEST = "manifest.json"
FORMAT = 1
LIVE, LOG, PUBLISHED, STATE = "live.duckdb", "live.duckdb.wal", "published.duckdb", "state.sqlite"
LEVEL = 3
CHUNK = 1 << 20


class BackupError(JobFailed):
    """A backup that can not be made, read or restored; the message is one clear line."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What an archive holds: how many files, and their bytes before compression."""

    files: int
    size: int
    made_at: str


def stage(layout: Layout) -> Path:
    """Copy what passes change into a new folder beside the warehouse; `discard` it. The caller holds the lock of the pass.

    What is copied is one moment of the store; packing it takes longer and needs no lock any more. Raises BackupError, and
    WarehouseError of a damaged warehouse.
    """
    for warehouse in (layout.live, layout.published):
        if warehouse.exists():
            expect_whole(warehouse)  # what could not be restored is no backup
    folder = Path(tempfile.mkdtemp(prefix=f".{layout.published.stem}.backup.", dir=layout.published.parent))
    try:
        _copy(layout, folder)
    except sqlite3.Error as error:
        discard(folder)
        raise BackupError(
            f"{layout.state}: can not be copied: {error}; `brinkwatch doctor` says how to mend it"
        ) from None
    except BaseException:
        discard(folder)
        raise
    return folder


def discard(folder: Path) -> None:
    """Remove what was staged."""
    shutil.rmtree(folder, ignore_errors=True)


def pack(folder: Path, raw: Path | None, config: Path | None, target: Path, now: datetime) -> Kept:
    """Write what was staged, the raw bytes and the configuration into an archive, whole or not at all. Raises BackupError."""
    members = [(file.relative_to(folder).as_posix(), file) for file in sorted(folder.rglob("*")) if file.is_file()]
    if raw is not None:
        members += [(f"raw/{file.parent.name}/{file.name}", file) for file in sorted(raw.glob("*/*.zst"))]
    if config is not None:
        members += [(f"config/{file.name}", file) for file in sorted(config.glob("*.yaml"))]
    listed: dict[str, dict[str, object]] = {}
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _discard_unfinished(target)
        with unfinished.open("wb") as out:
            with (
                zstandard.ZstdCompressor(level=LEVEL).stream_writer(out, closefd=False) as squeezed,
                tarfile.open(fileobj=squeezed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                for name, file in members:
                    _add(tar, name, file, listed)
                manifest = {"format": FORMAT, "made_at": now.isoformat(), "files": listed}
                content = json.dumps(manifest, indent=1, sort_keys=True).encode()
                tar.addfile(_header(MANIFEST, len(content)), io.BytesIO(content))
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(target)
    except OSError as error:
        said = FULL if error.errno == errno.ENOSPC else f"can not be written: {error.strerror or error}"
        raise BackupError(f"{target}: {said}") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return Kept(len(listed), sum(int(str(one["bytes"])) for one in listed.values()), now.isoformat())


def _discard_unfinished(target: Path) -> None:
    """Remove what backups to this very file left half-made whose process is no more."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.part"):
        pid = left.name.split(".")[-2]
        if pid.isdecimal() and not _is_alive(int(pid)):
            left.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is another user's
    return True


def digest_of(file: BinaryIO) -> str:
    """Hash a file to its end."""
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


class _Hashing(io.RawIOBase):
    """A file that is hashed as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.digest.update(chunk)
        return chunk


def _copy(layout: Layout, folder: Path) -> None:
    log = layout.live.with_name(f"{layout.live.name}.wal")
    for source, name in ((layout.live, LIVE), (log, LOG), (layout.published, PUBLISHED)):
        if source.exists():
            shutil.copyfile(source, folder / name)
    if (folder / LIVE).exists() and (folder / PUBLISHED).exists() and _same(folder / LIVE, folder / PUBLISHED):
        (folder / PUBLISHED).unlink()
    if layout.state.exists():
        with closing(sqlite3.connect(layout.state)) as state, closing(sqlite3.connect(folder / STATE)) as copy:
            state.backup(copy)
    if layout.spool.is_dir():
        shutil.copytree(layout.spool, folder / "spool", ignore=shutil.ignore_patterns("*.part"))


def _add(tar: tarfile.TarFile, name: str, file: Path, listed: dict[str, dict[str, object]]) -> None:
    """Add a file; a blob that pruning took meanwhile is left out."""
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        return
    with opened:
        size = os.fstat(opened.fileno()).st_size
        hashing = _Hashing(opened)
        tar.addfile(_header(name, size), hashing)
        listed[name] = {"bytes": size, "sha256": hashing.digest.hexdigest()}


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size = size
    header.mode = 0o600
    return header


def _same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        return digest_of(first) == digest_of(second)
