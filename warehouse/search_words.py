"""How texts are cut for the index of words, and which question of it a phrase is.

A match of a phrase's pattern (wording.phrase_pattern, RE2) is always found by its question, and where the question is exact, nothing
else is. So words are cut as RE2 sees them: runs of ASCII letters, digits and _ are words; white space is ASCII's; any other
character stands for itself. Those beyond ASCII are indexed as pairs with their neighbour, the last of a run alone, so that a
name of two characters is one token and a single character the beginning of some; a run of ASCII signs is a token that tells which
signs they are and on which sides white space lies, so that "F-16" is not F. 16, nor F - 16.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

TOKENIZER = "ascii tokenchars '_'"
"""FTS5's own for what `indexed` returns: it folds ASCII letters and leaves all beyond ASCII as it is."""
MARK = "\ufdd0"
"""Begins the token of a run of signs, and alone stands between title and text: a code point that Unicode promises never to assign."""
APART, JOINED = "y", "z"
"""Whether white space lies on that side of a run of signs, or not. No digits of base 16, so that a token ends where its signs end."""
MOST_SIGNS = 16
"""Signs of a run that a phrase is asked with; of a longer one in a text, one more is told, so that it is no other's."""
LONGEST = 32_000
"""Bytes of a word; FTS5 cuts those of more than 32,768."""

_BETWEEN = f" {MARK} "
_SPACE = "\t\n\f\r "
_SIGNS = r"[^A-Za-z0-9_\t\n\f\r \x80-\U0010ffff]+"
_OTHERS = r"(?P<others>[^\x00-\x7f]+)"
_RUNS = re.compile(rf"(?P<signs>{_SIGNS})|{_OTHERS}")
_ONLY_SIGNS = re.compile(_SIGNS)
_PARTS = re.compile(rf"(?P<word>[A-Za-z0-9_]+)|{_RUNS.pattern}")
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


def indexed(title: str, text: str, *, told: bool = True) -> str:
    """Return what FTS5 is to index of an article, cut by spaces; no phrase reaches from the title into the text.

    Where signs are not `told`, they are all alike, as an index of before has them.
    """
    if title.isascii() and text.isascii():
        signs = _tell if told else _BETWEEN
        return f"{_ONLY_SIGNS.sub(signs, title)}{_BETWEEN}{_ONLY_SIGNS.sub(signs, text)}"
    return _RUNS.sub(_cut if told else _cut_alike, f"{title} {MARK} {text}")


def is_odd(title: str, text: str) -> bool:
    """Tell whether an article can not be judged by the index, whatever is asked."""
    return any(_ODD.search(one) or (len(one) > LONGEST and _TOO_LONG.search(one)) for one in (title, text))


def question_of(phrase: str, *, prefix: bool = False, told: bool = True) -> Question | None:
    """Return what to ask for a phrase; None where the index can not tell, and all texts are to be read."""
    if phrase.startswith("_") or MARK in phrase or _ODD.search(phrase) or _TOO_LONG.search(phrase):
        return None
    words = [[(part.lastgroup or "", part.group()) for part in _PARTS.finditer(word)] for word in phrase.split()]
    units = [unit for word in words for unit in word]
    if told and (tokens := _tokens(words)):
        kind, last = units[-1]
        goes_on = " *" if kind == "signs" or prefix or last.endswith("_") else ""
        return Question(f'"{" ".join(tokens)}"{goes_on}', exact=True)
    return _question_of_runs(units, prefix=prefix)


def _tokens(words: Sequence[Sequence[tuple[str, str]]]) -> list[str]:
    """Return the tokens of a phrase of ASCII that begins with a word; nothing of any other. Its last signs may go on in a text."""
    tokens = []
    for word in words:
        for place, (kind, run) in enumerate(word):
            if kind == "word":
                tokens.append(run)
            elif kind == "others" or not tokens or len(run) > MOST_SIGNS:
                return []
            else:
                tokens.append(_token(run, not place, place == len(word) - 1))
    if words and words[-1][-1][0] == "signs":
        tokens[-1] = tokens[-1].removesuffix(APART)
    return tokens


def _question_of_runs(units: Sequence[tuple[str, str]], *, prefix: bool) -> Question | None:
    """Return what to ask for a phrase by all of it but its signs."""
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
    return _tell(run) if run["signs"] else _paired(run)


def _cut_alike(run: re.Match[str]) -> str:
    return _BETWEEN if run["signs"] else _paired(run)


def _paired(run: re.Match[str]) -> str:
    return f" {' '.join(_pairs(run[0]))} "


def _tell(run: re.Match[str]) -> str:
    whole, start, end = run.string, run.start(), run.end()
    return f" {_token(run[0], whole[start - 1 : start] in _SPACE, whole[end : end + 1] in _SPACE)} "


@lru_cache(maxsize=4_096)
def _token(signs: str, apart_before: bool, apart_after: bool) -> str:
    told = "".join(f"{ord(sign):02x}" for sign in signs[: MOST_SIGNS + 1])
    return f"{MARK}{APART if apart_before else JOINED}{told}{APART if apart_after else JOINED}"


def _pairs(run: str) -> list[str]:
    """Return every character of a run with the one after it, the last alone."""
    folded = run.translate(_FOLDING)
    return [*map(str.__add__, folded, folded[1:]), folded[-1]]
