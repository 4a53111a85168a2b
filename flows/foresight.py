"""Judge by the hour what many looks of a rehearsal find, together: that costs little more than one of them.

A judgement rests on what was known at its look and on no other, so it may be made before the looks between are decided. Of most
series it is not made at all: they can not fire (flows/screening.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flows.book import Book, Glance
from flows.looks import Line
from flows.screening import Candidates, Screening, alike
from flows.vantage import Vantage, hours_at
from tasks.brought import Key
from tasks.calm import CALM_HOURS, CALM_SCORE
from tasks.detect import DetectRules
from tasks.judge_hours import by_hours
from tasks.judgements import Spike
from tasks.plumbing import examine_all
from tasks.records import Source
from tasks.screen import History, could_be_rare
from tasks.watch import Series

MOST_LEFT = 1024
"""Series that wait to be bounded more narrowly: with their histories, some ten megabytes."""

EXAMINED = 256
"""Judgements that are made at once: with all that their looks see, a hundred megabytes or two."""

FOLLOWED = CALM_HOURS
"""Looks that a series is judged at after one that was unusual: an alert ends when as many in a row were not."""

Place = tuple[Glance, Key]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A judgement made ahead; `still` tells that nothing counted in its windows."""

    spike: Spike
    still: bool


class Foresight:
    """Judges series by the hour at glances, whatever became of those before.

    `every` judges all of them, whether they could fire or not.
    """

    def __init__(
        self, book: Book, series: Sequence[Series], usual: DetectRules, sources: Mapping[str, Source], *, every: bool
    ) -> None:
        self._book, self._usual, self._sources, self._every = book, usual, sources, every
        self._series = {(one.watch_id, one.series): one for one in series}
        self._alike = alike(series, by_hours(usual))
        boundable = {key for group in self._alike for key in group.keys}
        self._unboundable = [key for key in self._series if key not in boundable]
        self._screenings: dict[int, Screening] = {}

    def apart(self) -> Foresight:
        """Return the same for another process, or for other looks: it turns the book for itself."""
        return Foresight(
            self._book.unturned(), tuple(self._series.values()), self._usual, self._sources, every=self._every
        )

    def judge(self, glances: Sequence[Glance]) -> dict[Place, Foreseen]:
        """Judge what could fire at glances, and what did a short while before; each call is of later glances."""
        asked: list[Place] = []
        left: list[tuple[Place, History]] = []
        for glance in glances:
            found = self._candidates(glance)
            asked += [(glance, key) for key in found.loud]
            left += [((glance, key), history) for key, history in found.open]
            if len(left) > MOST_LEFT:
                asked += _narrowed(left)
                left = []
        asked += _narrowed(left)
        found_at: dict[Place, Foreseen] = {}
        open_at: set[Place] = set()
        while asked:
            fresh = self.examine({place for place in asked if place not in found_at})
            found_at |= fresh
            unusual = [
                (glance, key)
                for (glance, key), one in fresh.items()
                if one.spike.fired or ((glance, key) in open_at and one.spike.score >= CALM_SCORE)
            ]
            asked = [(later, key) for glance, key in unusual for later in followed(glances, glance)]
            open_at.update(asked)
        return found_at

    def examine(self, places: Iterable[Place]) -> dict[Place, Foreseen]:
        """Judge series at glances."""
        found: dict[Place, Foreseen] = {}
        ordered = sorted(places)
        for since in range(0, len(ordered), EXAMINED):
            some = ordered[since : since + EXAMINED]
            vantages = {glance: self._vantage(glance) for glance, _ in some}
            looks = [vantages[glance].look(self._series[key]) for glance, key in some]
            judged = zip(some, looks, examine_all(looks), strict=True)
            found |= {place: Foreseen(spike, look.is_still()) for place, look, spike in judged}
        return found

    def line(self, glance: Glance, key: Key) -> Line:
        """Return a series with all that it is judged from at a glance."""
        return Line(self._series[key], self._vantage(glance).look(self._series[key]))

    def _vantage(self, glance: Glance) -> Vantage:
        return hours_at(self._book, glance, self._usual, self._sources)

    def _candidates(self, glance: Glance) -> Candidates:
        if self._every:
            return Candidates(tuple(self._series))
        ledger = self._book.blocks_at(glance)
        if glance.phase not in self._screenings:
            self._screenings[glance.phase] = Screening(ledger, self._alike)
        found = self._screenings[glance.phase].candidates(ledger.day(glance.hour), lambda: self._vantage(glance))
        return replace(found, loud=(*found.loud, *self._unboundable))


def followed(glances: Sequence[Glance], glance: Glance) -> Sequence[Glance]:
    """Return those glances after one for as long as an alert of it may be open."""
    after = bisect_right(glances, glance)
    return glances[after : after + FOLLOWED]


def _narrowed(left: Sequence[tuple[Place, History]]) -> list[Place]:
    """Return what could fire by bounds that are made for each look."""
    could = could_be_rare([history for _, history in left])
    return [place for (place, _), flag in zip(left, could, strict=True) if flag]
