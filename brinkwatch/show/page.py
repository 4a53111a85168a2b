"""Write the report of a stretch of news as one HTML page: chart, intake, alerts with their evidence, entities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from brinkwatch.show.behind import evidence_item
from brinkwatch.show.chart import interactive_chart, replace
from brinkwatch.show.document import document
from brinkwatch.show.escape import for_html
from brinkwatch.show.series import AlertMark, TrendSeries
from tasks.judgements import Alert

Row = Mapping[str, object]

MISSING = "–"


@dataclass(frozen=True, slots=True)
class Report:
    """What a page tells. The columns of `outlets` and `top_entities` are the keys of their first rows."""

    title: str
    intro: str
    chart_title: str
    series: tuple[TrendSeries, ...]
    marks: tuple[AlertMark, ...] = ()
    chart_subtitle: str = ""
    chart_caption: str = ""
    alerts: tuple[Alert, ...] = ()
    outlets: tuple[Row, ...] = ()
    top_entities: tuple[Row, ...] = ()
    footnote: str = ""


def write_report(path: Path, report: Report) -> None:
    """Write the page, whole or not at all; ValueError where the chart has no period to draw."""
    chart = interactive_chart(
        report.series, report.chart_title, report.chart_subtitle, report.chart_caption, report.marks
    )
    body = (
        f"<header>\n<h1>{for_html(report.title)}</h1>\n{_paragraphs(report.intro)}</header>\n<main>\n{chart.body}\n"
        + _section("Alerts", "".join(_alert(alert) for alert in report.alerts) or "<p>None in this time.</p>")
        + _section("What came in, by outlet", _table(report.outlets))
        + _section("Most in the news", _table(report.top_entities))
        + f"</main>\n<footer>{_paragraphs(report.footnote)}</footer>"
    )
    replace(path, document(report.title, body, chart.scripts).encode())


def _section(heading: str, content: str) -> str:
    return f"<section>\n<h2>{for_html(heading)}</h2>\n{content}</section>\n"


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{for_html(line)}</p>\n" for line in text.splitlines() if line.strip())


def _alert(alert: Alert) -> str:
    opened, closed = _moment(alert.opened_at), _moment(alert.resolved_at) if alert.resolved_at else ""
    figures = (
        f"{alert.observed:,} texts where {alert.expected:.1f} were expected, {alert.window_start} to {alert.window_end} · "
        f"{alert.publishers:,} independent publishers · {alert.articles:,} articles · p = {alert.p_value:.1g}"
    )
    evidence = "".join(evidence_item(one) for one in alert.evidence)
    return (
        "<article>\n"
        f'<p class="state">{for_html(alert.state)} · opened {opened}{f" · resolved {closed}" if closed else ""}</p>\n'
        f'<h3 dir="auto">{for_html(alert.headline)}</h3>\n'
        f'<p class="soft">{for_html(figures)}</p>\n<p dir="auto">{for_html(alert.reason)}</p>\n'
        + (f'<ol class="evidence">\n{evidence}</ol>\n' if evidence else "")
        + "</article>\n"
    )


def _moment(moment: datetime) -> str:
    return f'<time datetime="{moment.isoformat()}">{moment:%-d %B %Y}</time>'


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return "<p>Nothing found.</p>\n"
    columns = list(rows[0])
    numeric = {name for name in columns if all(isinstance(row.get(name), int | float | None) for row in rows)}
    head = "".join(f'<th scope="col"{_side(name, numeric)}>{for_html(name.replace("_", " "))}</th>' for name in columns)
    lines = "".join(
        "<tr>" + "".join(f"<td{_side(name, numeric)}>{_cell(row.get(name))}</td>" for name in columns) + "</tr>\n"
        for row in rows
    )
    return f'<div class="scroll"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table></div>\n'


def _side(name: str, numeric: set[str]) -> str:
    return ' class="number"' if name in numeric else ""


def _cell(value: object) -> str:
    if value is None:
        return MISSING
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
    return f'<bdi dir="auto">{for_html(str(value))}</bdi>'
