"""Open the book of what was collected, and turn its pages: what each look at a day could know."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.lines import Lines
from tasks.judge_hours import BLOCK, BLOCK_HOURS
from tasks.ledger import Brought, Ledger, Origin
from tasks.panel import HISTORY_DAYS
from warehouse import read
from warehouse.connect import Connection


@dataclass(frozen=True, slots=True, order=True)
class Glance:
    """A moment, and the local day that was judged at it."""

    judged_at: datetime
    day: date

    @property
    def hour(self) -> datetime:
        """The beginning of the hour it lies in."""
        return self.judged_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

    @property
    def phase(self) -> int:
        """Which of the hours of a block its blocks end with."""
        return self.hour.hour % BLOCK_HOURS


@dataclass(slots=True)
class Book:
    """The ledger as far as it was turned; pages hold what every later glance brings.

    `blocks` are ledgers of blocks of hours, by the phase of the glances that are judged by them; none where days are judged.
    """

    zone: ZoneInfo
    rehearsing: bool
    ledger: Ledger
    pages: dict[datetime, list[Brought]] = field(default_factory=dict)
    blocks: dict[int, Ledger] = field(default_factory=dict)
    lines: Lines = field(default_factory=Lines)

    def turn_to(self, glance: Glance) -> Ledger:
        """Return what was known at a glance; glances come in order."""
        for judged_at in sorted(at for at in self.pages if at <= glance.judged_at):
            brought = self.pages.pop(judged_at)
            for ledger in (self.ledger, *self.blocks.values()):
                ledger.take(brought)
        self.lines.turn_to(glance.judged_at)
        return self.ledger

    def starts(self, stretch: Ledger) -> list[datetime]:
        """Return the moments at which the rows of a stretch begin."""
        first = stretch.first
        if isinstance(first, datetime):
            return [(first + row * stretch.step).astimezone(self.zone) for row in range(stretch.days)]
        days = (first + timedelta(days=row) for row in range(stretch.days))
        return [datetime.combine(day, time(), self.zone) for day in days]


def open_book(
    connection: Connection,
    zone: ZoneInfo,
    glances: Sequence[Glance],
    *,
    rehearsing: bool,
    lines: Lines | None = None,
    hours: bool = False,
) -> Book:
    """Read all that the glances may look at, each seeing what was known then.

    A rehearsal takes imported articles as known when they were published; a live judgement, when they were imported.
    `hours` reads by the hour as well.
    """
    last = max(glance.day for glance in glances)
    rows = read.ask_by_hour(
        connection,
        "collected",
        hours=hours,
        zone=str(zone),
        rehearsing=rehearsing,
        since=min(glance.day for glance in glances) - timedelta(days=HISTORY_DAYS),
        until=last,
        looks=json.dumps(sorted(glance.judged_at.isoformat() for glance in glances)),
    )
    pages: dict[datetime, list[Brought]] = {}
    for row in rows:
        origin = Origin(row["source_id"], row["owner"], row["publisher"])
        counts = (row["texts"], row["articles"], row["late"])
        hour = datetime.fromtimestamp(row["hour"] * 3600, UTC) if hours else None
        brought = Brought(row["day"], origin, *counts, row["watch_id"], row["series"], hour)
        pages.setdefault(row["judged_at"], []).append(brought)
    first = min((row["day"] for row in rows), default=last)
    origins = {one.origin for page in pages.values() for one in page}
    ledger = Ledger(first, (last - first).days + 1, origins)
    known = [one.hour for page in pages.values() for one in page if one.hour is not None]
    blocks = _blocks(glances, known, origins) if hours else {}
    return Book(zone, rehearsing, ledger, pages, blocks, lines or Lines())


def _blocks(glances: Sequence[Glance], known: Sequence[datetime], origins: Collection[Origin]) -> dict[int, Ledger]:
    """Return empty ledgers of blocks, one for each phase of the glances, that reach over all hours."""
    ends = [glance.hour for glance in glances]
    first, last = min([*known, *ends]), max([*known, *ends])
    found = {}
    for glance in glances:
        if glance.phase not in found:
            back = (first.hour - glance.phase - 1) % BLOCK_HOURS
            begin = first - timedelta(hours=back)
            found[glance.phase] = Ledger(begin, (last - begin) // BLOCK + 1, origins, BLOCK)
    return found


def recorded(connection: Connection) -> dict[date, list[datetime]]:
    """Return the moments at which each day was judged; none in a warehouse from before they were recorded."""
    known = connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'looks'").fetchall()
    looks: dict[date, list[datetime]] = {}
    for row in read.ask(connection, "looks") if known else ():
        looks.setdefault(row["day"], []).append(row["judged_at"])
    return looks


def days_between(first: date, last: date) -> Iterator[date]:
    """Give every day from first to last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last moment of a local day, in UTC."""
    return datetime.combine(day, time(23, 59, 59, 999999), zone).astimezone(UTC)
