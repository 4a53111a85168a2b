"""Known and recognised names become mentions of entities, each at its exact place."""

from datetime import UTC, datetime

import pytest

from config.load import SHIPPED, load_config
from config.models import EntityConfig
from tasks.entities import Span, link
from tasks.gazetteer import Gazetteer
from tasks.records import Article, Mention

PEOPLE = {
    "rex-tillerson": EntityConfig(name="Rex Tillerson", kind="person", aliases={"en": ["Tillerson"], "ko": ["틸러슨"]}),
    "kim-jong-un": EntityConfig(name="Kim Jong Un", kind="person", aliases={"ja": ["金正恩"]}),
    "kim-jong-nam": EntityConfig(name="Kim Jong Nam", kind="person"),
    "shinzo-abe": EntityConfig(name="Shinzo Abe", kind="person", aliases={"en": ["Abe"]}),
    "donald-trump": EntityConfig(name="Donald Trump", kind="person", aliases={"en": ["Trump"]}),
    "park-geun-hye": EntityConfig(name="Park Geun-hye", kind="person"),
    "north-korea": EntityConfig(name="North Korea", kind="place", demonyms={"en": ["North Korean"]}, wikidata="Q423"),
    "georgia": EntityConfig(name="Georgia", kind="place", demonyms={"en": ["Georgian"]}),
    "united-states": EntityConfig(name="United States", kind="place", aliases={"en": ["US"]}),
}
GUARDS = load_config(SHIPPED).guards
GAZETTEER = Gazetteer(PEOPLE, GUARDS)


def article(text: str, title: str = "") -> Article:
    now = datetime(2017, 3, 17, tzinfo=UTC)
    return Article("a1", "", "", "s", title, text, "", "en", now, "day", "feed", "", now, now, 9, "", "", b"")


def linked(text: str, *marked: tuple[str, str], title: str = "") -> list[tuple[str, str]]:
    """Return (entity id, surface) of all mentions; each marked (surface, label) is a recogniser's span, in order."""
    spans, after = [], 0
    for surface, label in marked:
        after = text.index(surface, after)
        spans.append(Span(after, after + len(surface), label, False))
        after += len(surface)
    one = article(text, title)
    _, mentions = link(one, GAZETTEER, spans)
    assert all(_stands(one, mention) for mention in mentions)
    return [(mention.entity_id, mention.surface) for mention in mentions]


def _stands(one: Article, mention: Mention) -> bool:
    return (one.title if mention.in_title else one.text)[mention.start_char : mention.end_char] == mention.surface


def test_known_names_are_found_in_every_language_and_those_of_the_title_come_first() -> None:
    found = linked("틸러슨은 북한에 대해 金正恩を", title="Tillerson in France")
    assert found == [
        ("rex-tillerson", "Tillerson"),
        ("france", "France"),
        ("rex-tillerson", "틸러슨"),
        ("north-korea", "북한"),
        ("kim-jong-un", "金正恩"),
    ]


def test_mentions_by_nationality_are_labelled_as_such() -> None:
    entities, mentions = link(article("North Korean state, North Korea"), GAZETTEER, [])
    assert [mention.label for mention in mentions] == ["demonym", "place"]
    assert [(entity.entity_id, entity.kind, entity.wikidata) for entity in entities] == [
        ("north-korea", "place", "Q423")
    ]


def test_unknown_names_get_an_identifier_of_kind_and_name() -> None:
    found = linked(
        "Secretary Betsy DeVos’s plan, said the Acme Fund.",
        ("Secretary Betsy DeVos’s", "PERSON"),
        ("the Acme Fund", "ORG"),
    )
    assert found == [("person:betsy-devos", "Betsy DeVos"), ("organization:acme-fund", "Acme Fund")]


def test_dates_and_quantities_are_nobody() -> None:
    assert (
        linked(
            "On Monday 41 percent of Things", ("Monday", "PERSON"), ("41 percent", "PERCENT"), ("Things", "WORK_OF_ART")
        )
        == []
    )


