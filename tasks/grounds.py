"""What an alert rests on, kept as it was at the look that the alert shows, so that it can be told, exported and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One step before an alert or of it: texts, and the band that nineteen in twenty such steps lie in.

    `observed` is None where nothing was collected; the others are None where nothing could be expected.
    """

    start: datetime
    observed: int | None
    expected: float | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the counted texts are of a publisher, a country or a language."""

    name: str
    texts: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A name or phrase that the texts of a burst have more often than the texts before; `score` in deviations."""

    name: str
    kind: str
    texts: int
    before: int
    expected: float
    score: float


@dataclass(frozen=True, slots=True)
class Recount:
    """A check against plumbing, and the series it was made from, as CSV; empty where it is no count of texts."""

    label: str
    without: str
    observed: int
    expected: float
    score: float
    needed: float
    baseline: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that is kept with an alert beside its numbers.

    `supports` say why it is not noise and `doubts` what speaks against it. `counted` and `uncounted` are the ids of the
    texts behind it; the latter are copies of older texts, or of sources that were left out. `baseline` is the whole series that it
    was judged from, as CSV, and `judged_by` the rule, the settings and the versions, as JSON. `most_in` steps back, none
    had a window with as many texts. `noun` is what is counted.
    """

    judged_at: datetime
    step: str
    window: int
    exposure: str
    total: float
    history: tuple[HistoryStep, ...] = ()
    publishers: tuple[Tally, ...] = ()
    countries: tuple[Tally, ...] = ()
    languages: tuple[Tally, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    supports: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()
    recounts: tuple[Recount, ...] = ()
    most_in: int = 0
    baseline: str = ""
    judged_by: str = ""
    noun: str = "text"
    origins: tuple[tuple[str, str, str], ...] = ()
