"""Measures days of publication, beside htmldate in the same run: right, unknown, and said but wrong.

A wrong day is worse than none: an article of unknown day counts by when it was first seen, and says so.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date

from evaluation.figures import Figure
from evaluation.pages import Gold
from evaluation.text import read_ours


def measure(golds: Sequence[Gold]) -> list[Figure]:
    """Return for each set how many days are right, and how many of those said are."""
    found: list[Figure] = []
    for of in dict.fromkeys(gold.of for gold in golds):
        dated = [(gold.published.date(), gold) for gold in golds if gold.of == of and gold.published]
        ours = [read_ours(gold).day for _, gold in dated]
        stock = [_htmldate(gold) for _, gold in dated]
        days = [day for day, _ in dated]
        for name, share in (("day right", _right), ("right if said", _right_if_said)):
            found.append(Figure("dates", of, name, share(days, ours), len(days), share(days, stock)))
    return found


def _htmldate(gold: Gold) -> date | None:
    from htmldate import find_date

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    said = find_date(gold.html.decode("utf-8", "replace"), original_date=True, url=gold.url)
    return date.fromisoformat(said) if said else None


def _right(days: Sequence[date], said: Sequence[date | None]) -> float:
    return sum(day == one for day, one in zip(days, said, strict=True)) / len(days)


def _right_if_said(days: Sequence[date], said: Sequence[date | None]) -> float:
    spoken = sum(one is not None for one in said)
    return _right(days, said) * len(days) / spoken if spoken else 1.0
