"""Find the sentence around a span, so that a number can show the words behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

ENDS = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|(?<=[。！？])[」』”]?|\n+")
"""Where one sentence stops and the next begins; Chinese and Japanese put no space there."""

LONGEST = 320
"""Characters shown at most: a sentence that never ends is cut around the span."""

REACH = 2_000
"""Characters looked at on either side."""


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence that holds text[start:end], white space folded, cut to LONGEST around the span."""
    left, right = max(0, start - REACH), min(len(text), end + REACH)
    begin = left
    for stop in ENDS.finditer(text, left, start):
        begin = stop.end()
    following = ENDS.search(text, end, right)
    finish = following.start() if following else right
    if finish - begin > LONGEST:
        spare = max(0, (LONGEST - (end - start)) // 2)
        cut_begin, cut_finish = max(begin, start - spare), min(finish, end + spare)
        head, tail = "…" if cut_begin > begin else "", "…" if cut_finish < finish else ""
        return f"{head}{_folded(text[cut_begin:cut_finish])}{tail}"
    return _folded(text[begin:finish])


def sentence_of_hit(row: Mapping[str, Any]) -> str:
    """Return the sentence that counted; of a hit in the title, the first sentence of the text that says the same.

    A row has the article's title and text, and of the hit surface, start_char, end_char and in_title.
    """
    start, end = row["start_char"], row["end_char"]
    if row["in_title"]:
        start = row["text"].find(row["surface"])
        end = start + len(row["surface"])
    return sentence_around(row["text"], start, end) if start >= 0 else str(row["title"])


def _folded(text: str) -> str:
    return " ".join(text.split())
