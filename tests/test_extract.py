"""A short page is read a second time exactly where the first reading may hold more than its own paragraphs."""

from __future__ import annotations

import pytest

from tasks import extract
from tasks.extract import body_paragraphs, load_page

STORY = [
    "The ferry to the outer islands will sail again from Monday, after engineers replaced the shaft that broke in a storm.",
    "Islanders had waited eleven days; the harbour master said that freight goes first and that cars need a booking.",
]


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Collect how each reading was made: precise or not."""
    made: list[bool] = []
    read = extract._extracted

    def counted(tree: object, *, precise: bool = False) -> list[str]:
        made.append(precise)
        return read(tree, precise=precise)

    monkeypatch.setattr(extract, "_extracted", counted)
    return made


def page(story: str) -> str:
    return f"<html><body><header><h1>Ferry sails again</h1></header><article>{story}</article></body></html>"


def found(html: str) -> list[str]:
    return body_paragraphs(html, load_page(html))


def test_a_short_story_of_the_pages_own_paragraphs_is_read_once(readings: list[bool]) -> None:
    assert found(page("".join(f"<p>{one}</p>" for one in STORY))) == STORY
    assert readings == [False]


def test_a_short_story_in_something_else_than_paragraphs_is_read_again(readings: list[bool]) -> None:
    assert found(page("".join(f"<div>{one}</div>" for one in STORY))) == STORY
    assert True in readings


def test_paragraphs_of_a_box_are_no_reason_to_believe_the_first_reading(readings: list[bool]) -> None:
    teaser = "<p>Subscribe to our letter from the harbour and read every Friday what sails, what waits and why.</p>"
    assert found(page(f'<p>{STORY[0]}</p><div class="newsletter">{teaser}</div><p>{STORY[1]}</p>')) == STORY
    assert True in readings
