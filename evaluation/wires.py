"""Reads texts of two news desks that the shared sets hold in dedup/wires, where they are there, for pairs held out.

Reuters of 1987: the examples of Weka 3.6.14 (ReutersCorn-train.arff, then -test), texts with their headline in capitals,
many by form, many sent again. ABC Australia of 2001: the Lee corpora of gensim 4.4 (lee_background.cor, then lee.cor).
"""

from __future__ import annotations

import re
from pathlib import Path

SET = "dedup/wires"
_REUTERS = ("ReutersCorn-train.arff", "ReutersCorn-test.arff")
_ABC = ("lee_background.cor", "lee.cor")
_ROW = re.compile(r"'(.*)',[01]\s*", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"n": "\n", "t": " ", "r": ""}


def reuters(corpora: Path) -> list[str]:
    """Return the texts of Reuters in the order of the files; none where the set is not there."""
    rows = [_ROW.fullmatch(line) for line in _lines(corpora, _REUTERS)]
    return [_ESCAPED.sub(lambda one: _MEANT.get(one[1], one[1]), row[1]).strip() for row in rows if row]


def abc(corpora: Path) -> list[str]:
    """Return the texts of ABC in the order of the files; none where the set is not there."""
    return [line.strip() for line in _lines(corpora, _ABC) if line.strip()]


def _lines(corpora: Path, names: tuple[str, ...]) -> list[str]:
    files = [corpora / SET / name for name in names]
    if not all(file.is_file() for file in files):
        return []
    return [line for file in files for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
