"""Taking turns: how many requests run at once, how many on one host, and how far apart they start."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_WAIT_SECONDS = 60.0
"""A host that is said to be free only later than this was so by the clock of another machine, or of an earlier start."""


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    spacing_seconds: float
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = float("-inf")
    rest_seconds: float = 0.0


@dataclass(slots=True)
class _Turn:
    """A place on a host and one among all requests. A class, since a generator would cost each request several times as much."""

    host: _Host
    everyone: asyncio.Semaphore

    async def __aenter__(self) -> float:
        """Take the general place last: a request that only waits for its host must not keep others from theirs."""
        host = self.host
        await host.places.acquire()
        try:
            async with host.gate:
                now = asyncio.get_running_loop().time
                while not host.rest_seconds and (wait := host.free_at - now()) > 0:
                    await asyncio.sleep(wait)
                await self.everyone.acquire()
                if not host.rest_seconds:
                    host.free_at = now() + host.spacing_seconds
        except BaseException:
            host.places.release()
            raise
        return host.rest_seconds

    async def __aexit__(self, *_: object) -> None:
        self.everyone.release()
        self.host.places.release()


class Turns:
    """Hands out turns; times are the event loop's, which are the machine's. Lives inside one event loop.

    `free_at` says when hosts may be asked again that were asked before, `rests` which are not to be asked, for how many
    seconds.
    """

    def __init__(
        self,
        at_once: int,
        per_host_at_once: int,
        per_host_spacing_seconds: float,
        free_at: Mapping[str, float],
        rests: Mapping[str, float],
    ) -> None:
        self._everyone = asyncio.Semaphore(at_once)
        self._per_host = per_host_at_once
        self._spacing = per_host_spacing_seconds
        self._free_at = free_at
        self._rests = rests
        self._hosts: dict[str, _Host] = {}

    def space(self, host: str, seconds: float) -> None:
        """Keep requests to a host at least this far apart from now on; never less than before."""
        known = self._host(host)
        if seconds > known.spacing_seconds:
            known.free_at += seconds - known.spacing_seconds
            known.spacing_seconds = seconds

    def rest(self, host: str, seconds: float) -> None:
        """Give no turn on a host any more."""
        self._host(host).rest_seconds = seconds

    @property
    def free_at(self) -> dict[str, float]:
        """When each host that was asked may be asked again."""
        return {name: known.free_at for name, known in self._hosts.items()}

    def turn(self, host: str) -> _Turn:
        """Wait until the host may be asked again, then hold a place until the block ends.

        Gives 0, or the seconds for which the host is not to be asked at all.
        """
        return _Turn(self._host(host), self._everyone)

    def _host(self, host: str) -> _Host:
        if host not in self._hosts:
            latest = asyncio.get_running_loop().time() + MOST_WAIT_SECONDS
            free_at = min(self._free_at.get(host, float("-inf")), latest)
            self._hosts[host] = _Host(
                asyncio.Semaphore(self._per_host),
                self._spacing,
                free_at=free_at,
                rest_seconds=self._rests.get(host, 0.0),
            )
        return self._hosts[host]
