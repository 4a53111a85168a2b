"""Answer a term for each of the sources, countries, languages, owners or groups that have the most texts on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from brinkwatch.fixed_panel import panel_of
from brinkwatch.trends import Answer, answer_term

if TYPE_CHECKING:
    from config.models import GroupConfig
    from warehouse.connect import Connection
    from warehouse.explore import Between
    from warehouse.read import Row, Scope, Term

Groups = Mapping[str, "GroupConfig"]


def answer_across(
    connection: Connection,
    asked: str,
    scope: Scope,
    between: Between | Groups,
    most: int,
    smooth: int = 1,
    *,
    panel: bool = False,
) -> list[Answer]:
    """Answer a term for each of those with the most texts on it, beside its own coverage. Raises UnknownTerm and SearchMistake."""
    from warehouse.explore import amounts
    from warehouse.terms import of_known_coverage, resolve

    term, scope = resolve(connection, asked), of_known_coverage(connection, scope)
    if isinstance(between, Mapping):
        rows = of_groups(connection, term, scope, between, amounts)
        names = {key: one.name for key, one in between.items()}
    else:
        rows, names = amounts(connection, term, scope, between), value_names(connection, between)
    largest = sorted((row for row in rows if row["texts"]), key=lambda row: -row["texts"])[:most]
    answers = []
    for row in largest:
        own = replace(scope, **_own(connection, between, row))
        answer = answer_term(connection, term, own, smooth, panel_of(connection, own) if panel else None)
        answers.append(replace(answer, value=row["value"], value_name=str(names.get(row["value"], row["value"]))))
    return answers


def _own(connection: Connection, between: Between | Groups, row: Row) -> dict[str, Any]:
    """Return what a scope says of one of those that are told apart."""
    from warehouse.explore import COLUMN

    if isinstance(between, Mapping):
        return {"panel": members_of(connection, between)[row["value"]]}
    return {"source" if between == "source" else COLUMN[between]: row["value"]}


def value_names(connection: Connection, between: Between) -> dict[str, str]:
    """Return the names of sources, by id; other values name themselves."""
    from warehouse.read import ask

    return {row["source_id"]: row["name"] for row in ask(connection, "source_names")} if between == "source" else {}


def members_of(connection: Connection, groups: Groups) -> dict[str, list[str]]:
    """Return the publishers of this warehouse that each group takes in."""
    from warehouse.read import ask

    known = ask(connection, "source_names")
    return {
        group_id: [
            row["source_id"] for row in known if row["source_id"] in group.sources or row["country"] in group.countries
        ]
        for group_id, group in groups.items()
    }


def of_groups(
    connection: Connection,
    term: Term,
    scope: Scope,
    groups: Groups,
    ask: Callable[[Connection, Term, Scope, Between], list[Row]],
) -> list[Row]:
    """Return a row a group with coverage in the scope, as `ask`, which is `compare` or a kin of it, gives them."""
    return [
        {**row, "value": group_id}
        for group_id, members in members_of(connection, groups).items()
        for row in ask(connection, term, replace(scope, panel=members), "nothing")
    ]
