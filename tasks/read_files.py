"""Reads the documents of .jsonl, .csv, .html, .txt, .md and .warc files, one at a time; what is broken is rejected by line."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from tasks.page import decode_page
from tasks.publisher import UNKNOWN
from tasks.read_warc import read_pages
from tasks.records import Document, Rejection, Trouble
from tasks.rows import ImportDefaults, bare_document, is_known_field, row_document

__all__ = ["ImportDefaults", "read_documents"]

LONGEST_CSV_FIELD = 64 * 2**20
"""Characters. The csv module gives up at 128 Ki, which whole pages exceed; a forgotten quote must still end somewhere."""

LONGEST_LINE = 256 * 2**20
"""Bytes of a JSON line; more is no line of documents."""

LONGEST_FILE = 256 * 2**20
"""Bytes of a file that is one document."""

EVIDENCE_CHARACTERS = 80


@dataclass(frozen=True)
class _File:
    path: Path
    defaults: ImportDefaults
    now: datetime

    def reject(self, reason: str, detail: str, url: str = "") -> Rejection:
        source = self.defaults.source or UNKNOWN
        return Rejection(url, source.source_id, reason, f"{self.path.name}{detail}", self.now)


def read_documents(path: Path, defaults: ImportDefaults, now: datetime) -> Iterator[Document | Rejection]:
    """Yield what a file holds, in its order. Rejections: unknown_format, unreadable, empty, broken_line (with its number)."""
    file = _File(path, defaults, now)
    suffixes = [suffix.lower() for suffix in path.suffixes]
    suffix = "".join(suffixes[-2:]) if suffixes[-1:] == [".gz"] else "".join(suffixes[-1:])
    reader = _READERS.get(suffix)
    if reader is None:
        yield file.reject("unknown_format", f": {suffix or 'no suffix'}; taken are {', '.join(_READERS)}")
        return
    seen = False
    try:
        for item in reader(file):
            seen = True
            yield item
    except (OSError, EOFError) as error:
        yield file.reject("unreadable", f": {type(error).__name__}: {error}")
        return
    if not seen:
        yield file.reject("empty", ": nothing in it")


def _open(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix.lower() == ".gz" else path.open("rb")


def _read_jsonl(file: _File) -> Iterator[Document | Rejection]:
    with _open(file.path) as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE):
            number += 1
            text = _decode(line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).strip()
            if not text:
                continue
            try:
                row = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield file.reject("broken_line", f" line {number}: {error}: {text[:EVIDENCE_CHARACTERS]!r}")
                continue
            if isinstance(row, dict):
                yield _document(file, row, number)
            else:
                yield file.reject("broken_line", f" line {number}: no JSON object: {text[:EVIDENCE_CHARACTERS]!r}")


def _read_csv(file: _File) -> Iterator[Document | Rejection]:
    csv.field_size_limit(LONGEST_CSV_FIELD)
    with _open(file.path) as stream:
        lines = _Lines(stream, _encoding(file.path))
        rows = csv.reader(lines)
        header = [name.strip().lower() for name in next(rows, [])]
        if header and not any(map(is_known_field, header)):
            yield file.reject("broken_line", f" line 1: no known column in {', '.join(header)[:200]}")
            return
        while True:
            number = lines.number + 1
            try:
                row = next(rows, None)
            except csv.Error as error:
                yield file.reject("broken_line", f" line {number}: {error}")
                continue
            if row is None:
                return
            if len(row) == len(header):
                yield _document(file, dict(zip(header, row, strict=True)), number)
            elif row:
                yield file.reject(
                    "broken_line",
                    f" line {number}: {len(row)} fields where the header has {len(header)}: {row[0][:EVIDENCE_CHARACTERS]!r}",
                )


class _Lines:
    """The decoded lines of a stream, counted, line ends kept. A NUL would stop the csv module, so it is dropped."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._lines = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        return line.replace("\0", "")


def _encoding(path: Path) -> str:
    """Return utf-8 if every byte of the file is that, else windows-1252. Reads it once, in pieces."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with _open(path) as stream:
        try:
            while piece := stream.read(2**20):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _read_html(file: _File) -> Iterator[Document | Rejection]:
    body = _whole(file)
    if body.removeprefix(codecs.BOM_UTF8).strip():
        yield replace(bare_document(body, file.defaults, file.now), html=body)


def _read_text(file: _File) -> Iterator[Document | Rejection]:
    body = _whole(file)
    text = decode_page(body)
    if text.strip():
        yield replace(bare_document(body, file.defaults, file.now), text=text)


def _read_warc(file: _File) -> Iterator[Document | Rejection]:
    with file.path.open("rb") as stream:  # warcio undoes the compression, which is of each record by itself
        for one in read_pages(stream, file.defaults, file.now):
            yield file.reject(one.reason, f": {one.detail}") if isinstance(one, Trouble) else one


def _whole(file: _File) -> bytes:
    with _open(file.path) as stream:
        body = stream.read(LONGEST_FILE + 1)
    if len(body) > LONGEST_FILE:
        raise OSError(f"more than {LONGEST_FILE} bytes in one document")
    return body


def _document(file: _File, row: Mapping[str, object], number: int) -> Document | Rejection:
    document = row_document(row, file.defaults, file.now)
    if document.unread_date:
        document = replace(document, unread_date=f"{file.path.name} line {number}: {document.unread_date!r}")
    if document.html or document.text:
        return document
    return file.reject("empty", f" line {number}: neither text nor html", document.url)


_READERS: Mapping[str, Callable[[_File], Iterator[Document | Rejection]]] = {
    ".jsonl": _read_jsonl,
    ".jsonl.gz": _read_jsonl,
    ".csv": _read_csv,
    ".csv.gz": _read_csv,
    ".html": _read_html,
    ".htm": _read_html,
    ".txt": _read_text,
    ".md": _read_text,
    ".warc": _read_warc,
    ".warc.gz": _read_warc,
}