def test_a_surname_means_the_one_person_of_the_article_who_bears_it() -> None:
    found = linked("Betsy DeVos came. DeVos spoke; then DeVos’s car left.", ("Betsy DeVos", "PERSON"), ("DeVos", "ORG"))
    assert found == [("person:betsy-devos", surface) for surface in ("Betsy DeVos", "DeVos", "DeVos")]


def test_kim_alone_is_linked_when_there_is_one_kim_only() -> None:
    one = linked("Kim Jong-un smiled. Then Kim left.", ("Kim", "PERSON"))
    two = linked("Kim Jong Un and Kim Jong Nam. Then Kim left.", ("Kim Jong Un", "PERSON"), ("Kim", "PERSON"))
    nobody = linked("Then Kim left.", ("Kim", "PERSON"))
    assert one == [("kim-jong-un", "Kim Jong-un"), ("kim-jong-un", "Kim")]
    assert two == [("kim-jong-un", "Kim Jong Un"), ("kim-jong-nam", "Kim Jong Nam")]
    assert nobody == []


def test_another_person_of_the_same_name_makes_kim_ambiguous() -> None:
    found = linked(
        "Kim Jong Un and Kim Kardashian. Then Kim left.", ("Kim Kardashian", "PERSON"), ("Kim left", "PERSON")
    )
    assert ("kim-jong-un", "Kim") not in found


def test_a_surname_that_is_a_word_is_linked_only_where_a_person_was_recognised() -> None:
    text = "Park Geun-hye left. Park fell. The Park is green."
    assert linked(text) == [("park-geun-hye", "Park Geun-hye")]
    recognised = linked(text, ("Park Geun-hye", "PERSON"), ("Park", "PERSON"))
    assert recognised == [("park-geun-hye", "Park Geun-hye"), ("park-geun-hye", "Park")]


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("Melania Trump spoke", ("Melania Trump", "PERSON"), "person:melania-trump"),
        ("Donald Trump Jr. spoke", ("Donald Trump Jr.", "PERSON"), "person:donald-trump-jr"),
        ("Donald J. Trump spoke", ("Donald J. Trump", "PERSON"), "donald-trump"),
        ("President Trump spoke", ("President Trump", "PERSON"), "donald-trump"),
        ("the Trump Administration", ("Trump Administration", "PERSON"), "donald-trump"),
        ("France Gall sang", ("France Gall", "PERSON"), "person:france-gall"),
    ],
)
def test_a_known_name_inside_another_persons_name_is_not_meant(
    text: str, marked: tuple[str, str], expected: str
) -> None:
    assert [entity for entity, _ in linked(text, marked)] == [expected]


def test_two_known_people_joined_by_a_hyphen_are_both_meant() -> None:
    found = linked("the Tillerson-Abe meeting", ("Tillerson-Abe", "PERSON"))
    assert [entity for entity, _ in found] == ["rex-tillerson", "shinzo-abe"]


def test_georgia_is_the_country_only_in_company() -> None:
    assert linked("In Georgia voters chose.", ("Georgia", "GPE")) == [("place:georgia", "Georgia")]
    assert linked("In Georgia the Georgian army", ("Georgia", "GPE")) == [
        ("georgia", "Georgia"),
        ("georgia", "Georgian"),
    ]


def test_jordan_is_the_country_where_a_place_was_recognised() -> None:
    assert linked("Egypt and Jordan agreed.", ("Jordan", "GPE"))[1] == ("jordan", "Jordan")
    assert linked("Jordan Spieth won. Jordan smiled.", ("Jordan Spieth", "PERSON"), ("Jordan", "PERSON")) == [
        ("person:jordan-spieth", "Jordan Spieth"),
        ("person:jordan-spieth", "Jordan"),
    ]


@pytest.mark.parametrize("text", ["He told us so, and turkey it was", "Price: US$5", "New Jersey, New Mexico"])
def test_words_that_look_like_countries_are_none(text: str) -> None:
    assert linked(text) == []


