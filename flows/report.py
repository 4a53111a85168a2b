"""Put a pass into a page that a person wants to read in Prefect."""

from __future__ import annotations

from tasks.judgements import PassReport
from tasks.plain import plain

MOST_TROUBLES = 30


def markdown(title: str, report: PassReport) -> str:
    """Return the report of a pass as Markdown; what feeds said is shown as plain text."""
    lines = [f"# {title}, {report.started_at:%Y-%m-%d %H:%M} UTC", ""]
    lines += ["| what | how many |", "|---|---:|"]
    lines += [f"| feeds {outcome.replace('_', ' ')} | {number:,} |" for outcome, number in sorted(report.polls.items())]
    lines += [
        f"| {name} | {number:,} |"
        for name, number in (
            ("new entries", report.new_entries),
            ("articles loaded", report.loaded),
            ("of them copies", report.copies),
            ("already known", report.already_known),
        )
    ]
    lines += [
        f"| rejected: {reason.replace('_', ' ')} | {number:,} |" for reason, number in sorted(report.rejected.items())
    ]
    for alert in report.alerts:
        lines += ["", f"## {_cell(alert.headline)}", "", f"{alert.state} · {_cell(alert.reason)}", ""]
        lines += [f"- {_cell(text.source_id)}: {_cell(text.title)} — {_cell(text.sentence)}" for text in alert.evidence]
    if report.troubles:
        lines += ["", "## Feeds in trouble", "", *(f"- {_cell(line)}" for line in report.troubles[:MOST_TROUBLES])]
        left = len(report.troubles) - MOST_TROUBLES
        lines += [f"- … and {left} more"] if left > 0 else []
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Keep what a feed said from being read as Markdown or HTML."""
    escaped = plain(text).replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{character}" if character in "\\`*_[]#|!" else character for character in escaped)
