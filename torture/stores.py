"""Stores to be tortured: small, with every kind of row, under names that want quoting."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from config.load import FILES
from flows import pipeline
from flows.load import load_spool
from soak import older
from tasks.clean import CleanRules, clean_document
from tasks.poll_record import Poll
from tasks.records import Article, DateClaim, Document, Entry, Page, Rejection, Source
from tasks.revisions import Retitled
from tests.newsroom import SUBJECTS
from torture.one_store import make_ready
from warehouse import archive, spool
from warehouse.backup import discard, pack, stage
from warehouse.connect import MIGRATIONS, open_writer
from warehouse.layout import Layout
from warehouse.spool import Batch, EntryFacts, content_of, facts_of

AT = datetime(2017, 3, 20, 6, 30, tzinfo=UTC)
ARTICLES_A_BATCH = 6
BATCHES = 3
"""Stored, and as many more in the spool."""
OUTLETS = {
    "herald": "The \"Herald\"; DROP TABLE articles --",
    "post": "L'Écho d'Orient 😀",
    "ilbo": "한강일보 – 'morning'",
}  # fmt: skip
PLACES = ("Seoul", "Pyongyang", "Tokyo", "Beijing", "Busan")


@dataclass(frozen=True)
class Torment:
    """Something that changes a store: the store it begins from, and the order to a process that does it."""

    name: str
    order: Mapping[str, Any] = field(default_factory=dict)
    shape: str = ""

    @property
    def key(self) -> str:
        """Name it with the shape that it begins from."""
        return f"{self.name} {self.shape}".strip()


PRUNE = ["prune", "--articles-before", "2017-03-15", "--polls-before", "2017-03-15", "--yes", "--wait", "0"]
TORMENTS = {
    "load": Torment("load", {"does": "ingest"}),
    "publish": Torment("publish", {"does": "publish"}),
    "migrate": Torment("migrate", {"does": "ingest"}),
    "compact": Torment("compact", {"does": "command", "arguments": ["compact", "--wait", "0"]}),
    "prune": Torment("prune", {"does": "command", "arguments": PRUNE}),
    "backup": Torment("backup", {"does": "command", "arguments": ["backup", "{home}/kept.tar.zst", "--wait", "0"]}),
    "restore": Torment(
        "restore", {"does": "command", "arguments": ["restore", "{home}/kept.tar.zst", "--replace", "--wait", "0"]}
    ),
}
SHAPES = tuple(file.name[:4] for file in sorted(MIGRATIONS.glob("*.sql")))[:-1]
"""Every shape that a warehouse ever had before today's."""


