"""The index of words finds what reading all texts finds, whatever the texts and whatever is asked."""

from __future__ import annotations

import random
import re
import sqlite3
from contextlib import closing

import duckdb
import pytest

from warehouse.search_words import MARK, TOKENIZER, indexed, is_odd, question_of
from warehouse.wording import phrase_pattern

LETTERS = (
    "a", "b", "A", "k", "K", "S", "s", "1", "_", " ", " ", " ", "\n", "\t", "\f", "\x0b", "\xa0", "　", "\x1c", ".", "-", "'", '"', "(", "*", "%", "’", "“",
    "é", "É", "ß", "ẞ", "ſ", "\u212a", "å", "\u212b", "İ", "ı", "σ", "ς", "Σ", "\u0345", "ι", "e\u0301", "ǅ", "ǆ", "ﬁ", "北", "韓", "국", "북", "한", "の", "。", "🚀", "👩‍🚀",
    MARK, "к", "К",
)  # fmt: skip
TEXTS, PHRASES = 500, 700


def written(chance: random.Random, longest: int) -> str:
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(1, longest)))


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_match_is_missed_and_an_exact_question_finds_nothing_else(seed: int, told: bool) -> None:
    chance = random.Random(seed)
    alphabet = [*chance.sample(LETTERS, 14), " ", "a"]  # few at a time, so that phrases do occur
    texts = [
        ("".join(chance.choices(alphabet, k=chance.randint(0, 4))), "".join(chance.choices(alphabet, k=chance.randint(0, 30))))
        for _ in range(TEXTS)
    ]  # fmt: skip
    with closing(sqlite3.connect(":memory:")) as index, closing(duckdb.connect()) as scan:
        index.execute(
            f"""CREATE VIRTUAL TABLE words USING fts5 (text, content='', columnsize=0, tokenize="{TOKENIZER}")"""
        )
        index.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)",
            [(number, indexed(*one, told=told)) for number, one in enumerate(texts) if not is_odd(*one)],
        )
        scan.execute("CREATE TABLE texts (number INTEGER, title VARCHAR, text VARCHAR)")
        scan.executemany("INSERT INTO texts VALUES (?, ?, ?)", [(n, *one) for n, one in enumerate(texts)])
        odd = {number for number, one in enumerate(texts) if is_odd(*one)}
        answered = exact = hits = 0
        for _ in range(PHRASES):
            phrase = "".join(chance.choices(alphabet, k=chance.randint(1, 6))).strip()
            if not phrase:
                continue
            prefix = chance.random() < 0.3
            asked = question_of(phrase, prefix=prefix, told=told)
            if asked is None:
                continue
            pattern = phrase_pattern(phrase, prefix=prefix)
            question = "SELECT number FROM texts WHERE regexp_matches(title, $1) OR regexp_matches(text, $1)"
            right = {row[0] for row in scan.execute(question, [pattern]).fetchall()} - odd
            found = {row[0] for row in index.execute("SELECT rowid FROM words WHERE words MATCH ?", (asked.match,))}
            assert right <= found, (phrase, prefix, asked)
            assert not asked.exact or right == found, (phrase, prefix, asked)
            answered, exact, hits = answered + 1, exact + asked.exact, hits + bool(right)
    assert answered > PHRASES / 2
    assert exact > 30
    assert hits > 100


def test_folding_is_that_of_the_patterns() -> None:
    cased = [
        one for one in map(chr, range(0x80, 0x1E944)) if not 0xD800 <= ord(one) <= 0xDFFF and one.lower() != one.upper()
    ]
    with closing(duckdb.connect()) as scan:
        everything = "".join(cased)
        for one in cased[::29]:
            found = scan.execute(
                "SELECT regexp_extract_all($1, $2)", [everything, f"(?i:{re.escape(one)})"]
            ).fetchall()[0][0]
            assert {indexed("", other) for other in found} == {indexed("", one)}


@pytest.mark.parametrize(
    ("phrase", "match", "exact"),
    [
        ("nerve agent", '"nerve agent"', True),
        ("북한", '"북한"', True),
        ("美", '"美" *', True),
        ("북한 미사일", '"북한 한 미사 사일"', True),
        ("U.S. troops", f'"U {MARK}z2ez S {MARK}z2ey troops"', True),
        ("the F-16", f'"the F {MARK}z2dz 16"', True),
        ("100%", f'"100 {MARK}z25" *', True),
        ("North - South", f'"North {MARK}y2dy South"', True),
        ("#1 hit", '"1 hit"', False),
        ("Citroën", '"Citro ë n"', False),
        ("résumé", '"r é sum é" *', False),
    ],
)
def test_phrases_ask_the_index_so(phrase: str, match: str, exact: bool) -> None:
    asked = question_of(phrase)
    assert asked is not None
    assert (asked.match, asked.exact) == (match, exact)


@pytest.mark.parametrize("phrase", ["_a", "🜂" + MARK, "groſs", "...", "%"])
def test_what_the_index_can_not_tell_is_left_to_the_texts(phrase: str) -> None:
    assert question_of(phrase) is None


@pytest.mark.parametrize(
    ("phrase", "match", "exact"),
    [("U.S. troops", 'NEAR("U" "S" "troops", 8)', False), ("nerve agent", '"nerve agent"', True)],
)
def test_an_index_of_before_is_asked_for_all_but_the_signs(phrase: str, match: str, exact: bool) -> None:
    asked = question_of(phrase, told=False)
    assert asked is not None
    assert (asked.match, asked.exact) == (match, exact)
