"""A comparison from the counted tables is that from the articles, and opens with the same article."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from benchmarks.warehouse_peers.news import BEGIN
from tests.tally import SCOPES, TERMS
from warehouse import comparing, counting, explore
from warehouse.connect import Connection
from warehouse.read import Scope, ask_of_term

pytest_plugins = ("tests.counted_news",)
pytestmark = pytest.mark.usefixtures("few_are_often")


def test_a_comparison_is_the_same_from_the_counted_tables(connection: Connection) -> None:
    everything = product(enumerate(TERMS[:3]), enumerate(SCOPES), enumerate(explore.COLUMN.values()))
    for (one, term), (other, scope), (third, column) in everything:
        if (one + other + third) % 3:  # any two meet all the same
            continue
        slow = ask_of_term(connection, "compare", term, scope, {"value": column})
        assert comparing.compare(connection, term, scope, column) == slow, (term, scope, column)


def test_how_much_each_had_is_told_without_who_was_first_by_the_same_numbers(connection: Connection) -> None:
    as_of = Scope(as_of=BEGIN + timedelta(days=3_000))
    for term, scope in (
        (TERMS[0], SCOPES[0]),
        (TERMS[1], SCOPES[3]),
        (TERMS[4], SCOPES[9]),
        (TERMS[5], SCOPES[2]),
        (TERMS[0], as_of),
    ):
        for between in explore.COLUMN:
            whole = explore.compare(connection, term, scope, between)
            assert whole
            told = [{name: row[name] for name in row if not name.startswith("first_")} for row in whole]
            assert explore.amounts(connection, term, scope, between) == told, (term, scope, between)


def test_of_articles_within_one_second_the_first_opens_and_of_those_at_once_the_lesser_id(
    connection: Connection,
) -> None:
    (earliest,) = connection.execute("SELECT min(published_at) FROM articles").fetchall()[0]
    ids = connection.execute(
        "SELECT article_id FROM articles SEMI JOIN article_topics ON article_topics.article_id = articles.article_id AND topic_id = 'topic0' ORDER BY article_id DESC LIMIT 4"
    ).fetchall()
    moments = [
        timedelta(microseconds=900_000),
        timedelta(microseconds=5),
        timedelta(microseconds=5),
        timedelta(seconds=1),
    ]
    for (one,), after in zip(ids, moments, strict=True):
        at = earliest - timedelta(days=9) + after
        connection.execute(
            "UPDATE articles SET published_at = ?, published_precision = 'second', source_id = 's000' WHERE article_id = ?",
            [at, one],
        )
    counting.unsettle(connection)
    counting.follow(connection)
    for column in explore.COLUMN.values():
        slow = ask_of_term(connection, "compare", TERMS[1], Scope(), {"value": column})
        assert comparing.compare(connection, TERMS[1], Scope(), column) == slow, column
    (opening,) = connection.execute("SELECT title FROM articles WHERE article_id = ?", [ids[2][0]]).fetchall()[0]
    (whole,) = comparing.compare(connection, TERMS[1], Scope(), comparing.TOGETHER)
    assert (whole["first_title"], whole["first_at"].microsecond) == (opening, 5)


def test_an_opening_is_told_by_its_id_where_articles_lie_elsewhere_than_when_they_were_counted(
    connection: Connection,
) -> None:
    expected = comparing.compare(connection, TERMS[0], Scope(), "source_id")
    connection.execute("UPDATE counted_articles SET place = 599 - place")
    assert comparing.compare(connection, TERMS[0], Scope(), "source_id") == expected
