"""Take a store out of an archive: into a folder beside its place, verified there, then renamed into it."""

from __future__ import annotations

import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import zstandard

from warehouse.backup import FORMAT, LIVE, LOG, MANIFEST, PUBLISHED, STATE, BackupError, Kept, digest_of
from warehouse.connect import MIGRATIONS, OFFLINE, open_reader
from warehouse.layout import Layout

NAMES = re.compile(
    rf"{MANIFEST}|{LIVE}|{LOG}|{PUBLISHED}|{STATE}|spool/[\w.-]+|raw/[0-9a-f]{{2}}/[0-9a-f]{{64}}\.zst|config/[\w-]+\.yaml",
    re.ASCII,
)
"""Everything an archive may hold: no name leads out of the folder it is unpacked in."""


def restore(archive: Path, layout: Layout, config: Path | None, now: datetime, *, replace: bool) -> Kept:
    """Restore a store; what it replaces is moved into a folder beside it. Raises BackupError, and then nothing has changed.

    The caller holds the lock of the pass. With `config`, the configuration is restored into that folder, if it is in there.
    """
    _expect_archive(archive)
    taken = [path for path in _places(layout).values() if path.exists()]
    if taken and not replace:
        there = "is" if layout.published in taken else f"its {taken[0].name} is"
        raise BackupError(
            f"{layout.published}: {there} there already; restore with --replace, or under another --warehouse (nothing was changed)"
        )
    if config is not None and any(config.glob("*.yaml")) and not replace:
        raise BackupError(
            f"{config}: holds a configuration already; use --replace, or another --config (nothing was changed)"
        )
    layout.published.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{layout.published.stem}.restore.", dir=layout.published.parent))
    try:
        manifest = _unpack(archive, folder)
        _verify(archive, folder, manifest["files"])
        _expect_ours(archive, folder)
        if not (folder / PUBLISHED).exists():
            shutil.copyfile(folder / LIVE, folder / PUBLISHED)
        os.sync()  # one for all files: a store has as many as pages
        _move_in(folder, layout, taken, now)
        if config is not None and (folder / "config").is_dir():
            _configure(folder / "config", config, now)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    files = manifest["files"].values()
    return Kept(len(files), sum(one["bytes"] for one in files), str(manifest["made_at"]))


