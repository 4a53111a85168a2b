"""What the warehouse tells of its own collecting: how complete a day is, what feeds bring, and how politely it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tasks.poll_record import Poll, PollOutcome
from tasks.records import Article, Feed, Rejection, Source
from warehouse.connect import Connection, open_writer
from warehouse.read import ask
from warehouse.spool import Batch, EntryFacts, PageFacts
from warehouse.write import Loaded, store

MONDAY = datetime(2017, 3, 13, 6, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Connection]:
    connection = open_writer(tmp_path / "live.duckdb", MONDAY)
    yield connection
    connection.close()


def load(connection: Connection, batch: Batch, name: str = "batch") -> None:
    loaded = Loaded(name, batch, batch.articles, {one.article_id: one.article_id for one in batch.articles}, ())
    store(connection, loaded, MONDAY)


def source(name: str) -> Source:
    return Source(name, name.title(), "KR", "ko", name, "UTC")


def poll(feed: str, at: datetime, outcome: PollOutcome = "not_modified", new: int = 0, **more: object) -> Poll:
    url = f"https://{feed}.example/feed"
    return Poll(f"{feed}{at}", feed, url, at, outcome, new_entries=new, **more)  # type: ignore[arg-type]


def article(number: int, of: str, at: datetime, entry: str = "") -> Article:
    return Article(
        f"a{number}", "", f"https://{of}.example/{number}", of, "Envoy", "Text.", "", "en", at, "second", "feed", "", at, at,
        1, "", f"{number}", b"", entry,
    )  # fmt: skip


def page(url: str, at: datetime, entry: str) -> PageFacts:
    return PageFacts(url, url, "herald", 200, "text/html", 10, "sha", at, entry)


def rejection(url: str, reason: str, entry: str, raw: str = "") -> Rejection:
    return Rejection(url, "herald", reason, "", MONDAY, raw, entry)


def test_a_day_says_how_many_of_the_expected_sources_published(warehouse: Connection) -> None:
    feeds = ("herald", "times", "gone", "never")
    load(
        warehouse,
        Batch(
            sources=tuple(map(source, (*feeds, "archive"))),
            feeds=tuple(Feed(name, name, f"https://{name}.example/feed") for name in feeds),
            polls=(
                *(poll("herald", MONDAY + number * DAY) for number in range(4)),
                *(
                    poll("times", MONDAY + number * DAY, "failed" if number == 3 else "unchanged")
                    for number in range(4)
                ),
                poll("gone", MONDAY),
                poll("never", MONDAY, "failed"),
            ),
            articles=(
                article(1, "herald", MONDAY),
                article(2, "herald", MONDAY + DAY),
                article(3, "times", MONDAY + DAY),
                article(4, "archive", MONDAY - 300 * DAY),
            ),
        ),
    )
    rows = warehouse.execute(
        "SELECT day, articles, live_sources, expected_sources, coverage FROM coverage_daily ORDER BY day"
    ).fetchall()
    first = MONDAY.date()
    assert rows == [
        (first - 300 * DAY, 1, 1, 1, 1.0),
        (first, 1, 1, 3, pytest.approx(1 / 3)),  # herald, times and gone; never has not answered yet
        (first + DAY, 2, 2, 2, 1.0),  # gone is asked no more
        (first + 2 * DAY, 0, 0, 2, 0.0),  # an outage is a day like any other
        (first + 3 * DAY, 0, 0, 2, 0.0),  # and a source that fails is still expected
    ]


def test_shares_have_the_same_denominator_as_before(warehouse: Connection) -> None:
    load(
        warehouse,
        Batch(sources=(source("herald"),), articles=(article(1, "herald", MONDAY), article(2, "herald", MONDAY))),
    )
    warehouse.execute("INSERT INTO mentions VALUES ('a1', 'north-korea', 'DPRK', 'place', 0, 4, false)")
    assert warehouse.execute("SELECT day, texts, total, share FROM entity_daily").fetchall() == [
        (date(2017, 3, 13), 1, 2, 0.5)
    ]


def test_what_a_feed_brings_leaves_out_what_its_first_poll_found_waiting(warehouse: Connection) -> None:
    polls = [poll("herald", MONDAY, "changed", 50), poll("herald", MONDAY + DAY / 4, "changed", 3)]
    polls += [poll("herald", MONDAY + DAY, "failed"), poll("herald", MONDAY + 2 * DAY, "changed", 7)]
    load(warehouse, Batch(polls=tuple(polls)))
    rows = ask(warehouse, "feed_days", since=MONDAY - DAY, zone="UTC")
    assert sorted((row["day"], row["entries"]) for row in rows) == [
        (date(2017, 3, 13), 3),
        (date(2017, 3, 15), 7),
    ]
    rows = ask(warehouse, "feed_days", since=MONDAY + DAY / 8, zone="Pacific/Kiritimati")
    assert sorted((row["day"], row["entries"]) for row in rows) == [(date(2017, 3, 14), 3), (date(2017, 3, 15), 7)]


def test_the_share_of_extracted_pages_is_of_the_entries_that_a_feed_showed_first(warehouse: Connection) -> None:
    facts = [EntryFacts(f"e{number}", "herald", "herald", "", MONDAY) for number in range(5)]
    facts.append(EntryFacts("e9", "times", "herald", "", MONDAY))
    batch = Batch(
        entries=tuple(facts),
        articles=tuple(article(number, "herald", MONDAY, f"e{number}") for number in range(3)),
        rejections=(rejection("https://herald.example/3", "too_short", "e3"), rejection("x", "not_html", "e9")),
    )
    load(warehouse, batch)
    load(warehouse, Batch(entries=tuple(facts)), "again")
    rows = ask(warehouse, "feed_extraction", since=MONDAY - DAY)
    assert sorted((row["feed_id"], row["extracted"], row["rejected"]) for row in rows) == [
        ("herald", 3, 1),
        ("times", 0, 1),
    ]
    assert ask(warehouse, "feed_extraction", since=MONDAY + DAY) == []


def test_the_ledger_of_politeness_counts_by_host_what_was_asked_and_what_was_left_alone(warehouse: Connection) -> None:
    hour = timedelta(hours=1)
    load(
        warehouse,
        Batch(
            polls=(
                poll("herald", MONDAY, "changed", not_before=MONDAY + hour, redirects=2),
                poll("herald", MONDAY + hour, not_before=MONDAY + 3 * hour),
                poll("herald", MONDAY + 2 * hour, "unchanged"),
                poll("herald", MONDAY + 5 * hour, "failed"),
                poll("herald", MONDAY + DAY),
            ),
            pages=(
                page("https://HERALD.example/1", MONDAY, "e1"),
                page("https://herald.example:8443/2", MONDAY, "e2"),
            ),
            rejections=(
                rejection("https://herald.example/3", "http_404", "e3"),
                rejection("https://herald.example/4", "robots_disallowed", "e4"),
                rejection("https://herald.example/5", "robots_unreachable", "e5"),
                rejection("https://herald.example/1", "too_short", "e1", raw="sha"),
                rejection("articles.csv:3", "no_text", ""),
            ),
        ),
    )
    rows = warehouse.execute("SELECT * FROM politeness_daily ORDER BY host, day").fetchall()
    names = [column[0] for column in warehouse.description or []]
    told = [dict(zip(names, row, strict=True)) for row in rows]
    assert told[0] == {
        "host": "herald.example", "day": date(2017, 3, 13), "polls": 4, "not_modified": 1, "unchanged": 1, "failed": 1,
        "redirects": 2, "closest_polls": hour, "early_polls": 1, "page_requests": 2, "robots_refusals": 1,
    }  # fmt: skip
    assert (told[1]["polls"], told[1]["closest_polls"], told[1]["early_polls"]) == (1, timedelta(hours=19), 0)
    assert (told[2]["host"], told[2]["polls"], told[2]["page_requests"]) == ("herald.example:8443", 0, 1)
