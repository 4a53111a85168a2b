"""What is remembered of a run of a flow: when it began, how it ended, and what it counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tasks.judgements import PassReport

Outcome = Literal["running", "done", "failed", "stopped", "killed"]
"""`stopped` was told to end; `killed` ended without a word, as a later run found out; `running` is also one just killed."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a flow. `ended_at` is None while it runs, and for ever if it was killed; `detail` says why it failed;
    `scheduled` tells a schedule's run from one by hand, after which none is due.
    """

    run_id: str
    flow: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: Outcome = "running"
    detail: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    scheduled: bool = False

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None


def counts_of(report: PassReport) -> dict[str, int]:
    """Return the numbers of a pass that are worth remembering; zeros are left out."""
    closed = sum(alert.state == "resolved" for alert in report.alerts)
    counts = {
        "polled": sum(report.polls.values()),
        "failed_polls": report.polls.get("failed", 0),
        "not_due": report.not_due,
        "suspended": report.suspended,
        "new_entries": report.new_entries,
        "loaded": report.loaded,
        "copies": report.copies,
        "already_known": report.already_known,
        "rejected": sum(report.rejected.values()),
        "looked_again": report.looked_again,
        "revisions": report.revisions,
        "alerts_opened": len(report.alerts) - closed,
        "alerts_closed": closed,
    }
    return {name: number for name, number in counts.items() if number}
