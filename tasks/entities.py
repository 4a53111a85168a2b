"""Decide which entities an article mentions, and where: known names first, then recognised ones by their name.

- Of a known and a recognised name that overlap the known one stands, unless it is part of another person's name
  (Jordan Spieth, Melania Trump, Donald Trump Jr.).
- A single name means the one person of the article who bears it, as surname or given name. Where several do, or nobody,
  it stays a name of its own, and where half the world is called so (Kim) no mention is made.
- A known place that is part of a longer name (Hong Kong Island, the U.S. Forest Service) tells where that is from, as a
  nationality does; the longer name is a mention of its own.
- A name that was recognised as several kinds in one article is what it was most often.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tasks import acronyms, kinds, names
from tasks.found import Found, Ground
from tasks.gazetteer import DEMONYM, Gazetteer
from tasks.governments import GOVERNMENT, governments
from tasks.records import Article, Entity, Mention

_PEOPLE_LOOKED_FOR = 60
"""Surnames sought by their letters in one article, so that a list of ten thousand names costs no more than a report."""

_NOT_A_NAME_PART = names.word_set(
    "administration government cabinet presidency era tower towers organization foundation white house campaign regime "
    "dynasty doctrine team tweet tweets times"
)
UNCOUNTED = frozenset({DEMONYM, GOVERNMENT})
"""Labels of mentions that name a country by its people or its capital: kinds of evidence of their own."""

_SIDES = ("pro-", "anti-", "pro‑", "anti‑", "pro–", "anti–")
"""What makes a place the side that somebody is on: the pro-Beijing camp is a group, not the city."""

_FAMILY_SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})


@dataclass(frozen=True, slots=True)
class Span:
    """What a recogniser marked: characters start..end of the text, or of the title if `in_title`, with its label."""

    start: int
    end: int
    label: str
    in_title: bool


def link(
    article: Article, gazetteer: Gazetteer, spans: Sequence[Span], publisher: str = ""
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """Return the entities of an article with all their mentions, those of the title first, in order.

    The article's own publisher, whose name is `publisher`, is none of them: naming oneself is no news.
    """
    known = [*_known(article.title, True, gazetteer), *_known(article.text, False, gazetteer)]
    named = [one for span in spans if (one := _named(article, span, gazetteer))]
    known = _supported(_without_parts_of_names(article, known, named), named)
    inner = _places_within_names(article, known, named)
    free = _agreed(Ground([one for one in known if one not in inner]).free(named))
    known = [replace(one, kind=DEMONYM) if one in inner else one for one in known]
    people = _people(known, free, gazetteer)
    linked = _called(free, people)
    by_surname = _surnames_elsewhere(article, people, Ground([*known, *free]))
    found = acronyms.resolved(article.title, article.text, [*known, *linked, *by_surname], gazetteer)
    own = names.publisher_slugs(publisher)
    found = [one for one in found if not _is_own(one, article.source_id, own)]
    found += _by_capital(article, found, people, gazetteer)
    found.sort(key=lambda one: (not one.in_title, one.start))
    entities: dict[str, Entity] = {}
    for one in found:
        fallback = Entity(one.entity_id, one.name, one.kind)
        entities.setdefault(one.entity_id, gazetteer.entities.get(one.entity_id, fallback))
    return tuple(entities.values()), tuple(_mention(article, one) for one in found)


def _known(text: str, in_title: bool, gazetteer: Gazetteer) -> Iterator[Found]:
    for match in gazetteer.find(text):
        alias = match.payload
        name = gazetteer.entities[alias.entity_id].name
        sided = alias.label == "place" and text[max(0, match.start - 5) : match.start].lower().endswith(_SIDES)
        label = DEMONYM if sided else alias.label
        yield Found(match.start, match.end, in_title, name, label, alias.entity_id, alias.weak)


def _named(article: Article, span: Span, gazetteer: Gazetteer) -> Found | None:
    kind = kinds.OF_LABEL.get(span.label)
    if kind is None:
        return None
    text = article.title if span.in_title else article.text
    start, end = names.trim(text, span.start, span.end, kind == "person")
    name = names.display(text[start:end])
    if names.is_junk(name) or "\n\n" in text[start:end]:
        return None
    known_as = gazetteer.named(name) or (gazetteer.named(names.without_initials(name)) if kind == "person" else None)
    kind = gazetteer.entities[known_as].kind if known_as else kinds.likely(name, kind)
    return Found(start, end, span.in_title, name, kind, known_as or "")


def _without_parts_of_names(article: Article, known: list[Found], named: list[Found]) -> list[Found]:
    ground, parts = Ground(known), set()
    for one in named:
        inside = ground.within(one)
        text = article.title if one.in_title else article.text
        if one.kind == "person" and len(inside) == 1 and _is_someone_else(one, inside[0], text):
            parts.add(inside[0])
    return [one for one in known if one not in parts]


def _is_someone_else(person: Found, part: Found, text: str) -> bool:
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


def _places_within_names(article: Article, known: list[Found], named: list[Found]) -> set[Found]:
    """Return the known places that only begin or end a longer name: they tell where the Greek Church or U.S. Army is from."""
    ground, parts = Ground(known), set()
    for one in named:
        inside = ground.within(one)
        if one.kind in {"organization", "place", "event"} and not one.entity_id and len(inside) == 1:
            text, part = article.title if one.in_title else article.text, inside[0]
            if one.holds(part) and part.kind in {"place", DEMONYM} and _are_name_words(_rest(one, part, text)):
                parts.add(part)
    return parts


def _rest(whole: Found, part: Found, text: str) -> list[str]:
    return f"{text[whole.start : part.start]}|{text[part.end : whole.end]}".split()


def _are_name_words(rest: list[str]) -> bool:
    """Tell whether what stands beside a part of a name, itself shown as |, is parted by spaces and capitalised."""
    words = [word for word in rest if word.strip("|") and word.lower() not in names.SMALL_WORDS]
    return "|" in rest and bool(words) and all(word[0].isupper() for word in words)


def _supported(known: list[Found], named: list[Found]) -> list[Found]:
    """Drop the weak names that nothing in the article supports."""
    sure = {one.entity_id for one in known if not one.weak}
    seen_as = {(one.in_title, one.start): one.kind for one in named}

    def stands(one: Found) -> bool:
        recognised = seen_as.get((one.in_title, one.start), "")
        if not one.weak or one.entity_id in sure:
            return True
        return recognised == "place" if one.weak == "place" else one.weak == "person" and recognised != "person"

    return [one for one in known if stands(one)]


def _agreed(named: list[Found]) -> list[Found]:
    """Give each name the kind that most of its occurrences have, the earliest on a tie, and its identifier."""
    slugs = [names.slug(one.name) for one in named]
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for one, slug in zip(named, slugs, strict=True):
        seen[slug][one.kind] += 1
    usual = {slug: kinds.usual(counted) for slug, counted in seen.items()}
    return [
        replace(one, kind=usual[slug], entity_id=one.entity_id or f"{usual[slug]}:{slug}")
        for one, slug in zip(named, slugs, strict=True)
        if slug
    ]


def _people(known: list[Found], named: list[Found], gazetteer: Gazetteer) -> dict[str, tuple[str, ...]]:
    """Return the persons whom the article calls by more than one word, with their full names, as first met."""
    people = {one.entity_id: gazetteer.people[one.entity_id] for one in known if one.kind == "person"}
    for one in named:
        if one.kind == "person" and " " in one.name:
            people.setdefault(one.entity_id, gazetteer.people.get(one.entity_id, (one.name,)))
    return people


def _called(named: list[Found], people: dict[str, tuple[str, ...]]) -> list[Found]:
    """Link single names to the person of the article who bears them, where that is one; leave out what half the world bears."""
    meant = names.bearers(people)
    linked = []
    for one in named:
        if " " in one.name or one.kind not in {"person", "organization", "place", "other"}:
            linked.append(one)
        elif (bearer := meant.get(one.name)) and _may_be(one, people[bearer][0]):
            linked.append(replace(one, entity_id=bearer, kind="person", name=people[bearer][0]))
        elif one.name.lower() not in names.COMMON_SURNAMES or (one.kind != "person" and one.name not in meant):
            linked.append(one)
    return linked


def _may_be(one: Found, full_name: str) -> bool:
    """Tell whether a single name can be a person's: surnames are often taken for other things, given names seldom."""
    return one.kind == "person" or (names.surname(full_name) == one.name and not one.name.isupper())


def _surnames_elsewhere(article: Article, people: dict[str, tuple[str, ...]], ground: Ground) -> list[Found]:
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
                one = Found(start, start + len(word), in_title, full_names[0], "person", entity_id)
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


def _by_capital(
    article: Article, found: list[Found], people: dict[str, tuple[str, ...]], gazetteer: Gazetteer
) -> list[Found]:
    countries = {country: gazetteer.entities[country].name for country in gazetteer.seats.values()}
    return governments(found, article.title, article.text, gazetteer.seats, countries, frozenset(names.bearers(people)))


def _is_own(one: Found, source_id: str, slugs: frozenset[str]) -> bool:
    return one.kind == "organization" and (one.entity_id == source_id or names.slug(one.name) in slugs)


def _mention(article: Article, one: Found) -> Mention:
    surface = (article.title if one.in_title else article.text)[one.start : one.end]
    return Mention(article.article_id, one.entity_id, surface, one.kind, one.start, one.end, one.in_title)
