"""Ask the warehouse the questions of queries/*.sql."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from warehouse.clocks import has_hour
from warehouse.connect import WarehouseError, by_all
from warehouse.remembered import answered

if TYPE_CHECKING:
    from tasks.records import Mention, TopicScore

NOTHING_MORE: Mapping[str, str] = {}
QUERIES = Path(__file__).parent / "queries"
Row = dict[str, Any]
TermKind = Literal["entity", "topic", "watch", "source", "phrase", "search"]
By = Literal["hour", "day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Term:
    """What a person asked about, as it was understood; `term_id` of a phrase is its pattern, of a search its words.

    `also` are ids of entities that bear the name, where it might have meant them.
    """

    asked: str
    kind: TermKind
    term_id: str
    name: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Which coverage a question is about. Days are local to `zone`; `until` is exclusive; `panel` lists sources.

    With `as_of` only what was known at that moment counts. `beside` is a term that an article must have too to be found; what
    it is a share of stays all coverage.
    """

    by: By = "day"
    zone: str = "UTC"
    since: date | None = None
    until: date | None = None
    source: str | None = None
    country: str | None = None
    language: str | None = None
    owner_group: str | None = None
    panel: list[str] | None = None
    as_of: datetime | None = None
    beside: Term | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as far as matching a rule needs it."""

    article_id: str
    source_id: str
    title: str
    text: str
    mentions: tuple[Mention, ...]
    topics: tuple[TopicScore, ...]


@cache
def query_text(name: str) -> str:
    """Return the text of queries/NAME.sql."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def ask(connection: duckdb.DuckDBPyConnection, question: str, /, **values: object) -> list[Row]:
    """Answer queries/QUESTION.sql; values it does not use may be given."""
    return ask_text(connection, query_text(question), **values)


def ask_by_hour(connection: duckdb.DuckDBPyConnection, question: str, /, **values: object) -> list[Row]:
    """Answer queries/QUESTION.sql, in which {hour} stands for the hour that a text counts in."""
    return ask_text(connection, filled(query_text(question), {"hour": query_text("counted_hour").rstrip()}), **values)


def ask_text(connection: duckdb.DuckDBPyConnection, question: str, /, **values: object) -> list[Row]:
    """Answer a question given as SQL."""
    named = set(re.findall(r"\$(\w+)", question))
    used = {name: value for name, value in values.items() if name in named}
    cursor = answered(connection, question, used)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def trend(connection: duckdb.DuckDBPyConnection, term: Term, scope: Scope) -> list[Row]:
    """Return the share of coverage of a term: rows of period, articles, texts, publishers, total, share, coverage."""
    from warehouse import counted

    shown = shown_days(connection, scope)
    if counted.is_counted(connection, scope):
        rows = counted.trend(connection, term, scope, **shown)
    else:
        rows = ask_of_term(connection, "trend", term, scope, **shown)
    if scope.by == "hour":
        rows = [row for row in rows if row["total"] or has_hour(scope.zone, row["period"])]
    return with_days(rows, scope.by)


def shown_days(connection: duckdb.DuckDBPyConnection, scope: Scope) -> dict[str, date | None]:
    """Return the `first` and `last` day to be shown whatever was found: those asked for, as far as there is any coverage.

    None leaves it to what is found.
    """
    if scope.since is None and scope.until is None:
        return {"first": None, "last": None}
    first, last = covered_days(connection, scope).values()
    if first is None:
        return {"first": None, "last": None}
    return {
        "first": max(first, scope.since) if scope.since else None,
        "last": min(last, scope.until - timedelta(days=1)) if scope.until else None,
    }


