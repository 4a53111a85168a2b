"""What the check of a bundle found, and the words and tables that its parts share."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

SAME = 1e-9
"""Relative difference up to which numbers are equal: other processors round the last digits differently."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was compared, and whether it holds; `holds` is None for what can only be told."""

    holds: bool | None
    line: str


def alike(told: Any, found: Any) -> bool:
    """Tell whether values are equal, numbers but for their last digits."""
    if isinstance(told, float | int) and isinstance(found, float | int):
        return isclose(told, found, rel_tol=SAME)
    if isinstance(told, dict) and isinstance(found, dict):
        return told.keys() == found.keys() and all(alike(told[name], found[name]) for name in told)
    if isinstance(told, list) and isinstance(found, list):
        return len(told) == len(found) and all(alike(one, other) for one, other in zip(told, found, strict=True))
    return bool(told == found)


def said(same: bool, to: str = "") -> str:
    """Say whether something is equal."""
    return " ".join(filter(None, ["equal" if same else "NOT equal", to]))


def table_of(files: Mapping[str, bytes], name: str, columns: set[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV file of a bundle; ValueError where it is none with these columns."""
    reader = csv.DictReader(io.StringIO(files[name].decode("utf-8", "replace")), restval="")
    try:
        rows = list(reader)
    except csv.Error as error:
        raise ValueError(f"{name}: {error}") from None
    if not columns <= set(reader.fieldnames or ()):
        raise ValueError(f"{name}: columns are missing")
    return rows


def text_rows(files: Mapping[str, bytes]) -> list[dict[str, str]]:
    """Return the rows of texts.csv; ValueError where it is none."""
    return table_of(files, "texts.csv", set(TEXT_COLUMNS))


TEXT_COLUMNS = (
    "article_id", "counted", "url", "source_id", "publisher", "country", "language", "title", "published_at", "first_seen_at",
    "fetched_at", "sentence", "raw_sha256", "text_sha256",
)  # fmt: skip
"""What is told of each text behind an alert."""
