"""The known entities as one matcher: those an operator configured, and every country."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.models import EntityConfig
from config.shapes import Terms
from tasks.countries import HIDING, WEAK, countries
from tasks.match import Match, Matcher
from tasks.names import fold_name, spaced_name
from tasks.records import Entity

DEMONYM = "demonym"
"""Label of a mention by nationality (North Korean); every other label is the entity's kind."""


@dataclass(frozen=True, slots=True)
class Alias:
    """What a phrase stands for: an entity, how it is named, and the support it wants (see `tasks.countries.WEAK`)."""

    entity_id: str
    label: str
    weak: str = ""


class Gazetteer:
    """Finds known entities in texts, and by name. `entities` are all of them, `people` the full names of persons."""

    def __init__(self, configured: Mapping[str, EntityConfig]) -> None:
        self.entities = _entities(configured)
        self.people = {
            entity_id: tuple(alias for alias in (one.name, *_flat(one.aliases)) if " " in alias)
            for entity_id, one in configured.items()
            if one.kind == "person"
        }
        aliases = tuple(_aliases(configured))
        self._spelled = _spelled(aliases)
        hidden = (*HIDING, *(phrase for one in configured.values() for phrase in one.exclude))
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


def _entities(configured: Mapping[str, EntityConfig]) -> dict[str, Entity]:
    known = {one.entity_id: Entity(one.entity_id, one.name, "place") for one in countries()}
    return known | {key: Entity(key, one.name, one.kind, one.wikidata) for key, one in configured.items()}


def _aliases(configured: Mapping[str, EntityConfig]) -> Iterator[tuple[str, Alias]]:
    for entity_id, one in configured.items():
        for phrase in dict.fromkeys((one.name, *_flat(one.aliases))):
            yield phrase, Alias(entity_id, one.kind, WEAK.get(phrase, ""))
        for phrase in _flat(one.demonyms):
            yield phrase, Alias(entity_id, DEMONYM)
    for country in countries():
        if country.entity_id not in configured or configured[country.entity_id].kind == "place":
            for phrase in country.aliases:
                yield phrase, Alias(country.entity_id, "place", WEAK.get(phrase, ""))
