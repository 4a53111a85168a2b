"""The spool: a batch is durable on disk before the warehouse is touched, and goes when it is loaded."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import zstandard
from pydantic import ConfigDict, TypeAdapter, ValidationError

from tasks.page_head import canonical_link
from tasks.poll_record import Poll
from tasks.records import Article, Entry, Feed, Page, Precision, Rejection, Source
from tasks.revisions import Retitled

ENDING = ".json.zst"


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A fetched page without its bytes, as the table `pages` has it."""

    url: str
    final_url: str
    source_id: str
    status: int
    content_type: str
    body_bytes: int
    raw_sha256: str
    fetched_at: datetime
    entry_id: str
    redirects: tuple[str, ...] = ()
    canonical_url: str = ""
    etag: str = ""
    last_modified: str = ""
    cache_control: str = ""
    server_date: str = ""


def facts_of(page: Page, entry: Entry) -> PageFacts:
    """Return what is kept of a page beside its bytes."""
    return PageFacts(
        url=page.url,
        final_url=page.final_url,
        source_id=entry.source_id,
        status=page.status,
        content_type=page.content_type,
        body_bytes=len(page.body),
        raw_sha256=page.sha256,
        fetched_at=page.fetched_at,
        entry_id=entry.entry_id,
        redirects=tuple(f"{one.status} {one.url}" for one in page.redirects),
        canonical_url=canonical_link(page.body, page.final_url),
        etag=page.headers.get("etag", ""),
        last_modified=page.headers.get("last-modified", ""),
        cache_control=page.headers.get("cache-control", ""),
        server_date=page.headers.get("date", ""),
    )


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A feed entry as the table `entries` has it: which feed showed it first, and when."""

    entry_id: str
    feed_id: str
    source_id: str
    url: str
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class EntryContent:
    """What a feed said of an entry, as the table `entry_contents` has it; a summary is not kept, since no text is made of it."""

    entry_id: str
    title: str
    author: str
    language: str
    content_html: str
    published_raw: str
    published_at: datetime | None
    published_precision: Precision


def content_of(entry: Entry) -> EntryContent:
    """Return what is kept of what a feed said, to make its article anew from."""
    return EntryContent(**{name: getattr(entry, name) for name in EntryContent.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step of a pass hands to the loader."""

    sources: tuple[Source, ...] = ()
    feeds: tuple[Feed, ...] = ()
    polls: tuple[Poll, ...] = ()
    entries: tuple[EntryFacts, ...] = ()
    pages: tuple[PageFacts, ...] = ()
    articles: tuple[Article, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    contents: tuple[EntryContent, ...] = ()
    retitled: tuple[Retitled, ...] = ()


# Signatures are bytes; JSON wants them as text.
setattr(Article, "__pydantic_config__", ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))  # noqa: B010
_batches = TypeAdapter(Batch)


def put(root: Path, batch: Batch) -> str:
    """Write a batch durably and return its id, a hash of its content: the same batch twice is one file."""
    content = _batches.dump_json(batch)
    batch_id = hashlib.sha256(content).hexdigest()[:24]
    root.mkdir(parents=True, exist_ok=True)
    unfinished = root / f"{batch_id}.{os.getpid()}.part"
    with unfinished.open("wb") as file:
        file.write(zstandard.ZstdCompressor(level=3).compress(content))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(root / f"{batch_id}{ENDING}")
    _sync_folder(root)
    return batch_id


def waiting(root: Path) -> list[str]:
    """Return the ids of batches on disk, oldest first."""
    files = [(file.stat().st_mtime_ns, file.name) for file in root.glob(f"*{ENDING}")] if root.is_dir() else []
    return [name.removesuffix(ENDING) for _, name in sorted(files)]


def waiting_since(root: Path) -> list[float]:
    """Return when each batch on disk was written, in seconds of Unix time; one that is loaded meanwhile is not there."""
    moments = []
    for file in root.glob(f"*{ENDING}"):
        with suppress(FileNotFoundError):
            moments.append(file.stat().st_mtime)
    return moments


def take(root: Path, batch_id: str) -> Batch | None:
    """Read a batch. A damaged file is set aside with the ending .damaged, and is None."""
    file = root / f"{batch_id}{ENDING}"
    try:
        return _batches.validate_json(zstandard.ZstdDecompressor().decompress(file.read_bytes()))
    except (zstandard.ZstdError, ValidationError):
        file.replace(file.with_name(file.name + ".damaged"))
        return None


def readable(root: Path, batch_id: str) -> bool:
    """Tell whether a batch can be read, and leave it as it is."""
    try:
        _batches.validate_json(zstandard.ZstdDecompressor().decompress((root / f"{batch_id}{ENDING}").read_bytes()))
    except (zstandard.ZstdError, ValidationError, OSError):
        return False
    return True


def drop(root: Path, batch_id: str) -> None:
    """Forget a batch that the warehouse has."""
    (root / f"{batch_id}{ENDING}").unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows can not open a folder; its rename is durable enough
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
