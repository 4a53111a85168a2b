"""Link history anew by today's entities.yaml and guards.yaml, from stored texts and stored marks: nothing is recognised anew.

Every article says which files it was linked with, so an interrupted run goes on where it stopped, and one that is done does nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flows.bench import Bench
from flows.reprocess import BEGINNING, article_of
from tasks.enrich import Enricher
from tasks.entities import UNCOUNTED
from tasks.gazetteer import Gazetteer
from tasks.recognised import read_back
from tasks.records import Enrichment
from tasks.twins import Twins
from warehouse import read, rewrite
from warehouse.connect import Connection, in_transaction
from warehouse.read import Row
from warehouse.rewrite import Remade

ROWS_A_BATCH = 512
"""Articles between two durable points: some seconds of work."""

Spot = tuple[bool, int, int]
"""In the title or not, first and last character."""


@dataclass(slots=True)
class Change:
    """Mentions that meant `before` and mean `after`; `surface` is one of them, in the article `example`."""

    before: str
    after: str
    surface: str
    example: str
    mentions: int = 0
    articles: int = 0


@dataclass(slots=True)
class LinkReport:
    """What linking anew did, or would do. `unread` articles have no marks of this recogniser: they are for `reprocess`."""

    outdated: int = 0
    linked: int = 0
    unread: int = 0
    articles_changed: int = 0
    renamed: list[tuple[str, str]] = field(default_factory=list)
    changes: dict[tuple[str, str], Change] = field(default_factory=dict)


def relink(
    bench: Bench, connection: Connection, since: datetime | None, progress: Callable[[int, int], None], *, store: bool
) -> LinkReport:
    """Link what was linked with other files, a durable batch at a time; without `store`, only tell what would change."""
    (counted,) = read.ask(connection, "linked_before", enrich_version=bench.enrich_version, since=since)
    report = LinkReport(outdated=counted["outdated"])
    gazetteer = Gazetteer(bench.config.entities, bench.config.guards)
    report.renamed = _renamed(connection, gazetteer)
    enricher, twins = _enricher(bench), Twins()
    progress(0, report.outdated)
    for rows in _outdated(bench, connection, since):
        marks = {row["article_id"]: read_back(row["spans"]) for row in rows if row["spans"] is not None}
        readings = twins.share([article_of(row) for row in rows if row["article_id"] in marks])
        made = readings.complete(enricher.linked(one, marks[one.article_id]) for one in readings.unread)
        report.linked += len(marks)
        report.unread += len(rows) - len(marks)
        _compare(report, _stood(connection, list(marks)), made)
        if store:
            versions = (bench.clean_version, bench.enrich_version, bench.recogniser)
            rewrite.store(connection, Remade(*versions, enrichments=made, read=list(marks)))
        progress(report.linked + report.unread, report.outdated)
    if store:
        in_transaction(connection, lambda: rewrite.forget_unnamed(connection, list(gazetteer.entities)))
    return report


def _enricher(bench: Bench) -> Enricher:
    publishers = {source_id: one.name for source_id, one in bench.config.sources.items()}
    return Enricher(bench.config.entities, bench.config.topics, bench.series, publishers, bench.config.guards)


def _outdated(bench: Bench, connection: Connection, since: datetime | None) -> Iterator[list[Row]]:
    after_at, after_id = BEGINNING, ""
    while rows := read.ask(
        connection, "relinkable", since=since, recogniser=bench.recogniser, enrich_version=bench.enrich_version,
        after_at=after_at, after_id=after_id, most=ROWS_A_BATCH,
    ):  # fmt: skip
        after_at, after_id = rows[-1]["first_seen_at"].astimezone(UTC), rows[-1]["article_id"]
        yield rows


def _renamed(connection: Connection, gazetteer: Gazetteer) -> list[tuple[str, str]]:
    """Return old and new names of known entities that are called differently now."""
    return [
        (row["name"], now.name)
        for row in read.ask(connection, "entity_names")
        if (now := gazetteer.entities.get(row["entity_id"])) and now.name != row["name"]
    ]


def _stood(connection: Connection, ids: Sequence[str]) -> dict[str, dict[Spot, dict[tuple[str, str], str]]]:
    """Return what is mentioned by article and place: (entity, label) -> surface."""
    stood: dict[str, dict[Spot, dict[tuple[str, str], str]]] = defaultdict(lambda: defaultdict(dict))
    for row in read.ask(connection, "mentions_of", articles=json.dumps(list(ids))):
        spot = (row["in_title"], row["start_char"], row["end_char"])
        stood[row["article_id"]][spot][row["entity_id"], row["label"]] = row["surface"]
    return stood


def _compare(
    report: LinkReport, stood: dict[str, dict[Spot, dict[tuple[str, str], str]]], made: Sequence[Enrichment]
) -> None:
    """Count what is mentioned otherwise, by what it was and what it is."""
    for one in made:
        now: dict[Spot, dict[tuple[str, str], str]] = defaultdict(dict)
        for mention in one.mentions:
            spot = (mention.in_title, mention.start_char, mention.end_char)
            now[spot][mention.entity_id, mention.label] = mention.surface
        before, seen = stood.get(one.article_id, {}), set()
        for spot in sorted({*before, *now}):
            old, new = before.get(spot, {}), now.get(spot, {})
            if old.keys() == new.keys():
                continue
            key = (_told(old.keys() - new.keys()), _told(new.keys() - old.keys()))
            surface = next(iter({**old, **new}.values()))
            change = report.changes.setdefault(key, Change(*key, surface, one.article_id))
            change.mentions += 1
            change.articles += key not in seen
            seen.add(key)
        report.articles_changed += bool(seen)


def _told(ones: set[tuple[str, str]]) -> str:
    """Name what is mentioned at a place; a kind of evidence of its own is named with it."""
    return ", ".join(sorted(f"{name} ({label})" if label in UNCOUNTED else name for name, label in ones))
