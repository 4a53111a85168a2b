"""Nine weeks of three publishers, in the last of which an envoy is everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tasks.dedupe import text_hash
from tasks.records import Article, Enrichment, Entity, Mention, Source
from warehouse import write
from warehouse.connect import open_writer
from warehouse.spool import Batch
from warehouse.write import Loaded

FIRST = date(2017, 1, 16)


def newsroom(path: Path) -> None:
    """Eight quiet weeks of three publishers, then a week in which one name and one phrase are everywhere."""
    quiet = "Farmers in the valley spoke on Monday of the harvest and of Anna Berg number {n}."
    busy = "Envoy Carla Voss reached the capital on Monday for border talks number {n} with Anna Berg."
    articles, found = [], []
    for day in range(63):
        for source in ("a", "b", "c"):
            text = (busy if day >= 56 else quiet).format(n=f"{day}{source}")
            at = datetime(FIRST.year, FIRST.month, FIRST.day, 9, tzinfo=UTC) + timedelta(days=day)
            name = f"{source}{day}"
            articles.append(
                Article(name, f"https://{source}.example/{day}", "", source, "", text, "", "en", at, "second", "feed", "", at, at, 9, "", text_hash(text), b"")
            )  # fmt: skip
            names = [("anna-berg", "Anna Berg")] + ([("person:carla-voss", "Carla Voss")] if day >= 56 else [])
            mentions = [
                Mention(name, entity, shown, "person", text.index(shown), text.index(shown) + len(shown), False)
                for entity, shown in names
            ]
            entities = tuple(Entity(entity, shown, "person") for entity, shown in names)
            found.append(Enrichment(name, entities, tuple(mentions), ()))
    sources = tuple(Source(one, f"The {one}", "GB", "en", one, "UTC") for one in ("a", "b", "c"))
    connection = open_writer(path, datetime.now(UTC))
    write.store(connection, Loaded("b", Batch(sources=sources), tuple(articles), {}, tuple(found)), datetime.now(UTC))
    connection.close()
