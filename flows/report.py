"""Put a pass into a page that a person wants to read in Prefect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tasks.judgements import PassReport
from tasks.plain import plain
from tasks.sparkline import sparkline

MOST_TROUBLES = 30
MOST_REASONS = 3
"""Reasons of failed feeds that the line on the screen names; the page has every feed."""

MOST_TEXTS = 5
"""Texts behind an alert that the page shows; `alerts why` shows all."""

NO_REASONS = frozenset({"loaded", "copies"})
"""What became of documents that were not rejected."""

Row = Sequence[str | int]


def intake_page(report: PassReport, seconds: float) -> str:
    """Say what became of feeds, entries and pages, in all and by source, as Markdown."""
    polls = ", ".join(f"{number:,} {_words(outcome)}" for outcome, number in sorted(report.polls.items()))
    rows: list[Row] = [
        ("feeds polled", sum(report.polls.values()), polls),
        *([("feeds not due yet", report.not_due, "")] if report.not_due else []),
        *([("feeds suspended", report.suspended, "`brinkwatch feeds list` says why")] if report.suspended else []),
        ("new entries", report.new_entries, ""),
        ("articles loaded", report.loaded, f"{report.copies:,} copies of another's text"),
        ("known already", report.already_known, ""),
        ("rejected", sum(report.rejected.values()), _counted(report.rejected)),
        *(
            [("pages looked at again", report.looked_again, f"{report.revisions:,} changes")]
            if report.looked_again
            else []
        ),
    ]
    lines = [*_head("What came in", report, seconds), *_table(("what", "how many", "of these"), rows)]
    if report.by_source:
        sources = [
            (_cell(name), counts.get("loaded", 0), counts.get("copies", 0), _counted(counts))
            for name, counts in sorted(report.by_source.items(), key=lambda one: -one[1].get("loaded", 0))
        ]
        lines += ["", "## By source", "", *_table(("source", "loaded", "copies", "rejected"), sources)]
    if report.troubles:
        lines += ["", "## Feeds in trouble", "", *(f"- {_cell(line)}" for line in report.troubles[:MOST_TROUBLES])]
        left = len(report.troubles) - MOST_TROUBLES
        lines += [f"- … and {left:,} more: `brinkwatch feeds list`"] if left > 0 else []
    return "\n".join(lines) + "\n"


def intake_line(report: PassReport) -> str:
    """Say in one line what came in, and why feeds failed."""
    rejected = sum(report.rejected.values())
    counts = (
        f"{report.loaded:,} articles loaded, {report.copies:,} of them copies; {rejected:,} rejected{_given_up(report)}"
    )
    failed, polled = report.polls.get("failed", 0), sum(report.polls.values())
    if not failed:
        return counts
    reasons = _counted(report.failures).split(", ")
    why = ", ".join([*reasons[:MOST_REASONS], *(["others"] if len(reasons) > MOST_REASONS else [])])
    if failed == polled:
        return f"no feed answered: {failed:,} of {polled:,} failed ({why}); {counts}; the next run asks again"
    return f"{counts}; {failed:,} of {polled:,} feeds failed ({why})"


def judgement_page(report: PassReport, seconds: float) -> str:
    """Say what opened and closed, with the texts behind it, as Markdown."""
    lines = _head("What is unusual", report, seconds)
    if not report.alerts:
        lines.append("No alert opened or closed.")
    for alert in report.alerts:
        what = "Closed" if alert.state == "resolved" else "Opened"
        lines += ["", f"## {what}: {_cell(alert.headline)}", "", _cell(alert.reason), ""]
        for text in alert.evidence[:MOST_TEXTS]:
            day = f"{text.published_at:%Y-%m-%d} " if text.published_at else ""
            lines.append(f"- {day}{_cell(text.source_id)}: **{_cell(text.title)}** {_cell(text.sentence)}")
        lines += ["", f"All of it: `brinkwatch alerts why {alert.alert_id}`"]
    if report.shares:
        rows = [(_cell(name), sparkline(shares), _share(shares)) for name, shares in report.shares.items()]
        head = (
            f"share of distinct texts, the last {max(map(len, report.shares.values()))} days",
            "",
            "the last day collected",
        )
        lines += [
            "",
            "## Trends",
            "",
            *_table(head, rows),
            "",
            "Each line has a scale of its own; · is a day without news.",
        ]
    return "\n".join(lines) + "\n"


def judgement_line(report: PassReport) -> str:
    """Say in one line how many alerts opened and closed."""
    closed = sum(alert.state == "resolved" for alert in report.alerts)
    return f"alerts: {len(report.alerts) - closed} opened, {closed} closed{_given_up(report)}"


def _share(shares: Sequence[float | None]) -> str:
    collected = [share for share in shares if share is not None]
    return f"{collected[-1] * 100:.1f} %" if collected else "–"


def _given_up(report: PassReport) -> str:
    return f"; messages given up: {len(report.given_up)} (`brinkwatch alerts deliveries`)" if report.given_up else ""


def _head(title: str, report: PassReport, seconds: float) -> list[str]:
    took = f"{seconds:.1f} s" if seconds < 60 else f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
    return [f"# {title}, {report.started_at:%Y-%m-%d %H:%M} UTC", "", f"This took {took}.", ""]


def _table(heads: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    """Give a table whose numbers stand on the right."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('---:' if isinstance(value, int) else '---' for value in rows[0])}|"
    for row in rows:
        yield f"| {' | '.join(f'{value:,}' if isinstance(value, int) else value for value in row)} |"


def _counted(reasons: Mapping[str, int]) -> str:
    """List reasons with their numbers, the most frequent first."""
    rejected = sorted((one for one in reasons.items() if one[0] not in NO_REASONS), key=lambda one: -one[1])
    return ", ".join(f"{number:,} {_words(reason)}" for reason, number in rejected)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _cell(text: str) -> str:
    """Keep what a feed said from being read as Markdown or HTML."""
    escaped = plain(text).replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{character}" if character in "\\`*_[]#|!" else character for character in escaped)
