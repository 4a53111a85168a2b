"""Fetch what is behind the points of trends, for a page that opens them."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from brinkwatch.show.series import Behind, BehindText, Period, TrendSeries

if TYPE_CHECKING:
    from brinkwatch.trends import Answer
    from warehouse.connect import Connection
    from warehouse.read import Row, Scope

MOST_OF_POINT = 10
"""Texts that a point lists: enough to see what it is about."""
MOST_ON_PAGE = 3_000
"""Texts on a page, some 2 MB of it; where points are many, each lists fewer."""
MOST_EXPLAINED = 100
"""Texts that `trend --explain` lists where nobody says how many."""
LONGEST_TITLE = 300
"""Characters of a title: some pages put a paragraph there."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line to draw: the answer whose it is, and whether it is the one within its panel."""

    answer: Answer
    within_panel: bool = False

    @property
    def series(self) -> TrendSeries:
        """Give it as a chart takes it."""
        beside = self.answer.scope.beside
        name = (self.answer.value_name or self.answer.name) + (f" + {beside.name}" if beside else "")
        if self.within_panel:
            return TrendSeries(f"{name} · panel", self.answer.inside)
        return TrendSeries(name, self.answer.points)

    @property
    def scope(self) -> Scope:
        """Give the coverage that it is of."""
        panel = self.answer.panel
        return (
            replace(self.answer.scope, panel=list(panel.members)) if self.within_panel and panel else self.answer.scope
        )


def lines_of(answers: Sequence[Answer]) -> list[Line]:
    """Give the lines to draw, that of a panel after that of all coverage."""
    lines: list[Line] = []
    for one in answers:
        lines += [Line(one), *([Line(one, within_panel=True)] if one.panel and one.panel.members else [])]
    return lines


def opened(connection: Connection, lines: Sequence[Line], warehouse: Path) -> list[TrendSeries]:
    """Give lines whose points list texts behind them."""
    from warehouse.explore import explain
    from warehouse.terms import resolve

    points = sum(point.texts > 0 for line in lines for point in line.series.points)
    each = min(MOST_OF_POINT, MOST_ON_PAGE // max(points, 1))
    found = []
    for line in lines:
        term = resolve(connection, line.answer.asked)
        listed: dict[Period, list[Row]] = defaultdict(list)
        for row in explain(connection, term, line.scope, each=each):
            listed[row["period"]].append(row)
        behind = {
            point.period: Behind(
                tuple(_text(row, line.scope.zone) for row in listed[point.period]),
                point.texts,
                command(line, point.period, point.texts, warehouse),
            )
            for point in line.series.points
            if point.texts
        }
        found.append(replace(line.series, behind=behind))
    return found


def command(line: Line, period: Period, texts: int, warehouse: Path) -> str:
    """Write the command line that lists all texts behind a point."""
    scope = line.scope
    last = scope.until - timedelta(days=1) if scope.until else None
    options = {
        "by": scope.by, "since": scope.since, "until": last, "source": scope.source, "country": scope.country,
        "language": scope.language, "owner-group": scope.owner_group, "timezone": scope.zone,
        "with": scope.beside.asked if scope.beside else None, "as-of": scope.as_of.isoformat() if scope.as_of else None, "warehouse": warehouse,
    }  # fmt: skip
    given = [word for name, value in options.items() if value is not None for word in (f"--{name}", str(value))]
    day = f"{period:%Y-%m-%dT%H:%M}" if isinstance(period, datetime) else period.isoformat()
    panel = ["--panel"] if line.within_panel else []
    all_of_them = ["--most", str(texts)] if texts > MOST_EXPLAINED else []
    asked = ["brinkwatch", "trend", line.answer.asked, *given, *panel]
    return shlex.join([*asked, "--explain", "--period", day, *all_of_them])


def _text(row: Row, zone: str) -> BehindText:
    from tasks.judgements import Evidence  # not needed to answer a trend, and slow to load

    at: datetime | date = row["counted_at"]
    day = at.astimezone(ZoneInfo(zone)) if isinstance(at, datetime) else datetime(at.year, at.month, at.day)  # noqa: DTZ001 — a day without an hour is that day everywhere
    title = row["title"] if len(row["title"]) <= LONGEST_TITLE else f"{row['title'][:LONGEST_TITLE]}…"
    evidence = Evidence(row["article_id"], row["source_id"], row["url"], title, day, row["sentence"], row["copies"])
    return BehindText(evidence, row["raw_sha256"])