def _expect_archive(archive: Path) -> None:
    """Read how an archive begins, before anybody is asked to make room for it. Raises BackupError."""
    try:
        with (
            archive.open("rb") as file,
            zstandard.ZstdDecompressor().stream_reader(file) as stream,
            tarfile.open(fileobj=stream, mode="r|") as tar,
        ):
            first = tar.next()
    except FileNotFoundError:
        raise BackupError(f"{archive}: there is no such file") from None
    except (zstandard.ZstdError, tarfile.TarError, EOFError):
        raise BackupError(f"{archive}: is truncated, or no backup of Brinkwatch (nothing was changed)") from None
    if first is None or not NAMES.fullmatch(first.name):
        raise BackupError(f"{archive}: is no backup of Brinkwatch (nothing was changed)")


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Unpack into a folder; return the manifest."""
    try:
        with (
            archive.open("rb") as file,
            zstandard.ZstdDecompressor().stream_reader(file) as stream,
            tarfile.open(fileobj=stream, mode="r|") as tar,
        ):
            for member in tar:
                if not member.isreg() or not NAMES.fullmatch(member.name):
                    raise BackupError(
                        f"{archive}: is no backup of Brinkwatch: it holds {member.name!r} (nothing was changed)"
                    )
                content = tar.extractfile(member)
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                if content is not None:
                    with content, target.open("wb") as out:
                        shutil.copyfileobj(content, out)
    except FileNotFoundError:
        raise BackupError(f"{archive}: there is no such file") from None
    except (zstandard.ZstdError, tarfile.TarError, EOFError):
        raise BackupError(f"{archive}: is truncated, or no backup of Brinkwatch (nothing was changed)") from None
    return _manifest(archive, folder / MANIFEST)


def _manifest(archive: Path, file: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(file.read_bytes())
        known = manifest["format"] == FORMAT and isinstance(manifest["files"], dict) and manifest["made_at"]
    except FileNotFoundError:
        raise BackupError(f"{archive}: is truncated: the list of its files is missing (nothing was changed)") from None
    except (ValueError, KeyError, TypeError):
        known = None
    if not known:
        raise BackupError(
            f"{archive}: was written by another version of Brinkwatch, or is no backup (nothing was changed)"
        )
    return dict(manifest)


def _verify(archive: Path, folder: Path, files: Mapping[str, Mapping[str, Any]]) -> None:
    """Compare every file with its hash."""
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()} - {MANIFEST}
    differing = sorted(there ^ set(files))
    for name in sorted(there & set(files)):
        with (folder / name).open("rb") as file:
            if digest_of(file) != files[name]["sha256"]:
                differing.append(name)
    if differing:
        raise BackupError(f"{archive}: is damaged: {differing[0]} is not what the list says (nothing was changed)")


def _expect_ours(archive: Path, folder: Path) -> None:
    """Open the warehouse of an archive as far as a reader does."""
    if not (folder / LIVE).exists():
        if not (folder / PUBLISHED).exists():
            raise BackupError(f"{archive}: holds no warehouse (nothing was changed)")
        shutil.copyfile(folder / PUBLISHED, folder / LIVE)
    try:
        with closing(open_reader(folder / LIVE)) as connection:
            applied = {row[0] for row in connection.execute("SELECT name FROM migrations").fetchall()}
    except duckdb.Error as error:
        raise BackupError(f"{archive}: its warehouse can not be read: {str(error).splitlines()[0]}") from None
    newer = sorted(applied - {file.name for file in MIGRATIONS.glob("*.sql")})
    if newer:
        raise BackupError(
            f"{archive}: is of a newer Brinkwatch (it knows {newer[-1]}); upgrade to restore it (nothing was changed)"
        )
    if (folder / LOG).exists():  # taken over here, where nobody can part the two
        duckdb.connect(str(folder / LIVE), config=dict(OFFLINE)).close()


def _places(layout: Layout) -> dict[str, Path]:
    """Say where each part of an archive belongs; the file that people open is the last, and makes the store whole."""
    log = layout.live.with_name(f"{layout.live.name}.wal")
    parts = {"raw": layout.raw, "spool": layout.spool, STATE: layout.state, LIVE: layout.live, LOG: log}
    return {**parts, PUBLISHED: layout.published}


def _move_in(folder: Path, layout: Layout, taken: Iterable[Path], now: datetime) -> None:
    """Rename what is there out of the way and the restored into its place; where that fails, put everything back.

    The file that people open stays until the restored one takes its place, so that they never find none.
    """
    done: list[tuple[Path, Path]] = []
    logs = [layout.state.with_name(f"{layout.state.name}{ending}") for ending in ("-wal", "-shm")]
    leaving = [path for path in [*taken, *(log for log in logs if log.exists())] if path != layout.published]
    if not (folder / "raw").exists():  # an archive without raw bytes leaves those that are there
        leaving = [path for path in leaving if path != layout.raw]
    coming = [(folder / name, place) for name, place in _places(layout).items() if (folder / name).exists()]
    try:
        aside = _new_folder(layout.published.with_name(f"{layout.published.stem}.replaced-{now:%Y%m%dT%H%M%S}"), taken)
        if layout.published in taken:
            _keep(layout.published, aside / layout.published.name)
        for source, target in [*((path, aside / path.name) for path in leaving), *coming]:
            source.replace(target)
            done.append((source, target))
    except OSError as error:
        for source, target in reversed(done):
            target.replace(source)
        raise BackupError(f"{error.filename}: {error.strerror or error} (nothing was changed)") from None


def _new_folder(wanted: Path, needed: Iterable[Path]) -> Path:
    """Make a folder of this name for what is replaced; two restores of one second have one each."""
    number = 1
    folder = wanted
    while any(needed):
        try:
            folder.mkdir()
            break
        except FileExistsError:
            number += 1
            folder = wanted.with_name(f"{wanted.name}-{number}")
    return folder


def _keep(file: Path, target: Path) -> None:
    """Keep a file under another name beside its own, without copying it where the disk can."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


def _configure(restored: Path, config: Path, now: datetime) -> None:
    """Put the configuration in its place; what it replaces is moved into a folder of it."""
    config.mkdir(parents=True, exist_ok=True)
    aside = config / f"replaced-{now:%Y%m%dT%H%M%S}"
    for file in sorted(restored.iterdir()):
        if (config / file.name).exists():
            aside.mkdir(exist_ok=True)
            (config / file.name).rename(aside / file.name)
        shutil.copyfile(file, config / file.name)
