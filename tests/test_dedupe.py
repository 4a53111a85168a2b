"""Copies are found, other stories of the same day are not, and memory is bounded."""

from __future__ import annotations

import csv
import gzip
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.dedupe import TextIndex, is_copy, overlap_of, signature, text_hash
from tasks.postings import KEPT
from tasks.sketch import VERSION, Overlap, shingles

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
    held = sum(len(array) for array in (*index._postings._arrays, index._postings._fresh))
    assert held < 600 * KEPT / 2


def test_an_index_with_a_file_holds_what_texts_are_compared_by_there(tmp_path: Path) -> None:
    with (tmp_path / "records").open("w+b") as file:
        index = TextIndex(100, file)
        for number in range(40):
            index.add(str(number), text_hash(story(number)), signature(story(number)), "one.example")
        assert find(index, story(7)) == "7"
        file.flush()
        assert (tmp_path / "records").stat().st_size > 40 * len(signature(story(1)))


def test_what_is_found_does_not_depend_on_how_much_was_added_at_a_time() -> None:
    texts = [" ".join(story(number % 60).split()[number // 60 :]) for number in range(180)]
    answers = []
    for capacity in (1_000, 5_000):
        index, found = TextIndex(capacity), []
        for number, text in enumerate(texts):
            found.append(find(index, text))
            if found[-1] is None:
                index.add(str(number), text_hash(text), signature(text))
        answers.append(found)
    assert answers[0] == answers[1]
    assert [one for one in answers[0][:60] if one] == []
    assert answers[0][60:] == [str(number) for number in range(60)] * 2


def test_a_short_text_printed_alone_is_found_within_one_forty_times_as_long() -> None:
    words = story(1, 2000).split()
    assert find(index_of(" ".join(words), story(2)), " ".join(words[:50])) == "0"
    assert find(index_of(" ".join(words[:50]), story(2)), " ".join(words)) == "0"


def test_a_table_is_one_if_its_figures_are_and_another_if_they_are_not() -> None:
    form = "{} Corp fourth quarter net shr {} cts vs {} cts net {} vs {} revs {} mln vs {} mln year shr {} cts vs {} cts net {} vs {}"
    figures = [31, 22, 204511, 187003, 41.1, 20.3, 88, 61, 853000, 702411]
    note = "avg shrs the company went public in the autumn and so restates what it told before"
    first, again = form.format("Harbour", *figures), form.format("Harbour", *figures).replace("net", "profit")
    other = form.format("Harbour", *[number + 7 for number in figures])
    assert find(index_of(first), f"{again} {note}") == "0"
    assert find(index_of(first), other) is None


def test_a_short_report_with_one_other_number_is_another_day() -> None:
    form = f"{story(3, 40)} at {{}} per cent and again {{}} {story(4, 30)}"
    assert find(index_of(form.format("6-3/16", 12)), form.format("6-1/4", 12)) is None
    assert find(index_of(form.format("6-3/16", 12)), form.format("6–3/16", 12)) == "0"


def test_a_shorter_edition_is_a_copy_if_headline_and_beginning_are_the_same() -> None:
    edition = Overlap(180, 80, jaccard=0.2, contained=0.52, beginning=0.85, numbers=5, same_numbers=0.8, same_title=0.7)
    assert is_copy(edition)
    assert not is_copy(replace(edition, same_title=0.3))
    assert not is_copy(replace(edition, beginning=0.5))


def test_titles_are_compared_where_both_texts_have_one() -> None:
    one, other = signature(story(1), "Envoys leave the harbour"), signature(story(1), "The envoys leave")
    assert overlap_of(one, other).same_title == 1
    assert overlap_of(one, signature(story(1), "Talks fail at last")).same_title == 0
    assert overlap_of(one, signature(story(1))).same_title == 0


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
    assert overlap_of(signature(story(1)), signature(story(1))).jaccard == 1


def test_a_signature_of_another_version_is_compared_with_nothing() -> None:
    older = bytes([VERSION - 1]) + signature(story(1))[1:]
    assert not is_copy(overlap_of(older, signature(story(1))))
    assert not is_copy(overlap_of(b"\x00" * 512, signature(story(1))))


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
