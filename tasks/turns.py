"""Taking turns: how many requests run at once, how many on one host, and how far apart they start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    spacing_seconds: float
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = float("-inf")


class Turns:
    """Hands out turns; times are the event loop's. Lives inside one event loop."""

    def __init__(self, at_once: int, per_host_at_once: int, per_host_spacing_seconds: float) -> None:
        self._everyone = asyncio.Semaphore(at_once)
        self._per_host = per_host_at_once
        self._spacing = per_host_spacing_seconds
        self._hosts: dict[str, _Host] = {}

    def space(self, host: str, seconds: float) -> None:
        """Keep requests to a host at least this far apart from now on; never less than before."""
        known = self._host(host)
        if seconds > known.spacing_seconds:
            known.free_at += seconds - known.spacing_seconds
            known.spacing_seconds = seconds

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until the host may be asked again, then hold a place until the block ends.

        The general place is taken last: a request that only waits for its host must not keep others from theirs.
        """
        known = self._host(host)
        async with known.places:
            async with known.gate:
                now = asyncio.get_running_loop().time
                while (wait := known.free_at - now()) > 0:
                    await asyncio.sleep(wait)
                await self._everyone.acquire()
                known.free_at = now() + known.spacing_seconds
            try:
                yield
            finally:
                self._everyone.release()

    def _host(self, host: str) -> _Host:
        if host not in self._hosts:
            self._hosts[host] = _Host(asyncio.Semaphore(self._per_host), self._spacing)
        return self._hosts[host]
