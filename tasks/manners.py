"""What earlier requests left to know of hosts, so that politeness outlasts a batch, and a pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RobotsTxt:
    """What an origin's robots.txt said when it was read; an empty text forbids nothing."""

    text: str
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Manners:
    """How to behave towards hosts. `rests_until` are hosts that answered 429 or 503 and asked to be left alone.

    `robots` are by origin (scheme://host), the others by `tasks.hosts.host_key`. `free_at` holds when a host may be asked
    again, in seconds of the machine's monotonic clock: good for the passes since it was started, and never stored.
    """

    robots: Mapping[str, RobotsTxt] = field(default_factory=dict)
    rests_until: Mapping[str, datetime] = field(default_factory=dict)
    free_at: Mapping[str, float] = field(default_factory=dict)

    def then(self, later: Manners) -> Manners:
        """Return what is known after something more was learned."""
        return Manners(
            {**self.robots, **later.robots},
            {**self.rests_until, **later.rests_until},
            {**self.free_at, **later.free_at},
        )
