"""Read any series of counts from a CSV file, and say in one line what is wrong with it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import isnan, nan
from pathlib import Path

from tasks.compose import count_of
from tasks.judgements import Count
from tasks.records import Trouble

TIME_COLUMNS = ("time", "timestamp")
COUNT_COLUMNS = ("count", "value")
TOTAL_COLUMN = "total"

LONGEST_GRAIN = timedelta(weeks=4)
"""Months and years differ in length, and are too few to learn a level from."""

OFF_GRID = 0.25
"""A time may lie this share of a step beside the even grid: summer time and late collectors do, another rhythm does more."""

MOST_STEPS = 2_000_000
"""Four years of minutes: a gap that makes more steps than this is a wrong date, not an outage."""

LARGEST = 1e12
"""Beyond it a count is a slip of the keyboard, and neighbouring whole numbers start to look the same to the formulas."""

FEWEST_ROWS = 3
"""Two spacings at least, so that a grain can be told."""


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """A series on an even grid. `counts` has every step, `given` the places in it of the file's own rows, in order."""

    counts: tuple[Count, ...]
    given: tuple[int, ...]
    times: tuple[str, ...]
    grain: timedelta


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    time: str
    at: datetime
    count: float
    total: float


def read_series(path: Path) -> SeriesFile | Trouble:
    """Read a CSV of time (or timestamp), count (or value) and, if there is one, total.

    Times are ISO 8601 and rise; those without a zone are UTC. A step that the file leaves out was not collected. Without
    totals the exposure is time: one a step. Trouble `bad_series` names the line and what is wrong with it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _trouble(path, line, "is not UTF-8 text; save the file as UTF-8")
    except OSError as error:
        return Trouble("bad_series", f"{path}: {error.strerror or error}")
    if "\0" in text:
        return _trouble(path, text.count("\n", 0, text.index("\0")) + 1, "holds a zero byte; this is not a CSV file")
    rows = _rows(path, text.splitlines())
    return rows if isinstance(rows, Trouble) else _even(path, rows)


def _rows(path: Path, lines: list[str]) -> list[_Row] | Trouble:
    reader = csv.reader(lines)
    header = [name.strip().lower() for name in next(reader, [])]
    if not any(header):
        return Trouble("bad_series", f"{path}: the file is empty; it wants a header such as time,count")
    times = [at for at, name in enumerate(header) if name in TIME_COLUMNS]
    counts = [at for at, name in enumerate(header) if name in COUNT_COLUMNS]
    totals = [at for at, name in enumerate(header) if name == TOTAL_COLUMN]
    if len(times) != 1 or len(counts) != 1 or len(totals) > 1:
        wanted = "one column time (or timestamp), one count (or value) and at most one total"
        return _trouble(path, 1, f"the header is {','.join(header)!r:.80}; it wants {wanted}")
    columns = (times[0], counts[0], *totals)
    rows: list[_Row] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = _row(path, reader.line_num, cells, columns)
            if isinstance(row, Trouble):
                return row
            if rows and row.at <= rows[-1].at:
                what = "repeats the time" if row.at == rows[-1].at else "goes back in time to before that"
                return _trouble(
                    path, row.line, f"{row.time} {what} of line {rows[-1].line}; sort by time, one row each"
                )
            rows.append(row)
    except csv.Error as error:
        return _trouble(path, reader.line_num, str(error))
    return rows


def _row(path: Path, line: int, cells: list[str], columns: tuple[int, ...]) -> _Row | Trouble:
    """Read one line; `columns` are the places of time, count and perhaps total."""
    if len(cells) <= max(columns):
        return _trouble(path, line, f"has {count_of(len(cells), 'column')} where the header has more")
    time = cells[columns[0]].strip()
    at = _time(time)
    if at is None:
        return _trouble(path, line, f"{time!r:.40} is not an ISO time such as 2017-03-17 or 2017-03-17T09:00:00Z")
    numbers = [_number(cells[column]) for column in columns[1:]]
    for column, number in zip(columns[1:], numbers, strict=True):
        if isinstance(number, str):
            return _trouble(path, line, f"{cells[column].strip()!r:.40} is {number}")
    count, total = [number for number in numbers if isinstance(number, float)] + [1.0] * (len(numbers) == 1)
    if len(numbers) > 1 and count > total:
        return _trouble(
            path, line, f"counts {count:.12g} out of a total of {total:.12g}; total is all that was collected"
        )
    return _Row(line, time, at, count, total)


def _time(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> float | str:
    """Return a count, or why it is none."""
    try:
        number = float(text)
    except ValueError:
        number = nan
    if isnan(number) or number < 0 or "_" in text:
        return "not a number of zero or more"
    return number if number <= LARGEST else f"too large; {LARGEST:,.0f} is the most"


def _even(path: Path, rows: list[_Row]) -> SeriesFile | Trouble:
    """Lay the rows on an even grid of the median spacing, with nothing collected where a step is missing."""
    if len(rows) < FEWEST_ROWS:
        return Trouble("bad_series", f"{path}: holds {count_of(len(rows), 'row')}; a series starts at {FEWEST_ROWS}")
    spacings = sorted(after.at - before.at for before, after in pairwise(rows))
    grain = spacings[len(spacings) // 2]
    if grain > LONGEST_GRAIN:
        return Trouble("bad_series", f"{path}: rows lie {grain.days} days apart; the detector judges minutes to weeks")
    given, place = [0], 0
    for before, after in pairwise(rows):
        steps = (after.at - before.at) / grain
        place += round(steps)
        if round(steps) < 1 or abs(steps - round(steps)) > OFF_GRID:
            apart = f"{after.at - before.at} after line {before.line}"
            return _trouble(path, after.line, f"{after.time} lies {apart}, where steps of {grain} are usual")
        if place > MOST_STEPS:
            return _trouble(
                path, after.line, f"{after.time} makes a series of more than {MOST_STEPS:,} steps of {grain}"
            )
        given.append(place)
    counts = [Count(rows[0].at + step * grain, 0, 0) for step in range(place + 1)]
    for step, row in zip(given, rows, strict=True):
        counts[step] = Count(counts[step].start, row.count, row.total)
    return SeriesFile(tuple(counts), tuple(given), tuple(row.time for row in rows), grain)


def _trouble(path: Path, line: int, what: str) -> Trouble:
    return Trouble("bad_series", f"{path}:{line}: {what}")
