"""Judge by the hour ahead, a month of looks at a time, and in as many processes as there is work for."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing

from flows.apart import Apart
from flows.bench import Bench
from flows.book import Book, Glance
from flows.foresight import FOLLOWED, Foreseen, Foresight, Place
from flows.looks import Line
from flows.words import asked_of
from tasks.brought import Key
from tasks.decide import Episode, is_artefact
from tasks.detect import DetectRules
from tasks.watch import Series
from warehouse.connect import Connection

MOST_LOOKS = 720
"""A month of hours: to learn the level of half a year costs some 20 ms, however many looks share it."""

MOST_JUDGED = 20_000
"""Judgements that are read ahead, where all are made."""

APART_FROM = 3
"""Months from which on processes of their own are worth their start."""

MOST_PROCESSES = 4
"""This one among them."""

Chunk = tuple[Sequence[Glance], Mapping[Place, Foreseen]]


class Ahead:
    """Gives what is found by the hour at the glances of a rehearsal, in their order, with all that alerts need.

    `every` judges all series, whether they could fire or not; `others` are those that are judged by days. It is closed when it is done with.
    """

    def __init__(
        self,
        bench: Bench,
        connection: Connection,
        book: Book,
        glances: Sequence[Glance],
        series: Sequence[Series],
        usual: DetectRules,
        *,
        every: bool = False,
    ) -> None:
        self._connection, self._book = connection, book
        self._series = {(one.watch_id, one.series): one for one in series if is_hourly(one)}
        self.others = [one for one in series if not is_hourly(one)]
        self._foresight = Foresight(book, tuple(self._series.values()), usual, bench.sources, every=every)
        most = max(MOST_JUDGED // max(len(self._series), 1), 1) if every else MOST_LOOKS
        cut = [glances[since : since + most] for since in range(0, len(glances), most)]
        processes = min(os.cpu_count() or 1, MOST_PROCESSES) if len(cut) > APART_FROM else 1
        self._ending = ExitStack()
        self._chunks = self._judged_apart(cut, processes) if processes > 1 else self._judged_here(cut)
        self._glances: Sequence[Glance] = ()
        self._found: dict[Glance, dict[Key, Foreseen]] = {}
        self._order = {key: at for at, key in enumerate(self._series)}

    def close(self) -> None:
        """End the processes, if there are any."""
        self._ending.close()

    def at(self, glance: Glance, episodes: Mapping[Key, Episode]) -> list[tuple[Key, Foreseen]]:
        """Return what was found at a glance, in the order of series; `episodes` are those before it."""
        if not self._glances or glance > self._glances[-1]:
            self._glances, found = next(self._chunks)
            self._found = {one: {} for one in self._glances}
            self._take(found)
            self._fetch_texts()
        open_now = [key for key, one in episodes.items() if one.is_open and key in self._series]
        if left := [key for key in open_now if key not in self._found[glance]]:
            at = bisect_left(self._glances, glance)
            later = self._glances[at : at + FOLLOWED]
            asked = [(one, key) for one in later for key in left if key not in self._found[one]]
            self._take(self._foresight.examine(asked))
        return sorted(self._found[glance].items(), key=lambda one: self._order[one[0]])

    def _take(self, found: Mapping[Place, Foreseen]) -> None:
        for (glance, key), one in found.items():
            self._found[glance][key] = one

    def line(self, glance: Glance, key: Key) -> Line:
        """Return a series with all that it was judged from at a glance."""
        return self._foresight.line(glance, key)

    def _fetch_texts(self) -> None:
        """Ask at once for the texts behind all that will be told."""
        told = [
            asked_of(self._series[key], one.spike, self._book, glance)
            for glance, found in self._found.items()
            for key, one in found.items()
            if one.spike.fired or is_artefact(one.spike)
        ]
        self._book.behind.fetch(self._connection, told)

    def _judged_here(self, cut: Sequence[Sequence[Glance]]) -> Iterator[Chunk]:
        for glances in cut:
            yield glances, self._foresight.judge(glances)

    def _judged_apart(self, cut: Sequence[Sequence[Glance]], processes: int) -> Iterator[Chunk]:
        apart = self._ending.enter_context(closing(Apart(self._foresight, cut, processes - 1)))
        yield from zip(cut, apart, strict=True)


def is_hourly(series: Series) -> bool:
    """Tell whether a series is judged by the hour, where hours are judged."""
    return series.asks.kind == "spike" and not series.source
