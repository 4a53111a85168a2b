"""The seam between the order of steps and whatever runs them: a loop, a pool of processes, or Prefect."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from config.models import Config
from tasks.threads import ONE_THREAD

T = TypeVar("T")
S = TypeVar("S")
In_contra = TypeVar("In_contra", contravariant=True)
Out_co = TypeVar("Out_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Step(Generic[In_contra, Out_co]):
    """One step over a batch. `cpu` steps run in worker processes and must be picklable; `retries` serve lost workers."""

    name: str
    run: Callable[[In_contra], Out_co]
    cpu: bool = False
    retries: int = 0


class Each(Protocol):
    """Start a step over every batch at once, and give the results in their order, each as soon as it is asked for."""

    def __call__(self, step: Step[T, S], items: Sequence[T], /) -> Iterator[S]: ...


def one_ahead(begin: Callable[[T], S], items: Iterable[T]) -> Iterator[S]:
    """Yield what beginning each item returns, in order, when the item after it has begun too."""
    begun: deque[S] = deque()
    for item in items:
        begun.append(begin(item))
        if len(begun) > 1:
            yield begun.popleft()
    yield from begun


ROUNDS = 4
"""Batches of work for each worker where their lengths differ: so that the last one to end does not end long after the others."""


def batches(items: Sequence[T], size: int) -> list[tuple[T, ...]]:
    """Cut items into tuples of `size`, the last one shorter."""
    return [tuple(items[start : start + size]) for start in range(0, len(items), size)]


def even_batches(items: Sequence[T], most: int, workers: int) -> list[tuple[T, ...]]:
    """Cut items into tuples of `most` at the most, as many and as equal as keep all workers busy to the end."""
    rounds = -(-len(items) // (most * workers))
    return batches(items, -(-len(items) // (rounds * workers))) if items else []


def balanced_batches(items: Sequence[T], weight: Callable[[T], float], most: int, workers: int) -> list[tuple[T, ...]]:
    """Cut items into tuples of `most` at the most, and of about equal weight, a few for each worker."""
    share = sum(map(weight, items)) / (workers * ROUNDS)
    cut: list[list[T]] = []
    held = share
    for item in items:
        if held >= share or len(cut[-1]) == most:
            cut.append([])
            held = 0.0
        cut[-1].append(item)
        held += weight(item)
    return [tuple(one) for one in cut]


class Workers:
    """The worker processes of this program: started when first needed, gone when it ends, however it ends.

    They are spawned, never forked (the parent has threads), compute with one thread each, leave Ctrl-C to the parent,
    and end by themselves when the parent is gone.
    """

    def __init__(self, processes: int, config: Config) -> None:
        self._processes = processes
        self.config = config
        self._pool: ProcessPoolExecutor | None = None
        self._starting = threading.Lock()

    def begin(self, work: Callable[[T], S], item: T) -> Future[S]:
        """Have `work` run on one item in a worker."""
        with deaf_to_ctrl_c():
            return self._started().submit(work, item)

    def run(self, work: Callable[[T], S], item: T) -> S:
        """Run `work` on one item in a worker and wait for it."""
        return self.begin(work, item).result()

    def close(self) -> None:
        with self._starting:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        with self._starting:
            if self._pool is None:
                os.environ.update(ONE_THREAD)  # inherited by the workers, and read when numpy is first imported there
                self._pool = ProcessPoolExecutor(
                    self._processes,
                    mp_context=multiprocessing.get_context("spawn"),
                    initializer=_begin,
                    initargs=(self.config,),
                )
            return self._pool


def _begin(config: Config) -> None:
    """Prepare a worker process."""
    end_with_parent()
    learn(config)


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Start processes that leave Ctrl-C to this one from their first moment on; here it is heard when they have started."""
    heard: list[int] = []
    own = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, lambda number, _: heard.append(number)) if own else None
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if own:
            signal.signal(signal.SIGINT, handler)
    if heard:
        signal.raise_signal(signal.SIGINT)


def end_with_parent() -> None:
    """Leave Ctrl-C to the parent of this process, and end when it has."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def learn(config: Config) -> None:
    """Load into this process what cpu steps need: the language model, and what a configuration looks for."""
    from tasks import enrich
    from tasks.watch import series_of

    series = series_of(config.watches, config.entities, config.topics, config.sources)
    publishers = {source_id: one.name for source_id, one in config.sources.items()}
    parts = (config.entities, config.topics, series, publishers, config.guards)
    enrich.start_worker(parts, config.settings.enrich.model)


def known_to_workers(config: Config) -> tuple[object, ...]:
    """Return what `learn` takes from a configuration."""
    return (
        config.entities, config.guards, config.topics, config.watches, config.sources, config.settings.enrich,
    )  # fmt: skip


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)  # nobody is left to take a result


class Beginner(Protocol):
    """Whatever begins work on an item elsewhere."""

    def begin(self, work: Callable[[T], S], item: T, /) -> Future[S]: ...


class Here:
    """Do in this process what workers do: slower with much news, far quicker to start. One configuration at a time."""

    _learnt: tuple[object, ...] | None = None

    def __init__(self, config: Config) -> None:
        self.config = config

    def begin(self, work: Callable[[T], S], item: T, /) -> Future[S]:
        """Do it, now."""
        known = known_to_workers(self.config)
        if Here._learnt != known:
            learn(self.config)
            Here._learnt = known
        done: Future[S] = Future()
        done.set_result(work(item))
        return done


def in_process(workers: Beginner, threads: int) -> Each:
    """Run steps without an orchestrator: cpu steps in the workers, the others in threads."""

    def each(step: Step[Any, Any], items: Sequence[Any], /) -> Iterator[Any]:
        if step.cpu:
            return _results([workers.begin(step.run, item) for item in items])
        pool = ThreadPoolExecutor(max_workers=threads)
        begun = [pool.submit(step.run, item) for item in items]
        pool.shutdown(wait=False)  # its threads end with the last item
        return _results(begun)

    return each


def _results(begun: Sequence[Future[Any]]) -> Iterator[Any]:
    """Yield results in order and let go of each; what has not begun when nobody asks any more never will."""
    left = deque(begun)
    try:
        while left:
            yield left.popleft().result()
    finally:
        for one in left:
            one.cancel()
