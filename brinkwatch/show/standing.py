"""Lay out how everything stands: on one screen for people, as plain values for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from brinkwatch.show.escape import for_terminal
from brinkwatch.show.grid import draw_grid
from brinkwatch.show.table import plain_value
from flows.standing import LAG_DAYS, FlowStanding, Lag, Standing
from tasks.health import TROUBLED, told_span
from tasks.runs import Run

COLUMNS = ("flow", "last run", "ended", "took", "what it did", "next run")
TOLD_COUNTS = {
    "loaded": "loaded",
    "copies": "copies",
    "rejected": "rejected",
    "failed_polls": "feeds failed",
    "not_due": "feeds not due",
    "alerts_opened": "alerts opened",
    "alerts_closed": "alerts closed",
}
"""Counts of a run that its line shows, and how they are called there."""

MOST_DAYS = timedelta(days=60)
"""From then on nobody counts back in days."""

LABEL = 10
"""Cells of the words before each line below the table."""


def plain_standing(standing: Standing) -> dict[str, Any]:
    """Return everything as JSON can hold it, moments as text and `well` first."""
    told = {"well": not standing.findings, **asdict(standing)}
    flows = {one.pop("flow"): one for one in told.pop("flows")}
    value = plain_value({**told, "flows": flows})
    assert isinstance(value, dict)
    return value


def page(standing: Standing, warehouse: str, zone: ZoneInfo, out: TextIO) -> str:
    """Say everything on one screen, what is wrong first; moments are in a time zone."""
    troubles = len(standing.findings)
    verdict = "well" if not troubles else "1 trouble" if troubles == 1 else f"{troubles} troubles"
    lines = [f"{warehouse}, {_minute(standing.at, zone)} {zone.key}: {verdict}"]
    for finding in standing.findings:
        lines += [f"TROUBLE  {finding.line}", f"         {finding.mend}"]
    rows = [_row(one, zone) for one in standing.flows]
    head = "".join(f"{for_terminal(line)}\n" for line in lines)
    grid = draw_grid(COLUMNS, rows, [False] * len(COLUMNS), "", out)
    rest = "".join(f"{label:<{LABEL}}{for_terminal(line)}\n" for label, line in _lines(standing))
    return f"{head}\n{grid}\n{rest}"


def _row(one: FlowStanding, zone: ZoneInfo) -> list[str]:
    run = one.last
    due = _minute(one.next_at, zone) if one.next_at else "by hand" if run else "–"
    if run is None:
        return [one.flow, "never", "–", "–", "–", due]
    took = f"{run.seconds:,.1f} s" if run.seconds is not None else "–"
    return [for_terminal(text) for text in (run.flow, _minute(run.started_at, zone), run.outcome, took, _did(run), due)]


def _did(run: Run) -> str:
    counts = ", ".join(f"{words} {run.counts[name]:,}" for name, words in TOLD_COUNTS.items() if run.counts.get(name))
    return run.detail or counts or ("–" if run.outcome != "done" else "nothing new")


def _lines(standing: Standing) -> Iterator[tuple[str, str]]:
    yield "Now", _at_work(standing)
    for name, lag in standing.lags.items():
        yield "Lag", f"{name.replace('_', ' ')}: {_lag(lag)}"
    if standing.newest_article_at is not None:
        yield "Intake", f"the last article came {_ago(standing.newest_article_at, standing.at)}"
    yield "Feeds", _feeds(standing.feeds)
    yield "Spool", _spool(standing)
    if standing.snapshot_at is not None:
        yield "Snapshot", f"published {_ago(standing.snapshot_at, standing.at)}"
    yield "Messages", _messages(standing)
    yield "Disk", _disk(standing)


def _ago(moment: datetime, now: datetime) -> str:
    """Say how long ago something was, and on which day where days are too many to count."""
    day = f", on {moment:%Y-%m-%d}" if now - moment > MOST_DAYS else ""
    return f"{told_span(now - moment)} ago{day}"


def _at_work(standing: Standing) -> str:
    scheduler = f"the schedule runs ({standing.scheduler})" if standing.scheduler else "no schedule runs here"
    return (
        f"a pass is at work ({standing.at_work}); {scheduler}"
        if standing.at_work
        else f"no pass is at work; {scheduler}"
    )


def _lag(lag: Lag) -> str:
    if lag.middle is None or lag.late is None:
        return f"nothing to measure in the last {LAG_DAYS} days"
    return (
        f"half within {_span(lag.middle)}, 95 % within {_span(lag.late)} ({lag.number:,} in the last {LAG_DAYS} days)"
    )


def _span(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.3g} {unit}"
    return f"{seconds:.0f} seconds"


def _feeds(feeds: Mapping[str, int]) -> str:
    troubled = [f"{feeds[state]} {state}" for state in TROUBLED if feeds.get(state)]
    others = [f"{number} {state}" for state, number in sorted(feeds.items()) if state not in TROUBLED]
    said = f"{sum(feeds.values())}: {', '.join([*others, *troubled])}" if feeds else "none is configured"
    return f"{said}; `brinkwatch feeds list` says why" if troubled else said


def _spool(standing: Standing) -> str:
    if not standing.spool_batches or standing.spool_oldest_at is None:
        return "empty"
    oldest = told_span(standing.at - standing.spool_oldest_at)
    return f"{standing.spool_batches} batch{'es' if standing.spool_batches > 1 else ''}, the oldest of {oldest} ago"


def _messages(standing: Standing) -> str:
    queue = standing.queue
    pending = f"{queue.pending} pending" if queue.pending else "none pending"
    oldest = f", the oldest decided {told_span(standing.at - queue.oldest)} ago" if queue.oldest else ""
    return f"{pending}{oldest}; {queue.dead} given up" if queue.dead else f"{pending}{oldest}"


def _disk(standing: Standing) -> str:
    parts = sorted(standing.disk.items(), key=lambda one: -one[1])
    told = ", ".join(f"{name} {_bytes(size)}" for name, size in parts if size)
    whole = _bytes(sum(standing.disk.values()))
    return f"{whole}{f' ({told})' if told else ''}; {_bytes(standing.free_bytes)} free"


def _bytes(size: int) -> str:
    for unit, length in (("GB", 1e9), ("MB", 1e6)):
        if size >= length:
            return f"{size / length:.1f} {unit}"
    return f"{size / 1e3:.0f} KB"


def _minute(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
