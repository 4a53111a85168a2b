"""What a measurement yields: figures, in a stated order, each with the number of cases it rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `beside` is the same measure of the stock library in the same run, where there is one.

    `part` is what is measured (text, dates …), `of` the set and language it is measured on. What is only reported has no floor.
    """

    part: str
    of: str
    measure: str
    value: float
    n: int
    beside: float | None = None
    reported_only: bool = False

    @property
    def key(self) -> str:
        """The name that a floor is stored under."""
        return f"{self.part} | {self.of} | {self.measure}"


@dataclass(frozen=True, slots=True)
class Pairs:
    """How decisions on pairs agree with their labels."""

    found: int = 0
    missed: int = 0
    wrong: int = 0

    def __add__(self, other: Pairs) -> Pairs:
        """Count two lots together."""
        return Pairs(self.found + other.found, self.missed + other.missed, self.wrong + other.wrong)

    @property
    def precision(self) -> float:
        """The part of what was called a pair that is one; 1 where nothing was called so."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The part of all pairs that was called so; 1 where there are none."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return mean_of(self.precision, self.recall)

    def figures(self, part: str, of: str) -> list[Figure]:
        """Return precision, recall and F1."""
        pairs = self.found + self.missed
        return [Figure(part, of, name, getattr(self, name), pairs) for name in ("precision", "recall", "f1")]


def mean_of(precision: float, recall: float) -> float:
    """Return the harmonic mean, 0 if both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
