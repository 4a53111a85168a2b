"""Measures the modes of trafilatura on the shared pages: fast or with fallbacks, precise or recalling, with comments or not."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Sequence

from evaluation.figures import Figure
from evaluation.pages import Gold
from evaluation.text import Read, read_ours, read_stock, segments, shingle_f1

MODES: dict[str, dict[str, bool]] = {
    "fast": {"fast": True},
    "default": {},
    "precision": {"favor_precision": True},
    "precision, fast": {"favor_precision": True, "fast": True},
    "recall": {"favor_recall": True},
    "recall, fast": {"favor_recall": True, "fast": True},
}
COMMENTS = {"with comments": True, "without comments": False}


def measure(golds: Sequence[Gold]) -> list[Figure]:
    """Return the F1 of each mode on each set, segments and whole texts, and how many pages a second it reads; ours last."""
    found: list[Figure] = []
    for (mode, options), (comments, kept) in itertools.product(MODES.items(), COMMENTS.items()):
        started = time.process_time()
        read = [(gold, read_stock(gold, include_comments=kept, **options)) for gold in golds]
        found += _figures(f"{mode}, {comments}", read, time.process_time() - started)
    started = time.process_time()
    read = [(gold, read_ours(gold)) for gold in golds]
    return found + _figures("the whole cleaning", read, time.process_time() - started)


def _figures(mode: str, read: Sequence[tuple[Gold, Read]], seconds: float) -> list[Figure]:
    found = [Figure("modes", mode, "segment f1", segments(read).f1, sum(len(gold.wanted) for gold, _ in read))]
    for of in ("html/newspaper4k", "html/fundus"):
        scores = [shingle_f1(gold.text, one.text) for gold, one in read if gold.of == of]
        found.append(Figure("modes", mode, f"{of} shingle f1", statistics.fmean(scores), len(scores)))
    return [*found, Figure("modes", mode, "pages a second", len(read) / seconds, len(read))]
