"""Whether the pipeline itself is well: what is wrong, since when, and what to do. Nothing here looks anywhere or reads a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from tasks.runs import Run

LEAST_USUAL = 10
"""Articles that the silent hours usually bring: were they as usual, no article at all would be seen once in 22,000 times."""

FIRST_SILENCE = timedelta(hours=24)
"""What counts as too long before there is a week to compare with: every day has its news."""

SPARE = 2.5
"""Free space wanted, in sizes of the writer's file: publishing and compacting each make a copy."""

CALM_SPACE = 1.25
"""Times the wanted free space before the disk counts as well again: temporary files come and go at the edge."""

TROUBLED = ("failing", "broken", "suspended")
"""States of feeds that bring nothing."""

MOST_TROUBLED = 0.5
"""Share of feeds in trouble from which it is ours and not theirs: of a large list, a tenth always is."""

SPOOL_WAITS = timedelta(hours=1)
SNAPSHOT_WAITS = timedelta(hours=1)
"""Longer than a pass takes: what is late then does not come by itself."""

DEAD_DAYS = 1
"""How long a message that was given up counts as trouble: somebody has seen it by then, or the next one fails too."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: of which kind, about what, in words, and what to do. `measured` and `limit` are in hours or GB."""

    kind: str
    line: str
    mend: str
    subject: str = ""
    measured: float = 0.0
    limit: float = 0.0

    @property
    def name(self) -> str:
        """What makes it the same finding when it is made again."""
        return f"{self.kind}:{self.subject}" if self.subject else self.kind


@dataclass(frozen=True, slots=True)
class HealthRules:
    """From when on something is wrong."""

    no_run: timedelta = timedelta(hours=2)
    no_articles: timedelta = timedelta(hours=6)
    undelivered: timedelta = timedelta(hours=2)
    min_free_bytes: float = 2e9


@dataclass(frozen=True, slots=True)
class Gap:
    """A flow that was due, and began when? `began_at` is None where it has not yet; `before` is when it began before that."""

    flow: str
    due_at: datetime
    before: datetime
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """When the last article came, and how many came in the same hours of each week before that is known."""

    newest: datetime
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """Messages that no receiver has: those still to be sent, the oldest of which was decided at `oldest`, and those given up."""

    pending: int = 0
    oldest: datetime | None = None
    dead: int = 0
    last_dead: datetime | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """Space on the disk, and what the writer's own warehouse takes of it, in bytes."""

    free: int
    live: int


def late_run(gap: Gap, now: datetime, rules: HealthRules) -> Finding | None:
    """Judge whether a flow began too long after it was due."""
    late = (gap.began_at or now) - gap.due_at
    if late <= rules.no_run:
        return None
    since = f"{gap.before:%Y-%m-%d %H:%M} UTC"
    until = f" until {gap.began_at:%Y-%m-%d %H:%M} UTC" if gap.began_at else ""
    return Finding(
        "no_run", f"no run of {gap.flow} since {since}{until}: {told_span(late)} after it was due",
        "look whether the schedule runs, or start it: `brinkwatch schedule`; its log and `runs.log` say why it ended",
        gap.flow, _number(late), _number(rules.no_run),
    )  # fmt: skip


def silent_intake(intake: Intake, now: datetime, rules: HealthRules) -> Finding | None:
    """Judge whether no article has come for too long, against the same hours of the weeks before.

    The middle one of the weeks counts: a week in which we were away ourselves says nothing of what is usual.
    """
    silence = now - intake.newest
    usual = median(intake.weeks) if intake.weeks else None
    if usual is None:
        limit, against = max(FIRST_SILENCE, rules.no_articles), "there is no week yet to compare with"
    else:
        limit, against = rules.no_articles, f"the same hours of a week usually bring {usual:g}"
    if silence <= limit or (usual is not None and usual < LEAST_USUAL):
        return None
    return Finding(
        "no_articles", f"no article since {intake.newest:%Y-%m-%d %H:%M} UTC, for {told_span(silence)}; {against}",
        "`brinkwatch feeds check` asks every feed now, and says what keeps it",
        "", _number(silence), _number(limit),
    )  # fmt: skip


def stuck_queue(queue: Queue, now: datetime, rules: HealthRules) -> Finding | None:
    """Judge whether messages wait for too long, or were given up of late."""
    mend = "mend the receiver in alerts.yaml; `SELECT receiver, detail FROM deliveries WHERE state <> 'sent'` says what it answers"
    if queue.oldest is not None and now - queue.oldest > rules.undelivered:
        waited = now - queue.oldest
        messages = "1 message waits" if queue.pending == 1 else f"{queue.pending} messages wait, the oldest"
        return Finding(
            "undelivered", f"{messages} for {told_span(waited)}", mend, "", _number(waited), _number(rules.undelivered)
        )
    if queue.last_dead is not None and now - queue.last_dead <= timedelta(days=DEAD_DAYS):
        messages = "1 message was" if queue.dead == 1 else f"{queue.dead} messages were"
        return Finding(
            "undelivered", f"{messages} given up, the last decided {queue.last_dead:%Y-%m-%d %H:%M} UTC", mend
        )
    return None


