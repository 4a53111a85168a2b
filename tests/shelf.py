"""A warehouse of a few lines of text, stored as a pass stores them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tasks.records import Article, Enrichment, Entity, Mention, Source, TopicScore
from warehouse.connect import open_writer
from warehouse.spool import Batch
from warehouse.write import Loaded, store

KOREA = Entity("north-korea", "North Korea", "place")
TOPIC = "sanctions"


@dataclass(frozen=True, slots=True)
class Print:
    """What an outlet prints. It mentions North Korea, and has the topic, where its text names them."""

    article_id: str
    outlet: str
    published: datetime
    seen: datetime
    text: str
    title: str = "A headline"
    original: str = ""
    imported: bool = False

    @property
    def article(self) -> Article:
        """Give it as an article of a feed, or of a file."""
        return Article(
            self.article_id, "", f"https://{self.outlet}.example/{self.article_id}", self.outlet, self.title, self.text, "",
            "en", self.published, "second", "feed", "", self.seen, self.seen, len(self.text.split()), f"raw-{self.article_id}",
            f"sha-{self.article_id}", b"", "" if self.imported else f"entry-{self.article_id}",
        )  # fmt: skip

    @property
    def enrichment(self) -> Enrichment:
        """Give what stands in it."""
        at = self.text.find(KOREA.name)
        mention = Mention(
            self.article_id, KOREA.entity_id, KOREA.name, "place", at, at + len(KOREA.name), in_title=False
        )
        topics = (TopicScore(self.article_id, TOPIC, 1.0),) if TOPIC in self.text else ()
        return Enrichment(self.article_id, (KOREA,), (mention,) if at >= 0 else (), topics)


def shelve(path: Path, prints: Iterable[Print], batch: str = "b") -> Path:
    """Store what was printed in the warehouse, made if there is none; return its path."""
    kept = list(prints)
    articles = tuple(one.article for one in kept)
    outlets = sorted({one.outlet for one in kept})
    sources = tuple(Source(name, name.title(), "GB", "en", name, "UTC") for name in outlets)
    originals = {one.article_id: one.original or one.article_id for one in kept}
    now = max((one.seen for one in kept), default=datetime(2017, 3, 13, tzinfo=UTC))
    connection = open_writer(path, now)
    loaded = Loaded(
        batch, Batch(sources=sources, articles=articles), articles, originals, tuple(one.enrichment for one in kept)
    )
    store(connection, loaded, now)
    connection.close()
    return path
