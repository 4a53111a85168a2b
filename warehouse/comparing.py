"""Compare and rank from the counted tables: who had a term, how much and when first, and which names rose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from warehouse.counted import NOTHING, coverage_of, hits_of, key_of, within
from warehouse.read import Row, Scope, Term, ask, ask_text, filled, query_text
from warehouse.remembered import once

if TYPE_CHECKING:
    from warehouse.connect import Connection

FIRSTS = ("first_at", "first_day_only", "first_title", "first_url")
NOTHING_FIRST: Row = {**NOTHING, **dict.fromkeys(FIRSTS)}
TOGETHER = "''"
"""SQL of the value that all of a scope have alike."""
CARRIED = {"source_id": "source", "language": "language", TOGETHER: TOGETHER}
"""SQL of the values that are told without looking at the sources: a source by its number."""


def compare(connection: Connection, term: Term, scope: Scope, value: str, *, firsts: bool = True) -> list[Row]:
    """Return the rows of a comparison, the highest share first; `value` is a column of the scope.

    Who was first with what headline takes longer than all else, and is only told where `firsts` are wanted.
    """
    hits = hits_of(connection, term, scope)
    everything = replace(scope, beside=None)
    parts = {
        "hits": hits.sql,
        "days": coverage_of(scope)["days"],
        **within(connection, scope),
        "scope": query_text("counted_scope"),
    }
    of_found = {
        "value": CARRIED.get(value, f"coalesce(chosen.{value}, '')"),
        "chosen": "" if value in CARRIED else "JOIN ({scope}) AS chosen USING (source)",
    }
    of_all = {
        "value": value if value in ("language", TOGETHER) else f"chosen.{value}",
        "original_value": {"language": "original_language", TOGETHER: TOGETHER}.get(value, f"theirs.{value}"),
    }

    def rows(question: str, more: Mapping[str, str]) -> list[Row]:
        return ask_text(connection, filled(query_text(question), {**more, **parts}), **asdict(scope), **hits.values)

    if firsts:
        found = _with_openings(connection, rows("counted_compare", of_found))
    else:
        found = rows("counted_amounts", of_found)
    if value == "source_id":
        known = once(connection, "sources by number", lambda: _sources(connection))
        found = [{**row, "value": known[row["value"]]} for row in found]
    by_value = {row["value"]: row for row in found}
    wholes = once(connection, f"wholes of {value} in {everything}", lambda: rows("counted_wholes", of_all))
    nothing = NOTHING_FIRST if firsts else NOTHING
    compared = [_shared(whole, by_value.get(whole["value"], nothing)) for whole in wholes]
    return sorted(compared, key=lambda row: (-row["share"], -row["total"], row["value"]))


def _sources(connection: Connection) -> dict[int, str]:
    """Return the ids of the sources by their numbers."""
    return dict(connection.execute("SELECT source, source_id FROM counted_owners").fetchall())


def _with_openings(connection: Connection, rows: list[Row]) -> list[Row]:
    """Return a row a value, with the headline and the address of the article it was first with: of several at once, of the lesser id."""
    if not rows:
        return rows
    began: dict[object, object] = {}
    for row in rows:
        began[row["value"]] = min(began.get(row["value"], row["first_at"]), row["first_at"])
    firsts = [row for row in rows if row["first_at"] == began[row["value"]]]
    told = _openings(connection, {row["key"]: row["place"] for row in firsts})
    firsts.sort(key=lambda row: told[row["key"]]["article_id"], reverse=True)
    return list({row["value"]: {**row, **told[row["key"]]} for row in firsts}.values())


def _openings(connection: Connection, places: Mapping[int, int]) -> dict[int, Row]:
    """Return headline and address of some articles by their keys, from where they stood in the file or else from all of it."""
    found = ask(connection, "counted_openings", places=json.dumps(list(places.values())))
    told = {int(key_of("article", row["article_id"])): row for row in found}
    if moved := sorted(places.keys() - told.keys()):
        elsewhere = ask(connection, "counted_openings_moved", keys=json.dumps(moved))
        told |= {int(key_of("article", row["article_id"])): row for row in elsewhere}
    return told


def _shared(whole: Row, found: Row) -> Row:
    """Return what was found of a value beside all that it brought."""
    counts = {name: found[name] for name in NOTHING}
    share = counts["texts"] / whole["total"]
    firsts = {name: found[name] for name in FIRSTS if name in found}
    return {"value": whole["value"], **counts, "total": whole["total"], "share": share, **firsts}


def rising_names(connection: Connection, values: Mapping[str, object]) -> list[Row]:
    """Return in how many texts each name stands in a stretch of days, and in the days before it; names of publishers do not count."""
    return ask_text(connection, _in_zone("counted_rising_names", connection, values), **values)


def rising_sizes(connection: Connection, values: Mapping[str, object]) -> Row:
    """Return how many distinct texts a stretch of days has, and the days before it."""
    question = _in_zone("counted_rising_sizes", connection, values)
    asked = {name: values[name] for name in ("before", "since", "until", "zone", "language")}
    (sizes,) = once(connection, f"sizes of {asked}", lambda: ask_text(connection, question, **asked))
    return dict(sizes)


def _in_zone(question: str, connection: Connection, values: Mapping[str, object]) -> str:
    """Return the SQL of a question with that for the time zone asked for in it."""
    local = within(connection, Scope(zone=str(values["zone"])))["local"]
    return filled(query_text(question), {"local": local})
