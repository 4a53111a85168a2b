"""Counts words, in scripts with spaces and without."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.dedupe import UNSPACED

_SPACED_WORD = re.compile(r"\w\S*")
_UNSPACED_CHARACTER = re.compile(f"[{UNSPACED}]")
_UNSPACED_CHARACTERS_PER_WORD = 2
"""Chinese and Japanese words have about two characters; Thai ones have more, and a little precision is lost there."""


def count_words(text: str) -> int:
    """Count the words between spaces; of scripts without spaces, two characters count as one word (halves round up)."""
    unspaced = 0 if text.isascii() else len(_UNSPACED_CHARACTER.findall(text))
    rest = _UNSPACED_CHARACTER.sub(" ", text) if unspaced else text
    spaced = len(_SPACED_WORD.findall(rest))
    return spaced + -(-unspaced // _UNSPACED_CHARACTERS_PER_WORD)


def words_of(paragraphs: Sequence[str]) -> int:
    """Count the words of paragraphs."""
    return sum(count_words(paragraph) for paragraph in paragraphs)
