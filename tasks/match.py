"""Find many phrases in a text at once, in time linear in the text, with offsets that refer to the text as given.

How a phrase is compared:
- Hyphens and spaces of every kind are alike ("Kim Jong Un", "Kim Jong‑un"), so are apostrophes and full-width letters;
  invisible characters and repeated spaces are overlooked; a blank line is never crossed.
- A phrase without capitals matches in any case. One with capitals wants them: written as it is, with further capitals
  at word starts, fewer after a hyphen ("Kim Jong-un"), or ALL IN CAPITALS. Up to `_EXACT_LETTERS` letters it must be
  written exactly as it is.
- Letters of alphabets match whole words only. Chinese characters match anywhere, for words are not parted there;
  katakana only as a whole run of katakana; short Hangul words only at the start of a word, whatever particle follows.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

import ahocorasick

P = TypeVar("P")

_EXACT_LETTERS = 3
"""Longest phrase that may not change its case: "Xi" is not the numeral XI."""

_SHORT_HANGUL = 2
"""Longest Hangul phrase that must start a word: 대만 (Taiwan) is also the end of 절대만, 이란 (Iran) a particle."""

_ALSO_WORDS = frozenset({"US", "WHO", "IS", "IT", "ICE"})
"""Names that are ordinary words in capitals: in a line all in capitals they say nothing."""

_CONTEXT = 30
"""Characters looked at on each side to tell whether a line is all in capitals."""

_SPACES = "\t\n\r\x0b\x0c\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d\u2043"
_APOSTROPHES = "\u2018\u2019\u02bc\uff07`\u00b4"
_FOLD = str.maketrans(
    {
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys(_APOSTROPHES, "'"),
        **{chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F) if chr(0xFEE0 + code) not in "\uff07\uff0d"},
        "\u0130": "I",  # the one letter whose lower case is longer than itself
        "\u03a3": "\u03c3",  # sigma lowers differently at the end of a word
        "\u03c2": "\u03c3",
    }
)
_OVERLOOKED = re.compile("(?<=\\s)[^\\S\\n]+|[^\\S\\n]+(?=\\n)|[\u00ad\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class Match(Generic[P]):
    """An occurrence: characters start..end (end exclusive) of the text, and what the phrase stands for."""

    start: int
    end: int
    payload: P


class Matcher(Generic[P]):
    """All phrases of a list as one automaton. A phrase given twice yields one match for each of its payloads."""

    def __init__(self, phrases: Iterable[tuple[str, P]]) -> None:
        known: dict[str, dict[tuple[str, P], _Phrase[P]]] = {}
        for written, payload in phrases:
            plain = _squeeze(unicodedata.normalize("NFC", written)).text.strip()
            if plain:
                known.setdefault(_key(plain), {})[plain, payload] = _phrase(plain, payload)
        self._automaton: Any = ahocorasick.Automaton()
        for key, variants in known.items():
            self._automaton.add_word(key, tuple(variants.values()))
        if known:
            self._automaton.make_automaton()
        self._empty = not known

    def __len__(self) -> int:
        return len(self._automaton)

    def candidates(self, text: str) -> list[Match[P]]:
        """Return every occurrence, those inside one another as well, in the order of their ends."""
        if self._empty or not text:
            return []
        view = _squeeze(text)
        plain = view.text
        return [
            Match(view.original(start), view.original(end - 1) + 1, phrase.payload)
            for last, variants in self._automaton.iter(view.key)
            for phrase in variants
            if phrase.stands_in(plain, start := last + 1 - phrase.length, end := last + 1)
        ]

    def matches(self, text: str) -> list[Match[P]]:
        """Return the occurrences left when of overlapping ones the longest wins, of equally long ones the leftmost."""
        return longest(self.candidates(text))


def longest(found: Iterable[Match[P]]) -> list[Match[P]]:
    """Return what stands when longer matches displace those they overlap, in text order; equal spans stay together."""
    ordered = sorted(found, key=lambda match: (match.start - match.end, match.start))
    owner: dict[int, Match[P]] = {}  # character -> the match that took it
    kept: list[Match[P]] = []
    for match in ordered:
        # Whatever overlaps is at least as long, so it covers one of the two ends.
        rival = owner.get(match.start) or owner.get(match.end - 1)
        if rival is None:
            owner.update(dict.fromkeys(range(match.start, match.end), match))
        elif (rival.start, rival.end) != (match.start, match.end):
            continue
        kept.append(match)
    return sorted(kept, key=lambda match: match.start)


@dataclass(frozen=True, slots=True)
class _Phrase(Generic[P]):
    plain: str
    payload: P
    length: int
    has_capitals: bool
    left: str
    right: str

    def stands_in(self, text: str, start: int, end: int) -> bool:
        """Tell whether the occurrence at start..end is this phrase by case and by what stands beside it."""
        if self.left and start and _joins(text[start - 1], self.left):
            return False
        if self.right and end < len(text) and _joins(text[end], self.right):
            return False
        return not self.has_capitals or _case_fits(self.plain, text, start, end)


def _phrase(plain: str, payload: P) -> _Phrase[P]:
    left, right = _script(plain[0]), _script(plain[-1])
    if left == "hangul" and len(plain) > _SHORT_HANGUL:
        left = ""
    return _Phrase(plain, payload, len(plain), plain != plain.lower(), left, "" if right == "hangul" else right)


def _case_fits(phrase: str, text: str, start: int, end: int) -> bool:
    found = text[start:end]
    if found == phrase:
        return phrase not in _ALSO_WORDS or not _all_capitals_around(text, start, end)
    if sum(char.isalpha() for char in phrase) <= _EXACT_LETTERS:
        return False
    all_capitals = found.isupper()
    for index, (mine, its) in enumerate(zip(phrase, found, strict=True)):
        before = found[index - 1] if index else " "
        more, fewer = its.isupper() and (all_capitals or before in " -"), its.islower() and before == "-"
        if mine != its and mine not in " -" and not (more or fewer):
            return False
    return True


def _all_capitals_around(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - _CONTEXT) : start] + text[end : end + _CONTEXT]
    return around.isupper()


def _key(plain: str) -> str:
    """Return what is looked up: lower case, hyphens as spaces; as long as what it is made from."""
    return plain.lower().replace("-", " ")


def _script(char: str) -> str:
    """Name the kind of writing that decides where a phrase may begin and end; nothing where it may anywhere."""
    code = ord(char)
    if code < 0x1100:
        return "word" if char.isalnum() else ""
    if 0xAC00 <= code <= 0xD7A3 or code <= 0x11FF:
        return "hangul"
    if 0x30A1 <= code <= 0x30FA or 0x30FC <= code <= 0x30FF or 0xFF66 <= code <= 0xFF9F:
        return "katakana"
    if 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000:
        return ""
    return "word" if char.isalnum() else ""


def _joins(char: str, script: str) -> bool:
    return _script(char) == script


@dataclass(frozen=True, slots=True)
class _View:
    """A text as compared, and the way back: kept stretch i begins at starts[i] here and at origins[i] in the original."""

    text: str
    key: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def original(self, index: int) -> int:
        stretch = bisect_right(self.starts, index) - 1
        return self.origins[stretch] + index - self.starts[stretch]


@lru_cache(maxsize=8)  # title and text of an article, which several matchers read in turn
def _squeeze(text: str) -> _View:
    """Return the text with all variants of a character made one, without what is overlooked."""
    parts, starts, origins, length, after = [], [], [], 0, 0
    for gap in _OVERLOOKED.finditer(text):
        parts.append(text[after : gap.start()])
        starts.append(length)
        origins.append(after)
        length += gap.start() - after
        after = gap.end()
    if not parts:
        return _view(text, (0,), (0,))
    parts.append(text[after:])
    return _view("".join(parts), (*starts, length), (*origins, after))


def _view(text: str, starts: tuple[int, ...], origins: tuple[int, ...]) -> _View:
    plain = text.translate(_FOLD)
    return _View(plain, _key(plain), starts, origins)
