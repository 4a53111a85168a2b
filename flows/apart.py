"""Judge parts of a rehearsal in processes of their own, and in this one as well: whoever is free takes the next."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess

from flows.book import Glance
from flows.foresight import Foreseen, Foresight, Place
from flows.steps import deaf_to_ctrl_c, end_with_parent
from tasks.threads import ONE_THREAD

Found = Mapping[Place, Foreseen]


class Apart:
    """Gives what is found in each of several stretches of looks, in their order.

    So many `processes` are started, and looks judged here besides. Where one is killed, this process goes on alone.
    It is closed when it is done with.
    """

    def __init__(self, foresight: Foresight, stretches: Sequence[Sequence[Glance]], processes: int) -> None:
        self._foresight, self._stand_in, self._stretches = foresight, foresight.apart(), stretches
        self._free, self._taking = deque(range(1, len(stretches))), threading.Lock()
        self._begun: dict[int, Future[Found]] = {}
        self._found: dict[int, Found] = {}
        self._others = frozenset(multiprocessing.active_children())
        os.environ.update(ONE_THREAD)  # inherited, and read when numpy is first imported there
        spawning = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(processes, spawning, _begin, (foresight.apart(),))
        with deaf_to_ctrl_c():
            for _ in range(processes):
                self._hand_over()
        self._free.appendleft(0)  # judged here while they start

    def close(self) -> None:
        """End the processes."""
        with self._taking:
            self._free.clear()
        _end_all_but(self._others)  # nobody is left to take what they would find
        self._pool.shutdown(cancel_futures=True)

    def __iter__(self) -> Iterator[Found]:
        for at in range(len(self._stretches)):
            while at not in self._found:
                self._go_on(at)
            yield self._found.pop(at)

    def _go_on(self, wanted: int) -> None:
        """Judge what nobody has begun yet, or wait for what is wanted."""
        begun = self._begun.get(wanted)
        if begun is None or not begun.done():
            with self._taking:
                free = self._free.popleft() if self._free else None
            if free is not None:
                self._found[free] = self._foresight.judge(self._stretches[free])
                return
        try:
            self._found[wanted] = self._begun[wanted].result()
        except BrokenProcessPool:
            # One was killed: what it would have found may lie before what was judged here.
            self._found[wanted] = self._stand_in.judge(self._stretches[wanted])

    def _hand_over(self, done: Future[Found] | None = None) -> None:
        """Give a process the next stretch, and another when it has `done` with that."""
        if done is not None and (done.cancelled() or done.exception() is not None):
            return  # the processes are ending, and may not be asked for anything now
        with self._taking:
            if not self._free:
                return
            at = self._free.popleft()
            try:
                begun = self._begun[at] = self._pool.submit(_judge, self._stretches[at])
            except RuntimeError:  # none is left to take it
                self._free.appendleft(at)
                return
        begun.add_done_callback(self._hand_over)


_here: list[Foresight] = []
"""What a process of its own judges by."""


def _end_all_but(others: Collection[BaseProcess]) -> None:
    for one in multiprocessing.active_children():
        if one not in others:
            one.terminate()


def _begin(foresight: Foresight) -> None:
    end_with_parent()
    _here.append(foresight)


def _judge(glances: Sequence[Glance]) -> Found:
    return _here[0].judge(glances)
