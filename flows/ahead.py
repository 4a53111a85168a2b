"""Judge by the hour ahead: what many looks of a rehearsal find, judged together, which costs little more than one of them.

A judgement rests on what was known at its look and on no other, so it may be made before the looks between are decided. Of most
series it is not made at all: they can not fire (tasks/screen.py), and no alert of theirs is open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from flows.bench import Bench
from flows.book import Book, Glance
from flows.looks import Line, examine_lines
from flows.vantage import Kept, Vantage, alike, hours_at
from tasks.brought import Key
from tasks.decide import Episode
from tasks.detect import DetectRules
from tasks.judge_hours import by_hours
from tasks.judgements import Spike
from tasks.watch import Series

MOST_LOOKS = 240
"""Ten days of hours: to learn the level of half a year costs some 30 ms, however many looks share it."""

FOLLOWED = 48
"""Looks that an open alert is judged at once: two days of hours, by when most are over."""

MOST_BYTES = 160e6
"""Of what the looks rest on, which is held in memory until they are judged."""

Found = dict[Key, tuple[Line, Spike]]


class Ahead:
    """Judges series by the hour for the glances of a rehearsal, in their order.

    `every` judges all of them, whether they could fire or not.
    """

    def __init__(
        self,
        bench: Bench,
        book: Book,
        glances: Iterable[Glance],
        series: Sequence[Series],
        usual: DetectRules,
        *,
        every: bool = False,
    ) -> None:
        self._bench, self._book, self._usual, self._every = bench, book, usual, every
        self._glances = iter(glances)
        self._series = {(one.watch_id, one.series): one for one in series if is_hourly(one)}
        self._alike = alike(self._series.values(), by_hours(usual))
        self._boundable = {key for group in self._alike for key in group.keys}
        self._found: dict[Glance, Found] = {}
        self._vantages: dict[Glance, Vantage] = {}
        self._kept: dict[int, Kept] = {}

    def at(self, glance: Glance, episodes: Mapping[Key, Episode]) -> Collection[tuple[Line, Spike]]:
        """Return what was found at a glance; `episodes` are those before it."""
        if glance not in self._found:
            self._judge()
        open_now = [key for key, one in episodes.items() if one.is_open and key in self._series]
        self._follow(glance, [key for key in open_now if key not in self._found[glance]])
        del self._vantages[glance]
        return self._found.pop(glance).values()

    def _judge(self) -> None:
        """Judge the next glances: of the series that could fire there."""
        lines: list[tuple[Glance, Line]] = []
        held = 0.0
        for glance in islice(self._glances, MOST_LOOKS):
            vantage = hours_at(self._bench, self._book, glance, self._usual)
            self._vantages[glance], self._found[glance] = vantage, {}
            # What is asked for while the book lies open here is as it was known here.
            lines += [(glance, self._line(vantage, key)) for key in self._loud(glance, vantage)]
            held += vantage.held_bytes
            if held > MOST_BYTES:
                break
        self._examine(lines)

    def _follow(self, glance: Glance, keys: Sequence[Key]) -> None:
        """Judge series whose alerts are open at a glance, and for some glances on."""
        lines = [
            (later, self._line(vantage, key))
            for later, vantage in islice(self._vantages.items(), FOLLOWED if keys else 0)
            for key in keys
            if later >= glance and key not in self._found[later]
        ]
        self._examine(lines)

    def _loud(self, glance: Glance, vantage: Vantage) -> list[Key]:
        if self._every:
            return list(self._series)
        loud = set(vantage.loud(self._alike, self._kept.setdefault(glance.phase, {})))
        return [key for key in self._series if key in loud or key not in self._boundable]

    def _line(self, vantage: Vantage, key: Key) -> Line:
        return Line(self._series[key], vantage.look(self._series[key]))

    def _examine(self, lines: Sequence[tuple[Glance, Line]]) -> None:
        for (glance, line), spike in zip(lines, examine_lines([line for _, line in lines]), strict=True):
            self._found[glance][line.key] = (line, spike)


def is_hourly(series: Series) -> bool:
    """Tell whether a series is judged by the hour, where hours are judged."""
    return series.asks.kind == "spike" and not series.source
