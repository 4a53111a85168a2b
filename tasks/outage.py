"""Tell which of the usual sources of a watch are down: silent for longer than they ever are by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.panel import ABSENCE_DAYS, Panel
from tasks.stretch import Stretch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

DOWN_SHARE = 0.3
"""Share of a watch's sources from which their outage, and not the news, may be what changed."""

USUAL_PRESENCE = 0.5
"""A source that brings something on most days is one whose silence says anything."""

IMPROBABLE = 0.01
"""Chance of so long a silence below which a source is down. A weekend of an outlet that prints on five days of seven has .08,
with a holiday .02; two days of one that prints daily have less than .01 after two weeks of history."""


@dataclass(frozen=True, slots=True)
class Outage:
    """The sources of a watch that are down, out of how many usual ones."""

    down: tuple[str, ...]
    usual: int

    @property
    def severe(self) -> bool:
        """Tell whether so many are down that nobody should be told of the watch."""
        return bool(self.down) and len(self.down) >= DOWN_SHARE * self.usual


def outage_of(stretch: Stretch, panel: Panel, watch_id: str, *, whole: bool) -> Outage:
    """Compare how long each source of a watch has been silent with how often it brings anything.

    The sources of a watch are those that ever counted for it in the history. A last day that goes on (`whole` is false) can
    end a silence and not lengthen it; days on which nothing at all was collected count for nobody, and who has been silent
    for longer than two weeks is gone, not down.
    """
    own = stretch.of_watch(watch_id)
    if own is None:
        return Outage((), 0)
    brought: Flags = np.asarray(stretch.by_source(stretch.totals) > 0)
    counted: Flags = np.asarray(brought.any(axis=1))
    fade = panel.fade * counted[: panel.guard]
    presence = (fade @ brought[: panel.guard] + 0.5) / (fade.sum() + 1)
    ended = counted.copy()
    ended[-1] &= whole
    days_left = np.cumsum(ended[::-1])[::-1]
    silent = np.where(brought, (days_left - ended)[:, None], days_left[0]).min(axis=0)
    silent[brought[-1]] = 0
    of_watch = stretch.by_source(own)[: panel.guard].any(axis=0)
    usual = of_watch & (presence >= USUAL_PRESENCE) & (silent <= ABSENCE_DAYS)
    down = usual & (silent > 0) & ((1 - presence) ** silent < IMPROBABLE)
    return Outage(tuple(stretch.sources[at] for at in np.flatnonzero(down)), int(usual.sum()))
