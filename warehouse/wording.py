"""The language of searches: words, "phrases", prefix*, a NEAR/5 b, AND, OR, NOT and parentheses, as RE2 patterns and SQL.

Words side by side must all occur. A pattern finds whole words in scripts that part words, and any part of a text in those that
do not (Korean, Japanese, Chinese); case never matters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from config.failures import Mistake

FARTHEST = 50
"""Words that NEAR/n may reach: RE2 unrolls the repetition, and slows with it."""
NEAR_BY_DEFAULT = 10
DEEPEST = 30
"""Parentheses inside each other, far beyond what a person writes."""

_TOKENS = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|["“”](?P<phrase>[^"“”]*)["“”]|(?P<near>NEAR(?:/(?P<reach>\d+))?)(?![^\s()])
    |(?P<operator>AND|OR|NOT)(?![^\s()])|(?P<word>[^\s()"“”]+))""",
    re.VERBOSE,
)
_OPERATES = re.compile(r'(?:^|[\s(])(?:AND|OR|NOT|NEAR(?:/\d+)?)(?=$|[\s()])|["“”]|\w\*(?=$|[\s)])')
_JOINERS = {"AND": " AND ", "OR": " OR "}


class SearchMistake(Mistake):
    """A search that can not be read; the message is one clear line."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A phrase, and whether its last word may go on."""

    phrase: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is looked for as such: its RE2 pattern, how it reads, and the phrases that all it finds hold: itself, or those NEAR."""

    pattern: str
    shown: str
    phrases: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """Parts under AND or OR, or one part under NOT."""

    operator: Literal["AND", "OR", "NOT"]
    parts: tuple[Leaf | Branch, ...]


Part = Leaf | Branch


@dataclass(frozen=True, slots=True)
class Search:
    """A search that was understood."""

    part: Part

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Return everything looked for, in the order written."""
        return tuple(_leaves(self.part, wanted=False))

    @property
    def wanted(self) -> tuple[Leaf, ...]:
        """Return what is looked for and not excluded: what a text may be shown and ranked by."""
        return tuple(_leaves(self.part, wanted=True))

    @property
    def shown(self) -> str:
        """Write the search as it was understood."""
        return _shown(self.part)

    def condition(self, leaf: Callable[[int], str]) -> str:
        """Return the SQL condition; `leaf` gives that of a leaf by its number."""
        numbers = iter(range(len(self.leaves)))
        return _condition(self.part, leaf, numbers.__next__)


def phrase_pattern(phrase: str, *, prefix: bool = False) -> str:
    """Return a pattern for a phrase: any case, any white space between words, whole words where words have ends."""
    pattern = r"\s+".join(re.escape(word) for word in phrase.split())
    before = r"\b" if re.match(r"[A-Za-z0-9]", phrase) else ""
    after = r"\b" if re.search(r"[A-Za-z0-9]$", phrase) and not prefix else ""
    return f"(?i:{before}{pattern}{after})"


def phrase_search(phrase: str) -> Search:
    """Return the search for one phrase as it stands."""
    return Search(_leaf(phrase, phrase))


def is_search(text: str) -> bool:
    """Tell whether a text says more than words: operators, quotes, or a prefix."""
    return bool(_OPERATES.search(text))


def read_search(text: str) -> Search:
    """Understand a search. Raises SearchMistake."""
    if not text.strip():
        raise SearchMistake("an empty search asks for nothing; write words or a quoted phrase")
    reader = _Reader(text)
    part = reader.either()
    if reader.kind:
        raise SearchMistake(f"{text}: there is a ) too many")
    search = Search(part)
    if not search.wanted:
        raise SearchMistake(f"{text}: only says what is not wanted; add a word that is")
    return search


