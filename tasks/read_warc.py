"""Reads the pages of web archives (.warc, .warc.gz), one record at a time. The only module that speaks to warcio."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, BinaryIO

from tasks.date import parse_when
from tasks.records import Document, Trouble
from tasks.rows import ImportDefaults, bare_document

LONGEST_PAGE = 32 * 2**20
"""Bytes of a page, decompressed; what is longer is no article."""

_PAGES = ("text/html", "application/xhtml+xml")
_WITH_CONTENT = frozenset({"response", "resource"})
_UNSAID = frozenset({"warcinfo", "request", "metadata"})
"""Records about others, which nobody misses."""


def read_pages(stream: BinaryIO, defaults: ImportDefaults, now: datetime) -> Iterator[Document | Trouble]:
    """Yield the web pages that were answered with 200, fetched when the archive says.

    Ends with a Trouble `no_page` that counts what was passed over, if anything was, or `broken_archive` where the
    archive can not be read on.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    passed: Counter[str] = Counter()
    try:
        for record in ArchiveIterator(stream):
            why_not = _why_no_page(record)
            if why_not:
                passed[why_not] += 1
                continue
            body = record.content_stream().read(LONGEST_PAGE + 1)
            if len(body) > LONGEST_PAGE:
                passed[f"over {LONGEST_PAGE // 2**20} MiB"] += 1
            elif body.strip():
                yield _document(record, body, defaults, now)
            else:
                passed["empty"] += 1
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        yield Trouble("broken_archive", f"can not be read on: {' '.join(str(error).split()) or type(error).__name__}")
    passed.pop("", None)
    said = {why: number for why, number in passed.items() if why not in _UNSAID}
    if said:
        listed = ", ".join(f"{number:,} {why}" for why, number in Counter(said).most_common())
        yield Trouble("no_page", f"passed over: {listed}")


def _why_no_page(record: Any) -> str:
    """Return what a record is instead of a page; "" for a page."""
    if record.rec_type not in _WITH_CONTENT:
        return str(record.rec_type)
    headers = record.http_headers
    if headers is not None:
        status = headers.get_statuscode() or ""
        if status != str(HTTPStatus.OK.value):
            return f"answered {status or 'without status'}"
    kind = _kind(record)
    return "" if kind in _PAGES else kind or "of no stated type"


def _kind(record: Any) -> str:
    return _content_type(record).partition(";")[0].strip().lower()


def _content_type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return headers.get_header("Content-Type") or ""


def _document(record: Any, body: bytes, defaults: ImportDefaults, now: datetime) -> Document:
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    when = parse_when(record.rec_headers.get_header("WARC-Date") or "", UTC)
    known = bare_document(body, replace(defaults, url=url or defaults.url), now)
    fetched = min(when[0], now) if when else now
    return replace(known, html=body, content_type=_content_type(record), fetched_at=fetched, age_unknown=when is None)
