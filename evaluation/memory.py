"""Measures what the index of texts holds in memory: texts of random shingles, as many as there are hashes to tell apart."""

from __future__ import annotations

import gc
import time
import tracemalloc
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO

import numpy as np

from evaluation.figures import Figure
from tasks.dedupe import TextIndex
from tasks.sketch import NUMBERS, TITLE_WORDS, pack, sample_size

TEXTS = 200_000
MILLION = 1_000_000
SHINGLES = 576
"""Of a text of some 580 words; the news set has 500 on average."""


def measure(texts: int = TEXTS) -> list[Figure]:
    """Fill an index with `texts` and return the bytes it holds a text, what a million would, and how long finding takes."""
    with TemporaryFile() as file:
        return _measured(texts, file)


def _measured(texts: int, file: IO[bytes]) -> list[Figure]:
    chance = np.random.default_rng(1)
    gc.collect()
    tracemalloc.start()
    index = TextIndex(texts, file)
    for number in range(texts):
        index.add(f"{number:016x}", f"{number:064x}", _signature(chance), "publisher")
    gc.collect()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    on_disk = file.seek(0, SEEK_END)
    sought = [_signature(chance) for _ in range(2000)]
    started = time.process_time()
    for signature in sought:
        index.find_original("", signature)
    found = len(sought) / (time.process_time() - started)
    of = f"index of {texts:,} texts"
    return [
        Figure("memory", of, "bytes a text", held / texts, texts, reported_only=True),
        Figure("memory", of, "bytes a text at its peak", peak / texts, texts, reported_only=True),
        Figure("memory", of, "bytes a text in its file", on_disk / texts, texts, reported_only=True),
        Figure("memory", of, "texts sought a second", found, len(sought), reported_only=True),
        Figure(
            "memory", "a million texts, by these", "megabytes", held / texts * MILLION / 1e6, texts, reported_only=True
        ),
    ]


def _signature(chance: np.random.Generator) -> bytes:
    hashes = np.sort(chance.choice(2**30, sample_size(SHINGLES), replace=False))
    short = [sorted(set(chance.choice(2**16, many).tolist())) for many in (NUMBERS // 2, TITLE_WORDS // 2)]
    return pack(SHINGLES, *short, chance.integers(0, 255, len(hashes)), hashes)
