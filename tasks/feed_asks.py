"""What a feed asks of those who poll it: RSS's ttl, skipHours and skipDays, and the syndication module of RSS 1.0."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

_PARENTS = {
    "ttl": ("channel",),
    "updateperiod": ("channel", "feed"),
    "updatefrequency": ("channel", "feed"),
    "hour": ("skiphours",),
    "day": ("skipdays",),
}
_PERIODS = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
"""Minutes of the periods of http://purl.org/rss/1.0/modules/syndication/."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNT = re.compile(r"\s*(\d{1,7})(?:\.0*)?\s*")
_MOST = 100
"""Elements of a kind, and characters of each, that are kept: there are 24 hours and 7 days."""


class FeedAsks:
    """Gathers the texts of those elements while a feed is read. Names are local and in lower case."""

    def __init__(self) -> None:
        self._said: defaultdict[str, list[str]] = defaultdict(list)

    def begin(self, path: Sequence[str]) -> None:
        """Note that an element begins; `path` leads from the root to it."""
        parents = _PARENTS.get(path[-1])
        if parents and len(path) > 1 and path[-2] in parents and len(self._said[path[-1]]) < _MOST:
            self._said[path[-1]].append("")

    def hear(self, path: Sequence[str], text: str) -> None:
        """Take a piece of the text of the element that a path leads to."""
        parents = _PARENTS.get(path[-1])
        if parents and len(path) > 1 and path[-2] in parents and self._said[path[-1]]:
            self._said[path[-1]][-1] = (self._said[path[-1]][-1] + text)[:_MOST]

    def ttl_minutes(self) -> int | None:
        """Return how long an answer may be kept: as `ttl` says, else one update period by the times it has updates."""
        if ttl := self._counts("ttl")[:1]:
            return ttl[0] or None
        period = next((_PERIODS.get(one.strip().lower()) for one in self._said["updateperiod"]), None)
        times = self._counts("updatefrequency")[:1] or [1]
        return max(1, period // times[0]) if period and times[0] else None

    def skip_hours(self) -> frozenset[int]:
        """Return the hours (GMT, 0 to 23) in which nothing is new; some count midnight as 24. All of them is a mistake."""
        hours = frozenset(hour % 24 for hour in self._counts("hour") if hour <= 24)
        return hours if len(hours) < 24 else frozenset()

    def skip_days(self) -> frozenset[int]:
        """Return the days (Monday is 0) on which nothing is new. All of them is a mistake."""
        names = (one.strip().lower() for one in self._said["day"])
        days = frozenset(_DAYS.index(name) for name in names if name in _DAYS)
        return days if len(days) < 7 else frozenset()

    def _counts(self, name: str) -> list[int]:
        return [int(count[1]) for one in self._said[name] if (count := _COUNT.fullmatch(one))]
