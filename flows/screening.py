"""Tell look by look which series could fire by the hour at all, of those that are judged alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from flows.vantage import Vantage
from tasks.bounds_kept import BoundsKept
from tasks.brought import Key
from tasks.carried import MOST_BLOCKS, carry
from tasks.detect import DetectRules
from tasks.judge_hours import HourRules
from tasks.kinds_of_rules import rules_of
from tasks.level import keep_of
from tasks.panel_kept import PanelKept, Standing
from tasks.screen import History, could_fire
from tasks.series_kept import SeriesKept
from tasks.watch import Series

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tasks.ledger import Ledger

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

RENEWED_FROM = 0.1
"""Part of the series of which bounds say nothing from which all are bounded anew."""

NOTHING = np.zeros(0, dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Series of a watch that are judged alike by the hour; `fewest` are the texts that each asks for."""

    rules: HourRules
    watch_id: str
    keys: tuple[Key, ...]
    fewest: Floats


def alike(series: Iterable[Series], usual: DetectRules) -> list[Alike]:
    """Put together the series of a watch that are judged alike by the hour, but for those that ask for sources of their own."""
    found: dict[tuple[HourRules, str], list[tuple[Key, int]]] = {}
    for one in series:
        rules = rules_of(usual, one.asks)
        if isinstance(rules, HourRules) and one.scope is None:
            name = replace(rules, min_texts=0, min_publishers=0), one.watch_id
            found.setdefault(name, []).append(((one.watch_id, one.series), rules.min_texts))
    return [
        Alike(rules, watch_id, tuple(key for key, _ in keys), np.array([least for _, least in keys], dtype=np.float64))
        for (rules, watch_id), keys in found.items()
    ]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Series that could fire, and others that may not be ruled out yet, with all that they are judged from."""

    loud: tuple[Key, ...] = ()
    open: tuple[tuple[Key, History], ...] = ()


class Screening:
    """Screens looks at one ledger, in their order: the same hour of each block."""

    def __init__(self, ledger: Ledger, groups: Sequence[Alike]) -> None:
        self._screens = [_Screen(ledger, group) for group in groups]

    def candidates(self, row: int, vantage: Callable[[], Vantage]) -> Candidates:
        """Return what may fire at a look at a row; `vantage` is from where it would judge."""
        found = [screen.candidates(row, vantage) for screen in self._screens]
        return Candidates(
            tuple(key for one in found for key in one.loud), tuple(one for of in found for one in of.open)
        )


class _Screen:
    def __init__(self, ledger: Ledger, group: Alike) -> None:
        self._ledger, self._group = ledger, group
        self._panel = PanelKept(ledger, group.watch_id, group.rules)
        self._bounds: BoundsKept | None = None

    def candidates(self, row: int, vantage: Callable[[], Vantage]) -> Candidates:
        self._panel.turn_to(row)
        standing, keys = self._panel.standing(), self._group.keys
        if standing is None or not self._can_be_bounded(standing):
            return Candidates(tuple(keys[at] for at in self._one_by_one(vantage())))
        bounds = self._bounds if self._bounds is not None and self._bounds.turn(standing) else None
        left, unsure = bounds.left_open(self._group.fewest) if bounds else (NOTHING, NOTHING)
        if bounds is None or unsure.sum() > RENEWED_FROM * len(keys):
            bounds = self._bounds = self._bounded(standing, vantage())
            left, unsure = bounds.left_open(self._group.fewest)
        some = np.flatnonzero(left | unsure)
        histories = zip((keys[at] for at in some), bounds.histories(some), strict=True)
        return Candidates(tuple(self._of_newcomers(standing)), tuple(histories))

    def _can_be_bounded(self, standing: Standing) -> bool:
        scan, rows = self._group.rules.scan_rules, self._panel.row + 1 - self._panel.start
        return standing.exposure != "time" and rows > scan.guard + scan.min_history

    def _bounded(self, standing: Standing, vantage: Vantage) -> BoundsKept:
        group, panel, scan = self._group, self._panel, self._group.rules.scan_rules
        part, (_, against) = vantage.part(), vantage.measured(group.rules.windows, group.watch_id)
        of_part = vantage.panel(group.rules.windows)
        falling = panel.start_at(panel.row + MOST_BLOCKS) - panel.start
        carried = carry(part, of_part, against, part.of_all(group.keys), len(group.keys), scan, max(falling, 0))
        rows = panel.start, panel.guard
        series = SeriesKept(self._ledger, group.keys, standing.members, rows, keep_of(scan.half_life))
        return BoundsKept(panel, standing, carried, series, scan)

    def _one_by_one(self, vantage: Vantage) -> NDArray[np.intp]:
        """Return the series that could fire by bounds that are made for this look."""
        group, part = self._group, vantage.part()
        panel, measure = vantage.panel(group.rules.windows), vantage.measured(group.rules.windows, group.watch_id)
        return np.flatnonzero(could_fire(part, panel, measure, part.of_all(group.keys), group.fewest, group.rules))

    def _of_newcomers(self, standing: Standing) -> Iterator[Key]:
        """Give the series that a newcomer has brought anything of lately: one may turn out to be an artefact."""
        if not standing.newcomers.any():
            return
        number, row, origin, _ = self._ledger.cells_of_all(self._group.keys, self._ledger.mark)
        recent = (row >= self._panel.guard) & (row <= self._panel.row) & (number >= 0)
        new = recent & standing.newcomers[self._ledger.roll.source_of[origin]]
        yield from (self._group.keys[at] for at in np.unique(number[new]))
