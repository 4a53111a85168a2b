"""What the system knows of a process and of all that it started. Linux tells; elsewhere nothing is known."""

from __future__ import annotations

import os
import re
from pathlib import Path

PROC = Path("/proc")

_PARENT = re.compile(r"^\d+ \(.*\) \S (\d+) ", re.DOTALL)
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def family(pid: int) -> set[int]:
    """Return a process and all its living descendants."""
    parents = {one: parent for one in _processes() if (parent := _parent(one))}
    members, grown = {pid}, True
    while grown:
        children = {one for one, parent in parents.items() if parent in members}
        grown = not children <= members
        members |= children
    return members


def held_bytes(pid: int) -> int:
    """Return the proportional set size of a family: pages that several processes share are counted once."""
    return sum(_pss(one) for one in family(pid))


def spent_seconds(pid: int) -> float:
    """Return the processor time of a family so far, with that of its members that have ended and were waited for."""
    stats = (_read(one, "stat").rpartition(")")[2].split() for one in family(pid))
    return sum(int(ticks) for fields in stats for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _processes() -> list[int]:
    return [int(folder.name) for folder in PROC.glob("[0-9]*")] if PROC.is_dir() else []


def _parent(pid: int) -> int:
    found = _PARENT.match(_read(pid, "stat"))
    return int(found[1]) if found else 0


def _pss(pid: int) -> int:
    found = _PSS.search(_read(pid, "smaps_rollup"))
    return int(found[1]) * 1024 if found else 0


def _read(pid: int, name: str) -> str:
    try:
        return (PROC / str(pid) / name).read_text(errors="replace")
    except OSError:  # it has ended meanwhile, or is not ours
        return ""
