"""Put a bench together for a flow or a command: configuration read, workers shared by all passes of this program."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

from config.load import load_config
from config.models import Config
from flows.bench import Bench
from flows.steps import Each, Workers, known_to_workers
from warehouse.layout import Layout

THREADS = 8
"""Batches under way at once in steps that wait for the network."""

_shared: tuple[tuple[object, ...], Workers] | None = None
_sharing = threading.Lock()

Stamp = tuple[tuple[str, int, int], ...]
_read: dict[Path, tuple[Stamp, Config]] = {}


def prepare(
    config: Path, warehouse: Path, each_of: Callable[[Workers], Each], out: TextIO, echo: TextIO | None = None
) -> Bench:
    """Read the configuration and return the bench; `echo` is shown the log. Raises ConfigError."""
    current = _current(config)
    each = each_of(_workers(current))
    return Bench(current, Layout(warehouse), each, out, version("brinkwatch"), environment=os.environ, echo=echo)


def _current(folder: Path) -> Config:
    """Return the configuration of a folder, read again only when one of its files has changed."""
    stamp = tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in sorted(folder.glob("*.yaml")))
    known = _read.get(folder)
    if known is None or known[0] != stamp:
        known = (stamp, load_config(folder))
        _read[folder] = known
    return known[1]


def _workers(config: Config) -> Workers:
    """Return workers that know what of a configuration concerns them.

    Loading the language model takes a second or two, so they are kept, whatever else has been edited.
    """
    global _shared  # noqa: PLW0603 - one set of worker processes a program
    with _sharing:
        known = known_to_workers(config)
        if _shared is None or _shared[0] != known:
            if _shared is not None:
                _shared[1].close()
            workers = Workers(config.settings.enrich.processes, config)
            atexit.register(workers.close)
            _shared = (known, workers)
        return _shared[1]