def test_a_name_is_of_the_kind_it_was_recognised_as_most_often() -> None:
    text = "Uberco grows. Uberco fell. Uberco rose."
    found = linked(text, ("Uberco", "PERSON"), ("Uberco", "ORG"), ("Uberco", "ORG"))
    assert {entity for entity, _ in found} == {"organization:uberco"}


def test_people_are_looked_up_by_any_alias() -> None:
    assert [GAZETTEER.lookup(term) for term in ("tillerson", "틸러슨", "rex-tillerson", "FRANCE", "nobody")] == [
        "rex-tillerson",
        "rex-tillerson",
        "rex-tillerson",
        "france",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("the Bank of France", ("the Bank of France", "ORG"), ["organization:bank-of-france", "france"]),
        ("the North Korean Red Cross", ("North Korean Red Cross", "ORG"), ["organization:north-korean-red-cross", "north-korea"]),
        ("US Forest Service", ("US Forest Service", "ORG"), ["organization:us-forest-service", "united-states"]),
    ],
)  # fmt: skip
def test_a_place_within_a_longer_name_tells_where_that_is_from(
    text: str, marked: tuple[str, str], expected: list[str]
) -> None:
    start = text.index(marked[0])
    _, mentions = link(article(text), GAZETTEER, [Span(start, start + len(marked[0]), marked[1], False)])
    assert sorted(mention.entity_id for mention in mentions) == sorted(expected)
    assert {mention.label for mention in mentions if ":" not in mention.entity_id} == {"demonym"}


@pytest.mark.parametrize(
    ("text", "marked"), [("France’s Acme", "France’s Acme"), ("France-based Acme", "France-based Acme")]
)
def test_a_place_that_only_stands_beside_a_name_is_named_itself(text: str, marked: str) -> None:
    _, mentions = link(article(text), GAZETTEER, [Span(0, len(marked), "ORG", False)])
    assert [(mention.entity_id, mention.label) for mention in mentions] == [("france", "place")]


@pytest.mark.parametrize("text", ["the pro-France camp", "Anti-France slogans", "an anti‑France mood"])
def test_a_side_that_is_taken_is_no_place(text: str) -> None:
    _, mentions = link(article(text), GAZETTEER, [])
    assert [(mention.entity_id, mention.label) for mention in mentions] == [("france", "demonym")]


def test_a_surname_that_two_people_bear_stays_a_name_of_its_own() -> None:
    found = linked(
        "Andy Warhol and Paul Warhol met. Warhol spoke.",
        ("Andy Warhol", "PERSON"),
        ("Paul Warhol", "PERSON"),
        ("Warhol", "PERSON"),
    )
    assert found[-1] == ("person:warhol", "Warhol")


def test_a_given_name_recognised_as_a_firm_is_the_firm() -> None:
    found = linked("Polaroid Jones came. Polaroid grew.", ("Polaroid Jones", "PERSON"), ("Polaroid", "ORG"))
    assert found == [("person:polaroid-jones", "Polaroid Jones"), ("organization:polaroid", "Polaroid")]


@pytest.mark.parametrize("publisher", ["Acme News", "Acme News Agency (English)", "The Acme News"])
def test_a_publisher_that_names_itself_is_not_mentioned(publisher: str) -> None:
    text = "Rex Tillerson told Acme News on Friday. Beta News was told as well."
    spans = [Span(text.index(name), text.index(name) + 9, "ORG", False) for name in ("Acme News", "Beta News")]
    _, own = link(article(text), GAZETTEER, spans, publisher)
    _, others = link(article(text), GAZETTEER, spans, "Gamma News")
    assert [mention.entity_id for mention in own] == ["rex-tillerson", "organization:beta-news"]
    assert len(others) == 3


def test_a_known_publisher_is_itself_by_the_identifier_of_its_source() -> None:
    known = Gazetteer({"s": EntityConfig(name="Acme Wire", kind="organization", aliases={"en": ["AW"]})})
    assert link(article("Said to AW."), known, [])[1] == ()
