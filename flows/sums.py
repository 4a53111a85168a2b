"""Sum a pass up from what it stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.yields import fallen_yields
from warehouse.connect import Connection
from warehouse.read import ask


@dataclass(frozen=True, slots=True)
class Sums:
    """What a pass met: polls failed by reason, what became of documents by source, and feeds whose yield fell."""

    failures: dict[str, int]
    by_source: dict[str, dict[str, int]]
    fallen: list[str]


def sum_up(connection: Connection, since: datetime) -> Sums:
    """Count what happened since a moment."""
    failures = {row["reason"]: row["polls"] for row in ask(connection, "failed_polls", since=since)}
    by_source: dict[str, dict[str, int]] = {}
    for row in ask(connection, "brought_in", since=since):
        by_source.setdefault(row["name"], {})[row["outcome"]] = row["number"]
    return Sums(
        failures, by_source, [f"{name}: {one.told()}" for name, one in fallen_yields(connection, since).items()]
    )
