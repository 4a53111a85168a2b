"""Finds the shared sets of real data beside the repository, and names what is in them by its digest."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

CORPORA = Path(__file__).parents[2] / "shared/corpora"
NEWS = "news"
_NEWS_FILE = "harvard_newsarticles_2016-12_2017-03.csv.gz"
_LONGEST_FIELD = 2**24


@dataclass(frozen=True, slots=True)
class Story:
    """One text of the shared news set."""

    number: int
    publisher: str
    title: str
    text: str


@cache
def digest(folder: Path) -> str:
    """Return the SHA-256 over the names and contents of all files below a folder, in the order of their names."""
    whole = sha256()
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        whole.update(f"{file.relative_to(folder).as_posix()}\0".encode())
        whole.update(sha256(file.read_bytes()).digest())
    return whole.hexdigest()


@cache
def stories(corpora: Path = CORPORA) -> tuple[Story, ...]:
    """Return the texts of the shared news set that are not empty."""
    csv.field_size_limit(_LONGEST_FIELD)
    with gzip.open(corpora / NEWS / _NEWS_FILE, "rt", encoding="utf-8", newline="") as lines:
        return tuple(
            Story(
                int(row["article_id"]),
                (urlsplit(row["article_source_link"]).hostname or "").removeprefix("www."),
                row["title"],
                row["text"],
            )
            for row in csv.DictReader(lines)
            if row["text"].strip()
        )
