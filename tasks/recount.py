"""Count a look by some of its origins, or without some of its texts, and judge it so: many looks at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from tasks.artefacts import NEW_SOURCE
from tasks.detect import DetectRules
from tasks.headlines import HeadlineRules
from tasks.judge_days import judge_days
from tasks.judge_hours import HourRules, judge_lot
from tasks.judgements import Count, Spike
from tasks.kinds_of_rules import judge_by
from tasks.look import Look
from tasks.lot import Lot
from tasks.panel import as_time, learnt_by_source, rates_of
from tasks.rising_rules import RisingRules
from tasks.share_shift import ShareRules
from tasks.threshold import ThresholdRules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Cells = NDArray[np.int64]

LOTS_AT_ONCE = 256
"""Series of hundreds of steps that are judged together: more of them no longer stay in the processor's cache."""

NOBODY = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Recount:
    """How a look is counted: by which origins, and without what. Without `gates`, it is judged by rarity alone.

    Late texts are dropped from the windows only; `weigh` measures also a share against each source at its usual weight.
    """

    members: Flags
    label: str = ""
    without: str = ""
    drop_late: bool = False
    weigh: bool = False
    gates: bool = True


@dataclass(frozen=True, slots=True)
class Collected:
    """What some origins brought: by origin, by source, and by source as far as it was learnt from."""

    against: Floats
    by_source: Floats
    learnt: Floats


@dataclass(slots=True)
class _Measures:
    """What was collected, counted once for all series that are measured against the same."""

    known: dict[tuple[int, int, int, bytes, bool], Collected] = field(default_factory=dict)

    def of(self, look: Look, recount: Recount) -> Collected:
        """Return what a look is measured against."""
        ledger, panel, members = look.ledger, look.panel, recount.members
        # How many texts of a watch came late is not on record.
        drop_late = recount.drop_late and not isinstance(look.rules, RisingRules)
        name = (id(ledger), id(panel), id(look.subject.against), members.tobytes(), drop_late)
        if name not in self.known:
            against = look.subject.against if members.all() and not drop_late else look.subject.against * members
            if drop_late:
                against[panel.guard :] -= (ledger.late[panel.guard :] * members).clip(max=against[panel.guard :])
            self.known[name] = Collected(against, ledger.by_source(against), learnt_by_source(ledger, panel, against))
        return self.known[name]


def rules_of_check(rules: DetectRules, label: str) -> DetectRules:
    """Return how a count is judged when it is looked at again: by rarity alone, but for what newcomers leave."""
    return rules if label == NEW_SOURCE else replace(rules, min_texts=0, min_publishers=0, min_history=0)


def judged_again(asked: Sequence[tuple[Look, Recount]]) -> list[Spike]:
    """Judge looks, each as it is to be counted."""
    measures = _Measures()
    found: dict[int, Spike] = {}
    lots: dict[DetectRules, list[int]] = {}
    for at, (look, recount) in enumerate(asked):
        rules = look.rules if recount.gates else rules_of_check(look.rules, "")
        if isinstance(rules, HourRules) or type(rules) is DetectRules:
            lots.setdefault(rules, []).append(at)
        else:
            counts = _steps(look, *_measured(look, recount, measures), 0)
            found[at] = judge_by(counts, rules, look.subject.watch_id, look.subject.series)
    for rules, lot in lots.items():
        for since in range(0, len(lot), LOTS_AT_ONCE):
            some = lot[since : since + LOTS_AT_ONCE]
            subjects = [asked[at][0].subject for at in some]
            made = [_lot(*asked[at], measures, max(rules.windows)) for at in some]
            names = [(one.watch_id, one.series) for one in subjects]
            judged = judge_lot(made, rules, names) if isinstance(rules, HourRules) else judge_days(made, rules, names)
            found |= dict(zip(some, judged, strict=True))
    return [_of_look(look, recount.members, found[at]) for at, (look, recount) in enumerate(asked)]


def counts_of(look: Look, recount: Recount) -> list[Count]:
    """Return the steps of a series as some origins had them."""
    return _steps(look, *_measured(look, recount, _Measures()), 0)


def _of_look(look: Look, members: Flags, spike: Spike) -> Spike:
    """Tell a judgement's texts collected and what it was measured against."""
    whole = look.subject.against if isinstance(look.rules, RisingRules) else look.ledger.totals
    collected = whole[-spike.window :, members].sum()
    return replace(spike, total=float(collected), exposure=look.subject.exposure)


def _lot(look: Look, recount: Recount, measures: _Measures, longest: int) -> Lot:
    """Return a series with only the last steps written out."""
    cells, exposure = _measured(look, recount, measures)
    texts = np.bincount(cells[:, 0], cells[:, 2], len(exposure)).astype(np.float64)
    return Lot(texts, exposure, _steps(look, cells, exposure, max(len(exposure) - longest, 0)))


def _measured(look: Look, recount: Recount, measures: _Measures) -> tuple[Cells, Floats]:
    """Return what some origins brought of the series, and by step what that is measured against."""
    panel, ledger = look.panel, look.ledger
    collected = measures.of(look, recount)
    cells = look.subject.cells[recount.members[look.subject.cells[:, 1]]]
    if recount.drop_late:
        cells[:, 2] -= cells[:, 4] * (cells[:, 0] >= panel.guard)
    if isinstance(look.rules, ThresholdRules | HeadlineRules | ShareRules) and not recount.weigh:
        exposure = collected.against.sum(axis=1)  # a share is one of what was collected, whoever specialises in what
    elif look.subject.exposure == "time":
        exposure = as_time(collected.against, panel)
    else:
        exposure = collected.by_source @ rates_of(ledger, panel, collected.learnt, cells)
    return cells, exposure


def _steps(look: Look, cells: Cells, exposure: Floats, since: int) -> list[Count]:
    """Return the steps of a series from a row on."""
    late = cells[np.searchsorted(cells[:, 0], since) :]
    texts, articles = (np.bincount(late[:, 0] - since, late[:, field], len(exposure) - since) for field in (2, 3))
    publishers: dict[int, set[str]] = {}
    for row, origin in late[:, :2].tolist():
        publishers.setdefault(row, set()).add(look.ledger.origins[origin].publisher)
    totals: list[float] = exposure[since:].tolist()
    counted = zip(texts.astype(np.int64).tolist(), totals, articles.astype(np.int64).tolist(), strict=True)
    return [
        Count(look.starts[at], matching, total, printed, frozenset(publishers.get(at, NOBODY)))
        for at, (matching, total, printed) in enumerate(counted, since)
    ]
