"""The measures measure what they say, on texts of our own; figures on the shared sets hold their floors."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from evaluation import refused, wires
from evaluation.__main__ import main, table
from evaluation.corpora import CORPORA, Story, digest
from evaluation.duplicates import GOLD, HELD_OUT, edited, gold_pairs, wrongly_merged
from evaluation.edits import EDITS, Original, by_form, on_one_background, sentences
from evaluation.figures import Figure, Pairs
from evaluation.floors import FLOORS, raise_floors, shortfalls
from evaluation.pages import Gold
from evaluation.text import Read, author_f1, segments, shingle_f1

WORDS = [
    "river",
    "bridge",
    "harbour",
    "council",
    "budget",
    "winter",
    "railway",
    "school",
    "market",
    "doctor",
    "engine",
    "garden",
    "ticket",
    "valley",
    "window",
]


def story(seed: int, count: int = 12) -> str:
    return " ".join(
        f"The {WORDS[(seed * 7 + at) % 15]} {seed * 100 + at} of the {WORDS[(seed * 3 + at * at) % 15]} was seen by "
        f"{WORDS[(seed + at * 5) % 15]} number {seed * 31 + at} near the old {WORDS[(at * 11 + seed) % 15]}."
        for at in range(count)
    )


def original(seed: int) -> Original:
    return Original(story(seed), f"Headline {seed}", "en", story(seed + 50))


def gold(**known: object) -> Gold:
    return Gold(
        "set", "page", "https://news.example/", b"", "en", ZoneInfo("UTC"), datetime(2020, 1, 1, tzinfo=UTC), **known
    )  # type: ignore[arg-type]


def test_shingle_f1_is_of_words_or_of_characters_and_counts_repeats() -> None:
    assert shingle_f1("one two three four", "one two three four") == 1
    assert shingle_f1("one two three four", "one two three") == pytest.approx(2 * 1 * 0.5 / 1.5)
    assert shingle_f1("会談は夜まで続いた", "会談は夜まで続いた") == 1
    assert 0 < shingle_f1("会談は夜まで続いた", "会談は夜まで終わった") < 1
    assert shingle_f1("one two three " * 5, "one two three") < 0.5
    assert shingle_f1("one two three", "") == 0


def test_segments_count_what_is_found_missed_and_wrongly_taken_in() -> None:
    page = gold(wanted=("the  talks", "ended late"), unwanted=("Read more", "Sign up"))
    assert segments([(page, Read(text="The day\nthe talks began. Sign up"))]) == Pairs(found=1, missed=1, wrong=1)


def test_pairs_have_precision_recall_and_f1() -> None:
    pairs = Pairs(found=3, missed=1, wrong=2)
    assert (pairs.precision, pairs.recall) == (0.6, 0.75)
    assert pairs.f1 == pytest.approx(2 / 3)
    assert Pairs().f1 == 1


def test_authors_are_compared_by_the_words_of_their_names() -> None:
    assert author_f1(["Jane Doe", "Li Wei"], "Li Wei, Jane Doe") == 1
    assert author_f1(["Jane Doe"], "Jane Roe") == 0.5
    assert author_f1(["Jane Doe"], "") == 0


def test_edits_and_forms_are_the_same_in_every_run() -> None:
    import random

    for edit in EDITS.values():
        assert edit(original(1), random.Random(5)) == edit(original(1), random.Random(5)) != original(1).other
    assert list(by_form(3)) == list(by_form(3)) != list(by_form(4))
    assert "".join(sentences("One. Two! 三つ。四つ。 Five")) == "One. Two! 三つ。四つ。 Five"


def test_edits_of_a_text_are_found_and_pages_by_form_are_kept_apart() -> None:
    originals = [original(seed) for seed in range(8)]
    found = dict(edited(originals))
    assert set(found) == set(EDITS)
    assert found["cut to 60 %"].f1 == found["merged wires"].f1 == 1
    wrong, total = wrongly_merged(by_form(1))
    assert wrong / total < 0.05
    assert all(one != other for one, other in on_one_background(originals, 1))


def test_labels_are_compared_with_what_is_called_a_copy(tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(
        "first,second,label,reason\n1,2,copy,cut\n1,3,other,another\n2,3,copy,wrong on purpose\n1,4,unclear,-\n"
    )
    news = [
        Story(1, "a", "", story(1)),
        Story(2, "b", "", story(1, 8)),
        Story(3, "a", "", story(2)),
        Story(4, "a", "", ""),
    ]
    assert gold_pairs(news, labels) == Pairs(found=1, missed=1, wrong=0)


def test_gold_pairs_are_enough_told_apart_and_hold_no_text() -> None:
    rows = [line.split(",") for line in GOLD.read_text().splitlines()[1:]]
    assert len(rows) >= 150
    assert {row[2] for row in rows} == {"copy", "other", "unclear"}
    assert max(len(row[3]) for row in rows) < 90
    assert len({(row[0], row[1]) for row in rows}) == len(rows)


def test_pairs_held_out_are_of_other_texts_and_wires_are_read_where_they_are(tmp_path: Path) -> None:
    rows = [line.split(",") for line in HELD_OUT.read_text().splitlines()[1:]]
    assert len({tuple(row[:3]) for row in rows}) == len(rows) >= 60
    known = {tuple(line.split(",")[:2]) for line in GOLD.read_text().splitlines()}
    assert not known & {(row[1], row[2]) for row in rows if row[0] == "news"}
    assert wires.reuters(tmp_path) == wires.abc(tmp_path) == []
    folder = tmp_path / wires.SET
    folder.mkdir(parents=True)
    for part in ("train", "test"):
        arff = f"@data\n\n'BANK {part.upper()}S RATE It\\'s\\ntrue.',0\n"
        (folder / f"ReutersCorn-{part}.arff").write_text(arff)
    assert wires.reuters(tmp_path) == ["BANK TRAINS RATE It's\ntrue.", "BANK TESTS RATE It's\ntrue."]


def test_an_article_that_is_kept_counts_and_one_that_is_refused_does_not() -> None:
    body = "".join(f"<p>{one}</p>" for one in sentences(story(3)))
    kept = f"<html lang=en><head><title>A story</title></head><body><article><h1>A story</h1>{body}</article></body></html>"
    gone = "<html><head><title>Page not found</title></head><body><p>Sorry, there is nothing here.</p></body></html>"
    pages = [replace(gold(), html=html.encode()) for html in (kept, gone)]
    assert [(figure.value, figure.n) for figure in refused.measure(pages)] == [(0.5, 2), (1.0, 1), (1.0, 1)]


def test_a_figure_under_its_floor_is_one_line_and_floors_only_rise(tmp_path: Path) -> None:
    for name in ("html/trafilatura", "html/newspaper4k", "html/fundus", "news", "dedup/scoop"):
        (tmp_path / name).mkdir(parents=True)
    floors = tmp_path / "floors.json"
    high, low = (Figure("text", "set en", "f1", value, 20) for value in (0.9014, 0.8))
    assert raise_floors([high, Figure("text", "set ko", "f1", 1.0, 1)], tmp_path, floors) == 1
    assert raise_floors([low], tmp_path, floors) == 0
    assert json.loads(floors.read_text())["floors"] == {"text | set en | f1": 0.901}
    assert shortfalls([high], tmp_path, floors) == []
    assert shortfalls([low], tmp_path, floors) == ["text | set en | f1: 0.800 is under its floor of 0.901"]
    (tmp_path / "news/more.csv").write_text("x")
    digest.cache_clear()
    assert shortfalls([high], tmp_path, floors) == ["news: is not the set that the floors were taken from"]


def test_the_table_has_a_line_a_figure_and_the_stock_figure_beside() -> None:
    lines = table([Figure("text", "set", "f1", 0.5, 1200, 0.25)])
    assert [line.split() for line in lines] == [
        ["part", "set", "measure", "ours", "stock", "n"],
        ["text", "set", "f1", "0.500", "0.250", "1,200"],
    ]


def test_absent_sets_and_unknown_parts_are_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--corpora", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    run = subprocess.run(
        [sys.executable, "-m", "evaluation", "txt"], check=False, capture_output=True, text=True, cwd=GOLD.parents[2]
    )
    assert (run.returncode, "no part is called txt" in run.stderr) == (2, True)


@pytest.mark.skipif(not CORPORA.exists(), reason=f"the shared sets are not at {CORPORA}")
def test_labelled_pairs_of_real_news_hold_their_floor() -> None:
    from evaluation.corpora import stories

    figures = gold_pairs(stories()).figures("duplicates", "pairs of real news, read")
    assert FLOORS.exists()
    assert shortfalls(figures, CORPORA) == []
