"""Searches rank, comparisons tell who and who first, and every point opens to its texts and their bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.records import Article, Enrichment, Entity, Mention, Source
from tests.conftest import Run
from warehouse.connect import open_writer
from warehouse.spool import Batch
from warehouse.write import Loaded, store

MONDAY = datetime(2017, 3, 13, 9, tzinfo=UTC)
SOURCES = (
    Source("herald", "The Herald", "GB", "en", "press", "UTC"),
    Source("times", "The Times", "GB", "en", "press", "UTC"),
    Source("ilbo", "일보", "KR", "ko", "ilbo", "Asia/Seoul"),
)
TEXTS = (
    ("ilbo", 0, "합참", "북한이 미사일을 발사했다. 합참이 밝혔다."),
    ("herald", 1, "A launch", "Rain fell. North Korea fired a missile at dawn. Japan protested."),
    ("times", 1, "A launch", "Rain fell. North Korea fired a missile at dawn. Japan protested."),
    ("herald", 8, "Missile, again", "The missile was tested. A second missile failed. North Korea is silent."),
    ("times", 8, "Tram", "The tram was painted. Nobody mentioned a missile or anything else of that long and dull evening. " * 3),
    ("times", 9, "Library", "The library was opened."),
)  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explore") / "news.duckdb"
    articles = tuple(
        Article(
            f"a{number}", "", f"https://{source}.example/{number}", source, title, text, "", "en",
            MONDAY + timedelta(days=day), "second", "feed", "", MONDAY, MONDAY, len(text.split()), f"raw{number}", f"{number}", b"", "e",
        )
        for number, (source, day, title, text) in enumerate(TEXTS)
    )  # fmt: skip
    korea, japan = Entity("north-korea", "North Korea", "place"), Entity("japan", "Japan", "place")
    enriched = [
        Enrichment(
            one.article_id,
            (korea, japan),
            tuple(
                Mention(
                    one.article_id,
                    entity.entity_id,
                    name,
                    "place",
                    one.text.index(name),
                    one.text.index(name) + len(name),
                    False,
                )
                for entity, name in ((korea, "North Korea"), (korea, "북한"), (japan, "Japan"))
                if name in one.text
            ),
            (),
        )
        for one in articles
    ]
    originals = {one.article_id: one.article_id for one in articles} | {"a2": "a1"}
    connection = open_writer(path, MONDAY)
    store(
        connection, Loaded("b", Batch(sources=SOURCES, articles=articles), articles, originals, tuple(enriched)), MONDAY
    )
    connection.close()
    return path


def asked(run: Run, warehouse: Path, *words: str) -> list[dict[str, object]]:
    status, out, err = run("--warehouse", warehouse, "--config", "none", *words, "--format", "json")
    assert status == 0, err
    return list(json.loads(out))


def test_a_search_ranks_texts_once_and_shows_the_sentence(run: Run, warehouse: Path) -> None:
    rows = asked(run, warehouse, "search", "missile")
    assert [row["article_id"] for row in rows] == ["a3", "a1", "a4"]
    assert rows[1]["sentence"] == "North Korea fired a missile at dawn."
    assert (rows[1]["copies"], rows[1]["raw_sha256"]) == (1, "raw1")
    assert [row["article_id"] for row in asked(run, warehouse, "search", "미사일 OR library")] == ["a5", "a0"]
    assert {row["article_id"] for row in asked(run, warehouse, "search", "missile NOT tram", "--source", "herald")} == {
        "a1",
        "a3",
    }


def test_a_search_may_be_the_term_of_a_trend(run: Run, warehouse: Path) -> None:
    rows = asked(run, warehouse, "trend", "missile* NOT tram", "--by", "week")
    assert [(row["kind"], row["id"], row["texts"], row["total"]) for row in rows] == [
        ("search", "", 1, 2),
        ("search", "", 1, 3),
    ]
    assert asked(run, warehouse, "trend", '"missile* NOT tram"', "--by", "year")[0]["kind"] == "phrase"


def test_a_comparison_has_intervals_and_tells_who_was_first(run: Run, warehouse: Path) -> None:
    rows = {row["value"]: row for row in asked(run, warehouse, "compare", "North Korea", "--between", "source")}
    assert {key: (row["texts"], row["total"], row["place"]) for key, row in rows.items()} == {
        "herald": (2, 2, 2), "times": (1, 3, 2), "ilbo": (1, 1, 1),
    }  # fmt: skip
    assert rows["ilbo"]["name"] == "일보"
    assert rows["times"]["low"] == pytest.approx(0.0615, abs=1e-3)
    by_owner = asked(run, warehouse, "compare", "North Korea", "--between", "owner_group")
    assert {row["value"]: row["publishers"] for row in by_owner} == {"press": 1, "ilbo": 1}


def test_groups_of_publishers_are_compared_each_text_once_and_may_overlap(
    run: Run, warehouse: Path, tmp_path: Path
) -> None:
    def compared(groups: str) -> tuple[int, str, str]:
        (tmp_path / "sources.yaml").write_text(groups)
        words = ("compare", "North Korea", "--between", "group", "--format", "json")
        return run("--warehouse", warehouse, "--config", tmp_path, *words)

    status, out, err = compared(
        "groups:\n"
        "  british: {name: British, countries: [GB]}\n"
        "  large: {name: Large, sources: [times, ilbo]}\n"
        "  absent: {name: Absent, countries: [FR]}\n"
        "sources:\n"
        "  times: {name: T, country: GB, language: en}\n"
        "  ilbo: {name: I, country: KR, language: ko}\n"
    )
    assert status == 0, err
    rows = {row["name"]: row for row in json.loads(out)}
    assert {name: (row["articles"], row["texts"], row["total"], row["place"]) for name, row in rows.items()} == {
        "Large": (2, 2, 4, 1), "British": (3, 2, 4, 2),
    }  # fmt: skip
    status, _, err = compared("sources: {}")
    assert (status, err.count("\n")) == (2, 1)
    assert "sources.yaml: has no groups; write `groups: {state-media: {name: State media" in err
    assert compared("groups: {a: {name: A, countries: [gb]}}")[2].startswith(
        "sources.yaml: groups.a.countries[0]: should match"
    )


def test_a_trend_across_countries_shares_their_own_coverage(run: Run, warehouse: Path) -> None:
    rows = asked(run, warehouse, "trend", "North Korea", "--by", "year", "--across", "country")
    assert [(row["across"], row["texts"], row["total"]) for row in rows] == [("GB", 2, 4), ("KR", 1, 1)]
    assert (
        len(asked(run, warehouse, "trend", "North Korea", "--by", "year", "--across", "source", "--largest", "1")) == 1
    )


def test_a_trend_across_owners_and_groups_shares_the_coverage_of_each(
    run: Run, warehouse: Path, tmp_path: Path
) -> None:
    words = ("trend", "North Korea", "--by", "year", "--across")
    by_owner = asked(run, warehouse, *words, "owner_group")
    assert [(row["across"], row["articles"], row["texts"], row["total"]) for row in by_owner] == [
        ("press", 3, 2, 4), ("ilbo", 1, 1, 1),
    ]  # fmt: skip
    (tmp_path / "sources.yaml").write_text(
        "groups:\n"
        "  large: {name: Large papers, sources: [times, ilbo]}\n"
        "  british: {name: British, countries: [GB]}\n"
        "  korean: {name: Korean, countries: [KR]}\n"
        "  absent: {name: Absent, countries: [FR]}\n"
    )
    own = ("--warehouse", warehouse, "--config", tmp_path, *words, "group")
    status, out, err = run(*own, "--largest", "2", "--format", "json")
    assert status == 0, err
    rows = json.loads(out)
    assert {row["across"]: (row["articles"], row["texts"], row["total"]) for row in rows} == {
        "large": (2, 2, 4), "british": (3, 2, 4),
    }  # fmt: skip
    assert "in Large papers" in err
    assert "Fixed panel: 2 of 2 sources" in run(*own, "--panel", "--format", "json")[2]
    (tmp_path / "sources.yaml").write_text("sources: {}\n")
    status, _, err = run(*own)
    assert (status, err.count("\n")) == (2, 1)
    assert "has no groups; write `groups:" in err


@pytest.mark.parametrize(
    ("term", "sentences"),
    [
        ("North Korea", ["북한이 미사일을 발사했다.", "North Korea fired a missile at dawn."]),
        ("fired a missile", ["North Korea fired a missile at dawn."]),
        ("japan NEAR/9 dawn", ["North Korea fired a missile at dawn. Japan protested."]),
        ("미사일", ["북한이 미사일을 발사했다."]),
        ("source:herald", ["Rain fell."]),
    ],
)
def test_a_point_opens_to_its_texts_and_their_raw_bytes(
    run: Run, warehouse: Path, term: str, sentences: list[str]
) -> None:
    rows = asked(run, warehouse, "trend", term, "--by", "week", "--explain", "--period", "2017-03-15")
    assert [row["sentence"] for row in rows] == sentences
    assert {row["period"] for row in rows} == {"2017-03-13"}
    assert all(str(row["raw_sha256"]).startswith("raw") for row in rows)


def test_the_texts_behind_a_trend_are_as_many_as_it_counts(run: Run, warehouse: Path) -> None:
    counted = sum(int(str(row["texts"])) for row in asked(run, warehouse, "trend", "North Korea", "--by", "day"))
    assert len(asked(run, warehouse, "trend", "North Korea", "--by", "day", "--explain")) == counted == 3


def test_two_names_together_are_a_share_of_all_coverage_and_open_to_their_texts(run: Run, warehouse: Path) -> None:
    both = ("trend", "North Korea", "--with", "japan OR 합참", "--by", "week")
    alone, together = asked(run, warehouse, *both[:2], *both[4:]), asked(run, warehouse, *both)
    assert [row["texts"] for row in together] == [2, 0]
    assert [row["total"] for row in together] == [row["total"] for row in alone]
    assert {row["with"] for row in together} == {"japan OR 합참"}
    assert len(asked(run, warehouse, *both, "--explain")) == 2
    _, told, _ = run("--warehouse", warehouse, *both)
    assert "in one article with japan OR 합참: taken as the search" in told
    status, _, err = run("--warehouse", warehouse, *both[:3], "topic:none")
    assert (status, err.split(":")[:2]) == (2, ["topic", "none"])


def test_smoothing_is_of_the_periods_so_far(run: Run, warehouse: Path) -> None:
    rows = asked(run, warehouse, "trend", "North Korea", "--by", "week", "--smooth", "2")
    assert [row["share"] for row in rows] == [1.0, 3 / 5]
    assert [row["texts"] for row in rows] == [2, 1]
