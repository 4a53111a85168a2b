"""Ask the warehouse the questions of queries/*.sql."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import duckdb

from config.failures import Mistake
from tasks.names import fold_name
from tasks.records import Mention, TopicScore

QUERIES = Path(__file__).parent / "queries"
Row = dict[str, Any]
TermKind = Literal["entity", "topic", "watch", "source", "phrase"]
By = Literal["hour", "day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Term:
    """What a person asked about, as it was understood."""

    asked: str
    kind: TermKind
    term_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Which coverage a question is about. Days are local to `zone`; `until` is exclusive."""

    by: By = "day"
    zone: str = "UTC"
    since: date | None = None
    until: date | None = None
    source: str | None = None
    country: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as far as matching a rule needs it."""

    article_id: str
    title: str
    text: str
    mentions: tuple[Mention, ...]
    topics: tuple[TopicScore, ...]


class UnknownTerm(Mistake):
    """A topic:, watch: or source: that the warehouse does not know; the message is one clear line."""


@cache
def query_text(name: str) -> str:
    """Return the text of queries/NAME.sql."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def ask(connection: duckdb.DuckDBPyConnection, question: str, /, **values: object) -> list[Row]:
    """Answer queries/QUESTION.sql; values it does not use may be given."""
    return ask_text(connection, query_text(question), **values)


def ask_text(connection: duckdb.DuckDBPyConnection, question: str, /, **values: object) -> list[Row]:
    """Answer a question given as SQL."""
    used = {name: value for name, value in values.items() if f"${name}" in question}
    cursor = connection.execute(question, used)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def resolve(connection: duckdb.DuckDBPyConnection, asked: str) -> Term:
    """Understand a TERM: an entity by any alias, topic:ID, watch:ID, source:ID, or a phrase. Raises UnknownTerm."""
    kind, colon, name = asked.partition(":")
    if colon and kind in {"topic", "watch", "source"}:
        return _configured(connection, asked, kind, name.strip())
    quoted = re.fullmatch(r'\s*["“”](.*)["“”]\s*', asked, re.DOTALL)
    wanted = (quoted[1] if quoted else asked).strip()
    if not wanted:
        raise UnknownTerm("an empty term asks for nothing; write a name, a phrase, topic:ID, watch:ID or source:ID")
    found = [] if quoted else ask(connection, "resolve_entity", name=wanted, folded=fold_name(wanted))
    if found:
        return Term(asked, "entity", found[0]["entity_id"], found[0]["name"])
    return Term(asked, "phrase", _phrase_pattern(wanted), wanted)


def trend(connection: duckdb.DuckDBPyConnection, term: Term, scope: Scope) -> list[Row]:
    """Return the share of coverage of a term: rows of period, articles, texts, publishers, total, share, coverage."""
    question = query_text("trend").replace("{matched}", query_text(f"match_{term.kind}"))
    rows = ask_text(
        connection, question, term=term.term_id, by=scope.by, zone=scope.zone, since=scope.since, until=scope.until,
        source=scope.source, country=scope.country, language=scope.language,
    )  # fmt: skip
    for row in rows:
        period: datetime | date = row["period"]
        if scope.by != "hour" and isinstance(period, datetime):
            row["period"] = period.date()
    return rows


def stored_articles(connection: duckdb.DuckDBPyConnection, after: str, most: int) -> list[StoredArticle]:
    """Return the next `most` articles after an id, in the order of ids."""
    return [
        StoredArticle(
            row["article_id"],
            row["title"],
            row["text"],
            tuple(Mention(**one) for one in row["mentions"] or ()),
            tuple(TopicScore(**one) for one in row["topics"] or ()),
        )
        for row in ask(connection, "stored_articles", after=after, most=most)
    ]


def _configured(connection: duckdb.DuckDBPyConnection, asked: str, kind: str, name: str) -> Term:
    column = {"topic": ("topics", "topic_id"), "watch": ("series", "watch_id"), "source": ("sources", "source_id")}
    table, key = column[kind]
    rows = connection.execute(f"SELECT {key}, any_value(name) FROM {table} GROUP BY ALL ORDER BY {key}").fetchall()  # noqa: S608
    known = dict(rows)
    if name.split("/", maxsplit=1)[0] not in known:
        some = ", ".join(list(known)[:12]) or "none yet"
        raise UnknownTerm(f"{asked}: the warehouse knows no such {kind}; it knows: {some}")
    return Term(asked, kind, name, known[name.split("/", maxsplit=1)[0]])  # type: ignore[arg-type]


def _phrase_pattern(phrase: str) -> str:
    """Return an RE2 pattern for a phrase: any case, any white space between words, whole words where words have ends."""
    words = [re.escape(word) for word in phrase.split()]
    pattern = r"\s+".join(words)
    before = r"\b" if re.match(r"[A-Za-z0-9]", phrase) else ""
    after = r"\b" if re.search(r"[A-Za-z0-9]$", phrase) else ""
    return f"(?i){before}{pattern}{after}"
