"""Take off what a page says above its text: menu, section and the title once more."""

from __future__ import annotations

import re
from collections.abc import Sequence

HEAD_CHARACTERS = 150
"""Menu and section run together with a title take less; a title further in is quoted by the text."""

LEAST_TITLE = 20
"""Characters of a title that does not stand in a text by chance."""

LINES_ABOVE = 12
"""A title further down than menu, section and headline is quoted by the text."""


LEAD_WORDS = 12
"""Words of a lead; teasers of other stories above a headline are shorter, or no sentences."""


def same_words(one: str, other: str) -> bool:
    """Tell whether two lines say the same but for case, spaces and punctuation."""
    words = _words(one)
    return bool(words) and words == _words(other)


def _words(line: str) -> list[str]:
    return re.findall(r"\w+", line.casefold())


def without_titles(paragraphs: Sequence[str], titles: Sequence[str]) -> list[str]:
    """Drop what stands above the text: menus up to a title that comes within the first lines, and its repeats."""
    named = list(dict.fromkeys(title for title in titles if title))
    longest, first = max(map(len, named), default=0) * 2, 0
    known = [words for title in named if (words := _words(title))]
    for at, line in enumerate(paragraphs[:LINES_ABOVE]):
        if len(line) <= longest and _words(line) in known:
            first = at + 1
    kept = [line for line in paragraphs[:first] if _is_lead(line)] + list(paragraphs[first:])
    if kept:
        kept[0] = _after_title(kept[0], named)
    return kept


def _is_lead(line: str) -> bool:
    """Tell a lead that a page puts above its headline from a menu: it is a sentence of some length."""
    return len(line.split()) >= LEAD_WORDS and line.rstrip('"”’»)')[-1:] in ".!?…"


def _after_title(paragraph: str, titles: Sequence[str]) -> str:
    """Cut a paragraph that begins with menu, section and title run together: what an extractor makes of a bare page."""
    ends = [
        paragraph.find(title, 0, HEAD_CHARACTERS + len(title)) + len(title)
        for title in titles
        if len(title) >= LEAST_TITLE and title in paragraph[: HEAD_CHARACTERS + len(title)]
    ]
    return paragraph[max(ends, default=0) :].strip()
