"""The raw archive: every page's bytes once, compressed, named by their SHA-256."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import zstandard

from tasks.records import Trouble

LEVEL = 3
"""zstd level: the library's own default. A page of 8 KB gains little from more."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What pruning took away; `freed_bytes` as they lay on disk."""

    blobs: int = 0
    freed_bytes: int = 0


def store(root: Path, body: bytes, sha256: str) -> None:
    """Keep bytes under their hash; what is there already stays as it is, unless it can not be read any more."""
    target = _place(root, sha256)
    if target.exists() and not isinstance(load(root, sha256), Trouble):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}.part")
    unfinished.write_bytes(_compressor().compress(body))
    unfinished.replace(target)


@cache
def _compressor() -> zstandard.ZstdCompressor:
    """Keep one, whose buffers take longer to make than a page to compress; the archive is written from one thread."""
    return zstandard.ZstdCompressor(level=LEVEL)


def load(root: Path, sha256: str) -> bytes | Trouble:
    """Return the bytes of a hash; a missing or corrupt blob is a Trouble that names its file."""
    target = _place(root, sha256)
    try:
        body = zstandard.ZstdDecompressor().decompress(target.read_bytes())
    except FileNotFoundError:
        return Trouble("missing_blob", f"{target}: is not in the raw archive")
    except (zstandard.ZstdError, OSError) as error:
        return Trouble("corrupt_blob", f"{target}: can not be read: {error}")
    if hashlib.sha256(body).hexdigest() != sha256:
        return Trouble("corrupt_blob", f"{target}: its bytes do not match its name")
    return body


def remove(root: Path, hashes: Iterable[str]) -> Pruned:
    """Remove blobs; what is not there is as wished, and costs next to nothing: most of a long past is gone."""
    gone = set(hashes)
    sizes: list[int] = []
    for target in root.glob("??/*.zst"):
        if target.stem in gone:
            sizes.append(target.stat().st_size)
            target.unlink()
    return Pruned(len(sizes), sum(sizes))


def _place(root: Path, sha256: str) -> Path:
    return root / sha256[:2] / f"{sha256}.zst"
