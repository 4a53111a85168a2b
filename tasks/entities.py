"""Decide which entities an article mentions, and where: known names first, then recognised ones by their name.

- Of a known and a recognised name that overlap the known one stands, unless it is part of another person's name
  (Jordan Spieth, Melania Trump, Donald Trump Jr.).
- A single name means the one person of the article who bears it, as surname or given name. Where several do, or nobody
  and half the world is called so (Kim), it stays unlinked and no mention is made.
- A name that was recognised as several kinds in one article is what it was most often.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tasks import names
from tasks.gazetteer import DEMONYM, Gazetteer
from tasks.records import Article, Entity, Mention

KIND_OF_LABEL = {
    "PERSON": "person", "PER": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place",
    "NORP": "group", "EVENT": "event", "LAW": "agreement", "PRODUCT": "other", "MISC": "other",
}  # fmt: skip
"""Recognisers' labels that name something; dates, quantities, languages and titles of works do not."""

_PEOPLE_LOOKED_FOR = 60
"""Surnames sought by their letters in one article, so that a list of ten thousand names costs no more than a report."""

_NOT_A_NAME_PART = names.word_set(
    "administration government cabinet presidency era tower towers organization foundation white house campaign regime "
    "dynasty doctrine team tweet tweets times"
)
_FAMILY_SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})


@dataclass(frozen=True, slots=True)
class Span:
    """What a recogniser marked: characters start..end of the text, or of the title if `in_title`, with its label."""

    start: int
    end: int
    label: str
    in_title: bool


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    in_title: bool
    name: str
    kind: str
    entity_id: str = ""
    weak: str = ""

    def holds(self, other: _Found) -> bool:
        return self.start <= other.start and other.end <= self.end


