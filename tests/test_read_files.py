"""Files of many makes are read one document at a time, and what is broken is named by its line."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from tasks.read_files import ImportDefaults, read_documents
from tasks.records import Document, Rejection, Source

NOW = datetime(2026, 5, 1, tzinfo=UTC)
OWN = Source("own", "Own Archive", "KR", "en", "own", "Asia/Seoul")
GAZETTE = Source("gazette", "The Gazette", "GB", "en", "media-house", "Europe/London")
DEFAULTS = ImportDefaults(source=OWN, sources={"gazette": GAZETTE})


def read(path: Path, defaults: ImportDefaults = DEFAULTS) -> list[Document | Rejection]:
    return list(read_documents(path, defaults, NOW))


def written(tmp_path: Path, name: str, content: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def documents(items: list[Document | Rejection]) -> list[Document]:
    return [item for item in items if isinstance(item, Document)]


def rejections(items: list[Document | Rejection]) -> list[Rejection]:
    return [item for item in items if isinstance(item, Rejection)]


def test_json_lines_give_documents_and_unknown_keys_are_ignored(tmp_path: Path) -> None:
    row = {
        "url": "https://gazette.example/a",
        "title": "Talks",
        "text": "They met.",
        "published": "2017-03-15 09:00",
        "source": "The Gazette",
        "language": "en-GB",
        "author": ["Jane Doe", {"name": "John Roe"}],
        "score": 7,
    }
    (document,) = documents(read(written(tmp_path, "a.jsonl", json.dumps(row) + "\n")))
    assert (document.url, document.title, document.text, document.source) == (row["url"], "Talks", "They met.", GAZETTE)
    assert (document.author, document.language) == ("Jane Doe, John Roe", "en")
    assert (document.claims[0].origin, document.claims[0].at) == ("file", datetime(2017, 3, 15, 9, tzinfo=UTC))
    assert document.first_seen_at == NOW


def test_html_rows_are_pages_in_utf8(tmp_path: Path) -> None:
    (document,) = documents(read(written(tmp_path, "a.jsonl", json.dumps({"html": "<p>회담</p>"}))))
    assert (document.html.decode(), document.text, document.content_type) == (
        "<p>회담</p>",
        "",
        "text/html; charset=utf-8",
    )


def test_broken_lines_are_rejected_by_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = ['{"text": "one"}', "", '{"text": ', "[1, 2]", '{"title": "no text"}', '{"text": "two"}', "[" * 100_000]
    items = read(written(tmp_path, "a.jsonl", "\n".join(lines)))
    assert [document.text for document in documents(items)] == ["one", "two"]
    assert [(item.reason, item.detail.split(":")[0]) for item in rejections(items)] == [
        ("broken_line", "a.jsonl line 3"),
        ("broken_line", "a.jsonl line 4"),
        ("empty", "a.jsonl line 5"),
        ("broken_line", "a.jsonl line 7"),
    ]


@pytest.mark.parametrize("compressed", [False, True])
def test_csv_columns_go_by_their_common_names(tmp_path: Path, compressed: bool) -> None:
    content = b'id,Publish_Date,article_source_link,headline,text\r\n1,          2016/12/30 7:11,https://g.example/1,Talks,"They met,\r\nagain."\r\n'
    path = written(tmp_path, "a.csv.gz" if compressed else "a.csv", gzip.compress(content) if compressed else content)
    (document,) = documents(read(path))
    assert (document.url, document.title, document.text) == ("https://g.example/1", "Talks", "They met,\r\nagain.")
    assert (document.claims[0].at, document.claims[0].precision) == (
        datetime(2016, 12, 29, 22, 11, tzinfo=UTC),
        "second",
    )


def test_of_two_columns_for_one_field_the_better_name_that_is_not_empty_counts(tmp_path: Path) -> None:
    rows = "content,text,url\nfrom content,from text,u1\nfrom content,,u2\n"
    assert [document.text for document in documents(read(written(tmp_path, "a.csv", rows)))] == [
        "from text",
        "from content",
    ]


def test_csv_rows_of_the_wrong_length_are_rejected_by_number(tmp_path: Path) -> None:
    items = read(written(tmp_path, "a.csv", 'url,text\nu1,"one\nline"\nu2\nu3,two,three\nu4,four\n'))
    assert [document.url for document in documents(items)] == ["u1", "u4"]
    assert [item.detail[:14] for item in rejections(items)] == ["a.csv line 4: ", "a.csv line 5: "]


def test_a_csv_without_a_known_column_says_so(tmp_path: Path) -> None:
    (item,) = rejections(read(written(tmp_path, "a.csv", "a,b\n1,2\n")))
    assert "no known column in a, b" in item.detail


def test_huge_fields_and_nul_bytes_pass(tmp_path: Path) -> None:
    body = "word " * 100_000
    (document,) = documents(read(written(tmp_path, "a.csv", f"url,text\nu\0,{body}\n")))
    assert (document.url, len(document.text)) == ("u", len(body.strip()))
    assert csv.field_size_limit() > len(body)


@pytest.mark.parametrize(
    "content",
    [
        "\ufefftext,url\nKöln – «ja»,u\n".encode(),
        "text,url\nKöln – «ja»,u\n".encode("cp1252"),
    ],
)
def test_byte_order_marks_and_windows_1252_are_read_in_csv(tmp_path: Path, content: bytes) -> None:
    (document,) = documents(read(written(tmp_path, "a.csv", content)))
    assert document.text == "Köln – «ja»"


def test_byte_order_marks_and_windows_1252_are_read_in_json_lines(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + '{"text": "Köln"}\r\n'.encode() + '{"text": "Bonn – «ja»"}\r\n'.encode("cp1252")
    assert [document.text for document in documents(read(written(tmp_path, "a.jsonl", content)))] == [
        "Köln",
        "Bonn – «ja»",
    ]


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("a.html", b"<p>x</p>", "html"),
        ("a.HTM", b"<p>x</p>", "html"),
        ("a.txt", "Köln".encode("cp1252"), "text"),
        ("a.md", b"# x", "text"),
    ],
)
def test_a_file_that_is_one_document_takes_what_the_operator_says(
    tmp_path: Path, name: str, content: bytes, field: str
) -> None:
    defaults = ImportDefaults(OWN, {}, published="2017-03-15", url="https://own.example/1", language="en")
    (document,) = documents(read(written(tmp_path, name, content), defaults))
    expected = content if field == "html" else content.decode("cp1252")
    assert getattr(document, field) == expected
    assert (document.url, document.source, document.language) == ("https://own.example/1", OWN, "en")
    assert [(claim.origin, claim.precision) for claim in document.claims] == [("operator", "day")]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.html", "a.txt", "a.md"])
@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_one_rejection(tmp_path: Path, name: str, content: bytes) -> None:
    assert [item.reason for item in rejections(read(written(tmp_path, name, content)))] == ["empty"]


def test_unknown_formats_say_what_is_taken(tmp_path: Path) -> None:
    (item,) = rejections(read(written(tmp_path, "a.docx", b"x")))
    assert (item.reason, item.source_id) == ("unknown_format", "own")
    assert ".docx; taken are .jsonl, .jsonl.gz, .csv" in item.detail


def test_files_that_can_not_be_read_are_rejections(tmp_path: Path) -> None:
    missing, folder = tmp_path / "none.csv", tmp_path / "folder.txt"
    folder.mkdir()
    broken = written(tmp_path, "broken.jsonl.gz", gzip.compress(b'{"text": "a"}\n' * 50)[:-12])
    assert [rejections(read(path))[-1].reason for path in (missing, folder, broken)] == ["unreadable"] * 3


def test_a_large_file_is_not_read_before_its_first_document_is_given(tmp_path: Path) -> None:
    line = json.dumps({"text": "word " * 200}) + "\n"
    path = written(tmp_path, "a.jsonl", line * 5_000)
    stream = read_documents(path, DEFAULTS, NOW)
    assert len(list(islice(stream, 3))) == 3
    path.write_bytes(b"")
    assert len(list(stream)) < 4_997


def test_nobody_knows_when_the_page_of_a_file_was_shown(tmp_path: Path) -> None:
    [kept] = documents(read(written(tmp_path, "old.html", "<h1>Talks</h1><time>2 hours ago</time>")))
    assert kept.age_unknown
    [row] = documents(read(written(tmp_path, "a.jsonl", json.dumps({"html": "<h1>Talks</h1>"}))))
    assert row.age_unknown
