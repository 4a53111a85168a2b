"""What the demo shows at its end: what came in, the trend of the watch, who is in the news, every alert and why."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from brinkwatch.replay.news import NewsItem
from brinkwatch.replay.story import story_path
from brinkwatch.show.chart import write_chart
from brinkwatch.show.escape import for_terminal
from brinkwatch.show.output import write
from brinkwatch.show.page import Report, write_report
from brinkwatch.show.series import AlertMark, TrendSeries
from brinkwatch.show.table import emit
from brinkwatch.show.terminal_chart import bar_chart
from brinkwatch.trends import Answer, answer_trends

if TYPE_CHECKING:
    from tasks.judgements import Alert
    from warehouse.layout import Layout

WATCH = "korean-peninsula"
TITLE = "The Korean peninsula in the news of nine outlets"
CREDIT = "Articles: News Articles, Harvard Dataverse, doi:10.7910/DVN/GMFCTR. Days are real; times of day, pages and feeds are the replay's."
WIDTH = 100
SHOWN_TEXTS = 3
"""Headlines under each alert: enough to see what it is about; `alerts why` shows all."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the warehouse holds at the end of a replay."""

    fired: tuple[Alert, ...]
    korea: Answer
    top: list[dict[str, Any]]
    stored: list[dict[str, Any]]
    rejected: list[dict[str, Any]]
    reasons: list[dict[str, Any]]
    names: dict[str, str]


def show(layout: Layout, items: Sequence[NewsItem]) -> None:
    """Print the report of a replay and draw its chart beside the warehouse."""
    found = _read(layout)
    intake = _intake(found, items)
    out, width = sys.stdout, shutil.get_terminal_size((WIDTH, 24)).columns
    write(out, "\n")
    emit(
        intake,
        ["outlet", "rows", "same_address", "loaded", "copies", "rejected"],
        "table",
        out,
        "What came in",
    )
    write(out, "\n")
    emit(found.reasons, ["reason", "documents", "example"], "table", out, "What was rejected, and why")
    write(out, f"\n{_days_line(found, items)}\n\n")
    marks = _marks(found)
    write(
        out, bar_chart(found.korea.points, "The Korean peninsula, share of distinct texts by week", width, marks) + "\n"
    )
    emit(found.top, ["name", "kind", "texts", "publishers"], "table", out, "Most in the news")
    write(
        out,
        f"\nAlerts: {len(found.fired)}\n" + "\n".join(line for one in found.fired for line in _alert_lines(one)) + "\n",
    )
    files = _draw(layout, found, intake, marks)
    write(out, _next_steps(layout, files, found.fired))


def _read(layout: Layout) -> Found:
    from warehouse.connect import open_reader
    from warehouse.read import Scope, ask
    from warehouse.read_alerts import alerts

    connection = open_reader(layout.published)
    try:
        return Found(
            fired=tuple(sorted(alerts(connection), key=lambda one: (one.opened_at, one.alert_id))),
            korea=answer_trends(connection, [f"watch:{WATCH}"], Scope(by="week"))[0],
            top=ask(connection, "top_entities", most=15),
            stored=ask(connection, "published_days"),
            rejected=ask(connection, "rejected_by_source"),
            reasons=ask(connection, "rejection_reasons"),
            names={
                row["series"]: row["name"] for row in ask(connection, "series_versions") if row["watch_id"] == WATCH
            },
        )
    finally:
        connection.close()


def _intake(found: Found, items: Sequence[NewsItem]) -> list[dict[str, object]]:
    """Count, for every outlet, the rows of the data, those with another's address, and what became of the rest."""
    rows = Counter(item.outlet for item in items)
    addresses = Counter(outlet for outlet, _ in {(item.outlet, story_path(item.link)) for item in items})
    loaded = Counter(one["source_id"] for one in found.stored)
    copies = Counter(one["source_id"] for one in found.stored if one["is_copy"])
    rejected = Counter(one["source_id"] for one in found.rejected)
    table: list[dict[str, object]] = [
        {
            "outlet": outlet,
            "rows": rows[outlet],
            "same_address": rows[outlet] - addresses[outlet],
            "loaded": loaded[outlet],
            "copies": copies[outlet],
            "rejected": rejected[outlet],
        }
        for outlet in sorted(rows)
    ]
    total = {
        key: sum(int(str(row[key])) for row in table)
        for key in ("rows", "same_address", "loaded", "copies", "rejected")
    }
    return [*table, {"outlet": "all", **total}]


