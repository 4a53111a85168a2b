"""Web archives are read page by page; what is no page is counted, and a torn archive gives what came before the tear."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.read_files import ImportDefaults, read_documents
from tasks.records import Document, Rejection, Source

NOW = datetime(2026, 5, 1, tzinfo=UTC)
GAZETTE = Source("gazette", "The Gazette", "GB", "en", "media-house", "Europe/London", ("gazette.example",))
DEFAULTS = ImportDefaults(source=None, sources={"gazette": GAZETTE})
PAGE = "<html><body><p>The two sides met on Monday.</p></body></html>"


class Archive:
    """A web archive under construction."""

    def __init__(self, compressed: bool = True) -> None:
        self.bytes = io.BytesIO()
        self._writer = WARCWriter(self.bytes, gzip=compressed)
        self._writer.write_record(self._writer.create_warcinfo_record("own.warc.gz", {"software": "a test"}))

    def add(self, url: str, body: bytes, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> None:
        headers = StatusAndHeaders(status, [("Content-Type", kind)] if kind else [], protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=headers,
            warc_headers_dict={"WARC-Date": "2017-03-17T06:00:00Z"},
        )  # fmt: skip
        self._writer.write_record(record)

    def written(self, folder: Path, name: str) -> Path:
        path = folder / name
        path.write_bytes(self.bytes.getvalue())
        return path


def read(path: Path) -> tuple[list[Document], list[Rejection]]:
    items = list(read_documents(path, DEFAULTS, NOW))
    return [one for one in items if isinstance(one, Document)], [one for one in items if isinstance(one, Rejection)]


@pytest.mark.parametrize("name", ["own.warc", "own.warc.gz"])
def test_pages_come_with_address_publisher_charset_and_the_time_of_the_crawl(tmp_path: Path, name: str) -> None:
    archive = Archive(compressed=name.endswith(".gz"))
    archive.add("https://gazette.example/talks", PAGE.encode())
    archive.add("https://gazette.example/회담", "<p>회담</p>".encode("cp949"), kind="text/html; charset=euc-kr")
    (first, second), rejections = read(archive.written(tmp_path, name))
    assert (first.url, first.html, first.source) == ("https://gazette.example/talks", PAGE.encode(), GAZETTE)
    assert (first.fetched_at, first.first_seen_at) == (datetime(2017, 3, 17, 6, tzinfo=UTC), NOW)
    assert second.content_type == "text/html; charset=euc-kr"
    assert rejections == []


def test_what_is_no_page_is_counted_in_one_line(tmp_path: Path) -> None:
    archive = Archive()
    archive.add("https://gazette.example/logo.png", b"\x89PNG", kind="image/png")
    archive.add("https://gazette.example/photo.png", b"\x89PNG", kind="image/png")
    archive.add("https://gazette.example/gone", b"<p>gone</p>", status="404 Not Found")
    archive.add("https://gazette.example/empty", b" ")
    documents, (rejection,) = read(archive.written(tmp_path, "own.warc.gz"))
    assert documents == []
    assert rejection.reason == "no_page"
    assert rejection.detail == "own.warc.gz: passed over: 2 image/png, 1 answered 404, 1 empty"


def test_a_torn_archive_gives_what_came_before_and_says_so(tmp_path: Path) -> None:
    archive = Archive()
    archive.add("https://gazette.example/one", PAGE.encode())
    whole = archive.bytes.tell()
    archive.add("https://gazette.example/two", PAGE.encode() * 50)
    path = archive.written(tmp_path, "own.warc.gz")
    path.write_bytes(path.read_bytes()[: whole + 60])
    documents, rejections = read(path)
    assert documents[0].url == "https://gazette.example/one"
    assert len(documents) + len(rejections) >= 1


def test_a_file_that_is_no_archive_is_one_rejection(tmp_path: Path) -> None:
    path = tmp_path / "letter.warc"
    path.write_text("Dear reader,\nthis is a letter.\n")
    documents, (rejection,) = read(path)
    assert documents == []
    assert rejection.reason == "broken_archive"
    assert rejection.detail.startswith("letter.warc: can not be read on: ")
