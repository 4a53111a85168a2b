"""The questions that every engine answers, and Brinkwatch's own answers by the functions behind its commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

from brinkwatch.rise import Stretch, stretch_of
from tasks.rising import rise_of
from warehouse import explore, read, terms
from warehouse.connect import open_reader
from warehouse.read import Scope, Term

Row = tuple[Any, ...]
FEWEST_TEXTS, FEWEST_PUBLISHERS, TOP, PAST_WEEKS = 5, 3, 20, 8
"""As `brinkwatch rising` has them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about: an entity and another, a topic, a week of a rise, a phrase that is usual and one that is rare."""

    entity: str
    other: str
    topic: str
    week: date
    phrase: str = "border crossing"
    rare: str = "nerve agent"

    @property
    def stretch(self) -> Stretch:
        """Return the week and the weeks before it."""
        return stretch_of(self.week, self.week + timedelta(days=6), PAST_WEEKS, "UTC")


ASKED = Asked("person:name-20", "person:name-8", "topic2", date(2024, 9, 2))
QUESTIONS = {
    "daily": "daily share of an entity",
    "rising": f"top {TOP} rising names of a week",
    "together": "two names together, by week",
    "publishers": "publishers per day of a topic",
    "sources": "an entity compared between sources",
    "phrase": "a phrase in 2 % of the texts, by week",
    "rare": "a phrase in 0.2 % of the texts, by week",
}


class Engine(Protocol):
    """Something that answers the questions over one warehouse; `processor` are the seconds of other processes it has spent."""

    name: str

    def ask(self, question: str) -> list[Row]: ...
    def processor(self) -> float: ...
    def files(self) -> list[Path]: ...
    def reopen(self) -> None: ...
    def close(self) -> None: ...


class Brinkwatch:
    """The published file through its own reader."""

    name = "Brinkwatch"

    def __init__(self, published: Path, asked: Asked, *, texts: bool) -> None:
        self._path, self._asked = published, asked
        self._connection = open_reader(published, by_one=True)
        self._answers: Mapping[str, Callable[[], list[Row]]] = {
            "daily": self._daily, "rising": self._rising, "together": self._together, "publishers": self._publishers, "sources": self._sources,
        }  # fmt: skip
        if texts:
            self._answers = {
                **self._answers,
                "phrase": lambda: self._phrase(asked.phrase),
                "rare": lambda: self._phrase(asked.rare),
            }

    def ask(self, question: str) -> list[Row]:
        return self._answers[question]()

    def processor(self) -> float:
        return 0.0

    def files(self) -> list[Path]:
        return [self._path, self._path.with_suffix(".search.sqlite")]

    def reopen(self) -> None:
        self._connection.close()
        self._connection = open_reader(self._path, by_one=True)

    def close(self) -> None:
        self._connection.close()

    def _trend(self, term: Term, by: read.By) -> list[read.Row]:
        return read.trend(self._connection, term, Scope(by=by))

    def _daily(self) -> list[Row]:
        rows = self._trend(terms.resolve(self._connection, self._asked.entity), "day")
        return [
            (str(row["period"]), row["articles"], row["texts"], row["publishers"], row["total"])
            for row in rows
            if row["total"]
        ]

    def _publishers(self) -> list[Row]:
        rows = self._trend(terms.resolve(self._connection, f"topic:{self._asked.topic}"), "day")
        return [(str(row["period"]), row["texts"], row["publishers"]) for row in rows if row["articles"]]

    def _phrase(self, phrase: str) -> list[Row]:
        rows = self._trend(terms.resolve(self._connection, f'"{phrase}"'), "week")
        return [(str(row["period"]), row["articles"], row["texts"]) for row in rows if row["articles"]]

    def _sources(self) -> list[Row]:
        term = terms.resolve(self._connection, self._asked.entity)
        rows = explore.amounts(self._connection, term, Scope(), "source")
        return sorted((row["value"], row["articles"], row["texts"], row["total"]) for row in rows)

    def _together(self) -> list[Row]:
        one, other = (terms.resolve(self._connection, asked) for asked in (self._asked.entity, self._asked.other))
        rows = read.trend(self._connection, one, Scope(by="week", beside=other))
        return [(str(row["period"]), row["texts"]) for row in rows if row["texts"]]

    def _rising(self) -> list[Row]:
        values = {**self._asked.stretch.values(), "fewest": FEWEST_TEXTS, "fewest_publishers": FEWEST_PUBLISHERS}
        rows = explore.rising_names(self._connection, **values)
        now, before = explore.rising_sizes(self._connection, **values)
        return risen(((row["term_id"], row["texts"], row["before"], row["publishers"]) for row in rows), now, before)


def risen(rows: Any, all_now: int, all_before: int) -> list[Row]:
    """Return the names that rose most, with their counts, scored as `brinkwatch rising` scores them."""
    rises = [
        rise_of(
            {"term_id": one, "name": one, "kind": "", "texts": texts, "before": before, "publishers": publishers},
            all_now,
            all_before,
        )
        for one, texts, before, publishers in rows
    ]
    best = sorted(rises, key=lambda one: (-one.score, one.term_id))[:TOP]
    return [(one.term_id, one.texts, one.before) for one in best]
