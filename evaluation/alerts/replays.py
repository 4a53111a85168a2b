"""Replays real weeks through the production judging, and says which dated events it found."""

from __future__ import annotations

from pathlib import Path

from evaluation.figures import Figure


def measure(corpora: Path) -> list[Figure]:
    """Return what was found."""
    return []
