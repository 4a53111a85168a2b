"""What rose against its own past surfaces by itself; weekdays, function words and what is always there do not."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from brinkwatch.__main__ import main
from tasks.rising import Rise, count_phrases, expected_texts, frequent_phrases, log_odds, phrases, told
from tests.envoys import newsroom


def test_the_score_is_the_log_odds_ratio_over_its_standard_deviation() -> None:
    share = (30 + 20) / (1_000 + 2_000)
    with_it, without = 1 + 10 * share, 1 + 10 * (1 - share)
    ratio = math.log((30 + with_it) / (970 + without)) - math.log((20 + with_it) / (1_980 + without))
    assert log_odds(30, 20, 1_000, 2_000) == pytest.approx(ratio / math.sqrt(1 / (30 + with_it) + 1 / (20 + with_it)))


def test_what_did_not_move_scores_nothing_and_a_fall_scores_below() -> None:
    assert log_odds(50, 100, 1_000, 2_000) == pytest.approx(0, abs=0.1)
    assert log_odds(10, 200, 1_000, 2_000) < -3
    assert log_odds(40, 0, 1_000, 2_000) > 3


def test_expected_texts_follow_the_share_of_the_past() -> None:
    assert expected_texts(20, 1_000, 2_000) == 10
    assert expected_texts(0, 1_000, 0) == 0


def test_phrases_have_no_function_words_at_their_ends_and_no_days() -> None:
    found = phrases("The travel ban was blocked on Monday. Strategic patience, Tillerson's aide said, has ended.")
    assert {"travel ban", "strategic patience", "tillerson aide"} <= found
    assert not [one for one in found if {"the", "was", "monday", "on", "has"} & {one.split()[0], one.split()[-1]}]
    assert "ended strategic" not in found


def test_phrases_are_counted_once_a_text_and_need_texts_and_publishers() -> None:
    texts = [("a", "travel ban and travel ban"), ("b", "the travel ban"), ("b", "health care bill")]
    assert frequent_phrases(texts, 2, 2) == {"travel ban": (2, 2)}
    assert count_phrases(["A Travel Ban.", "Travel-ban again", "travel banter"], ["travel ban"]) == {"travel ban": 2}


def rise(name: str, kind: str, score: float, texts: int = 10, term_id: str = "") -> Rise:
    return Rise(term_id or name, name, kind, texts, 0, 3, 0.0, score)


def test_parts_of_longer_phrases_and_of_names_are_not_told() -> None:
    rises = [
        rise("dutch election", "phrase", 4.0), rise("dutch election result", "phrase", 3.9, 9), rise("Theresa May", "person", 3.0),
        rise("prime minister theresa", "phrase", 3.5), rise("oil price", "phrase", 2.5), rise("price", "phrase", 2.4, 99),
    ]  # fmt: skip
    assert [one.name for one in told(rises)] == ["dutch election result", "Theresa May", "oil price", "price"]


def test_a_pair_is_told_when_it_rose_more_than_its_names_and_each_name_leads_one_only() -> None:
    rises = [
        rise("China + Tillerson", "pair", 4.8, term_id="china + tillerson"), rise("Japan + Tillerson", "pair", 4.5, term_id="japan + tillerson"),
        rise("May + Britain", "pair", 3.8, term_id="may + britain"), rise("May", "person", 3.6, term_id="may"),
        rise("Tillerson", "person", 2.5, term_id="tillerson"),
    ]  # fmt: skip
    assert [one.name for one in told(rises)] == ["China + Tillerson", "May", "Tillerson"]


def test_the_week_shows_who_and_what_rose_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom(tmp_path / "news.duckdb")
    with pytest.raises(SystemExit) as ended:
        main(["--warehouse", str(tmp_path / "news.duckdb"), "rising", "--week", "2017-03-13", "--format", "json"])
    assert ended.value.code == 0
    rows = {row["term"]: row for row in json.loads(capsys.readouterr().out)}
    assert {"Carla Voss", "border talks"} <= set(rows)
    assert not {"Anna Berg", "monday", "anna berg"} & set(rows)
    voss = rows["Carla Voss"]
    assert (voss["texts"], voss["publishers"], voss["before"], voss["configured"]) == (21, 3, 0, False)
    assert voss["sentence"].startswith("Envoy Carla Voss reached the capital")
    assert voss["url"].startswith("https://")


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ([], "say which days: --week 2017-03-13, or --since and --until"),
        (["--week", "soon"], "--week soon: is not a day; write it like 2017-03-15"),
        (
            ["--week", "2017-03-13", "--until", "2017-03-20"],
            "--week stands for seven days; leave out --since and --until",
        ),
        (
            ["--since", "2017-03-13", "--until", "2017-03-01"],
            "--since 2017-03-13 is after --until 2017-03-01; swap them",
        ),
    ],
)
def test_days_that_make_no_sense_are_told_in_one_line(
    options: list[str], line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--warehouse", str(tmp_path / "none.duckdb"), "rising", *options])
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"{line}\n"
