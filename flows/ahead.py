"""Judge by the hour ahead: what many looks of a rehearsal find, judged together, which costs little more than one of them.

A judgement rests on what was known at its look and on no other, so it may be made before the looks between are decided. Of most
series it is not made at all: they can not fire (tasks/screen.py), and no alert of theirs is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from flows.bench import Bench
from flows.book import Book, Glance
from flows.looks import Line
from flows.screening import Candidates, Screening, alike
from flows.vantage import Vantage, hours_at
from flows.words import asked_of
from tasks.brought import Key
from tasks.decide import Episode, is_artefact
from tasks.detect import DetectRules
from tasks.judge_hours import by_hours
from tasks.judgements import Spike
from tasks.ledger import Ledger, Mark
from tasks.plumbing import examine_all
from tasks.screen import History, could_be_rare
from tasks.watch import Series
from warehouse.connect import Connection

MOST_LOOKS = 720
"""A month of hours: to learn the level of half a year costs some 30 ms, however many looks share it."""

MOST_LEFT = 1024
"""Series that wait to be bounded more narrowly: with their histories, some ten megabytes."""

MOST_ASKED = 20_000
"""Judgements that are read ahead at once."""

EXAMINED = 256
"""Judgements that are made at once: with all that their looks see, a hundred megabytes or two."""

FOLLOWED = 24
"""Looks that a series is judged at once after one that fired: a day of hours, for its alert stays open for a while."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A judgement made ahead; `still` tells that nothing counted in its windows."""

    spike: Spike
    still: bool


class Ahead:
    """Judges series by the hour for the glances of a rehearsal, in their order.

    `every` judges all of them, whether they could fire or not.
    """

    def __init__(
        self,
        bench: Bench,
        connection: Connection,
        book: Book,
        glances: Iterable[Glance],
        series: Sequence[Series],
        usual: DetectRules,
        *,
        every: bool = False,
    ) -> None:
        self._bench, self._book, self._usual, self._every = bench, book, usual, every
        self._connection = connection
        self._glances = iter(glances)
        self._series = {(one.watch_id, one.series): one for one in series if is_hourly(one)}
        self._alike = alike(self._series.values(), by_hours(usual))
        boundable = {key for group in self._alike for key in group.keys}
        self._unboundable = [key for key in self._series if key not in boundable]
        self._screenings: dict[int, Screening] = {}
        self._marks: dict[Glance, Mark] = {}
        self._found: dict[Glance, dict[Key, Foreseen]] = {}
        self._last: Glance | None = None

    def at(self, glance: Glance, episodes: Mapping[Key, Episode]) -> list[tuple[Key, Foreseen]]:
        """Return what was found at a glance, in the order of series; `episodes` are those before it."""
        if self._last is not None:
            del self._marks[self._last], self._found[self._last]
        self._last = glance
        if glance not in self._found:
            self._judge()
        open_now = [key for key, one in episodes.items() if one.is_open and key in self._series]
        if left := [key for key in open_now if key not in self._found[glance]]:
            self._examine([(later, key) for later in self._after(glance, first=True) for key in left])
        found = self._found[glance]
        return [(key, found[key]) for key in self._series if key in found]

    def line(self, glance: Glance, key: Key) -> Line:
        """Return a series with all that it was judged from at the last glance that was asked for."""
        return Line(self._series[key], self._vantage(glance).look(self._series[key]))

    def _judge(self) -> None:
        """Judge the next glances: of the series that could fire there, and of those that did before."""
        asked: list[tuple[Glance, Key]] = []
        left: list[tuple[Glance, Key, History]] = []
        for glance in self._glances:
            ledger = self._book.blocks_at(glance)
            self._marks[glance], self._found[glance] = ledger.mark, {}
            found = self._candidates(glance, ledger)
            asked += [(glance, key) for key in found.loud]
            left += [(glance, key, history) for key, history in found.open]
            if len(left) > MOST_LEFT:
                asked += _narrowed(left)
                left = []
            if len(self._marks) >= MOST_LOOKS or len(asked) > MOST_ASKED:
                break
        asked += _narrowed(left)
        while asked:
            fired = self._examine(asked)
            asked = [(later, key) for glance, key in fired for later in self._after(glance)]
        self._fetch_texts()

    def _fetch_texts(self) -> None:
        """Ask at once for the texts behind all that will be told."""
        told = [
            asked_of(self._series[key], one.spike, self._book, glance)
            for glance, found in self._found.items()
            for key, one in found.items()
            if one.spike.fired or is_artefact(one.spike)
        ]
        self._book.behind.fetch(self._connection, told)

    def _candidates(self, glance: Glance, ledger: Ledger) -> Candidates:
        if self._every:
            return Candidates(tuple(self._series))
        if glance.phase not in self._screenings:
            self._screenings[glance.phase] = Screening(ledger, self._alike)
        found = self._screenings[glance.phase].candidates(ledger.day(glance.hour), lambda: self._vantage(glance))
        return replace(found, loud=(*found.loud, *self._unboundable))

    def _after(self, glance: Glance, *, first: bool = False) -> Iterator[Glance]:
        """Give the glances read ahead that follow one, or begin with it, for as long as an alert may be open."""
        return islice((one for one in self._marks if one > glance or (first and one == glance)), FOLLOWED)

    def _vantage(self, glance: Glance) -> Vantage:
        return hours_at(self._bench, self._book, glance, self._usual, self._marks[glance])

    def _examine(self, asked: Iterable[tuple[Glance, Key]]) -> list[tuple[Glance, Key]]:
        """Judge series that were not yet; return where one fired."""
        fresh = sorted({one for one in asked if one[1] not in self._found[one[0]]})
        for since in range(0, len(fresh), EXAMINED):
            some = fresh[since : since + EXAMINED]
            vantages = {glance: self._vantage(glance) for glance, _ in some}
            looks = [vantages[glance].look(self._series[key]) for glance, key in some]
            for (glance, key), look, spike in zip(some, looks, examine_all(looks), strict=True):
                self._found[glance][key] = Foreseen(spike, look.is_still())
        return [(glance, key) for glance, key in fresh if self._found[glance][key].spike.fired]


def _narrowed(left: Sequence[tuple[Glance, Key, History]]) -> list[tuple[Glance, Key]]:
    """Return what could fire by bounds that are made for each look."""
    could = could_be_rare([history for _, _, history in left])
    return [(glance, key) for (glance, key, _), flag in zip(left, could, strict=True) if flag]


def is_hourly(series: Series) -> bool:
    """Tell whether a series is judged by the hour, where hours are judged."""
    return series.asks.kind == "spike" and not series.source
