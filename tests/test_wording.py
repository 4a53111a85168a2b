"""Searches are read as they are written, and find what they say in every script."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.wording import SearchMistake, is_search, read_search

TEXTS = {
    "missile": "North Korea fired a missile on Sunday. The test failed.",
    "nuclear": "A nuclear test is expected, said the envoy.",
    "korean": "북한이 미사일을 발사했다고 합참이 밝혔다.",
    "chinese": "朝鲜星期日发射导弹。",
    "japanese": "北朝鮮がミサイルを発射した。",
    "harbour": "The harbour was painted. Testing of the crane goes on, 100% (or nearly) done.",
}


def found(search: str) -> set[str]:
    """Return the texts that a search finds, by DuckDB."""
    read = read_search(search)
    connection = duckdb.connect()
    connection.execute("CREATE TABLE texts (name VARCHAR, text VARCHAR)")
    connection.executemany("INSERT INTO texts VALUES (?, ?)", list(TEXTS.items()))
    values = {f"p{number}": leaf.pattern for number, leaf in enumerate(read.leaves)}
    condition = read.condition("regexp_matches(text, $p{})".format)
    rows = connection.execute(f"SELECT name FROM texts WHERE {condition}", values).fetchall()
    connection.close()
    return {row[0] for row in rows}


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("missile", {"missile"}),
        ("MISSILE test", {"missile"}),
        ("test AND envoy", {"nuclear"}),
        ("test", {"missile", "nuclear"}),
        ("test*", {"missile", "nuclear", "harbour"}),
        ("test NOT nuclear", {"missile"}),
        ("missile OR harbour", {"missile", "harbour"}),
        ("(missile OR nuclear) NOT envoy", {"missile"}),
        ('"a missile on"', {"missile"}),
        ('"missile a"', set()),
        ("missile NEAR/3 test", {"missile"}),
        ("test NEAR/3 missile", {"missile"}),
        ("missile NEAR/2 test", set()),
        ("미사일", {"korean"}),
        ("북한 미사일", {"korean"}),
        ("导弹 朝鲜", {"chinese"}),
        ("朝鲜 NEAR/5 导弹", {"chinese"}),
        ("朝鲜 NEAR/3 导弹", set()),
        ('北朝鮮 OR "미사일을 발사"', {"korean", "japanese"}),
        ("100%", {"harbour"}),
        ("a.b OR harbour", {"harbour"}),
    ],
)
def test_a_search_finds_what_it_says(search: str, names: set[str]) -> None:
    assert found(search) == names


@pytest.mark.parametrize(
    ("search", "says"),
    [
        ("", "an empty search asks for nothing"),
        ("a AND", "wanted where the end stands"),
        ("OR a", "wanted where OR stands"),
        ("(a", "a parenthesis is not closed"),
        ("a)", "a ) too many"),
        ('"a', "a quotation mark is not closed"),
        ("NOT a", "add a word that is"),
        ("a NEAR/51 b", "50 words at the most"),
        ("(a OR b) NEAR c", "NEAR stands between words"),
        ("*", "write letters before *"),
        ("(" * 40 + "a" + ")" * 40, "too many parentheses"),
    ],
)
def test_a_search_that_can_not_be_read_says_why(search: str, says: str) -> None:
    with pytest.raises(SearchMistake) as told:
        read_search(search)
    assert says in str(told.value)
    assert "\n" not in str(told.value)


def test_a_search_is_shown_as_it_was_understood() -> None:
    assert (
        read_search('kim (test OR "nerve agent") NOT a NEAR b').shown
        == 'kim AND (test OR "nerve agent") AND NOT a NEAR/10 b'
    )


@pytest.mark.parametrize(("text", "more"), [("missile test", False), ("(DPRK)", False), ("Band of brothers", False), ("a OR b", True), ("nucl*", True), ('"a" b', True)])  # fmt: skip
def test_only_operators_make_words_a_search(text: str, more: bool) -> None:
    assert is_search(text) is more
