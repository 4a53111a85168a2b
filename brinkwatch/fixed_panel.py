"""A second denominator: the sources that were there all along, so that a newcomer's choice of news is no trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from brinkwatch.show.series import TrendPoint

if TYPE_CHECKING:
    from warehouse.connect import Connection
    from warehouse.read import By, Scope

LIVE_DAYS = 0.5
"""Least part of the collected days of every period: a weekly is no member, a daily that rests on Sundays is one."""

FEWEST_DAYS = 3
"""A period of fewer collected days decides nothing: the edge of what is shown, or an old article that a feed brought up."""

FEWER = "; --since, --until or "
HINTS: dict[By, str] = {
    **dict.fromkeys(("hour", "day", "week"), f"{FEWER}--by month may find some"),
    "month": f"{FEWER}--by year may find some",
    "year": "; --since and --until may leave out the years in which others were there",
}
"""What to do where nobody was there all along; days and hours are judged by weeks, so longer than they is a month."""


@dataclass(frozen=True, slots=True)
class FixedPanel:
    """The sources that brought something on at least half of the collected days of every period, of `known` ones.

    Unlike the panel of an alert's look, which lets sources join and fade, it is one and the same in all that is shown.
    """

    members: tuple[str, ...]
    known: int
    by: By

    @property
    def told(self) -> str:
        """Say how large it is and by which rule."""
        stretch = "week" if self.by in {"hour", "day"} else self.by
        hint = HINTS[self.by] if self.known and not self.members else ""
        return (
            f"Fixed panel: {len(self.members):,} of {self.known:,} sources, those that brought something on at least half of "
            f"the collected days of every {stretch} shown ({stretch}s with fewer than {FEWEST_DAYS} such days decide nothing){hint}"
        )


def panel_of(connection: Connection, scope: Scope) -> FixedPanel:
    """Find the sources that were there in all periods of a scope."""
    from warehouse.read import steadiness

    found = steadiness(connection, scope, FEWEST_DAYS)
    return FixedPanel(tuple(name for name, part in found.items() if part >= LIVE_DAYS), len(found), scope.by)


def aligned(inside: Sequence[TrendPoint], points: Sequence[TrendPoint]) -> tuple[TrendPoint, ...]:
    """Give what the panel had in each period of all coverage; nothing where it brought nothing."""
    known = {point.period: point for point in inside}
    return tuple(known.get(one.period, TrendPoint(one.period, 0, 0, 0, 0, None, 0.0)) for one in points)
