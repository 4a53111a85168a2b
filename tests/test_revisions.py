"""Two versions of an article differ by what a reader would call a change, and by nothing less."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.dedupe import signature, text_hash
from tasks.records import Article
from tasks.revisions import changes, look_due

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PARAGRAPHS = [
    "The ferry was raised from the harbour on Monday, three weeks after it had gone down in a storm.",
    "Nine divers worked through the night. The owners will pay 3.5 million for the salvage, the port said.",
    "Relatives of the crew watched from the pier as the crane lifted the bow out of the water.",
]


def version(*paragraphs: str, title: str = "Ferry raised from the harbour") -> Article:
    text = "\n\n".join(paragraphs or PARAGRAPHS)
    return Article(
        "a", "", "", "s", title, text, "", "en", None, "second", "", "", NOW, NOW, 60, "", text_hash(text), signature(text)
    )  # fmt: skip


def found(after: Article) -> dict[str, tuple[str, str]]:
    return {one.kind: (one.before, one.after) for one in changes(version(), after)}


@pytest.mark.parametrize(
    "after",
    [
        version(),
        version(title="FERRY raised from the harbour!"),
        version(PARAGRAPHS[0].replace("harbour", "harbor"), *PARAGRAPHS[1:]),
        version(*(one.replace(",", " –") for one in PARAGRAPHS)),
        version(*PARAGRAPHS, "Photo: A. Reader"),
        version(PARAGRAPHS[1], PARAGRAPHS[0], PARAGRAPHS[2]),
    ],
    ids=["nothing", "capitals", "spelling", "punctuation", "caption", "order"],
)
def test_less_than_a_change_is_none(after: Article) -> None:
    assert found(after) == {}


def test_another_number_is_told_with_its_sentence() -> None:
    assert found(version(PARAGRAPHS[0], PARAGRAPHS[1].replace("3.5", "4.1"), PARAGRAPHS[2])) == {
        "numbers": (
            "The owners will pay 3.5 million for the salvage, the port said.",
            "The owners will pay 4.1 million for the salvage, the port said.",
        )
    }


def test_a_rewritten_paragraph_is_a_change_of_the_text() -> None:
    other = PARAGRAPHS[2].replace("Relatives of the crew watched", "Survivors and two ministers looked on")
    ((kind, pair),) = found(version(*PARAGRAPHS[:2], other)).items()
    assert (kind, pair) == ("text", (PARAGRAPHS[2], other))


def test_paragraphs_that_come_and_go_are_told_apart() -> None:
    new = "The captain was released on bail on Friday, his lawyer said after a hearing behind closed doors."
    assert found(version(*PARAGRAPHS[:2], new)) == {
        "paragraphs_added": ("", new),
        "paragraphs_removed": (PARAGRAPHS[2], ""),
    }


def test_versions_without_spaces_are_compared_too() -> None:
    old = "外交部发言人星期二下午在会谈结束后对记者表示，双方同意下个月再次会面，目前没有签署任何文件，共有12人出席。"
    before, after = version(old), version(old.replace("12人", "15人"))
    assert [one.kind for one in changes(before, after)] == ["numbers"]


def test_similarity_is_that_of_the_headline_or_of_the_text() -> None:
    after = replace(version(*PARAGRAPHS[:2]), title="Ferry raised")
    similar = {one.kind: one.similarity for one in changes(version(), after)}
    assert similar["headline"] == pytest.approx(4 / 7, abs=0.01)
    assert 0.7 < similar["paragraphs_removed"] < 0.9


def test_a_look_is_due_once_a_step_and_once_more_to_be_sure_that_a_page_is_gone() -> None:
    assert not look_due(NOW, None, NOW + HOUR / 2)
    assert look_due(NOW, None, NOW + HOUR)
    assert not look_due(NOW, NOW + HOUR, NOW + 5 * HOUR)
    assert look_due(NOW, NOW + HOUR, NOW + 6 * HOUR)
    assert look_due(NOW, NOW + 73 * HOUR, NOW + 74 * HOUR, gone=True)
    assert not look_due(NOW, None, NOW + 5 * DAY)
