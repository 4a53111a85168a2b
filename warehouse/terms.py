"""Understand what a person asks about: an entity, topic, watch or source that the warehouse knows, or words in its texts."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from config.failures import Mistake
from tasks.names import fold_name
from warehouse import counted
from warehouse.read import Row, Scope, Term, ask, ask_text, filled, query_text
from warehouse.remembered import once

if TYPE_CHECKING:
    from warehouse.connect import Connection

MOST_KNOWN = 12
"""Ids that a line names of all there are."""
NEAR = 0.5
"""How much alike ids are, by difflib's ratio, to be taken for a slip of the pen: it is half of the letters."""

_KNOWN = {
    "topic": "SELECT topic_id, name FROM topics ORDER BY topic_id",
    "watch": "SELECT watch_id, arg_min(name, (series <> 'coverage', series)) FROM series GROUP BY ALL ORDER BY watch_id",
    "source": "SELECT source_id, name FROM sources ORDER BY source_id",
}
_NARROWED = {
    "country": "SELECT DISTINCT country FROM sources ORDER BY ALL",
    "language": "SELECT language FROM sources UNION SELECT language FROM articles ORDER BY ALL",
    "owner_group": "SELECT DISTINCT owner_group FROM sources ORDER BY ALL",
}
_SERIES = "SELECT series, name FROM series WHERE watch_id = ? ORDER BY series"
"""Ids and names; a watch is called as its own coverage is."""


class UnknownTerm(Mistake):
    """A topic:, watch: or source:, or coverage asked for, that the warehouse does not know; the message is one clear line."""


def resolve(connection: Connection, asked: str) -> Term:
    """Understand a TERM: an entity, topic:ID, watch:ID, source:ID, a phrase, a search. Raises UnknownTerm and SearchMistake.

    A name that nobody configured is counted as a phrase where longer names have it in them: what texts say of Geert Wilders
    is linked to his full name, and an entity called Wilders holds only what is left.
    """
    kind, colon, name = asked.partition(":")
    if colon and kind in {"topic", "watch", "source"}:
        return _configured(connection, asked, kind, name.strip())
    quoted = re.fullmatch(r'\s*["“”]([^"“”]*)["“”]\s*', asked)
    wanted = (quoted[1] if quoted else asked).strip()
    if not wanted:
        raise UnknownTerm("an empty term asks for nothing; write a name, a phrase, topic:ID, watch:ID or source:ID")
    found = None if quoted else resolve_entity(connection, wanted)
    if found and not found.also:
        return found
    from warehouse.wording import is_search, phrase_pattern, read_search  # a name is answered without, and sooner

    if not quoted and not found and is_search(wanted):
        return Term(asked, "search", wanted, read_search(wanted).shown)
    also = (found.term_id, *found.also) if found else ()
    return Term(asked, "phrase", phrase_pattern(wanted), wanted, also)


def of_known_coverage(connection: Connection, scope: Scope) -> Scope:
    """Return the scope, if what it is narrowed to is in the warehouse: a source, a country, a language, an owner. Raises UnknownTerm."""
    for name, all_of in _NARROWED.items():
        wanted = getattr(scope, name)
        if wanted is not None:
            known = [one for (one,) in connection.execute(all_of).fetchall()]
            if wanted not in known:
                option = name.replace("_", "-")
                near = _some_of(known, wanted)
                raise UnknownTerm(f"--{option} {wanted}: the warehouse knows no such {option}; it knows: {near}")
    return replace(scope, source=source_id(connection, scope.source)) if scope.source is not None else scope


def source_id(connection: Connection, asked: str) -> str:
    """Return the id of a source. Raises UnknownTerm."""
    return resolve(connection, f"source:{asked}").term_id


def resolve_entity(connection: Connection, asked: str) -> Term | None:
    """Return the entity of a name, the most mentioned one, and which others bear a name that nobody configured."""
    wanted = asked.strip()
    found = _entities(connection, wanted)
    if not found:
        return None
    first = found[0]
    alone = first["configured"] or first["entity_id"] == wanted
    also = () if alone else _bearers(connection, first["entity_id"], first["name"])
    return Term(asked, "entity", first["entity_id"], first["name"], also)


def _entities(connection: Connection, name: str) -> list[Row]:
    """Return the entities of a name, the most mentioned first; mentions are only counted to tell several apart."""
    asked = {"name": name, "folded": fold_name(name)}
    known = counted.is_counted(connection, Scope())
    found = counted.entities_named(connection, name) if known else ask(connection, "entity_candidates", **asked)
    return ask(connection, "resolve_entity", **asked) if len(found) > 1 else found


def _bearers(connection: Connection, entity_id: str, name: str) -> tuple[str, ...]:
    """Return the other entities that have the name of one in theirs, the most mentioned first."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    rows = ask(connection, "name_bearers", entity=entity_id, name=name)
    ids = sorted(row["entity_id"] for row in rows if word.search(row["name"]))
    if not ids:
        return ()
    if counted.is_counted(connection, Scope()):
        keys = {int(counted.key_of("entity", one)): one for one in ids}
        rows = ask_text(connection, filled(query_text("counted_bearers"), {"keys": ", ".join(map(str, keys))}))
        articles = {keys[row["key"]]: row["articles"] for row in rows}
    else:
        rows = ask(connection, "bearers_mentioned", ids=ids)
        articles = {row["entity_id"]: row["articles"] for row in rows}
    return tuple(sorted(articles, key=lambda one: (-articles[one], one)))


def _configured(connection: Connection, asked: str, kind: str, name: str) -> Term:
    known = once(connection, f"every {kind}", lambda: dict(connection.execute(_KNOWN[kind]).fetchall()))
    if kind == "watch" and "/" in name:
        watch_id, _, series = name.partition("/")
        whole, known = known, dict(connection.execute(_SERIES, [watch_id]).fetchall())
        if series not in known and watch_id in whole:
            raise UnknownTerm(f"{asked}: the watch has no such series; it has: {_some_of(list(known), series)}")
        known = {f"{watch_id}/{one}": said for one, said in known.items()} or whole
    if name not in known:
        near = _some_of(list(known), name.partition("/")[0])
        raise UnknownTerm(f"{asked}: the warehouse knows no such {kind}; it knows: {near}")
    return Term(asked, kind, name, known[name])  # type: ignore[arg-type]


def _some_of(known: list[str], wanted: str) -> str:
    """Name the ids most like the wanted one first, and how many are left unnamed."""
    having = [one for one in known if wanted and wanted.lower() in one.lower()]
    near = get_close_matches(wanted, known, n=MOST_KNOWN, cutoff=NEAR)
    ordered = list(dict.fromkeys([*having, *near, *known]))
    left = len(ordered) - MOST_KNOWN
    return (", ".join(ordered[:MOST_KNOWN]) or "none yet") + (f" … and {left:,} more" if left > 0 else "")
