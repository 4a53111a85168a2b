"""Short forms mean what their article says they mean."""

from datetime import UTC, datetime

import pytest

from config.models import EntityConfig
from tasks.acronyms import abbreviates
from tasks.entities import Span, link
from tasks.gazetteer import Gazetteer
from tasks.records import Article

GAZETTEER = Gazetteer(
    {
        "thaad": EntityConfig(name="THAAD", kind="weapon"),
        "korean-peoples-army": EntityConfig(name="Korean People's Army", kind="organization", aliases={"en": ["KPA"]}),
        "iaea": EntityConfig(name="International Atomic Energy Agency", kind="organization"),
    }
)


def linked(text: str, *marked: tuple[str, str], title: str = "") -> list[tuple[str, str]]:
    """Return (entity id, surface) of all mentions; each marked (surface, label) is a recogniser's span, in order."""
    spans, after = [], 0
    for surface, label in marked:
        after = text.index(surface, after)
        spans.append(Span(after, after + len(surface), label, False))
        after += len(surface)
    now = datetime(2017, 3, 17, tzinfo=UTC)
    one = Article("a1", "", "", "s", title, text, "", "en", now, "day", "feed", "", now, now, 9, "", "", b"")
    _, mentions = link(one, GAZETTEER, spans)
    for mention in mentions:
        assert (title if mention.in_title else text)[mention.start_char : mention.end_char] == mention.surface
    return [(mention.entity_id, mention.surface) for mention in mentions]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("THAAD", "Terminal High Altitude Area Defense"),
        ("IAEA", "International Atomic Energy Agency"),
        ("U.N.", "United Nations"),
        ("DRC", "Democratic Republic of the Congo"),
        ("DHS", "Department of Homeland Security"),
    ],
)
def test_initials_make_a_short_form_with_small_words_or_without(short: str, long: str) -> None:
    assert abbreviates(short, long)


@pytest.mark.parametrize(("short", "long"), [("CNN", "Angela Merkel"), ("UK", "Britain"), ("ABC", "Acme Bread")])
def test_other_letters_are_no_short_form(short: str, long: str) -> None:
    assert not abbreviates(short, long)


def test_a_known_short_form_gives_its_entity_to_the_long_one() -> None:
    text = "The Terminal High Altitude Area Defense (THAAD) is here. Terminal High Altitude Area Defense works."
    long = ("Terminal High Altitude Area Defense", "ORG")
    assert {entity for entity, _ in linked(text, long, long)} == {"thaad"}


def test_an_unknown_short_form_means_the_long_one_everywhere_in_the_article() -> None:
    text = "The Acme Peace Council (APC) met. Later the APC left, and APC’s chair stayed."
    found = linked(text, ("Acme Peace Council", "ORG"), ("APC", "GPE"), title="APC meets")
    assert {entity for entity, _ in found} == {"organization:acme-peace-council"}
    assert [surface for _, surface in found] == ["APC", "Acme Peace Council", "APC", "APC", "APC"]


def test_a_short_form_explained_as_something_else_is_not_the_known_one() -> None:
    text = "The Kansas Pork Association (KPA) met. The KPA voted."
    assert {entity for entity, _ in linked(text, ("Kansas Pork Association", "ORG"))} == {
        "organization:kansas-pork-association"
    }


def test_a_known_long_form_is_found_again_by_its_short_one() -> None:
    found = linked("The International Atomic Energy Agency (IAEA) left. IAEA staff stayed.")
    assert [entity for entity, _ in found] == ["iaea"] * 3


def test_brackets_that_explain_nothing_change_nothing() -> None:
    found = linked(
        "The Acme Peace Council (Springfield) met. Springfield slept.",
        ("Acme Peace Council", "ORG"),
        ("Springfield", "GPE"),
    )
    assert found == [("organization:acme-peace-council", "Acme Peace Council"), ("place:springfield", "Springfield")]
