"""Topics are scored by distinct weighted phrases."""

import math

import pytest

from config.models import TopicConfig
from tasks.topics import Place, TopicMatcher


def topic(**parts: object) -> TopicConfig:
    return TopicConfig.model_validate({"name": "n", "definition": "d", **parts})


TOPICS = {
    "missile-test": topic(
        phrases={"en": {"missile test": 1, "missile": 0.4, "launch": 0.5}, "ko": {"미사일 발사": 1}},
        exclude=["protein missile"],
    ),
    "diplomacy": topic(phrases={"en": {"diplomacy": 1}}),
    "talks": topic(phrases={"en": {"held talks": 1}}, parent="diplomacy"),
    "strict": topic(phrases={"en": {"launch": 1, "ship": 1}}, threshold=2),
    "circle-a": topic(phrases={"en": {"round": 1}}, parent="circle-b"),
    "circle-b": topic(parent="circle-a"),
}


def scores(title: str, text: str) -> dict[str, float]:
    return {one.topic_id: one.score for one in TopicMatcher(TOPICS).score("a1", title, text)}


def test_a_text_below_the_threshold_has_no_topic() -> None:
    assert scores("", "The missile. A missile! Missile?") == {}


def test_distinct_phrases_add_up_and_the_score_is_as_documented() -> None:
    assert scores("", "a missile on launch, and a missile test") == {
        "missile-test": pytest.approx(1 - math.exp(-1.9), abs=1e-4)
    }


def test_a_phrase_in_the_title_counts_double() -> None:
    assert scores("Launch", "") == {
        "missile-test": pytest.approx(1 - math.exp(-1), abs=1e-4),
        "strict": pytest.approx(1 - math.exp(-1), abs=1e-4),
    }
    assert scores("", "launch") == {}


def test_the_longer_phrase_hides_the_shorter_within_it() -> None:
    assert scores("", "missile test")["missile-test"] == pytest.approx(1 - math.exp(-1), abs=1e-4)


def test_excluded_phrases_hide_what_they_overlap() -> None:
    assert scores("Protein missile", "protein missile") == {}


def test_a_parent_scores_as_its_best_child() -> None:
    found = scores("They held talks", "")
    assert found["diplomacy"] == found["talks"] > 0.8


def test_a_circle_of_parents_ends() -> None:
    assert set(scores("round", "")) == {"circle-a", "circle-b"}


def test_phrases_of_other_languages_count() -> None:
    assert "missile-test" in scores("북한, 미사일 발사", "")


def test_the_first_place_is_in_the_title_if_possible_and_a_parent_shows_its_children() -> None:
    places = TopicMatcher(TOPICS).first_places(
        "No missile", "They held talks on a launch", {"missile-test", "diplomacy"}
    )
    assert places == {"missile-test": Place(3, 10, True), "diplomacy": Place(5, 15, False)}


def test_a_phrase_that_is_repeated_counts_towards_what_a_headline_would() -> None:
    once, often = "launch", "launch. " * 3
    assert scores("", once) == {}
    assert scores("", f"missile. {once}") == {}
    assert scores("", f"missile. {often}")["missile-test"] == pytest.approx(
        1 - math.exp(-(0.4 + 0.5 * (2 - 1 / 3))), abs=1e-4
    )
    assert scores("", "missile " * 10_000) == {}
