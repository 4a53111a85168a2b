"""Counted tables give the answers of the articles themselves, whatever happens to these; and the peers agree on a small warehouse."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import duckdb
import pytest

from benchmarks.warehouse_peers.news import BEGIN, sources
from brinkwatch.rise import stretch_of
from flows.load import COPIES_WITHIN
from tests.tally import SCOPES, TERMS, news, same
from warehouse import counted, counting, explore, prune, rewrite
from warehouse.compact import compact
from warehouse.connect import MIGRATIONS, Connection, migrate, open_reader, open_writer
from warehouse.layout import Layout
from warehouse.publish import publish
from warehouse.read import Scope, ask, ask_of_term, trend, with_days
from warehouse.spool import Batch
from warehouse.write import Loaded, insert, store

pytest_plugins = ("tests.counted_news",)
pytestmark = pytest.mark.usefixtures("few_are_often")


def test_a_trend_is_the_same_from_the_counted_tables_as_from_the_articles(connection: Connection) -> None:
    assert len(ask(connection, "counted_behind")) == len(counting.FOLLOWED)
    assert same(connection) > 1_000


def test_the_sums_of_frequent_subjects_are_kept_and_are_those_counted(connection: Connection) -> None:
    kept = {
        row["kind"]
        for row in connection.execute("SELECT kind FROM counted_numbers WHERE summed").to_arrow_table().to_pylist()
    }
    assert {"entity", "topic"} <= kept
    for term, by in product(TERMS[:2], counted.SUMMED):
        sums = counted.trend(connection, term, Scope(by=by))
        connection.execute("UPDATE counted_numbers SET summed = NOT summed")
        assert counted.trend(connection, term, Scope(by=by)) == sums
        connection.execute("UPDATE counted_numbers SET summed = NOT summed")


def test_a_source_that_changed_hands_is_counted_anew(connection: Connection) -> None:
    connection.execute("UPDATE sources SET owner_group = 'group1' WHERE source_id IN ('s001', 's002', 's003')")
    assert not counting.in_step(connection)
    counting.follow(connection)
    same(connection, SCOPES[:2])


def test_what_is_found_later_in_old_articles_is_added_to_the_sums(connection: Connection) -> None:
    ids = connection.execute(
        "SELECT article_id FROM articles ANTI JOIN article_topics USING (article_id) ORDER BY ALL LIMIT 50"
    ).fetchall()
    insert(connection, "article_topics", [{"article_id": one, "topic_id": "topic0", "score": 1.0} for (one,) in ids])
    counting.follow(connection)
    assert connection.execute("SELECT bool_or(summed) FROM counted_numbers WHERE id = 'topic0'").fetchall() == [(True,)]
    same(connection, SCOPES[:2])


def test_a_reader_asks_once_for_what_is_the_same_for_all_answers(filled: Layout, tmp_path: Path) -> None:
    copy = tmp_path / "news.duckdb"
    copy.write_bytes(filled.live.read_bytes())
    with closing(open_reader(copy)) as reader:
        first, again = (trend(reader, TERMS[0], Scope()) for _ in range(2))
        assert (
            first == again == with_days(ask_of_term(reader, "trend", TERMS[0], Scope(), first=None, last=None), "day")
        )
        assert any(row["articles"] for row in trend(reader, TERMS[1], Scope()))


def test_samples_of_old_texts_are_forgotten_and_those_that_copies_are_told_by_are_kept(
    filled: Layout, tmp_path: Path
) -> None:
    layout = Layout(tmp_path / "news.duckdb")
    layout.live.write_bytes(filled.live.read_bytes())
    with closing(open_reader(layout.live)) as reader:
        (kept,) = reader.execute("SELECT count(*) FILTER (signature <> ''::BLOB) FROM text_signatures").fetchall()
    publish(layout, BEGIN)  # by the clock of this pass, all of them are ahead: none is old
    with closing(open_reader(layout.published)) as reader:
        (still,) = reader.execute("SELECT count(*) FILTER (signature <> ''::BLOB) FROM text_signatures").fetchall()
    assert still == kept
    publish(layout, BEGIN + timedelta(days=4000))
    with closing(open_reader(layout.published)) as reader:
        newest = "(SELECT max(first_seen_at) FROM text_signatures)"
        (row,) = (
            reader.execute(f"""SELECT bool_and(signature <> ''::BLOB) FILTER (first_seen_at >= {newest} - to_days({COPIES_WITHIN.days})),
            count(*) FILTER (signature <> ''::BLOB), count(*) FROM text_signatures""").fetchall()
        )
    assert row[0]
    assert 0 < row[1] < row[2] / 2


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/New_York"])
def test_risers_are_the_same_from_the_counted_tables(connection: Connection, zone: str) -> None:
    stretch = stretch_of(date(2024, 3, 4), date(2024, 4, 10), 20, zone)
    values = {**stretch.values(), "fewest": 2, "fewest_publishers": 2}
    slow = ask(connection, "rising_names", **values)
    assert slow
    assert explore.rising_names(connection, **values) == slow
    sizes = ask(connection, "rising_sizes", **values)[0]
    assert explore.rising_sizes(connection, **values) == (sizes["now"], sizes["before"])


def test_what_changed_in_place_is_counted_anew(connection: Connection) -> None:
    (article,) = (one for one in news(batches=1)[0][1].fresh[:1])
    rewrite.store(
        connection, rewrite.Remade("1", "1", "1", originals={article.article_id: news()[0][1].fresh[1].article_id})
    )
    assert not counting.in_step(connection)
    counting.follow(connection)
    same(connection, SCOPES[:2])


def test_what_was_pruned_is_counted_no_more(connection: Connection) -> None:
    before = connection.execute("SELECT count(*) FROM counted_articles").fetchall()
    prune.prune_rows(connection, prune.Horizon(articles=datetime(2023, 9, 1, tzinfo=UTC)))
    assert not counting.in_step(connection)
    counting.follow(connection)
    assert connection.execute("SELECT count(*) FROM counted_articles").fetchall() < before
    same(connection, SCOPES[:3])


def test_rows_that_went_without_a_word_are_noticed(connection: Connection) -> None:
    connection.execute("DELETE FROM mentions WHERE entity_id = 'person:name-0'")
    counting.follow(connection)
    assert not sum(row["articles"] for row in counted.trend(connection, TERMS[0], Scope()))
    same(connection, SCOPES[:1])


def test_a_copy_whose_original_comes_later_is_put_beside_it(tmp_path: Path) -> None:
    first, late, *_ = news()[0][1].fresh
    with closing(open_writer(tmp_path / "news.live.duckdb", BEGIN)) as connection:
        for name, articles in (("copy", (first,)), ("original", (late,))):
            originals = {first.article_id: late.article_id}
            store(connection, Loaded(name, Batch(sources=sources()), articles, originals, ()), BEGIN)
            counting.follow(connection)
            same(connection, SCOPES[:2])


def test_a_source_is_expected_from_the_first_poll_that_was_answered(connection: Connection) -> None:
    polled = {
        "poll_id": "p", "feed_id": "f", "url": "", "polled_at": datetime(2023, 2, 1, tzinfo=UTC), "outcome": "changed", "status": 200,
        "body_bytes": 1, "entries": 1, "new_entries": 1, "reason": "", "detail": "", "redirects": 0,
    }  # fmt: skip
    before = counted.trend(connection, TERMS[0], Scope(by="month"))
    insert(connection, "polls", [polled])
    assert not counting.in_step(connection)
    counting.follow(connection)
    assert counted.trend(connection, TERMS[0], Scope(by="month")) != before
    same(connection, SCOPES[:3])


def test_nothing_is_written_when_nothing_came(connection: Connection) -> None:
    before = connection.execute("SELECT max(rowid), count(*) FROM counted_marks").fetchall()
    counting.follow(connection)
    assert connection.execute("SELECT max(rowid), count(*) FROM counted_marks").fetchall() == before


def test_what_was_known_at_a_moment_is_asked_of_the_articles(connection: Connection) -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    assert not counted.is_counted(connection, Scope(as_of=moment))
    assert counted.is_counted(connection, Scope())


def test_publishing_and_compacting_leave_the_counted_tables_in_step(filled: Layout, tmp_path: Path) -> None:
    layout = Layout(tmp_path / "news.duckdb")
    layout.live.write_bytes(filled.live.read_bytes())
    with closing(open_writer(layout.live, BEGIN)) as connection:
        connection.execute("DELETE FROM mentions WHERE entity_id = 'person:name-0'")
        prune.prune_rows(connection, prune.Horizon(articles=datetime(2023, 9, 1, tzinfo=UTC)))
    publish(layout, BEGIN)
    compact(layout, BEGIN)
    with closing(open_reader(layout.published)) as connection:
        same(connection, SCOPES[:1])
        there = "SELECT count(*), count(articles.rowid) FROM counted_articles LEFT JOIN articles ON articles.rowid = place AND article_key(article_id) = key"
        ((counted_there, in_place),) = connection.execute(there).fetchall()
        assert counted_there == in_place > 100


def test_a_small_question_is_read_by_one_thread_and_what_reads_all_articles_by_all(
    filled: Layout, tmp_path: Path
) -> None:
    layout = Layout(tmp_path / "news.duckdb")
    layout.live.write_bytes(filled.live.read_bytes())
    publish(layout, BEGIN)

    def threads(connection: Connection) -> int:
        return int(connection.execute("SELECT current_setting('threads')").fetchall()[0][0])

    with closing(open_reader(layout.published)) as connection:
        usual = threads(connection)
    with closing(open_reader(layout.published, by_one=True)) as connection:
        rows = trend(connection, TERMS[0], Scope(by="week"))
        compared = explore.compare(connection, TERMS[0], Scope(), "country")
        assert threads(connection) == 1
        assert (
            with_days(ask_of_term(connection, "trend", TERMS[0], Scope(by="week"), first=None, last=None), "week")
            == rows
        )
        assert len(compared) > 3
        assert threads(connection) == usual


def test_a_file_of_before_is_answered_from_its_articles_and_counted_when_it_is_written_next(tmp_path: Path) -> None:
    old, path = tmp_path / "migrations", tmp_path / "news.live.duckdb"
    old.mkdir()
    for file in MIGRATIONS.glob("*.sql"):
        if file.name < "0019":
            (old / file.name).write_bytes(file.read_bytes())
    with closing(duckdb.connect(str(path))) as connection:
        assert migrate(connection, BEGIN, old) == 18
        for _, loaded in news(batches=1):
            store(connection, loaded, BEGIN)
    with closing(open_reader(path)) as connection:
        assert not counting.in_step(connection)
        before = [trend(connection, term, scope) for term, scope in product(TERMS[:3], SCOPES[:2])]
        assert sum(row["articles"] for rows in before for row in rows) > 100
    with closing(open_writer(path, BEGIN)) as connection:
        counting.follow(connection)
        assert same(connection, SCOPES[:3]) > 100
        assert [trend(connection, term, scope) for term, scope in product(TERMS[:3], SCOPES[:2])] == before
