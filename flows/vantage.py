"""From where the series of a glance are judged: the sources that a rule counts, and its windows; each made once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from tasks.detect import DetectRules
from tasks.headlines import HeadlineRules
from tasks.judge_hours import HourRules
from tasks.judgements import Exposure
from tasks.kinds_of_rules import rules_of
from tasks.ledger import Key, Ledger
from tasks.look import Look, Subject
from tasks.panel import Panel, exposure_of, panel_of
from tasks.records import Source
from tasks.screen import could_fire
from tasks.share_shift import ShareRules
from tasks.threshold import ThresholdRules
from tasks.watch import Series

if TYPE_CHECKING:
    from tasks.ledger import Floats

Scope = frozenset[str] | None


class Vantage:
    """Makes the looks of one glance. `rules` are the usual ones; those of a series go by what its rule asks for."""

    def __init__(
        self, stretch: Ledger, starts: Sequence[datetime], rules: DetectRules, sources: Mapping[str, Source]
    ) -> None:
        self._starts, self.usual, self._sources = starts, rules, sources
        self._parts: dict[Scope, Ledger] = {None: stretch}
        self._rules: dict[tuple[str, str], DetectRules] = {}
        self._panels: dict[tuple[Scope, tuple[int, ...]], Panel] = {}
        self._against: dict[tuple[Scope, tuple[int, ...], str], tuple[Exposure, Floats]] = {}

    def look(self, series: Series) -> Look:
        """Return all that a series is judged from."""
        rules, part = self._rules_of(series), self._part(series.scope)
        cells = part.matched((series.watch_id, series.series))
        panel = self.panel(rules.windows, series.scope)
        subject = Subject(series.watch_id, series.series, cells, *self._measure(series, rules, part))
        return Look(part, panel, self._starts, subject, rules, self._is_alone(series.scope))

    def still(self, series: Collection[Series]) -> Iterator[Key]:
        """Tell which of the series that are judged by the hour can not fire; one that asks for its own sources may."""
        import numpy as np

        lots: dict[tuple[HourRules, str], list[tuple[Key, int]]] = {}
        for one in series:
            rules = self._rules_of(one)
            if isinstance(rules, HourRules) and one.scope is None:
                alike = replace(rules, min_texts=0, min_publishers=0), one.watch_id
                lots.setdefault(alike, []).append(((one.watch_id, one.series), rules.min_texts))
        part = self._part(None)
        for (rules, watch_id), lot in lots.items():
            keys, panel = [key for key, _ in lot], self.panel(rules.windows)
            fewest = np.array([least for _, least in lot], dtype=np.float64)
            measure = self._measured(None, rules.windows, watch_id)
            loud = could_fire(part, panel, measure, part.of_all(keys), fewest, rules)
            yield from (key for key, flag in zip(keys, loud, strict=True) if not flag)

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

    def _part(self, scope: Scope) -> Ledger:
        if scope not in self._parts:
            self._parts[scope] = self._parts[None].of_sources(scope or ())
        return self._parts[scope]

    def _measure(self, series: Series, rules: DetectRules, part: Ledger) -> tuple[Exposure, Floats]:
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
