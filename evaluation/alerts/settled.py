"""Tells when feeds that joined begin to count, by the rule that the pipeline has for it."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from evaluation.alerts.news import Joined
from tasks.brought import Origin
from tasks.detect import DetectRules
from tasks.judge_hours import BLOCK, BLOCK_HOURS, by_hours
from tasks.ledger import Ledger
from tasks.panel import panel_of, stretch_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FIRST = datetime(2024, 1, 1, tzinfo=UTC)


def settled_at(total: Floats, joined: Joined, feeds: int) -> int:
    """Return the first hour from which on the newcomers among so many feeds, all alike, are part of the panel."""
    ledger = _ledger(total - joined.total, joined.total, feeds, joined.feeds)
    rules = by_hours(DetectRules())

    def counts(row: int) -> bool:
        return not panel_of(stretch_of(ledger, row), rules).newcomers.any()

    rows = range(joined.at // BLOCK_HOURS + 1, ledger.days)
    return (rows.start + bisect_left(rows, True, key=counts)) * BLOCK_HOURS


def _ledger(usual: Floats, new: Floats, feeds: int, newcomers: int) -> Ledger:
    """Keep what feeds brought by blocks of hours, in equal parts."""
    names = [f"{kind}-{at:02}" for kind, number in (("a", feeds), ("b", newcomers)) for at in range(number)]
    blocks = usual.shape[1] // BLOCK_HOURS
    ledger = Ledger(FIRST, blocks, [Origin(name, name, name) for name in names], BLOCK)
    by_block = [
        one[0, : blocks * BLOCK_HOURS].reshape(blocks, -1).sum(axis=1) for one in (usual / feeds, new / newcomers)
    ]
    columns = [by_block[0]] * feeds + [by_block[1]] * newcomers
    ledger.totals[:] = np.stack(columns, axis=1)
    ledger.articles[:] = ledger.totals
    return ledger
