"""Copies are found, other stories of the same day are not, and memory is bounded."""

from __future__ import annotations

import csv
import gzip
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.dedupe import TextIndex, is_copy, signature, text_hash
from tasks.postings import KEPT
from tasks.sketch import VERSION, compare, shingles

NEWS = Path(__file__).parents[2] / "shared/corpora/news/harvard_newsarticles_2016-12_2017-03.csv.gz"
WORDS = [
    f"{first}{second}"
    for first in ("ba", "de", "ki", "lo", "mu", "na", "po", "ri")
    for second in ("ban", "dol", "fer", "gim", "hus", "jat")
]


def story(seed: int, length: int = 300) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def index_of(*texts: str, capacity: int = 100) -> TextIndex:
    index = TextIndex(capacity)
    for number, text in enumerate(texts):
        index.add(str(number), text_hash(text), signature(text))
    return index


def find(index: TextIndex, text: str) -> str | None:
    return index.find_original(text_hash(text), signature(text))


def test_the_same_text_in_other_case_and_spacing_is_the_same() -> None:
    assert find(index_of(story(1), story(2)), story(2).upper().replace(" ", "\n")) == "1"


def test_an_edited_copy_finds_its_original_and_another_story_does_not() -> None:
    words = story(1).split()
    edited = " ".join(["editors", "note", *words[:140], "changed", *words[141:280]])
    assert find(index_of(story(2), story(1)), edited) == "1"
    assert find(index_of(story(2), story(1)), story(3)) is None


def test_two_stories_that_share_a_background_paragraph_are_two() -> None:
    background = story(9, 90)
    assert find(index_of(f"{story(1, 200)} {background}"), f"{story(2, 200)} {background}") is None


def test_short_texts_are_copies_only_if_they_are_the_same() -> None:
    index = index_of("Snow and wind on Monday, with highs of two degrees in the north.")
    assert signature("Snow and wind on Monday, with highs of two degrees in the north.") == b""
    assert find(index, "Snow and wind on Monday, with highs of nine degrees in the north.") is None
    assert find(index, "snow and wind on Monday,  with highs of two degrees in the north.") == "0"


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    letters = [chr(0x4E00 + at) for at in range(400)]
    text = "".join(random.Random(5).choices(letters, k=400))
    other = "".join(random.Random(6).choices(letters, k=400))
    assert shingles(text)[0] == text[:5]
    assert find(index_of(other, text), text[:200] + "改" + text[200:]) == "1"


def test_korean_is_compared_by_its_spaced_words() -> None:
    assert shingles("북한이 미사일을 쏘았다고 밝혔다") == ["북한이 미사일을 쏘았다고", "미사일을 쏘았다고 밝혔다"]


def test_the_oldest_is_forgotten_first_and_its_room_is_freed() -> None:
    index = index_of(*map(story, range(30)), capacity=10)
    assert len(index) == 10
    assert find(index, story(19)) is None
    assert find(index, story(20)) == "20"
    assert find(index, story(29)) == "29"


def test_room_is_freed_of_what_is_forgotten() -> None:
    index = index_of(*map(story, range(600)), capacity=50)
    held = sum(len(array) for array in (*index._postings._arrays, *index._postings._fresh))
    assert held < 600 * KEPT / 2


def test_the_older_of_two_equal_originals_is_named() -> None:
    index = TextIndex()
    for name in ("older", "newer"):
        index.add(name, name, signature(story(1)))
    assert find(index, story(1)) == "older"


def test_signatures_are_the_same_in_another_process() -> None:
    program = "from tests.test_dedupe import *; print(signature(story(1)).hex())"
    root = Path(__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == signature(story(1)).hex()
    assert compare(signature(story(1)), signature(story(1))).jaccard == 1


def test_a_signature_of_another_version_is_compared_with_nothing() -> None:
    older = bytes([VERSION - 1]) + signature(story(1))[1:]
    assert not is_copy(compare(older, signature(story(1))))
    assert not is_copy(compare(b"\x00" * 512, signature(story(1))))


def test_a_text_cut_to_its_beginning_and_one_within_another_are_copies() -> None:
    words = story(1).split()
    assert find(index_of(story(2), story(1)), " ".join(words[:180])) == "1"
    assert find(index_of(story(2), story(1)), f"{story(3, 200)} {story(1)}") == "1"
    assert find(index_of(f"{story(3, 200)} {story(1)}"), story(1)) == "0"


def test_later_news_before_the_same_background_is_another_story() -> None:
    background = story(9, 210)
    assert find(index_of(f"{story(1, 90)} {background}"), f"{story(2, 90)} {background}") is None


def test_two_thirds_of_a_text_behind_a_new_beginning_are_a_copy_between_publishers_only() -> None:
    words = story(1, 400).split()
    edited = [word if at % 20 < 18 else f"{word}x" for at, word in enumerate(words)]
    index = TextIndex()
    index.add("wire", "1", signature(" ".join(words)), "one.example")
    changed = signature(" ".join([*story(5, 60).split(), *edited[60:]]))
    assert index.find_original("2", changed, "one.example") is None
    assert index.find_original("2", changed, "two.example") == "wire"


def test_a_page_by_form_with_other_numbers_is_another_page() -> None:
    form = " ".join(f"{word} {{}} units" if at % 30 == 29 else word for at, word in enumerate(story(4, 240).split()))
    monday, tuesday = form.format(*range(11, 19)), form.format(*range(51, 59))
    assert find(index_of(monday), monday.replace("units", "parts")) == "0"
    assert find(index_of(monday), tuesday) is None


@pytest.mark.skipif(not NEWS.exists(), reason=f"the news corpus is not at {NEWS}")
def test_repeated_bodies_of_real_news_collapse_and_other_stories_of_a_day_do_not() -> None:
    csv.field_size_limit(2**24)
    with gzip.open(NEWS, "rt", encoding="utf-8", newline="") as lines:
        rows = [
            row["text"]
            for row in csv.DictReader(lines)
            if row["text"].strip() and row["publish_date"].startswith("2017/3/1")
        ]
    index, exact, near = TextIndex(), 0, list[int]()
    for number, text in enumerate(rows):
        original = find(index, text)
        if original is None:
            index.add(str(number), text_hash(text), signature(text))
        elif text_hash(rows[int(original)]) == text_hash(text):
            exact += 1
        else:
            near.append(number)
    assert exact == len(rows) - len({text_hash(text) for text in rows})
    assert 0 < len(near) <= 12
