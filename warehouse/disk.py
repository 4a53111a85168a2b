"""Measure what a warehouse takes on disk, part by part."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from warehouse.layout import Layout


def sizes(layout: Layout) -> dict[str, int]:
    """Return the bytes of each part; files that vanish meanwhile count for nothing. `other` is all else of its name."""
    log = layout.log.name
    parts = dict.fromkeys(("warehouse", "live", "archive", "spool", "state", "logs", "prefect", "other"), 0)
    for entry in _entries(layout.published.parent):
        if not entry.name.startswith(f"{layout.published.stem}."):
            continue
        path = Path(entry.path)
        if path == layout.published:
            parts["warehouse"] += _size(entry)
        elif entry.name.startswith(layout.live.name):
            parts["live"] += _size(entry)
        elif path == layout.raw:
            parts["archive"] += _whole(path)
        elif path == layout.spool:
            parts["spool"] += _whole(path)
        elif entry.name.startswith(layout.state.name):
            parts["state"] += _size(entry)
        elif entry.name in {log, f"{log}.1"}:
            parts["logs"] += _size(entry)
        elif path == layout.prefect_home:
            logs = sum(_size(one) for one in _entries(path) if ".log" in one.name)
            parts["logs"] += logs
            parts["prefect"] += _whole(path) - logs
        else:
            parts["other"] += _whole(path) if entry.is_dir(follow_symlinks=False) else _size(entry)
    return parts


def _whole(folder: Path) -> int:
    return sum(
        _whole(Path(entry.path)) if entry.is_dir(follow_symlinks=False) else _size(entry) for entry in _entries(folder)
    )


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            yield from found
    except (FileNotFoundError, NotADirectoryError):
        return


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0