def full_disk(room: Room, rules: HealthRules, *, was_full: bool = False) -> Finding | None:
    """Judge whether a pass may run out of disk; once it may, it takes more than the bare need to be well again."""
    wanted = max(rules.min_free_bytes, SPARE * room.live) * (CALM_SPACE if was_full else 1.0)
    if room.free >= wanted:
        return None
    return Finding(
        "disk", f"{room.free / 1e9:.1f} GB free on the disk, where {wanted / 1e9:.1f} GB are wanted",
        "make room: `archive.keep_days` of settings.yaml, `brinkwatch prune` and `compact`; `brinkwatch status` says what takes it",
        "", room.free / 1e9, wanted / 1e9,
    )  # fmt: skip


def bad_end(run: Run) -> Finding | None:
    """Judge how the last run of a flow ended."""
    if run.outcome in {"done", "stopped", "running"}:
        polled, failed = run.counts.get("polled", 0), run.counts.get("failed_polls", 0)
        if not polled or failed < polled:
            return None
        line, mend = (
            f"no feed answered the last {run.flow}: {failed} of {polled} failed",
            "look at the network; `brinkwatch feeds list` has the reasons",
        )
    elif run.outcome == "failed":
        line, mend = f"the last {run.flow} failed: {run.detail}", "mend that; the next run goes on from there"
    else:
        line, mend = (
            f"the last {run.flow}, of {run.started_at:%Y-%m-%d %H:%M} UTC, was killed",
            "nothing is lost; was it memory, or a power cut? The next run goes on from there",
        )
    return Finding("bad_run", line, mend, run.flow)


def never_ran(past: Sequence[Run]) -> Finding | None:
    """Judge whether anything has run at all."""
    if any(run.flow.startswith("ingest") for run in past):
        return None
    return Finding(
        "no_run",
        "no run that brings news in is on record",
        "`brinkwatch run` does one now, `brinkwatch schedule` keeps at it",
    )


def troubled_feeds(feeds: Mapping[str, int]) -> Finding | None:
    """Judge how many feeds are in trouble; one or another always is, and `feeds list` says which."""
    troubled = {state: feeds[state] for state in TROUBLED if feeds.get(state)}
    number, every = sum(troubled.values()), sum(feeds.values())
    if number <= every * MOST_TROUBLED:
        return None
    states = ", ".join(f"{count} {state}" for state, count in troubled.items())
    return Finding(
        "feeds",
        f"{number} of {every} feeds are in trouble ({states})",
        "`brinkwatch feeds list` says why, `feeds check` asks them now",
    )


def stuck_spool(oldest: datetime | None, damaged: int, now: datetime, *, at_work: bool) -> Finding | None:
    """Judge whether batches stay in the spool, where a pass at work does not load them just now."""
    if damaged:
        batches = "1 batch" if damaged == 1 else f"{damaged} batches"
        return Finding(
            "spool", f"{batches} could not be read, and set aside in the spool",
            "`brinkwatch doctor` names them; a backup may still have them whole; they are forgotten after `spool.keep_damaged_days`",
        )  # fmt: skip
    if oldest is None or at_work or now - oldest <= SPOOL_WAITS:
        return None
    return Finding(
        "spool",
        f"batches wait in the spool for {told_span(now - oldest)}",
        "the next run loads them; `brinkwatch run` does one now",
    )


def old_snapshot(snapshot_at: datetime | None, ended_at: datetime | None, every: timedelta) -> Finding | None:
    """Judge whether the warehouse that people open was renewed after the last run."""
    if snapshot_at is None or ended_at is None or ended_at - snapshot_at <= every + SNAPSHOT_WAITS:
        return None
    return Finding(
        "snapshot", f"the warehouse that people open is of {snapshot_at:%Y-%m-%d %H:%M} UTC, {told_span(ended_at - snapshot_at)} before the last run",
        "the next run publishes; if it says that it did, look who may write the file",
    )  # fmt: skip


def unreadable(line: str) -> Finding:
    """Say that something could not be looked at."""
    return Finding("unreadable", line, "`brinkwatch doctor` examines every file and says how to mend it")


def _number(span: timedelta) -> float:
    return span / timedelta(hours=1)


def told_span(span: timedelta) -> str:
    """Say how long something lasts, as people do."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 72 * 60 else f"{minutes // (24 * 60)} days"
