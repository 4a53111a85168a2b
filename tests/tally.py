"""Invented news in a small warehouse, and what is counted of it beside the articles themselves."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from itertools import product
from pathlib import Path

from benchmarks.warehouse_peers.news import BEGIN, invented, sources
from tasks.records import Feed
from warehouse import counted, counting
from warehouse.connect import Connection, open_writer
from warehouse.layout import Layout
from warehouse.read import Scope, Term, ask_of_term, shown_days
from warehouse.spool import Batch
from warehouse.write import Loaded, insert, rows_of, store

NUMBER, BATCH = 600, 200
TERMS = (
    Term("", "entity", "person:name-0", ""), Term("", "topic", "topic0", ""), Term("", "watch", "tension", ""),
    Term("", "source", "s001", ""), Term("", "phrase", r"border\s+crossing", "border crossing"), Term("", "entity", "nobody", ""),
)  # fmt: skip
SCOPES = (
    Scope(), Scope(by="week"), Scope(by="month", zone="Asia/Seoul"), Scope(by="day", zone="America/New_York", language="en"),
    Scope(by="week", country="KR"), Scope(by="year", panel=["s000", "s001", "s004"]), Scope(by="week", owner_group="group0"),
    Scope(by="week", beside=TERMS[1]), Scope(by="month", zone="Asia/Seoul", beside=TERMS[4]),
    Scope(by="week", since=date(2023, 3, 1), until=date(2024, 9, 9)), Scope(by="week", since=date(2024, 3, 6), until=date(2031, 1, 1)),
    Scope(by="month", zone="Asia/Seoul", until=date(2023, 5, 9), source="s003"), Scope(by="hour", source="s002", since=date(2023, 3, 1), until=date(2023, 4, 1)),
)  # fmt: skip


def news(first: int = 0, batches: int = 3) -> list[tuple[int, Loaded]]:
    """Return batches of invented news, ready to be stored."""
    made = list(invented(NUMBER, BATCH, BATCH, words=60))[first : first + batches]
    return [
        (
            first + place,
            Loaded(
                f"b{first + place}",
                Batch(sources=sources(), articles=one.articles),
                one.articles,
                one.originals,
                one.enrichments,
            ),
        )
        for place, one in enumerate(made)
    ]


def same(connection: Connection, scopes: tuple[Scope, ...] = SCOPES) -> int:
    """Compare every answer with that from the articles; return how many rows there were."""
    assert counting.in_step(connection)
    found = 0
    for term, scope in product(TERMS, scopes):
        shown = shown_days(connection, scope)
        slow = ask_of_term(connection, "trend", term, scope, **shown)
        assert counted.trend(connection, term, scope, **shown) == slow, (term, scope)
        found += sum(row["articles"] for row in slow)
    return found


def filled_in(folder: Path) -> Layout:
    """Make a warehouse of two batches, counted, and a third that was added to it."""
    layout = Layout(folder / "news.duckdb")
    with closing(open_writer(layout.live, BEGIN)) as connection:
        insert(connection, "feeds", rows_of([Feed("f", "s150", "https://s150.example/feed")]))
        insert(
            connection,
            "topics",
            [{"topic_id": f"topic{one}", "name": f"Topic {one}", "definition": "", "parent": ""} for one in range(20)],
        )
        for place, loaded in news():
            store(connection, loaded, BEGIN)
            if place:
                counting.follow(connection)
    return layout
