"""Two days of a small newsroom, stored and archived, to be made anew after its server is gone."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

from brinkwatch.replay.server import ReplayServer
from flows import pipeline
from flows.bench import Bench
from flows.prepare import THREADS, prepare
from flows.reprocess import Chosen, ReprocessReport
from flows.steps import Here, in_process
from tests.newsroom import crisis, watch_config
from warehouse.connect import open_writer
from warehouse.layout import Layout

FIRST = date(2017, 2, 1)
AT = datetime(2017, 2, 1, 23, 30, tzinfo=UTC)
LATER = AT + timedelta(days=20)
TABLES = (
    "articles", "mentions", "entities", "article_topics", "watch_hits", "rejections", "text_signatures", "cuts", "pages",
    "entry_contents", "entries",
)  # fmt: skip


@dataclass(frozen=True)
class Newsroom:
    """The configuration and the store of a newsroom, whose articles can be made anew."""

    bench: Bench
    home: Path

    def sql(self, question: str) -> list[tuple[object, ...]]:
        """Ask or change the warehouse."""
        with closing(open_writer(self.bench.layout.live, LATER)) as connection:
            return connection.execute(question).fetchall()

    def dump(self) -> dict[str, list[tuple[object, ...]]]:
        """Return all rows of what may be made anew, and of what it is made from."""
        with closing(open_writer(self.bench.layout.live, LATER)) as connection:
            return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}

    def copied(self, folder: Path) -> Newsroom:
        """Return a copy, to be changed."""
        kept, layout = self.bench.layout, Layout(folder / "news.duckdb")
        shutil.copyfile(kept.live, layout.live)
        shutil.copyfile(kept.published, layout.published)
        shutil.copytree(kept.raw, layout.raw)
        return Newsroom(replace(self.bench, layout=layout), self.home)

    def reprocess(self, **chosen: object) -> ReprocessReport:
        """Make anew what is chosen."""
        return pipeline.reprocess(self.bench, LATER, Chosen(**chosen), lambda _: None)  # type: ignore[arg-type]


def collect(home: Path) -> Newsroom:
    """Live through the two days; the server is gone afterwards, so nothing can ask it."""
    with ReplayServer(crisis(2, FIRST, visit_days=1), AT) as server:
        watch_config(home / "config", server.ports)
        bench = prepare(
            home / "config", home / "news.duckdb", lambda workers: in_process(Here(workers.config), THREADS), StringIO()
        )
        for day in range(2):
            server.moment = AT + timedelta(days=day)
            pipeline.ingest(bench, server.moment)
    return Newsroom(bench, home)
