"""Write how everything stands in Prometheus' text exposition format, version 0.0.4: seconds, bytes and Unix time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flows.standing import Standing
from tasks.health import TROUBLED

STATES = ("new", "changed", "unchanged", "empty", "moved", *TROUBLED)
OUTCOMES = ("running", "done", "failed", "stopped", "killed")
"""Every state is told, with zero too: a series that comes and goes can not be alerted on."""

Labels = dict[str, str]


@dataclass(frozen=True, slots=True)
class Metric:
    """A gauge: its name, what it means, and its values with their labels. Those that are None are left out."""

    name: str
    meaning: str
    values: Iterable[tuple[Labels, float | datetime | None]]


def exposition(standing: Standing, version: str) -> str:
    """Write all metrics, each with its meaning and type; one without any value is left out."""
    lines: list[str] = []
    for metric in _metrics(standing, version):
        values = [(labels, value) for labels, value in metric.values if value is not None]
        if values:
            name = f"brinkwatch_{metric.name}"
            lines += [f"# HELP {name} {_escaped(metric.meaning, quote=False)}", f"# TYPE {name} gauge"]
            lines += [f"{name}{_labelled(labels)} {_number(value)}" for labels, value in values]
    return "\n".join(lines) + "\n"


def _metrics(standing: Standing, version: str) -> Iterator[Metric]:
    yield Metric("info", "Version of Brinkwatch.", [({"version": version}, 1)])
    yield Metric("well", "1 if nothing is wrong.", [({}, not standing.findings)])
    kinds = {(one.kind, one.subject): one for one in standing.findings}
    troubles: list[tuple[Labels, float]] = [({"kind": kind, "subject": subject}, 1) for kind, subject in kinds]
    yield Metric("trouble", "What is wrong; absent when it is not.", troubles)
    yield Metric("at_work", "1 while a pass is at work.", [({}, bool(standing.at_work))])
    yield Metric("scheduler_up", "1 while a schedule runs on this machine.", [({}, bool(standing.scheduler))])
    yield from _of_runs(standing)
    quantiles: list[tuple[Labels, float | None]] = [
        ({"stage": name, "quantile": quantile}, value)
        for name, lag in standing.lags.items()
        for quantile, value in (("0.5", lag.middle), ("0.95", lag.late))
    ]
    yield Metric("lag_seconds", "Seconds that a stage took in the last days.", quantiles)
    yield Metric("newest_article_timestamp_seconds", "When the last article came.", [({}, standing.newest_article_at)])
    states: list[tuple[Labels, float]] = [({"state": state}, standing.feeds.get(state, 0)) for state in STATES]
    yield Metric("feeds", "Configured feeds by state.", states)
    yield Metric("spool_batches", "Batches that wait to be loaded.", [({}, standing.spool_batches)])
    yield Metric("spool_damaged_batches", "Batches set aside as damaged.", [({}, standing.spool_damaged)])
    yield Metric(
        "spool_oldest_timestamp_seconds", "When the oldest of them was written.", [({}, standing.spool_oldest_at)]
    )
    parts: list[tuple[Labels, float]] = [({"part": part}, size) for part, size in standing.disk.items()]
    yield Metric("disk_bytes", "Bytes on disk by part.", parts)
    yield Metric("disk_free_bytes", "Bytes free on the disk of the warehouse.", [({}, standing.free_bytes)])
    yield Metric(
        "snapshot_timestamp_seconds", "When the warehouse that people open was renewed.", [({}, standing.snapshot_at)]
    )
    queue = standing.queue
    messages: list[tuple[Labels, float]] = [({"state": "pending"}, queue.pending), ({"state": "dead"}, queue.dead)]
    yield Metric("messages", "Messages that no receiver has, by state.", messages)
    yield Metric("message_oldest_timestamp_seconds", "When the oldest pending one was decided.", [({}, queue.oldest)])


def _of_runs(standing: Standing) -> Iterator[Metric]:
    flows = [({"flow": one.flow}, one) for one in standing.flows]
    last = [(labels, one.last) for labels, one in flows if one.last is not None]
    done = [(labels, one.last_done) for labels, one in flows if one.last_done is not None]
    yield Metric(
        "run_started_timestamp_seconds",
        "When the last run of a flow began.",
        [(labels, run.started_at) for labels, run in last],
    )
    yield Metric("run_ended_timestamp_seconds", "When it ended.", [(labels, run.ended_at) for labels, run in last])
    yield Metric("run_seconds", "How long it took.", [(labels, run.seconds) for labels, run in last])
    outcomes: list[tuple[Labels, float]] = [
        ({**labels, "outcome": outcome}, run.outcome == outcome) for labels, run in last for outcome in OUTCOMES
    ]
    yield Metric("run_outcome", "1 for how it ended.", outcomes)
    yield Metric(
        "run_done_timestamp_seconds",
        "When the last run that was done ended.",
        [(labels, run.ended_at) for labels, run in done],
    )
    counts: list[tuple[Labels, float]] = [
        ({**labels, "what": what}, number) for labels, run in done for what, number in run.counts.items()
    ]
    yield Metric("run_count", "What the last run that was done counted.", counts)
    yield Metric(
        "run_next_timestamp_seconds", "When a flow is due next.", [(labels, one.next_at) for labels, one in flows]
    )


def _labelled(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}" if labels else ""


def _escaped(text: str, *, quote: bool = True) -> str:
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n")
    return escaped.replace('"', '\\"') if quote else escaped


def _number(value: float | datetime) -> str:
    if isinstance(value, datetime):
        return f"{value.timestamp():.3f}"
    return str(int(value)) if float(value).is_integer() else repr(float(value))
