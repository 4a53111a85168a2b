"""Phrases are found where they stand, by the rules of their script, with offsets into the text as given."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.match import Match, Matcher, longest


def found(phrases: list[str], text: str) -> list[str]:
    matches = Matcher([(phrase, phrase) for phrase in phrases]).matches(text)
    return [text[match.start : match.end] for match in matches]


@pytest.mark.parametrize(
    "text",
    [
        "Kim Jong Un",
        "Kim Jong-un",
        "Kim Jong‑Un",
        "Kim\u00a0Jong\u2009Un",
        "KIM JONG UN",
        "Kim  Jong\nUn",
        "Kim Jo\u00adng Un",
    ],
)
def test_typographic_variants_of_a_name_are_one_name(text: str) -> None:
    assert found(["Kim Jong Un"], f"Then {text}’s guards came.") == [text]


def test_a_name_does_not_reach_over_a_blank_line() -> None:
    assert found(["North Korea"], "the North\n\nKorea said") == []


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("US", "Tell us what the US and the bus want", ["US"]),
        ("US", "LET US GO AND BE FREE OF IT", []),
        ("U.S.", "in the U.S.Then the U.S.-led force", ["U.S.", "U.S."]),
        ("Kim Jong-un", "KIM JONG UN, Kim jong un, kim Jong-un, Kim Jong Un", ["KIM JONG UN", "Kim Jong Un"]),
        ("Xi", "Xi met Pope Pius XI", ["Xi"]),
        ("THAAD", "Thaad and thaad, but THAAD의 배치, THAADの配備", ["THAAD", "THAAD"]),
        ("Turkey", "roast turkey in Turkey and TURKEY", ["Turkey", "TURKEY"]),
        ("missile test", "A Missile Test, missile-test; missile tests", ["Missile Test", "missile-test"]),
        ("Hwasong-1", "Hwasong-14 is no Hwasong-1", ["Hwasong-1"]),
        ("Россия", "Россия и Россиянин", ["Россия"]),
        ("Korea", "NKorea, Korean, South-Korea, Korea's", ["Korea", "Korea"]),
    ],
)  # fmt: skip
def test_alphabets_match_whole_words_and_keep_capitals(phrase: str, text: str, expected: list[str]) -> None:
    assert found([phrase], text) == expected


@pytest.mark.parametrize(
    ("phrases", "text", "expected"),
    [
        (["북한"], "북한이 발표했다. 탈출은 북한에서", ["북한", "북한"]),
        (["북한", "김정은"], "북한의 김정은은", ["북한", "김정은"]),
        (["대만"], "절대만은 아니다. 대만의", ["대만"]),
        (["이란"], "사랑이란 무엇인가, 이란은", ["이란"]),
        (["北朝鮮"], "昨日、北朝鮮のミサイル", ["北朝鮮"]),
        (["朝鲜", "朝鲜半岛"], "朝鲜半岛局势和朝鲜", ["朝鲜半岛", "朝鲜"]),
        (["タイ"], "タイムズとタイの首相", ["タイ"]),
        (["ロシア", "ベラルーシ"], "ベラルーシとロシア軍", ["ベラルーシ", "ロシア"]),
        (["ICBM"], "ＩＣＢＭ級", ["ＩＣＢＭ"]),
    ],
)
def test_scripts_without_spaces_match_before_particles_and_not_inside_other_words(
    phrases: list[str], text: str, expected: list[str]
) -> None:
    assert found(phrases, text) == expected


def test_of_overlapping_phrases_the_longest_stands() -> None:
    assert found(["York", "New York", "New York Times", "Times Square"], "the New York Times Square issue") == [
        "New York Times"
    ]


def test_a_longer_phrase_that_breaks_a_rule_hides_nothing() -> None:
    assert found(["Korea", "Korea Times"], "Korea Timescale") == ["Korea"]


def test_a_phrase_given_twice_yields_each_of_its_payloads() -> None:
    matcher = Matcher([("summit", 1), ("summit", 2)])
    assert [match.payload for match in matcher.matches("a summit")] == [1, 2]


def test_no_phrases_and_no_text_are_no_trouble() -> None:
    empty: Matcher[int] = Matcher([])
    assert (empty.matches("text"), Matcher([("a", 1), (" ", 2)]).matches(""), len(Matcher([("a", 1), (" ", 2)]))) == (
        [],
        [],
        1,
    )


@given(st.text(alphabet="aAbB -\u2011\u00a0\u00ad\n'’한국中ー İΣ.\u200b", max_size=60))
def test_offsets_always_lie_in_the_text_and_longest_matches_never_overlap(text: str) -> None:
    phrases = ["a", "ab", "A B", "b-a", "한국", "中", "i", "σ"]
    matcher = Matcher([(phrase, phrase) for phrase in phrases])
    assert all(0 <= match.start < match.end <= len(text) for match in matcher.candidates(text))
    kept = matcher.matches(text)
    assert all(before.end <= after.start for before, after in pairwise(kept))


def test_longest_prefers_the_leftmost_of_equals() -> None:
    assert longest([Match(2, 5, "b"), Match(0, 3, "a"), Match(5, 7, "c")]) == [Match(0, 3, "a"), Match(5, 7, "c")]


@pytest.mark.parametrize("unit", ["a", "a ", " ", "North ", "US ", "\u00ad", "- ", "한", " \n"])
def test_a_hostile_text_takes_time_in_proportion_to_its_length(unit: str) -> None:
    matcher = Matcher([("a" * size, size) for size in range(1, 12)] + [("US", 0), ("North Korea", 0), ("한국", 0)])
    text = unit * (100_000 // len(unit))
    began = time.process_time()
    assert len(matcher.matches(text)) <= len(text)
    assert time.process_time() - began < 4
