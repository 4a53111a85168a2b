"""The known entities as one matcher: those an operator configured, every country, and large cities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from config.models import EntityConfig, GuardsConfig
from config.shapes import Terms
from tasks.cities import City, cities
from tasks.countries import countries
from tasks.match import Match, Matcher
from tasks.names import fold_name, spaced_name
from tasks.records import Entity

DEMONYM = "demonym"
"""Label of a mention by nationality (North Korean); every other label but `governments.GOVERNMENT` is the entity's kind."""

NO_GUARDS = GuardsConfig()


@dataclass(frozen=True, slots=True)
class Alias:
    """What a phrase stands for: an entity, how it is named, and the support it wants (`weak` of guards.yaml)."""

    entity_id: str
    label: str
    weak: str = ""


class Gazetteer:
    """Finds known entities in texts, and by name.

    `entities` are all of them, `people` the full names of persons, `seats` the countries by their capitals.
    """

    def __init__(self, configured: Mapping[str, EntityConfig], guards: GuardsConfig = NO_GUARDS) -> None:
        self.seats = {entity_id: one.seat_of for entity_id, one in configured.items() if one.seat_of}
        self.people = {
            entity_id: tuple(alias for alias in (one.name, *_flat(one.aliases)) if " " in alias)
            for entity_id, one in configured.items()
            if one.kind == "person"
        }
        weak = {phrase: support for support, phrases in guards.weak.items() for phrase in phrases}
        nations = tuple(_nations(configured, weak, frozenset(guards.unusable)))
        towns = _towns(nations, frozenset(guards.unusable))
        aliases = (*nations, *_named_towns(towns))
        self.entities = _entities(configured, towns)
        self._spelled = _spelled(aliases)
        hidden = (*guards.hiding, *(phrase for one in configured.values() for phrase in one.exclude))
        hiding: list[tuple[str, Alias | None]] = [(phrase, None) for phrase in hidden]
        self.matcher: Matcher[Alias | None] = Matcher([*aliases, *hiding])
        self.size = len(self.matcher)
        self._written = {spaced_name(phrase): alias.entity_id for phrase, alias in reversed(aliases) if not alias.weak}
        self._in_any_case = {fold_name(phrase): alias.entity_id for phrase, alias in reversed(aliases)}

    def find(self, text: str) -> list[Match[Alias]]:
        """Return the known names in a text; of a name that several bear, the first configured counts."""
        found: dict[tuple[int, int], Match[Alias]] = {}
        for match in self.matcher.matches(text):
            if match.payload is not None:
                found.setdefault((match.start, match.end), Match(match.start, match.end, match.payload))
        return list(found.values())

    def named(self, name: str) -> str | None:
        """Return the entity that a recognised name unmistakably is, if any."""
        return self._written.get(spaced_name(name))

    def spelled(self, entity_id: str) -> tuple[str, ...]:
        """Return the names of an entity as they are configured."""
        return self._spelled.get(entity_id, ())

    def names(self) -> list[tuple[str, str]]:
        """Return every name that `lookup` knows, folded by `fold_name`, with its entity."""
        return sorted(self._in_any_case.items())

    def lookup(self, term: str) -> str | None:
        """Return the entity that a person asks for, by id or any alias in any case."""
        return term if term in self.entities else self._in_any_case.get(fold_name(term))


def _flat(terms: Terms) -> Iterator[str]:
    for phrases in terms.values():
        yield from phrases


def _spelled(aliases: tuple[tuple[str, Alias], ...]) -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for phrase, alias in aliases:
        names.setdefault(alias.entity_id, []).append(phrase)
    return {entity_id: tuple(phrases) for entity_id, phrases in names.items()}


def _entities(configured: Mapping[str, EntityConfig], towns: Iterable[City]) -> dict[str, Entity]:
    known = {one.entity_id: Entity(one.entity_id, one.name, "place") for one in towns}
    known |= {one.entity_id: Entity(one.entity_id, one.name, "place") for one in countries()}
    return known | {key: Entity(key, one.name, one.kind, one.wikidata) for key, one in configured.items()}


def _nations(
    configured: Mapping[str, EntityConfig], weak: Mapping[str, str], unusable: frozenset[str]
) -> Iterator[tuple[str, Alias]]:
    """Yield the names of what is configured, then those of countries."""
    for entity_id, one in configured.items():
        for phrase in dict.fromkeys((one.name, *_flat(one.aliases))):
            yield phrase, Alias(entity_id, one.kind, weak.get(phrase, ""))
        for phrase in _flat(one.demonyms):
            yield phrase, Alias(entity_id, DEMONYM)
    for country in countries(unusable):
        if country.entity_id not in configured or configured[country.entity_id].kind == "place":
            for phrase in country.aliases:
                yield phrase, Alias(country.entity_id, "place", weak.get(phrase, ""))


def _towns(nations: Iterable[tuple[str, Alias]], unusable: frozenset[str]) -> tuple[City, ...]:
    """Return the cities that nothing configured and no country is called like, without names that such have."""
    taken = {spaced_name(phrase) for phrase, _ in nations}
    taken_ids = {alias.entity_id for _, alias in nations}
    return tuple(
        replace(city, foreign=tuple(name for name in city.foreign if name not in taken))
        for city in cities(unusable)
        if city.entity_id not in taken_ids and taken.isdisjoint(map(spaced_name, city.english))
    )


def _named_towns(towns: Iterable[City]) -> Iterator[tuple[str, Alias]]:
    """Yield the names of cities: people, firms and teams are called so as well, so that the English ones want support."""
    for city in towns:
        yield from ((name, Alias(city.entity_id, "place", "place")) for name in city.english)
        yield from ((name, Alias(city.entity_id, "place")) for name in city.foreign)
