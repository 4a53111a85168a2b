"""Three weeks of the tests' newsroom as passes lived through them, polled over HTTP and judged day by day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

from brinkwatch.replay.server import ReplayServer
from flows import pipeline
from flows.bench import Bench
from flows.prepare import THREADS, prepare
from flows.steps import in_process
from tests.newsroom import crisis, watch_config
from warehouse.connect import Connection, open_reader

FIRST = date(2017, 2, 1)
DAYS = 22
LAST = FIRST + timedelta(days=DAYS - 1)
ITEMS = crisis(DAYS, FIRST, visit_days=2)


def moment(day: date) -> datetime:
    """Return when the passes of a day ran."""
    return datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Replayed:
    """What the weeks have left: a warehouse, and what was shown on the screen."""

    bench: Bench
    screen: str

    def opened(self) -> closing[Connection]:
        """Open the published warehouse."""
        return closing(open_reader(self.bench.layout.published))

    def ask(self, question: str) -> list[tuple[object, ...]]:
        """Ask the published warehouse in SQL."""
        with self.opened() as connection:
            return connection.execute(question).fetchall()

    @property
    def front(self) -> tuple[object, ...]:
        """The global options of a command over it."""
        published = self.bench.layout.published
        return ("--config", published.parent / "config", "--warehouse", published)


@contextmanager
def live_through(home: Path) -> Iterator[Replayed]:
    """Live through the weeks; the server goes on as of their last day."""
    screen = StringIO()
    with ReplayServer(ITEMS, moment(FIRST)) as server:
        watch_config(home / "config", server.ports)
        bench = prepare(home / "config", home / "news.duckdb", lambda workers: in_process(workers, THREADS), screen)
        for number in range(DAYS):
            at = server.moment = moment(FIRST + timedelta(days=number))
            pipeline.ingest(bench, at)
            pipeline.watch(bench, at)
        yield Replayed(bench, screen.getvalue())
