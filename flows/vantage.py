"""From where the series of a glance are judged: the sources that a rule counts, and its windows; each made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from flows.book import Book, Glance
from tasks.detect import DetectRules
from tasks.headlines import HeadlineRules
from tasks.judge_hours import by_hours
from tasks.judgements import Exposure
from tasks.kinds_of_rules import rules_of
from tasks.look import Look, Subject
from tasks.panel import Panel, exposure_of, panel_of, stretch_of
from tasks.records import Source
from tasks.share_shift import ShareRules
from tasks.stretch import Stretch
from tasks.threshold import ThresholdRules
from tasks.watch import Series

if TYPE_CHECKING:
    from tasks.stretch import Floats

Scope = frozenset[str] | None


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

    def look(self, series: Series) -> Look:
        """Return all that a series is judged from."""
        rules, part = self._rules_of(series), self.part(series.scope)
        cells = part.matched((series.watch_id, series.series))
        panel = self.panel(rules.windows, series.scope)
        subject = Subject(series.watch_id, series.series, cells, *self._measure(series, rules, part))
        return Look(part, panel, self._starts, subject, rules, self._is_alone(series.scope))

    def _rules_of(self, series: Series) -> DetectRules:
        key = series.watch_id, series.rule
        if key not in self._rules:
            self._rules[key] = rules_of(self.usual, series.asks)
        return self._rules[key]

    def panel(self, windows: tuple[int, ...], scope: Scope = None) -> Panel:
        """Return the sources that may be judged by."""
        key = (scope, windows)
        if key not in self._panels:
            self._panels[key] = panel_of(self.part(scope), replace(self.usual, windows=windows))
        return self._panels[key]

    def part(self, scope: Scope = None) -> Stretch:
        """Return the days, of some sources or all."""
        if scope not in self._parts:
            self._parts[scope] = self._parts[None].of_sources(scope or ())
        return self._parts[scope]

    def _measure(self, series: Series, rules: DetectRules, part: Stretch) -> tuple[Exposure, Floats]:
        """Choose what counts are measured against; a share is one of all that was collected."""
        if isinstance(rules, ThresholdRules | HeadlineRules | ShareRules):
            return "texts", part.totals
        return self.measured(rules.windows, series.watch_id, series.scope)

    def measured(self, windows: tuple[int, ...], watch_id: str, scope: Scope = None) -> tuple[Exposure, Floats]:
        """Return what counts of a watch are measured against by rules of some windows, by day and origin."""
        key = (scope, windows, watch_id)
        if key not in self._against:
            self._against[key] = exposure_of(self.part(scope), self.panel(windows, scope), watch_id)
        return self._against[key]

    def _is_alone(self, scope: Scope) -> bool:
        """Tell whether a scope is one publisher, asked for by name."""
        return scope is not None and len({self._sources[one].owner_group for one in scope}) == 1


def hours_at(book: Book, glance: Glance, usual: DetectRules, sources: Mapping[str, Source]) -> Vantage:
    """Return from where the blocks of hours that end with a glance are judged."""
    ledger = book.blocks_at(glance)
    stretch = stretch_of(ledger, ledger.day(glance.hour), book.mark_at(glance))
    return Vantage(stretch, book.starts(stretch), by_hours(usual), sources)
