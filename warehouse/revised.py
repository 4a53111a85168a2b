"""Put second looks at pages, and the changes that they found, into the warehouse."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from tasks.revisions import Change, Kind, Retitled, new_headline
from warehouse.connect import Connection, in_transaction
from warehouse.read import ask
from warehouse.write import insert, rows_of


@dataclass(frozen=True, slots=True)
class PageCheck:
    """A second look at the page of an article, as the table `page_checks` has it."""

    article_id: str
    checked_at: datetime
    outcome: str
    raw_sha256: str
    etag: str
    last_modified: str

    def with_outcome(self, outcome: str) -> PageCheck:
        """Return the same look with another outcome."""
        return replace(self, outcome=outcome)


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of an article, as the table `revisions` has it."""

    article_id: str
    seen_at: datetime
    kind: Kind
    before: str
    after: str
    similarity: float
    raw_before: str = ""
    raw_after: str = ""
    seen_in: Literal["page", "feed"] = "page"

    @classmethod
    def of(cls, article_id: str, seen_at: datetime, change: Change, raw_before: str, raw_after: str) -> Revision:
        """Return a change of a page with whose it is, when it was seen, and between which bytes."""
        return cls(
            article_id, seen_at, change.kind, change.before, change.after, change.similarity, raw_before, raw_after
        )


def revisions_in_feeds(connection: Connection, retitled: Sequence[Retitled]) -> list[Revision]:
    """Return what feeds changed in the headlines of articles, each headline of an article once."""
    if not retitled:
        return []
    entries = json.dumps(sorted({one.entry_id for one in retitled}))
    articles: dict[str, list[tuple[str, list[str]]]] = {}
    for row in ask(connection, "headlines_of_entries", entries=entries):
        articles.setdefault(row["entry_id"], []).append((row["article_id"], list(row["headlines"])))
    found: list[Revision] = []
    for one in retitled:
        for article_id, borne in articles.get(one.entry_id, ()):
            if change := new_headline(one, borne):
                borne.append(change.after)
                told = change.kind, change.before, change.after, change.similarity
                found.append(Revision(article_id, one.seen_at, *told, seen_in="feed"))
    return found


def record_checks(connection: Connection, checks: Sequence[PageCheck], revisions: Sequence[Revision]) -> None:
    """Record looks with what they found, all or nothing."""

    def work() -> None:
        insert(connection, "page_checks", rows_of(checks))
        insert(connection, "revisions", rows_of(revisions))

    in_transaction(connection, work)