class Stores:
    """Makes stores to begin from: each is made once, and copied as often as it is wanted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.config = _configured(folder / "config")
        self._bench = make_ready(self.config, folder / "base" / "news.duckdb")
        self._made: dict[str, Path] = {}

    def begun(self, torment: Torment, home: Path) -> Layout:
        """Copy the store that a torment begins from into a new home."""
        key = torment.key
        if key not in self._made:
            made = self._folder / key
            shutil.copytree(self._base(), made)
            self._prepare(torment, Layout(made / "news.duckdb"))
            self._made[key] = made
        shutil.copytree(self._made[key], home)
        return Layout(home / "news.duckdb")

    def _base(self) -> Path:
        """Return a store in which passes have loaded, judged and published."""
        home = self._folder / "base"
        if not home.exists():
            _spool(Layout(home / "news.duckdb"), 0, BATCHES)
            pipeline.ingest(self._bench, AT)
            pipeline.watch(self._bench, AT)
        return home

    def _prepare(self, torment: Torment, layout: Layout) -> None:
        if torment.name in ("load", "migrate", "restore", "prune"):
            _spool(layout, BATCHES, 1 if torment.name == "migrate" else BATCHES)
        if torment.name == "migrate":
            with patch.object(older, "OLDER", torment.shape):
                older.set_back(layout, AT)
        elif torment.name == "publish":
            _spool(layout, BATCHES, BATCHES)
            with closing(open_writer(layout.live, AT)) as connection:
                load_spool(replace(self._bench, layout=layout), connection, AT)
        elif torment.name == "compact":
            with closing(open_writer(layout.live, AT)) as connection:
                connection.execute("CREATE TABLE ballast AS SELECT range AS a, hash(range) AS b FROM range(200000)")
                connection.execute("DROP TABLE ballast")
        elif torment.name == "restore":
            _keep(layout)


def _keep(layout: Layout) -> None:
    """Make a backup, and then change what it was made of."""
    folder = stage(layout)
    pack(folder, layout.raw, None, layout.published.with_name("kept.tar.zst"), AT)
    discard(folder)
    for path in (layout.live, layout.published):
        with closing(open_writer(path, AT)) as connection:
            connection.execute("DELETE FROM mentions")


def _configured(folder: Path) -> Path:
    """Write a configuration without a feed, under names that want quoting."""
    folder.mkdir(parents=True)
    sources = {
        name: {"name": said, "country": "KR", "language": "en", "timezone": "Asia/Seoul"}
        for name, said in OUTLETS.items()
    }
    watch = {"name": "Korea", "description": "The peninsula.", "terms": {"en": ["Seoul", "Pyongyang"]}}
    rules = {"rules": {"coverage": {"name": "Korea; 'quoted' 😀"}}}
    written: dict[str, Any] = {
        "sources.yaml": {"sources": sources},
        "watches.yaml": {"watches": {"korea": {**watch, **rules}}},
        "settings.yaml": {
            "contact": "https://brinkwatch.example/torture", "publish_every_minutes": 0, "recheck": {"enabled": False},
            "health": {"alerts": False}, "archive": {"keep_days": 5, "keep_articles": False},
        },
    }  # fmt: skip
    for name in FILES:
        (folder / name).write_text(yaml.safe_dump(written.get(name, {})))
    return folder


def _spool(layout: Layout, first: int, count: int) -> None:
    """Put batches into the spool."""
    for number in range(first, first + count):
        spool.put(layout.spool, _batch(layout, number))


def _batch(layout: Layout, number: int) -> Batch:
    seen = AT - timedelta(days=2 * BATCHES - number)
    entries = [_entry(number * ARTICLES_A_BATCH + place, seen) for place in range(ARTICLES_A_BATCH)]
    pages = [_page(entry, seen) for entry in entries]
    for page in pages:
        archive.store(layout.raw, page.body, page.sha256)
    outcomes = [_outcome(entry, page, seen) for entry, page in zip(entries, pages, strict=True)]
    polls = [
        Poll(f"p{number}-{name}", f"{name}-world", f"https://{name}.example/feed", seen, "changed", 200)
        for name in OUTLETS
    ]
    return Batch(
        polls=tuple(polls),
        entries=tuple(EntryFacts(e.entry_id, e.feed_id, e.source_id, e.url, seen) for e in entries),
        pages=tuple(facts_of(page, entry) for page, entry in zip(pages, entries, strict=True)),
        articles=tuple(one for one in outcomes if isinstance(one, Article)),
        rejections=(
            *(one for one in outcomes if isinstance(one, Rejection)),
            Rejection(f"https://post.example/gone{number}", "post", "http_404", "it's gone; 😀", seen, entry_id=f"gone{number}"),
        ),
        contents=tuple(content_of(entry) for entry in entries),
        retitled=(Retitled(entries[0].entry_id, seen, "Before; 'it'", "After 😀"),),
    )  # fmt: skip


def _entry(number: int, seen: datetime) -> Entry:
    outlet = list(OUTLETS)[number % len(OUTLETS)]
    return Entry(
        f"e{number}", f"{outlet}-world", outlet, f"https://{outlet}.example/{number}", f"g{number}",
        f"Envoy's \"talks\"; day {number} 😀", "O'Brien; --", "", "", "", seen - timedelta(hours=1), "second", "en", seen,
    )  # fmt: skip


def _page(entry: Entry, seen: datetime) -> Page:
    body = f"<html><body><p>{_text(entry)}</p></body></html>".encode()
    return Page(entry.url, entry.url, 200, "text/html", body, sha256(body).hexdigest(), seen)


def _outcome(entry: Entry, page: Page, seen: datetime) -> Article | Rejection:
    source = Source(entry.source_id, OUTLETS[entry.source_id], "KR", "en", entry.source_id, "Asia/Seoul")
    document = Document(
        entry.url, source, seen, seen, text=_text(entry), title=entry.title, author=entry.author, raw_sha256=page.sha256,
        claims=(DateClaim("feed", seen - timedelta(hours=1), "second"),), entry_id=entry.entry_id,
    )  # fmt: skip
    return clean_document(document, CleanRules(min_words=25))


def _text(entry: Entry) -> str:
    """Write a story on the envoy; every fifth is a copy of the one before it."""
    number = int(entry.entry_id[1:])
    chance = random.Random(number - (number % 5 == 4))  # noqa: S311 - nothing to keep secret
    said = (
        f"The {chance.choice(SUBJECTS)} of {chance.choice(PLACES)} and the {chance.choice(SUBJECTS)} of North Korea's {chance.choice(SUBJECTS)}"
        f' saw {chance.randint(3, 900)} people; "sanctions" were named {chance.randint(3, 900)} times 😀.'
        for _ in range(6)
    )
    return " ".join(said)
