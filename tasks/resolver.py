"""Host names to addresses, refusing the ones inside the operator's own network."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

from tasks.hosts import is_allowed, is_public

LOOKUPS_AT_ONCE = 32
"""Threads for getaddrinfo, which blocks; a slow name server holds one thread for seconds, so more than there are cores."""


class PrivateAddressError(OSError):
    """A name that resolves to nothing but private addresses. An OSError, as aiohttp hands only those on."""


class PublicResolver(AbstractResolver):
    """Resolves names through the system; only hosts in `allowed` (lower case) may lead to private addresses.

    What it returns is what the connection uses, so a name can not change its address between check and use.
    """

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._threads = ThreadPoolExecutor(LOOKUPS_AT_ONCE, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses that may be asked; raise PrivateAddressError when there are only others."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _look_up, host, port, family)
        may_be_asked = found if is_allowed(host, self._allowed) else [one for one in found if is_public(one["host"])]
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        if not may_be_asked:
            raise PrivateAddressError(f"{host} is {found[0]['host']}, not a public address")
        return may_be_asked

    async def close(self) -> None:
        """Let go of the threads without waiting for lookups that nobody wants any more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    try:
        found = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except UnicodeError as error:  # a label that is empty or too long
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from error
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return [
        ResolveResult(hostname=host, host=str(address[0]), port=int(address[1]), family=kind, proto=proto, flags=flags)
        for kind, _, proto, _, address in found
        if kind in (socket.AF_INET, socket.AF_INET6)
    ]
