"""From where the series of a glance are judged: the sources that a rule counts, and its windows; each made once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from flows.bench import Bench
from flows.book import Book, Glance
from tasks.brought import Key
from tasks.carried import Carried, carry, could_fire_on
from tasks.detect import DetectRules
from tasks.headlines import HeadlineRules
from tasks.judge_hours import HourRules, by_hours
from tasks.judgements import Exposure
from tasks.kinds_of_rules import rules_of
from tasks.ledger import Stretch
from tasks.look import Look, Subject
from tasks.panel import Panel, exposure_of, panel_of, stretch_of
from tasks.records import Source
from tasks.screen import could_fire
from tasks.share_shift import ShareRules
from tasks.threshold import ThresholdRules
from tasks.watch import Series

if TYPE_CHECKING:
    from tasks.ledger import Columns, Floats
    from tasks.screen import Flags

Scope = frozenset[str] | None

RENEWED_FROM = 0.1
"""Part of the series of which carried bounds say nothing from which all are bounded anew."""

FEW = 8
"""Series that are judged without being bounded more narrowly, which would take as long."""


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Series of a watch that are judged alike by the hour; `fewest` are the texts that each asks for."""

    rules: HourRules
    watch_id: str
    keys: tuple[Key, ...]
    fewest: Floats

    @property
    def name(self) -> tuple[HourRules, str]:
        """What tells them from others."""
        return self.rules, self.watch_id


Kept = dict[tuple[HourRules, str], Carried | None]
"""Bounds that are carried on, by what such series have in common."""


class Vantage:
    """Makes the looks of one glance. `rules` are the usual ones; those of a series go by what its rule asks for."""

    def __init__(
        self, stretch: Stretch, starts: Sequence[datetime], rules: DetectRules, sources: Mapping[str, Source]
    ) -> None:
        self._starts, self.usual, self._sources = starts, rules, sources
        self._parts: dict[Scope, Stretch] = {None: stretch}
        self._rules: dict[tuple[str, str], DetectRules] = {}
        self._panels: dict[tuple[Scope, tuple[int, ...]], Panel] = {}
        self._against: dict[tuple[Scope, tuple[int, ...], str], tuple[Exposure, Floats]] = {}

    @property
    def held_bytes(self) -> int:
        """What its looks hold in memory: texts, late texts, and what they are measured against."""
        return (2 + len(self._against)) * sum(part.totals.nbytes for part in self._parts.values())

    def look(self, series: Series) -> Look:
        """Return all that a series is judged from."""
        rules, part = self._rules_of(series), self._part(series.scope)
        cells = part.matched((series.watch_id, series.series))
        panel = self.panel(rules.windows, series.scope)
        subject = Subject(series.watch_id, series.series, cells, *self._measure(series, rules, part))
        return Look(part, panel, self._starts, subject, rules, self._is_alone(series.scope))

    def loud(self, groups: Sequence[Alike], kept: Kept) -> Iterator[Key]:
        """Tell which series could fire, of those that are judged alike by the hour.

        `kept` holds what earlier looks found of the same hour of a block, and is kept up.
        """
        part = self._part(None)
        for group in groups:
            panel, measure = self.panel(group.rules.windows), self._measured(None, group.rules.windows, group.watch_id)
            loud = _loud(part, panel, measure, part.of_all(group.keys), group, kept)
            yield from (key for key, flag in zip(group.keys, loud, strict=True) if flag)

    def _rules_of(self, series: Series) -> DetectRules:
        key = series.watch_id, series.rule
        if key not in self._rules:
            self._rules[key] = rules_of(self.usual, series.asks)
        return self._rules[key]

    def panel(self, windows: tuple[int, ...], scope: Scope = None) -> Panel:
        """Return the sources that may be judged by."""
        key = (scope, windows)
        if key not in self._panels:
            self._panels[key] = panel_of(self._part(scope), replace(self.usual, windows=windows))
        return self._panels[key]

    def _part(self, scope: Scope) -> Stretch:
        if scope not in self._parts:
            self._parts[scope] = self._parts[None].of_sources(scope or ())
        return self._parts[scope]

    def _measure(self, series: Series, rules: DetectRules, part: Stretch) -> tuple[Exposure, Floats]:
        """Choose what counts are measured against; a share is one of all that was collected."""
        if isinstance(rules, ThresholdRules | HeadlineRules | ShareRules):
            return "texts", part.totals
        return self._measured(series.scope, rules.windows, series.watch_id)

    def _measured(self, scope: Scope, windows: tuple[int, ...], watch_id: str) -> tuple[Exposure, Floats]:
        key = (scope, windows, watch_id)
        if key not in self._against:
            self._against[key] = exposure_of(self._part(scope), self.panel(windows, scope), watch_id)
        return self._against[key]

    def _is_alone(self, scope: Scope) -> bool:
        """Tell whether a scope is one publisher, asked for by name."""
        return scope is not None and len({self._sources[one].owner_group for one in scope}) == 1


def alike(series: Iterable[Series], usual: DetectRules) -> list[Alike]:
    """Put together the series of a watch that are judged alike by the hour, but for those that ask for sources of their own."""
    import numpy as np

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


def _loud(
    part: Stretch, panel: Panel, measure: tuple[Exposure, Floats], cells: Columns, group: Alike, kept: Kept
) -> Flags:
    """Tell which series could fire, by bounds from before where they hold, else by new ones."""
    import numpy as np

    many, scan = len(group.keys), group.rules.scan_rules
    loud, unsure = np.zeros(many, dtype=bool), np.ones(many, dtype=bool)
    for renewed in (False, True):
        if renewed:
            kept[group.name] = carry(part, panel, measure, cells, many, scan)
        before = kept.get(group.name)
        if before is not None:
            loud, unsure = could_fire_on(before, part, panel, measure, cells, group.fewest, scan)
        if unsure.sum() <= RENEWED_FROM * many:
            break
    left = np.flatnonzero(loud | unsure)
    if len(left) > FEW:
        place = np.full(many, -1)
        place[left] = np.arange(len(left))
        own = np.flatnonzero(place[cells[0]] >= 0)
        some = place[cells[0][own]], cells[1][own], cells[2][own], cells[3][own]
        left = left[could_fire(part, panel, measure, some, group.fewest[left], group.rules)]
    return np.isin(np.arange(many), left)


def hours_at(bench: Bench, book: Book, glance: Glance, usual: DetectRules) -> Vantage:
    """Return from where the blocks of hours that end with a glance are judged."""
    ledger = book.blocks_at(glance)
    stretch = stretch_of(ledger, ledger.day(glance.hour))
    return Vantage(stretch, book.starts(stretch), by_hours(usual), bench.sources)
