"""Reads what people found by reading: the entities and topics of articles, by their number in the shared set.

A label of weight `yes` must be found. One of weight `either` is named in passing, inside another name or as background:
finding it is neither right nor wrong. What is not listed must not be found.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evaluation.figures import Pairs

GOLD = Path(__file__).parent / "gold"
Kind = Literal["entity", "topic"]
Labels = dict[tuple[str, str], str]
"""(kind, identifier) -> weight."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must and what may be found in one article."""

    must: frozenset[str]
    may: frozenset[str] = frozenset()

    def against(self, found: Collection[str]) -> Pairs:
        """Count what was found, missed, and found but neither wanted nor allowed."""
        return Pairs(
            found=len(self.must.intersection(found)),
            missed=len(self.must.difference(found)),
            wrong=len(set(found) - self.must - self.may),
        )

    def strictly(self) -> Wanted:
        """Return the same with nothing allowed beyond what must be found."""
        return Wanted(self.must)


def readings(name: str) -> dict[str, Labels]:
    """Return the labels of each article of a list, those with none as well."""
    read: dict[str, Labels] = defaultdict(dict)
    with (GOLD / name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            labels = read[row["article"]]
            if row["id"]:
                labels[row["kind"], row["id"]] = row["weight"]
    return dict(read)


def wanted(labels: Labels, kind: Kind, parents: Mapping[str, str | None] | None = None) -> Wanted:
    """Return what one article's labels of a kind ask for; topics bring those above them along, with their weight."""
    weighed: dict[str, set[str]] = {"yes": set(), "either": set()}
    for (of, identifier), weight in labels.items():
        if of == kind:
            weighed[weight].update(_line(identifier, parents or {}))
    return Wanted(frozenset(weighed["yes"]), frozenset(weighed["either"] - weighed["yes"]))


def _line(identifier: str, parents: Mapping[str, str | None]) -> Iterable[str]:
    above: str | None = identifier
    while above is not None:
        yield above
        above = parents.get(above)


def agreement(first: Mapping[str, Labels], second: Mapping[str, Labels], kind: Kind) -> Pairs:
    """Compare what two readings of the same articles say must be found; its F1 is their agreement.

    What one calls `yes` and the other `either` is a disagreement.
    """
    return sum(
        (
            wanted(first[article], kind).strictly().against(wanted(labels, kind).must)
            for article, labels in second.items()
        ),
        Pairs(),
    )
