"""Measures names on documents that mark every noun phrase, beside the stock recogniser's in the same run.

The gold has no begin marks: a span is a run of tokens of one kind that has a capitalised one. Of gold and found spans
alike, what is compared is the stretch from the first capitalised word to the last, without a leading article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.entities import article, enricher
from evaluation.figures import Figure, Pairs
from tasks import kinds
from tasks.enrich import SHIPPED_MODEL, load_language
from tasks.records import Trouble

if TYPE_CHECKING:
    from spacy.language import Language

FOLDER = "ner/gum_news"
KINDS = ("person", "organization", "place")
_NO_SPACE_BEFORE = frozenset({",", ".", ";", ":", "!", "?", ")", "]", "'s", "’s", "n't", "%", "”"})
_NO_SPACE_AFTER = frozenset({"(", "[", "$", "“"})
_ARTICLES = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name at characters start..end of a document."""

    start: int
    end: int
    kind: str

    def overlaps(self, other: Name) -> bool:
        """Tell whether both name something of one kind with a character in common."""
        return self.kind == other.kind and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """One text, its first line the title, and the names in it."""

    text: str
    names: tuple[Name, ...]


def measure(corpora: Path) -> list[Figure]:
    """Return precision, recall and F1 of persons, organizations and places, the stock recogniser's beside ours."""
    read = [document(file.read_text("utf-8")) for file in sorted((corpora / FOLDER).glob("*.tsv"))]
    mine = [ours(one) for one in read]
    theirs = [stock(one) for one in read]
    return [
        figure
        for kinds in (KINDS, *((kind,) for kind in KINDS))
        for how, counted in (("exact", _exact), ("overlapping", _overlapping))
        for figure in _beside(
            f"gum news, {' and '.join(kinds) if len(kinds) == 1 else 'all three'}, {how}",
            *(
                sum((counted(one.names, found, kinds) for one, found in zip(read, names, strict=True)), Pairs())
                for names in (mine, theirs)
            ),
        )
    ]


def document(raw: str) -> Document:
    """Read a document of one token and its label a line, sentences parted by blank lines."""
    text, names = "", []
    for index, sentence in enumerate(raw.strip().split("\n\n")):
        text += "" if not index else "\n\n" if index == 1 else " "
        placed = []
        for token, label in (line.split("\t") for line in sentence.splitlines()):
            glued = not text or text[-1] in "\n " or token in _NO_SPACE_BEFORE or text[-1] in _NO_SPACE_AFTER
            text += token if glued else f" {token}"
            placed.append((len(text) - len(token), label))
        for label, run in groupby(placed, key=lambda one: one[1]):
            starts = [start for start, _ in run]
            after = next((start for start, _ in placed if start > starts[-1]), len(text))
            if label in KINDS:
                names.append((starts[0], after, label))
    return Document(text, tuple(_cores(text, names)))


def ours(one: Document) -> list[Name]:
    """Return the names as the enricher finds them, where they stand in the whole document."""
    title, _, text = one.text.partition("\n\n")
    found = enricher().enrich([article("gum", "", title, text)])[0].mentions
    shift = len(title) + 2
    placed = (
        (name.start_char + (0 if name.in_title else shift), name.end_char + (0 if name.in_title else shift), name.label)
        for name in found
    )
    return list(_cores(one.text, placed))


def stock(one: Document) -> list[Name]:
    """Return the names as the recogniser alone finds them, read as it comes."""
    placed = ((name.start_char, name.end_char, kinds.OF_LABEL.get(name.label_, "")) for name in _stock()(one.text).ents)
    return list(_cores(one.text, placed))


_loaded: list[Language] = []


def _stock() -> Language:
    if not _loaded:
        language = load_language(SHIPPED_MODEL)
        if isinstance(language, Trouble):
            raise RuntimeError(language.detail)
        _loaded.append(language)
    return _loaded[0]


def _cores(text: str, placed: Iterable[tuple[int, int, str]]) -> Iterator[Name]:
    for start, end, kind in placed:
        if kind not in KINDS:
            continue
        words = list(_words(text, start, end))
        large = [(first, last) for first, last in words if text[first].isupper()]
        if large and text[large[0][0] : large[0][1]].lower() in _ARTICLES:
            large = large[1:]
        if large:
            yield Name(large[0][0], large[-1][1], kind)


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for word in text[start:end].split():
        first = text.index(word, start, end)
        start = first + len(word)
        bare = word.strip(".,;:!?()[]\"'“”‘’")
        bare = bare.removesuffix("'s").removesuffix("’s")
        if bare:
            first += word.index(bare)
            yield first, first + len(bare)


def _exact(gold: Iterable[Name], found: Iterable[Name], kinds: tuple[str, ...]) -> Pairs:
    wanted = {one for one in gold if one.kind in kinds}
    have = {one for one in found if one.kind in kinds}
    return Pairs(len(wanted & have), len(wanted - have), len(have - wanted))


def _overlapping(gold: Iterable[Name], found: Iterable[Name], kinds: tuple[str, ...]) -> Pairs:
    """Count a gold name as found when any found one overlaps it, and a found one as wrong when it overlaps none."""
    wanted = {one for one in gold if one.kind in kinds}
    have = {one for one in found if one.kind in kinds}
    hit = sum(any(one.overlaps(other) for other in have) for one in wanted)
    return Pairs(hit, len(wanted) - hit, sum(not any(one.overlaps(other) for other in wanted) for one in have))


def _beside(of: str, ours: Pairs, stock: Pairs) -> list[Figure]:
    make = partial(Figure, "entities", of)
    return [
        make(name, getattr(ours, name), ours.found + ours.missed, getattr(stock, name))
        for name in ("precision", "recall", "f1")
    ]
