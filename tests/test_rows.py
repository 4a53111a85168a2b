"""Rows are read by whatever their columns are called, and get the source that they name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.publisher import source_slug
from tasks.records import Source
from tasks.rows import FIELDS, ImportDefaults, is_known_field, row_document

NOW = datetime(2026, 5, 1, tzinfo=UTC)
OWN = Source("own", "Own Archive", "KR", "ko", "own", "Asia/Seoul")
GAZETTE = Source("the-gazette", "Gazette", "GB", "en", "media-house", "Europe/London")
DEFAULTS = ImportDefaults(source=OWN, sources={"the-gazette": GAZETTE}, published="2017-03-15", language="en")


@pytest.mark.parametrize("name", ["GAZETTE", "the-gazette", "The Gazette"])
def test_a_configured_source_is_found_by_id_name_or_slug(name: str) -> None:
    assert row_document({"text": "x", "source": name}, DEFAULTS, NOW).source == GAZETTE


def test_an_unknown_source_is_made_with_a_slug_and_stands_alone() -> None:
    made = row_document({"text": "x", "publisher": "Büro Post"}, DEFAULTS, NOW).source
    assert made == Source("buro-post", "Büro Post", "ZZ", "ko", "buro-post", "Asia/Seoul")


def test_slugs_are_identifiers_in_every_script() -> None:
    assert source_slug("  ABC News (US) ") == "abc-news-us"
    assert source_slug("조선일보").startswith("source-")
    assert source_slug("조선일보") != source_slug("동아일보")
    assert len(source_slug("a" * 200)) == 64


def test_what_the_row_says_comes_before_what_the_operator_says() -> None:
    said = row_document({"text": "x", "date": "2017-03-14", "lang": "ko"}, DEFAULTS, NOW)
    assert ([claim.origin for claim in said.claims], said.language) == (["file", "operator"], "ko")
    unsaid = row_document({"text": "x", "date": "someday"}, DEFAULTS, NOW)
    assert ([claim.origin for claim in unsaid.claims], unsaid.language) == (["operator"], "en")


def test_every_accepted_name_is_known_in_any_case() -> None:
    assert all(is_known_field(f" {name.upper()} ") for names in FIELDS.values() for name in names)
    assert not is_known_field("score")


def test_values_that_are_not_texts_are_read_or_passed_over() -> None:
    document = row_document(
        {"text": 42, "title": None, "author": [True, "Jane"], "url": {"name": "https://a.example/1"}}, DEFAULTS, NOW
    )
    assert (document.text, document.title, document.author, document.url) == ("42", "", "Jane", "https://a.example/1")
