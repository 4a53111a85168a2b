"""Look behind and across trends: the articles of a point, a term between publishers, searches, and the alerts of a term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Literal

from tasks.sentence import sentence_around
from warehouse import comparing, counted
from warehouse.connect import Connection, by_all
from warehouse.read import Row, Scope, Term, ask, ask_of_term, ask_text, filled, query_text, scope_part, with_days
from warehouse.search_index import conditions_of
from warehouse.wording import Search, read_search

Between = Literal["source", "country", "language", "owner_group", "nothing"]
COLUMN: Mapping[Between, str] = {
    "source": "source_id", "country": "country", "language": "language", "owner_group": "owner_group", "nothing": comparing.TOGETHER
}  # fmt: skip
"""Of `nothing` there is one row, with an empty value: all of the scope together."""

_K, _B, _TITLE = 1.2, 0.75, 3
"""BM25's constants as its authors give them, and how much more often a word of the title counts."""


def explain(
    connection: Connection,
    term: Term,
    scope: Scope,
    period: date | None = None,
    most: int | None = None,
    each: int | None = None,
) -> list[Row]:
    """Return the texts behind a trend, or behind the period that begins on a day, each with its sentence and raw hash.

    `most` bounds all of them, `each` those of one period.
    """
    place, pattern = "nowhere", ""
    if term.kind in {"entity", "watch"}:
        place = term.kind
    elif term.kind in {"phrase", "search"}:
        place = "words"
        pattern = term.term_id if term.kind == "phrase" else _any_of(read_search(term.term_id))
    places = {"places": query_text(f"place_{place}")}
    bounds = {"period": period, "most": most, "each": each}
    rows = ask_of_term(connection, "explain", term, scope, places, pattern=pattern, **bounds)
    return [_with_sentence(row) for row in with_days(rows, scope.by)]


def compare(connection: Connection, term: Term, scope: Scope, between: Between) -> list[Row]:
    """Return a row a source, country, language or owner group: its share for the term and its first article on it."""
    if counted.is_counted(connection, scope):
        rows = comparing.compare(connection, term, scope, COLUMN[between])
    else:
        rows = ask_of_term(connection, "compare", term, scope, {"value": COLUMN[between]})
    return [_with_day({**row, "first_key": row["first_at"]}, "first_at", "first_day_only") for row in rows]


def amounts(connection: Connection, term: Term, scope: Scope, between: Between) -> list[Row]:
    """Return what `compare` tells of how much each had for a term, and nothing of who was first, which takes longer to find."""
    if counted.is_counted(connection, scope):
        return comparing.compare(connection, term, scope, COLUMN[between], firsts=False)
    rows = ask_of_term(connection, "compare", term, scope, {"value": COLUMN[between]})
    return [{name: told for name, told in row.items() if not name.startswith("first_")} for row in rows]


def sources_of(connection: Connection, scope: Scope) -> list[Row]:
    """Return whose coverage a scope is of, the publisher with the most texts first."""
    question = filled(query_text("scope_sources"), {"scope": scope_part(connection, scope)})
    return ask_text(connection, question, **asdict(scope))


def co_mentions(connection: Connection, term: Term, scope: Scope, between: Between) -> list[Row]:
    """Return what texts on a term mention beside it: rows of value, name, texts, and whole, the texts of the value on it."""
    return ask_of_term(connection, "co_mentions", term, scope, {"value": COLUMN[between]}, kind=term.kind)


def search(connection: Connection, wanted: Search, scope: Scope, most: int) -> list[Row]:
    """Return the texts that a search finds, best first, each with its sentence and raw hash."""
    by_all(connection)
    ranked_by = [number for number, leaf in enumerate(wanted.leaves) if leaf in wanted.wanted]
    long = f"({1 - _B} + {_B} * word_count / usual.words)"
    counts = {
        number: f"(len(regexp_extract_all(text, $p{number})) + {_TITLE} * len(regexp_extract_all(title, $p{number})))"
        for number in ranked_by
    }
    looks, found, _ = conditions_of(connection, wanted)
    parts = {
        "scope": scope_part(connection, scope),
        "places": query_text("place_words"),
        "looks": ", ".join(f"{look} AS l{n}" for n, look in enumerate(looks)),
        "weights": ", ".join(f"ln(1 + count(*) / (1 + count(*) FILTER (l{n}))) AS w{n}" for n in ranked_by),
        "score": " + ".join(f"w{n} * {count} / ({count} + {_K} * {long})" for n, count in counts.items()),
        "condition": wanted.condition("l{}".format),
    }
    patterns = {f"p{number}": leaf.pattern for number, leaf in enumerate(wanted.leaves)}
    question = filled(query_text("search"), parts)
    rows = ask_text(connection, question, **asdict(scope), **{**patterns, **found}, pattern=_any_of(wanted), most=most)
    return [_with_sentence(row) for row in rows]


def rising_names(connection: Connection, **values: object) -> list[Row]:
    """Return in how many texts each name stands in a stretch of days, and in the days before it."""
    if counted.is_counted(connection, Scope()):
        return comparing.rising_names(connection, values)
    return ask(connection, "rising_names", **values)


def rising_sizes(connection: Connection, **values: object) -> tuple[int, int]:
    """Return how many distinct texts a stretch of days has, and the days before it."""
    if counted.is_counted(connection, Scope()):
        row = comparing.rising_sizes(connection, values)
    else:
        (row,) = ask(connection, "rising_sizes", **values)
    return int(row["now"]), int(row["before"])


def alert_marks(connection: Connection, kind: str, term_id: str) -> list[Row]:
    """Return when alerts of a watch, entity or topic opened: rows of opened_at, score and name."""
    return ask(connection, "alert_marks", kind=kind, term=term_id)


def _any_of(search: Search) -> str:
    return "|".join(f"(?:{leaf.pattern})" for leaf in search.wanted)


def _with_sentence(row: Row) -> Row:
    """Put the sentence in the place of the text: the one with the evidence, else the first."""
    text = row.pop("text")
    start, end, in_title = row.pop("start_char"), row.pop("end_char"), row.pop("in_title")
    there = (start, end) if start is not None and not in_title else (0, 0)
    return {**_with_day(row, "counted_at", "day_only"), "sentence": sentence_around(text, *there)}


def _with_day(row: Row, moment: str, day_only: str) -> Row:
    """Tell a claim of a day only as that day."""
    if row.pop(day_only) and row[moment] is not None:
        row[moment] = row[moment].date()
    return row
