"""Time questions: the first answer after everything was put away, and the usual one."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.warehouse_peers.questions import Engine, Row

RUNS = 5


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds on the clock of the first answer and of the median one, and of the processor for the median one; the answer.

    `opening` are the seconds on the clock before the first answer could be asked for.
    """

    cold: float
    warm: float
    processor: float
    rows: list[Row]
    opening: float = 0.0


def timed(engine: Engine, question: str, runs: int = RUNS) -> Timed:
    """Ask once with all files put out of memory and the engine just opened, once to warm up, then to be timed."""
    engine.reopen()
    put_away(engine.files())
    closed = time.perf_counter()
    engine.reopen()
    opened = time.perf_counter()
    engine.ask(question)
    cold = time.perf_counter() - opened
    rows = engine.ask(question)
    walls, spent = [], []
    for _ in range(runs):
        others, own, begun = engine.processor(), time.process_time(), time.perf_counter()
        engine.ask(question)
        walls.append(time.perf_counter() - begun)
        spent.append(time.process_time() - own + engine.processor() - others)
    return Timed(cold, statistics.median(walls), statistics.mean(spent), rows, opened - closed)


def put_away(files: Iterable[Path]) -> None:
    """Have the system forget what it holds of files in memory, so that they are read from the disk again."""
    if not hasattr(os, "posix_fadvise"):
        return
    for file in files:
        if file.exists():
            handle = os.open(file, os.O_RDONLY)
            try:
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)


def differing(answers: Mapping[str, Timed]) -> list[str]:
    """Return the engines whose answer is not that of the first."""
    first, *others = answers
    return [name for name in others if as_plain(answers[name].rows) != as_plain(answers[first].rows)]


def as_plain(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """Return rows so that a number of one library equals that of another."""
    return [tuple(str(value) for value in row) for row in rows]
