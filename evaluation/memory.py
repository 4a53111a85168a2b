"""Measures what the index of texts holds in memory: texts of random shingles, as many as there are hashes to tell apart."""

from __future__ import annotations

import gc
import time
import tracemalloc

import numpy as np

from evaluation.figures import Figure
from tasks.dedupe import TextIndex
from tasks.sketch import NUMBERS, SAMPLE, pack

TEXTS = 200_000
MILLION = 1_000_000


def measure(texts: int = TEXTS) -> list[Figure]:
    """Fill an index with `texts` and return the bytes it holds a text, what a million would, and how long finding takes."""
    chance = np.random.default_rng(1)
    gc.collect()
    tracemalloc.start()
    index = TextIndex(capacity=texts)
    for number in range(texts):
        index.add(f"{number:016x}", f"{number:064x}", _signature(chance), "publisher")
    gc.collect()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    sought = [_signature(chance) for _ in range(2000)]
    started = time.process_time()
    for signature in sought:
        index.find_original("", signature)
    found = len(sought) / (time.process_time() - started)
    return [
        Figure("memory", f"index of {texts:,} texts", "bytes a text", held / texts, texts, reported_only=True),
        Figure(
            "memory", f"index of {texts:,} texts", "bytes a text at its peak", peak / texts, texts, reported_only=True
        ),
        Figure(
            "memory", "a million texts, by these", "megabytes", held / texts * MILLION / 1e6, texts, reported_only=True
        ),
        Figure("memory", f"index of {texts:,} texts", "texts sought a second", found, len(sought), reported_only=True),
    ]


def _signature(chance: np.random.Generator) -> bytes:
    hashes = np.sort(chance.choice(2**30, SAMPLE, replace=False))
    return pack(
        SAMPLE * 3, sorted(chance.choice(2**16, NUMBERS // 2).tolist()), chance.integers(0, 255, SAMPLE), hashes
    )
