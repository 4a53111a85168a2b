"""The raw archive: every page's bytes once, compressed, named by their SHA-256."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import zstandard

from tasks.records import Trouble

LEVEL = 3
"""zstd level: the library's own default. A page of 8 KB gains little from more."""


def store(root: Path, body: bytes, sha256: str) -> None:
    """Keep bytes under their hash; what is there already stays as it is."""
    target = _place(root, sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}.part")
    unfinished.write_bytes(zstandard.ZstdCompressor(level=LEVEL).compress(body))
    unfinished.replace(target)


def fetch(root: Path, sha256: str) -> bytes | Trouble:
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


def _place(root: Path, sha256: str) -> Path:
    return root / sha256[:2] / f"{sha256}.zst"
