"""What was found in one article so far, and the ground that it takes: the values that linking works on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A name at its place, who it stands for as far as that is known, and the support it wants (`weak`)."""

    start: int
    end: int
    in_title: bool
    name: str
    kind: str
    entity_id: str = ""
    weak: str = ""

    def holds(self, other: Found) -> bool:
        """Tell whether another lies within this."""
        return self.start <= other.start and other.end <= self.end


class Ground:
    """Characters already taken by mentions; of those within one another only the widest is kept."""

    def __init__(self, taken: Iterable[Found]) -> None:
        self._taken: dict[bool, list[Found]] = {True: [], False: []}
        for one in sorted(taken, key=lambda one: (one.start, -one.end)):
            part = self._taken[one.in_title]
            if not part or one.end > part[-1].end:
                part.append(one)
        self._starts = {part: [one.start for one in ones] for part, ones in self._taken.items()}

    def within(self, wide: Found) -> list[Found]:
        """Return what overlaps a span."""
        starts, taken = self._starts[wide.in_title], self._taken[wide.in_title]
        first = max(0, bisect_right(starts, wide.start) - 1)
        return [one for one in taken[first : bisect_left(starts, wide.end)] if one.end > wide.start]

    def free(self, found: Iterable[Found]) -> list[Found]:
        """Return those that overlap nothing here, nor one before them."""
        kept: list[Found] = []
        for one in found:
            before = kept[-1] if kept and kept[-1].in_title == one.in_title else None
            if not self.within(one) and (before is None or before.end <= one.start):
                kept.append(one)
        return kept
