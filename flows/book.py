"""Open the book of what was collected, and turn its pages: what each look at a day could know."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import overload
from zoneinfo import ZoneInfo

from flows.behind import Behind
from flows.lines import Lines
from tasks.brought import Origin
from tasks.judge_hours import BLOCK, BLOCK_HOURS
from tasks.ledger import Ledger, Mark
from tasks.panel import HISTORY_DAYS
from tasks.stretch import Stretch
from warehouse import read
from warehouse.collected import Pages, collected
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

    `blocks` are ledgers of blocks of hours, by the phase of the glances that are judged by them; none where days are judged. Each
    ledger is turned when it is asked for: `taken` tells how far. `behind` answers for texts; `grounds` tells that alerts are to have theirs.
    """

    zone: ZoneInfo
    rehearsing: bool
    ledger: Ledger
    pages: Pages | None = None
    blocks: dict[int, Ledger] = field(default_factory=dict)
    lines: Lines = field(default_factory=Lines)
    taken: dict[int | None, int] = field(default_factory=dict)
    behind: Behind = field(default_factory=Behind)
    grounds: bool = True

    def turn_to(self, glance: Glance) -> Ledger:
        """Return what was known at a glance, by days; glances come in order."""
        self.lines.turn_to(glance.judged_at)
        return self._turned(self.ledger, None, glance)

    def blocks_at(self, glance: Glance) -> Ledger:
        """Return a ledger of blocks of hours that holds what was known at a glance, and what was at later ones it was asked for."""
        return self._turned(self.blocks[glance.phase], glance.phase, glance)

    def mark_at(self, glance: Glance) -> Mark | None:
        """Return how far a ledger is filled with what was known at a glance, if it may be filled further."""
        return None if self.pages is None else self.pages.mark(self.pages.until(glance.judged_at))

    def _turned(self, ledger: Ledger, name: int | None, glance: Glance) -> Ledger:
        if self.pages is not None:
            since, until = self.taken.get(name, 0), self.pages.until(glance.judged_at)
            if until > since:
                ledger.take_all(self.pages.brought.part(since, until))
                self.taken[name] = until
        return ledger

    def unturned(self) -> Book:
        """Return a book of the same pages of which none is turned."""
        blocks = {phase: ledger.empty() for phase, ledger in self.blocks.items()}
        return Book(self.zone, self.rehearsing, self.ledger.empty(), self.pages, blocks, grounds=self.grounds)

    def starts(self, stretch: Stretch) -> Sequence[datetime]:
        """Return the moments at which the rows of a stretch begin."""
        return Starts(stretch.first, stretch.step, stretch.days, self.zone)


@dataclass(frozen=True, slots=True)
class Starts(Sequence[datetime]):
    """The local moments at which rows begin, each made when it is asked for: of hundreds a look needs the last few."""

    first: date
    step: timedelta
    rows: int
    zone: ZoneInfo

    def __len__(self) -> int:
        return self.rows

    @overload
    def __getitem__(self, at: int) -> datetime: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[datetime]: ...

    def __getitem__(self, at: int | slice) -> datetime | Sequence[datetime]:
        if isinstance(at, slice):
            return [self[row] for row in range(*at.indices(self.rows))]
        if not -self.rows <= at < self.rows:
            raise IndexError(at)
        row = at % self.rows
        if isinstance(self.first, datetime):
            return (self.first + row * self.step).astimezone(self.zone)
        return datetime.combine(self.first + timedelta(days=row), time(), self.zone)


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
    pages = collected(
        connection,
        hours=hours,
        zone=str(zone),
        rehearsing=rehearsing,
        since=min(glance.day for glance in glances) - timedelta(days=HISTORY_DAYS),
        until=last,
        looks=json.dumps(sorted(glance.judged_at.isoformat() for glance in glances)),
    )
    first, origins = pages.first_day or last, pages.brought.origins
    ledger = Ledger(first, (last - first).days + 1, origins)
    blocks = _blocks(glances, pages.hours or (), origins) if hours else {}
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
