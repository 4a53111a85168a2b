"""The limit: the two libraries that do the heavy work, on the same pages and processes, and nothing around them."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from benchmarks.family import spent_seconds
from benchmarks.ready import ready
from tasks.threads import ONE_THREAD

BATCH = 32
"""Pages handed to a process at once, and texts to the recogniser: what the pipeline's own batches are."""

_pages: Sequence[bytes] = ()
_language: Any = None


@dataclass(frozen=True, slots=True)
class Limit:
    """Seconds for all pages, with every process ready, by the clock and of the processor; and the seconds until that."""

    seconds: float
    spent_seconds: float
    start_seconds: float
    names: int


def run(pages: Sequence[bytes], processes: int, model: str) -> Limit:
    """Extract the text of every page and recognise the names in it."""
    os.environ.update(ONE_THREAD)
    begun = time.perf_counter()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, spawn, _begin, (pages, model)) as pool:
        seen: set[int] = set()
        while len(seen) < processes:
            seen.update(pool.map(ready, range(processes)))
        start, spent = time.perf_counter(), spent_seconds(os.getpid())
        names = sum(pool.map(_work, range(0, len(pages), BATCH)))
        return Limit(time.perf_counter() - start, spent_seconds(os.getpid()) - spent, start - begun, names)


def _begin(pages: Sequence[bytes], model: str) -> None:
    global _pages, _language  # in memory before the clock starts
    from thinc.api import NumpyOps

    from tasks.enrich import load_language

    _pages, _language = pages, load_language(model, quick=False)
    for node in _language.get_pipe(
        "ner"
    ).model.walk():  # as spaCy comes, without what tasks/thinc_ops.py and tasks/token_vectors.py gain
        node.ops = NumpyOps(use_blis=False)


def _work(first: int) -> int:
    import trafilatura

    pages = _pages[first : first + BATCH]
    texts = [trafilatura.extract(page, fast=True, include_comments=False) or "" for page in pages]
    return sum(len(doc.ents) for doc in _language.pipe(texts, batch_size=BATCH))
