"""How texts are cut for the index of words, and which question of it a phrase is.

A match of a phrase's pattern (wording.phrase_pattern, RE2) is always found by its question, and where the question is exact, nothing
else is. So words are cut as RE2 sees them: runs of ASCII letters, digits and _ are words; white space is ASCII's; any other
character stands for itself. Those beyond ASCII are indexed as pairs with their neighbour, the last of a run alone, so that a
name of two characters is one token and a single character the beginning of some; runs of ASCII signs only stand in between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKENIZER = "ascii tokenchars '_'"
"""FTS5's own for what `indexed` returns: it folds ASCII letters and leaves all beyond ASCII as it is."""
MARK = "\ufdd0"
"""Stands for a run of signs: a code point that Unicode promises never to assign."""
LONGEST = 32_000
"""Bytes of a word; FTS5 cuts those of more than 32,768."""

_BETWEEN = f" {MARK} "
_SIGNS = r"[^A-Za-z0-9_\t\n\f\r \x80-\U0010ffff]+"
_RUNS = re.compile(rf"(?P<signs>{_SIGNS})|(?P<others>[^\x00-\x7f]+)")
_PARTS = re.compile(rf"(?P<word>[A-Za-z0-9_]+)|{_RUNS.pattern}")
_ONLY_SIGNS = re.compile(_SIGNS)
_ODD = re.compile("[\u017f\u212a]")
"""The two characters beyond ASCII that case folding takes for ASCII letters: RE2 finds s in ſ, and a word's end before it."""
_TOO_LONG = re.compile(rf"[A-Za-z0-9_]{{{LONGEST}}}")


class _Folding(dict[int, str]):
    """The simple case folding of characters, as RE2 has it: one character for one."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        whole = character.casefold()
        simple = whole if len(whole) == 1 else character.lower()
        self[code] = simple if len(simple) == 1 else character
        return self[code]


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the index in FTS5's language; where not `exact`, what it finds is to be looked at."""

    match: str
    exact: bool


def indexed(title: str, text: str) -> str:
    """Return what FTS5 is to index of an article, cut by spaces; no phrase reaches from the title into the text."""
    whole = f"{title} {MARK} {text}"
    if title.isascii() and text.isascii():
        return f"{_ONLY_SIGNS.sub(_BETWEEN, title)}{_BETWEEN}{_ONLY_SIGNS.sub(_BETWEEN, text)}"
    return _RUNS.sub(_cut, whole)


def is_odd(title: str, text: str) -> bool:
    """Tell whether an article can not be judged by the index, whatever is asked."""
    return any(_ODD.search(one) or (len(one) > LONGEST and _TOO_LONG.search(one)) for one in (title, text))


def question_of(phrase: str, *, prefix: bool = False) -> Question | None:
    """Return what to ask for a phrase; None where the index can not tell, and all texts are to be read."""
    if phrase.startswith("_") or MARK in phrase or _ODD.search(phrase) or _TOO_LONG.search(phrase):
        return None
    units = [(part.lastgroup or "", part.group()) for word in phrase.split() for part in _PARTS.finditer(word)]
    runs: list[list[str]] = [[]]
    for place, (kind, run) in enumerate(units):
        if kind == "signs":
            runs.append([])
        elif kind == "word":
            runs[-1].append(run)
        else:
            pairs = _pairs(run)
            runs[-1] += pairs[:-1] if place == len(units) - 1 and len(pairs) > 1 else pairs
    asked = [f'"{" ".join(run)}"' for run in runs if run]
    if not asked:
        return None
    kind, last = units[-1]
    if (kind == "word" and (prefix or last.endswith("_"))) or (kind == "others" and len(last) == 1):
        asked[-1] += " *"
    exact = len({kind for kind, _ in units}) == 1
    if len(asked) == 1:
        return Question(asked[0], exact)
    return Question(f"NEAR({' '.join(asked)}, {len(units) + sum(map(len, runs))})", exact=False)


def _cut(run: re.Match[str]) -> str:
    return _BETWEEN if run["signs"] else f" {' '.join(_pairs(run['others']))} "


def _pairs(run: str) -> list[str]:
    """Return every character of a run with the one after it, the last alone."""
    folded = run.translate(_FOLDING)
    return [*map(str.__add__, folded, folded[1:]), folded[-1]]
