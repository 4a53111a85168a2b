"""Where the time of a pass goes, by stage."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import Any
from unittest.mock import patch

from benchmarks.ready import clocked
from flows.steps import Each, Step
from tasks.dedupe import TextIndex
from tasks.watch import WatchMatcher
from warehouse import archive, feed_state, publish, spool, write
from warehouse.state import State

BETWEEN: tuple[tuple[str, Any, str], ...] = (
    ("remember polls", feed_state, "record_polls"),
    ("settle entries", State, "settle"),
    ("archive pages", archive, "store"),
    ("spool", spool, "put"),
    ("take from spool", spool, "take"),
    ("find known", write, "known_articles"),
    ("dedupe", TextIndex, "find_original"),
    ("dedupe", TextIndex, "add"),
    ("match watches", WatchMatcher, "hits"),
    ("sync configured", write, "sync_configured"),
    ("store", write, "store"),
    ("publish", publish, "publish"),
)
"""What runs between the steps: the stage it belongs to, and where it is found."""


@dataclass(slots=True)
class Stage:
    """Seconds by the clock in the pipeline's own process, and of processor time in the workers."""

    wall: float = 0.0
    workers: float = 0.0


class Stages:
    """Collects the seconds of each stage of one pass."""

    def __init__(self) -> None:
        self.found: dict[str, Stage] = defaultdict(Stage)

    def around(self, each: Each) -> Each:
        """Return an `each` that times the steps it runs."""

        def timed(step: Step[Any, Any], items: Sequence[Any], /) -> Iterator[Any]:
            run = replace(step, run=partial(clocked, step.run)) if step.cpu else step
            return waited(step, iter(each(run, items)))

        def waited(step: Step[Any, Any], results: Iterator[Any]) -> Iterator[Any]:
            stage = self.found[step.name]
            while True:
                start = time.perf_counter()
                try:
                    result = next(results)
                except StopIteration:
                    return
                finally:
                    stage.wall += time.perf_counter() - start
                if step.cpu:
                    seconds, result = result
                    stage.workers += seconds
                yield result

        return timed

    @contextmanager
    def watching(self, wanted: bool) -> Iterator[None]:
        """Time what runs between the steps while the context lasts."""
        with ExitStack() as patches:
            for stage, place, name in BETWEEN if wanted else ():
                patches.enter_context(patch.object(place, name, self._timed(stage, getattr(place, name))))
            yield

    def _timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def timed(*arguments: Any, **named: Any) -> Any:
            start = time.perf_counter()
            try:
                return work(*arguments, **named)
            finally:
                self.found[stage].wall += time.perf_counter() - start

        return timed
