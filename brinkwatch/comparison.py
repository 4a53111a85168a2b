"""Compare who covers a term: publishers, countries, languages, owners, or groups of publishers such as state media."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from brinkwatch.across import Groups, of_groups, value_names
from brinkwatch.trends import answer_of, meaning
from tasks.interval import Z, wilson

if TYPE_CHECKING:
    from warehouse.connect import Connection
    from warehouse.explore import Between
    from warehouse.read import Row, Scope, Term

TELLING = Z
"""Standard deviations of the log odds from which on a co-mention is told: beyond the 95 % interval."""
MOST_TYPICAL = 5


def compared(
    connection: Connection, asked: str, scope: Scope, between: Between, groups: Groups | None = None
) -> tuple[str, list[Row]]:
    """Return how a term was understood, and who covers it how much and who was first. Raises UnknownTerm and SearchMistake.

    Where `groups` are given they are compared, whatever `between` says.
    `place` is the order of the first articles; those of one moment share it, and a claim of a day only counts from its
    beginning. `typical` names what the texts of one on the term mention more than those of the others.
    """
    from warehouse.explore import co_mentions, compare
    from warehouse.terms import of_known_coverage, resolve

    term, scope = resolve(connection, asked), of_known_coverage(connection, scope)
    if groups is not None:
        rows, beside = _of_groups(connection, term, scope, groups)
        names = {group_id: group.name for group_id, group in groups.items()}
    else:
        rows, beside = compare(connection, term, scope, between), co_mentions(connection, term, scope, between)
        names = value_names(connection, between)
    typical = _typical(beside)
    firsts = sorted(row["first_key"] for row in rows if row["first_at"] is not None)
    for row in rows:
        row["name"] = names.get(row["value"], row["value"])
        row["low"], row["high"] = wilson(row["texts"], row["total"]) or (None, None)
        row["typical"] = typical.get(row["value"], [])
        key = row.pop("first_key")
        row["place"] = firsts.index(key) + 1 if key is not None else None
    return meaning(answer_of(term, (), scope)), rows


def _of_groups(connection: Connection, term: Term, scope: Scope, groups: Groups) -> tuple[list[Row], list[Row]]:
    """Return a row a group with coverage in the scope, as `compare` gives them, and what each mentions beside the term."""
    from warehouse.explore import co_mentions, compare

    beside = of_groups(connection, term, scope, groups, co_mentions)
    return sorted(of_groups(connection, term, scope, groups, compare), key=_by_share), beside


def _by_share(row: Row) -> tuple[float, int, str]:
    return -row["share"], -row["total"], row["value"]


def _typical(rows: Sequence[Row]) -> dict[str, list[str]]:
    """Name, for every value, what it mentions beside the term beyond chance more than the others, the most telling first."""
    from tasks.rising import log_odds

    wholes = {row["value"]: row["whole"] for row in rows}
    together: Counter[str] = Counter()
    for row in rows:
        together[row["name"]] += row["texts"]
    scores: dict[str, list[tuple[float, str]]] = {}
    for row in rows:
        others = sum(wholes.values()) - row["whole"]
        score = log_odds(row["texts"], together[row["name"]] - row["texts"], row["whole"], others) if others else 0.0
        if score >= TELLING:
            scores.setdefault(row["value"], []).append((-score, row["name"]))
    return {value: [name for _, name in sorted(found)[:MOST_TYPICAL]] for value, found in scores.items()}
