"""Write what a recogniser marked as a short text, and read it back: linking it anew then needs no recogniser."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tasks.entities import Span
from tasks.kinds import OF_LABEL

_MARK = re.compile(r"(\^?)([^@ ]+)@(\d+)\+(\d+)")


def written(spans: Iterable[Span]) -> str:
    """Return spans as `LABEL@start+length`, those of the title behind ^, without labels that name nothing (dates, quantities)."""
    return " ".join(
        f"{'^' if one.in_title else ''}{one.label}@{one.start}+{one.end - one.start}"
        for one in spans
        if one.label in OF_LABEL
    )


def read_back(text: str) -> list[Span]:
    """Return the spans that `written` wrote, in their order."""
    return [
        Span(int(start), int(start) + int(length), label, bool(title))
        for title, label, start, length in _MARK.findall(text)
    ]