def link(
    article: Article, gazetteer: Gazetteer, spans: Sequence[Span]
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """Return the entities of an article with all their mentions, those of the title first, in order."""
    known = [*_known(article.title, True, gazetteer), *_known(article.text, False, gazetteer)]
    named = [one for span in spans if (one := _named(article, span, gazetteer))]
    known = _supported(_without_parts_of_names(article, known, named), named)
    free = _agreed(_Ground(known).free(named))
    people = _people(known, free, gazetteer)
    linked = _called(free, people)
    by_surname = _surnames_elsewhere(article, people, _Ground([*known, *free]))
    found = sorted([*known, *linked, *by_surname], key=lambda one: (not one.in_title, one.start))
    entities: dict[str, Entity] = {}
    for one in found:
        fallback = Entity(one.entity_id, one.name, one.kind)
        entities.setdefault(one.entity_id, gazetteer.entities.get(one.entity_id, fallback))
    return tuple(entities.values()), tuple(_mention(article, one) for one in found)


class _Ground:
    """Characters already taken by mentions that do not overlap."""

    def __init__(self, taken: Iterable[_Found]) -> None:
        self._taken: dict[bool, list[_Found]] = {True: [], False: []}
        for one in sorted(taken, key=lambda one: one.start):
            self._taken[one.in_title].append(one)
        self._starts = {part: [one.start for one in ones] for part, ones in self._taken.items()}

    def within(self, wide: _Found) -> list[_Found]:
        """Return what overlaps a span."""
        starts, taken = self._starts[wide.in_title], self._taken[wide.in_title]
        first = max(0, bisect_right(starts, wide.start) - 1)
        return [one for one in taken[first : bisect_left(starts, wide.end)] if one.end > wide.start]

    def free(self, found: Iterable[_Found]) -> list[_Found]:
        """Return those that overlap nothing here, nor one before them."""
        kept: list[_Found] = []
        for one in found:
            before = kept[-1] if kept and kept[-1].in_title == one.in_title else None
            if not self.within(one) and (before is None or before.end <= one.start):
                kept.append(one)
        return kept


def _known(text: str, in_title: bool, gazetteer: Gazetteer) -> Iterator[_Found]:
    for match in gazetteer.find(text):
        alias = match.payload
        name = gazetteer.entities[alias.entity_id].name
        yield _Found(match.start, match.end, in_title, name, alias.label, alias.entity_id, alias.weak)


def _named(article: Article, span: Span, gazetteer: Gazetteer) -> _Found | None:
    kind = KIND_OF_LABEL.get(span.label)
    if kind is None:
        return None
    text = article.title if span.in_title else article.text
    start, end = names.trim(text, span.start, span.end, kind == "person")
    name = names.display(text[start:end])
    if names.is_junk(name) or "\n\n" in text[start:end]:
        return None
    known_as = gazetteer.named(name) or (gazetteer.named(names.without_initials(name)) if kind == "person" else None)
    kind = gazetteer.entities[known_as].kind if known_as else kind
    return _Found(start, end, span.in_title, name, kind, known_as or "")


def _without_parts_of_names(article: Article, known: list[_Found], named: list[_Found]) -> list[_Found]:
    ground, parts = _Ground(known), set()
    for one in named:
        inside = ground.within(one)
        text = article.title if one.in_title else article.text
        if one.kind == "person" and len(inside) == 1 and _is_someone_else(one, inside[0], text):
            parts.add(inside[0])
    return [one for one in known if one not in parts]


def _is_someone_else(person: _Found, part: _Found, text: str) -> bool:
    """Tell whether a known name is only a part of a longer name: another person, or one with initials."""
    if not person.holds(part) or part.kind == DEMONYM or part.end - part.start == person.end - person.start:
        return False
    if person.entity_id:
        return True
    rest = f"{text[person.start : part.start]} {text[part.end : person.end]}".split()
    words = [word.rstrip(".,").lower() for word in rest]
    if len(text[part.start : part.end].split()) > 1:
        return set(words) <= _FAMILY_SUFFIXES
    return all(
        word[0].isupper() and word.rstrip(".").replace("-", "").isalpha() and lowered not in _NOT_A_NAME_PART
        for word, lowered in zip(rest, words, strict=True)
    )


def _supported(known: list[_Found], named: list[_Found]) -> list[_Found]:
    """Drop the weak names that nothing in the article supports."""
    sure = {one.entity_id for one in known if not one.weak}
    seen_as = {(one.in_title, one.start): one.kind for one in named}

    def stands(one: _Found) -> bool:
        recognised = seen_as.get((one.in_title, one.start), "")
        if not one.weak or one.entity_id in sure:
            return True
        return recognised == "place" if one.weak == "place" else one.weak == "person" and recognised != "person"

    return [one for one in known if stands(one)]


def _agreed(named: list[_Found]) -> list[_Found]:
    """Give each name the kind that most of its occurrences have, the earliest on a tie, and its identifier."""
    slugs = [names.slug(one.name) for one in named]
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for one, slug in zip(named, slugs, strict=True):
        kinds[slug][one.kind] += 1
    usual = {slug: counted.most_common(1)[0][0] for slug, counted in kinds.items()}
    return [
        replace(one, kind=usual[slug], entity_id=one.entity_id or f"{usual[slug]}:{slug}")
        for one, slug in zip(named, slugs, strict=True)
        if slug
    ]


def _people(known: list[_Found], named: list[_Found], gazetteer: Gazetteer) -> dict[str, tuple[str, ...]]:
    """Return the persons whom the article calls by more than one word, with their full names, as first met."""
    people = {one.entity_id: gazetteer.people[one.entity_id] for one in known if one.kind == "person"}
    for one in named:
        if one.kind == "person" and " " in one.name:
            people.setdefault(one.entity_id, gazetteer.people.get(one.entity_id, (one.name,)))
    return people


def _called(named: list[_Found], people: dict[str, tuple[str, ...]]) -> list[_Found]:
    """Link single names to the person of the article who bears them; leave out those that could be anybody's."""
    meant = names.bearers(people)
    linked = []
    for one in named:
        if " " in one.name or one.kind not in {"person", "organization", "place", "other"}:
            linked.append(one)
        elif one.name in meant:
            if bearer := meant[one.name]:
                linked.append(replace(one, entity_id=bearer, kind="person", name=people[bearer][0]))
        elif one.kind != "person" or one.name.lower() not in names.COMMON_SURNAMES:
            linked.append(one)
    return linked


def _surnames_elsewhere(article: Article, people: dict[str, tuple[str, ...]], ground: _Ground) -> list[_Found]:
    """Find the surnames of the article's people where nothing was recognised."""
    meant, found = names.bearers(people), []
    for entity_id, full_names in list(people.items())[:_PEOPLE_LOOKED_FOR]:
        word = names.surname(full_names[0])
        if (
            meant.get(word) != entity_id
            or word.lower() in names.ORDINARY_WORDS
            or len(word) < 3
            or not word[0].isupper()
        ):
            continue
        for in_title, text in ((True, article.title), (False, article.text)):
            for start in _whole_words(word, text):
                one = _Found(start, start + len(word), in_title, full_names[0], "person", entity_id)
                if not ground.within(one):
                    found.append(one)
    return found


def _whole_words(word: str, text: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start
        start = text.find(word, end)


def _mention(article: Article, one: _Found) -> Mention:
    surface = (article.title if one.in_title else article.text)[one.start : one.end]
    return Mention(article.article_id, one.entity_id, surface, one.kind, one.start, one.end, one.in_title)