def _days_line(found: Found, items: Sequence[NewsItem]) -> str:
    claimed = {(item.outlet, story_path(item.link)): item.day for item in items}
    same = sum(claimed.get((one["source_id"], _path(one["url"]))) == one["day"] for one in found.stored)
    return f"Publication days: {same:,} of {len(found.stored):,} articles stand on the day that their feed claimed."


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _marks(found: Found) -> list[AlertMark]:
    """Mark the opening day of the watch's alerts, those of one day together."""
    days: dict[object, list[Alert]] = {}
    for one in found.fired:
        if one.watch_id == WATCH:
            days.setdefault(one.opened_at, []).append(one)
    return [
        AlertMark(group[0].opened_at, _subject(found, group[0]) + (f" +{len(group) - 1}" if len(group) > 1 else ""))
        for group in (sorted(alerts, key=lambda one: -one.score) for alerts in days.values())
    ]


def _subject(found: Found, alert: Alert) -> str:
    """Name what an alert is about: the one of a rule that follows several."""
    return found.names.get(alert.rule, alert.rule).split(": ")[-1]


def _alert_lines(alert: Alert) -> list[str]:
    lines = [
        "",
        f"{alert.opened_at:%Y-%m-%d}  {for_terminal(alert.headline)}{_peak(alert)}",
        f"            {for_terminal(alert.reason)}",
    ]
    for text in alert.evidence[:SHOWN_TEXTS]:
        day = text.published_at.date().isoformat() if text.published_at else "undated"
        lines.append(f"            - {day} {for_terminal(text.source_id)}: {for_terminal(text.title)}")
    return lines


def _peak(alert: Alert) -> str:
    """Name the day an alert's numbers are of, where that is not the day it opened."""
    return "" if alert.window_end == alert.opened_at.date() else f" (at its peak, {alert.window_end})"


def _draw(layout: Layout, found: Found, intake: Sequence[dict[str, object]], marks: Sequence[AlertMark]) -> list[Path]:
    """Write the chart as a picture and the whole report as a page."""
    picture, page = (
        layout.published.with_name(f"{layout.published.stem}-korea.{ending}") for ending in ("svg", "html")
    )
    series = (TrendSeries("Korean peninsula", found.korea.points),)
    subtitle = "Share of all distinct texts collected, by week"
    write_chart(picture, series, TITLE, subtitle, CREDIT, marks)
    report = Report(
        title=TITLE,
        intro="Weeks of real coverage, replayed through the whole pipeline. Every number is out of the warehouse beside this page.",
        chart_title="How much of the news was about the Korean peninsula",
        series=series,
        marks=tuple(marks),
        chart_subtitle=subtitle,
        chart_caption=f"Denominator: distinct texts of all nine outlets. Asked: watch:{WATCH}.",
        alerts=found.fired,
        outlets=tuple(intake),
        top_entities=tuple(found.top),
        footnote=CREDIT,
    )
    write_report(page, report)
    return [picture, page]


def _next_steps(layout: Layout, files: Sequence[Path], fired: Sequence[Alert]) -> str:
    command = f".venv/bin/brinkwatch --warehouse {layout.published}"
    best = max(fired, key=lambda one: one.score).alert_id if fired else "ID"
    steps = [
        f'{command} trend "North Korea" --by week',
        f"{command} alerts why {best}",
        f'{command} trend "missile test" THAAD --by week --chart data/missiles.html',
        f"{command} query \"FROM watch_daily WHERE series = 'coverage' ORDER BY share DESC LIMIT 10\"",
        f"{command} backtest {WATCH} --since 2017-03-01",
    ]
    drawn = "".join(f"  {file}\n" for file in files)
    return f"\nDrawn:\n{drawn}\nTry next:\n" + "".join(f"  {step}\n" for step in steps)
