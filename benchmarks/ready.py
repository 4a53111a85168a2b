"""What worker processes are asked for besides their work. Light, because they import it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
S = TypeVar("S")

TURN_SECONDS = 0.2
"""How long a ready worker holds its turn, so that the next one is given to another."""

PAGE = f"<html><body><article>{'<p>The two sides met on Monday and agreed to meet again.</p>' * 20}</article></body></html>"


def ready(_: int) -> int:
    """Load what cleaning needs, hold the turn for a moment, and say which process this is."""
    import trafilatura

    trafilatura.extract(PAGE, fast=True, include_comments=False)
    time.sleep(TURN_SECONDS)
    return os.getpid()


def clocked(work: Callable[[T], S], item: T) -> tuple[float, S]:
    """Do the work and say how much processor time it took."""
    start = time.process_time()
    result = work(item)
    return time.process_time() - start, result
