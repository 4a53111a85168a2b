"""One event loop for all that waits for the network, in a thread of its own.

Threads with a loop each take the interpreter from one another at every system call, which costs processor time and, worse,
waiting.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")

_starting = threading.Lock()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in the loop, and wait for what comes of it. Not for use in the loop itself."""
    with _starting:
        loop = _loop()
    begun = asyncio.run_coroutine_threadsafe(work, loop)
    try:
        return begun.result()
    except BaseException:  # Ctrl-C among others: nobody waits any more
        begun.cancel()
        raise


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="network", daemon=True).start()
    return loop


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_loop.cache_clear)  # its thread does not cross over