@dataclass
class _Reader:
    """Recursive descent over the tokens: either > all of > not > leaf."""

    text: str
    at: int = 0
    depth: int = 0
    kind: str = field(default="", init=False)
    token: re.Match[str] = field(init=False)

    def __post_init__(self) -> None:
        self._advance()

    def _advance(self) -> None:
        if not self.text[self.at :].strip():
            self.kind = ""
            return
        token = _TOKENS.match(self.text, self.at)
        if token is None:
            raise SearchMistake(f"{self.text}: a quotation mark is not closed")
        self.token, self.at = token, token.end()
        self.kind = next(
            name for name in ("open", "close", "phrase", "near", "operator", "word") if token[name] is not None
        )

    def _is(self, operator: str) -> bool:
        return self.kind == "operator" and self.token["operator"] == operator

    def either(self) -> Part:
        parts = [self._all_of()]
        while self._is("OR"):
            self._advance()
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Branch("OR", tuple(parts))

    def _all_of(self) -> Part:
        parts = [self._not()]
        while self.kind in {"open", "phrase", "word"} or self._is("AND") or self._is("NOT"):
            if self._is("AND"):
                self._advance()
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else Branch("AND", tuple(parts))

    def _not(self) -> Part:
        if not self._is("NOT"):
            return self._near()
        self._advance()
        return Branch("NOT", (self._near(),))

    def _near(self) -> Part:
        left = self._one()
        while self.kind == "near":
            reach = int(self.token["reach"] or NEAR_BY_DEFAULT)
            if reach > FARTHEST:
                raise SearchMistake(f"{self.text}: NEAR reaches {FARTHEST} words at the most; use AND")
            self._advance()
            right = self._one()
            if not (isinstance(left, Leaf) and isinstance(right, Leaf)):
                raise SearchMistake(f"{self.text}: NEAR stands between words or quoted phrases; use AND for more")
            left = _within(left, right, reach)
        return left

    def _one(self) -> Part:
        if self.kind == "open":
            self.depth += 1
            if self.depth > DEEPEST:
                raise SearchMistake(f"{self.text[:60]}…: has too many parentheses inside each other")
            self._advance()
            part = self.either()
            if self.kind != "close":
                raise SearchMistake(f"{self.text}: a parenthesis is not closed")
            self.depth -= 1
        elif self.kind == "phrase" and self.token["phrase"].strip():
            words = " ".join(self.token["phrase"].split())
            part = _leaf(words, f'"{words}"')
        elif self.kind == "word":
            part = _word(self.token["word"], self.text)
        else:
            met = self.token.group().strip() if self.kind else "the end"
            raise SearchMistake(f"{self.text}: a word or a quoted phrase is wanted where {met} stands")
        self._advance()
        return part


def _word(word: str, text: str) -> Leaf:
    if not word.endswith("*"):
        return _leaf(word, word)
    stem = word.rstrip("*")
    if not re.search(r"\w", stem):
        raise SearchMistake(f"{text}: write letters before *")
    return Leaf(phrase_pattern(stem, prefix=True), f"{stem}*", (Wanted(stem, prefix=True),))


def _leaf(phrase: str, shown: str) -> Leaf:
    return Leaf(phrase_pattern(phrase), shown, (Wanted(phrase),))


def _within(left: Leaf, right: Leaf, reach: int) -> Leaf:
    """Return both in either order with at most so many words between, or characters where words are not parted."""
    between = rf"(?:\S*(?:\s+\S+){{0,{reach}}}\s+\S*?|\S{{0,{reach}}})"
    there, back = f"{left.pattern}{between}{right.pattern}", f"{right.pattern}{between}{left.pattern}"
    return Leaf(f"(?:{there}|{back})", f"{left.shown} NEAR/{reach} {right.shown}", (*left.phrases, *right.phrases))


def _leaves(part: Part, *, wanted: bool) -> list[Leaf]:
    if isinstance(part, Leaf):
        return [part]
    if wanted and part.operator == "NOT":
        return []
    return [leaf for one in part.parts for leaf in _leaves(one, wanted=wanted)]


def _shown(part: Part) -> str:
    if isinstance(part, Leaf):
        return part.shown
    if part.operator == "NOT":
        return f"NOT {_enclosed(part.parts[0])}"
    return _JOINERS[part.operator].join(_enclosed(one) for one in part.parts)


def _enclosed(part: Part) -> str:
    return f"({_shown(part)})" if isinstance(part, Branch) and part.operator != "NOT" else _shown(part)


def _condition(part: Part, leaf: Callable[[int], str], number: Callable[[], int]) -> str:
    if isinstance(part, Leaf):
        return leaf(number())
    inner = [_condition(one, leaf, number) for one in part.parts]
    return f"(NOT {inner[0]})" if part.operator == "NOT" else f"({_JOINERS[part.operator].join(inner)})"