def covered_days(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Row:
    """Return the `first_day` and the `last_day` with any coverage, of all of the warehouse; None where there is none."""
    from warehouse import counted

    if counted.is_counted(connection, scope):
        return counted.covered_days(connection, scope)
    return ask_text(connection, filled(query_text("covered_days"), _counted(connection, scope)), **asdict(scope))[0]


def steadiness(connection: duckdb.DuckDBPyConnection, scope: Scope, fewest: int) -> dict[str, float]:
    """Return on which part of the collected days each source was there, at the least, of periods with `fewest` of them."""
    question = filled(query_text("panel"), {"scope": scope_part(connection, scope)})
    rows = ask_text(connection, question, **asdict(scope), fewest=fewest)
    return {row["source_id"]: row["least_part"] for row in rows}


def scope_part(connection: duckdb.DuckDBPyConnection, scope: Scope) -> str:
    """Return the SQL of a scope, to stand in a question. Raises WarehouseError where a file can not tell what was known when."""
    return filled(query_text("scope"), {"ever": _ever(connection, scope)})


def _ever(connection: duckdb.DuckDBPyConnection, scope: Scope) -> str:
    return filled(query_text("scope_ever"), _counted(connection, scope))


def _counted(connection: duckdb.DuckDBPyConnection, scope: Scope) -> dict[str, str]:
    """Return what SQL asks how articles count of: all that is known, or what was known at a moment."""
    if scope.as_of is None:
        return {"counted": "articles_counted"}
    macro = "articles_counted_as_of"
    if not connection.execute("SELECT 1 FROM duckdb_functions() WHERE function_name = ?", [macro]).fetchall():
        raise WarehouseError(
            "this warehouse was written by an older Brinkwatch; the next pass makes it able to tell what was known when"
        )
    return {"counted": f"{macro}($as_of)"}


def ask_of_term(
    connection: duckdb.DuckDBPyConnection,
    question: str,
    term: Term,
    scope: Scope,
    more: Mapping[str, str] = NOTHING_MORE,
    /,
    **values: object,
) -> list[Row]:
    """Answer queries/QUESTION.sql, which is about a term in a scope; `more` SQL stands in braces there."""
    by_all(connection)
    matched, found = matching(connection, term)
    if scope.beside:
        also, theirs = matching(connection, scope.beside)
        also, theirs = renamed(also, {**theirs, "term": scope.beside.term_id})
        matched = f"SELECT * FROM ({matched}) WHERE article_id IN (SELECT article_id FROM ({also}))"  # noqa: S608 - our own words
        found = {**found, **theirs}
    parts = {"scope": scope_part(connection, scope), "ever": _ever(connection, scope), **more, "matched": matched}
    parts["covered_periods"] = query_text("covered_periods")
    return ask_text(
        connection, filled(query_text(question), parts), **asdict(scope), **found, term=term.term_id, **values
    )


def matching(connection: duckdb.DuckDBPyConnection, term: Term) -> tuple[str, Mapping[str, str]]:
    """Return SQL for the articles of a term, and the values of a phrase or search in it."""
    if term.kind not in {"phrase", "search"}:
        return query_text(f"match_{term.kind}"), {}
    condition, found, _ = condition_of(connection, term)
    return filled(query_text("match_search"), {"condition": condition}), found


def condition_of(
    connection: duckdb.DuckDBPyConnection, term: Term, *, by_key: bool = False
) -> tuple[str, Mapping[str, str], bool]:
    """Return the condition that a phrase or search is over articles, or `by_key` over counted ones, its values, and whether it reads texts."""
    from warehouse.search_index import conditions_of
    from warehouse.wording import phrase_search, read_search

    search = phrase_search(term.name) if term.kind == "phrase" else read_search(term.term_id)
    conditions, found, reads_texts = conditions_of(connection, search, by_key=by_key)
    return search.condition(conditions.__getitem__), found, reads_texts


def renamed(other: str, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a question that stands beside another, and its values, under names of their own."""
    return re.sub(r"\$(\w+)", r"$beside_\1", other), {f"beside_{name}": value for name, value in values.items()}


def filled(question: str, parts: Mapping[str, str]) -> str:
    """Put other SQL in the place of what stands in braces."""
    for name, part in parts.items():
        question = question.replace(f"{{{name}}}", part)
    return question


def with_days(rows: list[Row], by: By) -> list[Row]:
    """Tell periods of a day or more by their first day."""
    for row in rows:
        period: datetime | date = row["period"]
        if by != "hour" and isinstance(period, datetime):
            row["period"] = period.date()
    return rows


def stored_articles(connection: duckdb.DuckDBPyConnection, after: str, most: int) -> list[StoredArticle]:
    """Return the next `most` articles after an id, in the order of ids."""
    from tasks.records import Mention, TopicScore  # not needed to answer questions, and slow to load

    return [
        StoredArticle(
            row["article_id"],
            row["source_id"],
            row["title"],
            row["text"],
            tuple(Mention(**one) for one in row["mentions"] or ()),
            tuple(TopicScore(**one) for one in row["topics"] or ()),
        )
        for row in ask(connection, "stored_articles", after=after, most=most)
    ]
