"""Answer questions of a trend from the counted tables: the same answers as from the articles themselves, sooner."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from tasks.names import fold_name
from warehouse.clocks import changes
from warehouse.connect import by_all
from warehouse.counting import in_step
from warehouse.read import By, Row, Scope, Term, ask, ask_text, condition_of, filled, matching, query_text, renamed
from warehouse.remembered import answered, once

if TYPE_CHECKING:
    from warehouse.connect import Connection

NOTHING: Row = {"articles": 0, "texts": 0, "publishers": 0}
Counts = tuple[int, int, int]
"""Articles, texts and publishers."""
OF_UTC = {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu", "UCT", "Etc/UCT", "Universal", "Etc/Universal"}
"""Zones whose days are those kept."""

SUMMED: tuple[By, ...] = ("day", "week", "month")
"""Periods of UTC of which sums are kept, of subjects that are in many articles."""


def is_counted(connection: Connection, scope: Scope) -> bool:
    """Tell whether a question can be answered from the counted tables: they know only what is known now."""
    return scope.as_of is None and once(connection, "in step", lambda: in_step(connection))


def entities_named(connection: Connection, name: str) -> list[Row]:
    """Return the entities that may be meant by an id, a name or an alias, by id."""
    forms = (("id", name), ("name", "".join(_small(one) for one in name)), ("alias", fold_name(name)))
    keys = dict.fromkeys(key_of(*form) for form in forms)
    question = " UNION ALL ".join(filled(query_text("counted_named"), {"key": key}) for key in keys)
    rows = once(connection, f"named {name}", lambda: ask_text(connection, question))
    by_id = {row["entity_id"]: row for row in rows}
    return [by_id[one] for one in sorted(by_id)]


def key_of(kind: str, id: str) -> str:
    """Return the number by which an id is found, as SQL has it: CAST(md5_number_lower(kind || ' ' || id) >> 1 AS BIGINT).

    Of a million ids two share one with a chance of 1 to 10^7, as the ids of articles do.
    """
    digest = hashlib.md5(f"{kind} {id}".encode(errors="replace"), usedforsecurity=False).digest()
    return str(int.from_bytes(digest[8:], "little") >> 1)


def _small(character: str) -> str:
    """Return the small letter of one character, one for one as SQL has it."""
    return character.lower()[0]


def trend(
    connection: Connection, term: Term, scope: Scope, first: date | None = None, last: date | None = None
) -> list[Row]:
    """Return the rows of a trend, a period each, from the `first` to the `last` day shown: what was found beside all that was collected."""
    everything = replace(scope, beside=None)
    found = _found(connection, term, scope)
    return [
        _beside(whole, found.get(whole["period"], (0, 0, 0)))
        for whole in once(
            connection, f"collected in {everything}", lambda: _collected(connection, everything, first, last)
        )
    ]


def _beside(whole: Row, found: Counts) -> Row:
    """Return what was found in a period beside all that was collected in it."""
    (articles, texts, publishers), total = found, whole["total"]
    return {
        "period": whole["period"], "articles": articles, "texts": texts, "publishers": publishers,
        "total": total, "share": texts / total if total else None, "coverage": whole["coverage"],
    }  # fmt: skip


def _found(connection: Connection, term: Term, scope: Scope) -> dict[datetime, Counts]:
    """Return how often a term was found, by period."""
    hits = hits_of(connection, term, scope)
    if hits.summed and scope.zone in OF_UTC and scope.by in SUMMED and _is_whole(scope):
        sums = filled(query_text("counted_sums"), {"by": scope.by, "number": str(hits.summed)})
        rows_kept = answered(connection, sums, {}).fetchall()
        return {period: (articles, texts, publishers) for period, articles, texts, publishers in rows_kept}
    parts = {"hits": hits.sql, **within(connection, scope), "scope": query_text("counted_scope")}
    rows = ask_text(connection, filled(query_text("counted_found"), parts), **asdict(scope), **hits.values)
    return {row["period"]: (row["articles"], row["texts"], row["publishers"]) for row in rows}


def _collected(connection: Connection, scope: Scope, first: date | None, last: date | None) -> list[Row]:
    """Return all that was collected in a scope, by period."""
    parts = {**coverage_of(scope), **within(connection, scope), "scope": query_text("counted_scope")}
    parts["covered_periods"] = query_text("covered_periods")
    return ask_text(connection, filled(query_text("counted_collected"), parts), **asdict(scope), first=first, last=last)


def covered_days(connection: Connection, scope: Scope) -> Row:
    """Return the first and the last day with any coverage, in the zone of a scope."""
    parts = {"local": within(connection, Scope(zone=scope.zone))["local"]}
    found: Row = once(
        connection,
        f"covered in {scope.zone}",
        lambda: ask_text(connection, filled(query_text("counted_covered"), parts))[0],
    )
    return found


def coverage_of(scope: Scope) -> dict[str, str]:
    """Return SQL for what all of the coverage was: kept for days of UTC, for all publishers even by the period."""
    days = "kept" if scope.zone in OF_UTC and scope.by != "hour" else "made"
    periods = "kept" if days == "kept" and _is_whole(scope) else "made"
    begins = "kept" if days == "kept" and scope.language is None else "made"
    return {
        "of_source": query_text("counted_of_source"),
        "all": query_text(f"counted_all_{periods}"),
        "live": query_text(f"counted_live_{periods}"),
        "begins": query_text(f"counted_begins_{begins}"),
        "days": query_text(f"counted_days_{days}"),
    }


def _is_whole(scope: Scope) -> bool:
    """Tell whether all coverage is asked about."""
    return all(value is None for value in (scope.since, scope.until, scope.language)) and not _chooses(scope)


def _chooses(scope: Scope) -> bool:
    """Tell whether only some publishers are asked about."""
    return any(value is not None for value in (scope.source, scope.country, scope.owner_group, scope.panel))


@dataclass(frozen=True, slots=True)
class Hits:
    """How the articles of a term count: SQL, its values, and the number of the subject where the sums of it are kept, else 0."""

    sql: str
    values: Mapping[str, object]
    summed: int = 0


def hits_of(connection: Connection, term: Term, scope: Scope) -> Hits:
    """Return how the articles of a term count, of those that have the one beside it too where it is asked for."""
    hits = _hits_alone(connection, term)
    if scope.beside is None:
        return hits
    also = _hits_alone(connection, scope.beside)
    theirs, values = renamed(also.sql, also.values)
    # each article is in either once, so a join is as good as asking whether it is there, and may begin with the smaller
    joined = f"SELECT one.* FROM ({hits.sql}) AS one JOIN (SELECT article FROM ({theirs})) AS other USING (article)"  # noqa: S608
    return Hits(joined, {**hits.values, **values})


def _hits_alone(connection: Connection, term: Term) -> Hits:
    if term.kind in {"phrase", "search"}:
        condition, values, reads_texts = condition_of(connection, term, by_key=True)
        if not reads_texts:
            return Hits(filled(query_text("counted_hits_listed"), {"condition": condition}), values)
        by_all(connection)
        matched, values = matching(connection, term)
        return Hits(filled(query_text("counted_hits_search"), {"matched": matched}), values)
    term_id = term.term_id if term.kind != "watch" or "/" in term.term_id else f"{term.term_id}/coverage"
    numbered = filled(query_text("counted_number"), {"key": key_of(term.kind, term_id)})
    rows = once(connection, f"number of {term.kind} {term_id}", lambda: ask_text(connection, numbered))
    question = "counted_hits_source" if term.kind == "source" else "counted_hits_subject"
    number = (
        rows[0]["number"] if rows else 0
    )  # written into the question: for what is bound, DuckDB looks for pandas each time
    sql = filled(query_text(question), {"number": str(number)})
    return Hits(sql, {}, summed=number if rows and rows[0]["summed"] else 0)


def within(connection: Connection, scope: Scope) -> dict[str, str]:
    """Return SQL for the local time of an article and of its original, for their periods, and whether they are asked about.

    Conditions that nobody asked for are left out: they would cost a look at every row.
    """
    parts = {}
    step = "hour" if scope.by == "hour" else "day"
    for original in ("", "original_"):
        local = f"{original}local"
        parts[local] = "original_at" if original else "counted_at"
        if scope.zone not in OF_UTC:
            parts[local] = (
                f"CASE WHEN {original}day_only THEN {parts[local]} ELSE {_shifted(connection, scope.zone, parts[local])} END"
            )
        parts[f"{original}period"] = f"date_trunc('{scope.by}', {local})"
        asked = {
            f"{original}source IN (SELECT source FROM ({{scope}}))": _chooses(scope),  # noqa: S608 - our own words
            f"{original}language = $language": scope.language is not None,
        }
        days = {f"{local} >= $since": scope.since is not None, f"{local} < $until": scope.until is not None}
        parts[f"{original}alike"] = _all_of(asked)
        parts[f"{original}within"] = _all_of(asked | days)
    return {**parts, "step": f"date_trunc('{step}', local)"}


def _all_of(conditions: Mapping[str, bool]) -> str:
    """Return SQL for those conditions that are wanted, together."""
    return " AND ".join(condition for condition, wanted in conditions.items() if wanted) or "true"


def _shifted(connection: Connection, zone: str, moment: str) -> str:
    """Return SQL for the time on the wall: a case for every change of the clocks, which is much less work than asking for each row."""
    first, last = ask(connection, "counted_span")[0].values()
    cases = "".join(
        f" WHEN {moment} < TIMESTAMP '{until}' THEN {seconds}" for until, seconds in changes(zone, first, last)
    )
    return f"{moment} + to_seconds(CASE{cases} END)"
