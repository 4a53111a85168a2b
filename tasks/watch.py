"""Decide which series of a watch an article counts for, on fresh articles and on stored ones alike.

A series is one line that may spike: `coverage` (the watch itself), `visiting-officials:rex-tillerson` (a rule and one of
what it follows) or a rule's own identifier (its terms). Nothing here needs a recogniser, so a new rule applies to history.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from config.models import EntityConfig, SourceConfig, TopicConfig, WatchConfig
from config.rules import RuleConfig, Selection
from config.scope import scope_of
from config.shapes import Terms
from tasks.match import Matcher
from tasks.records import Mention, TopicScore, WatchHit
from tasks.topics import Place, TopicMatcher

Key = tuple[str, str]
"""What can stand in an article: ("term", phrase), ("entity", id) or ("topic", id)."""

Group = frozenset[Key]
"""Any of these satisfies it."""


@dataclass(frozen=True, slots=True)
class Series:
    """A line to count articles for: each of its groups has to be met, and the last shows why.

    One without groups counts no articles: `source` is what it listens to.

    `rule_hash` changes with what the series looks for, not with its name or thresholds: hits under another are stale.
    """

    watch_id: str
    series: str
    rule: str
    name: str
    groups: tuple[Group, ...]
    rule_hash: str
    asks: RuleConfig
    scope: frozenset[str] | None = None
    source: str = ""


def series_of(
    watches: Mapping[str, WatchConfig],
    entities: Mapping[str, EntityConfig],
    topics: Mapping[str, TopicConfig],
    sources: Mapping[str, SourceConfig],
) -> tuple[Series, ...]:
    """Return every series that the watches' rules make, in the order of the configuration."""
    names = {("entity", key): one.name for key, one in entities.items()}
    names |= {("topic", key): one.name for key, one in topics.items()}
    return tuple(
        one
        for watch_id, watch in watches.items()
        for rule_id, rule in watch.rules.items()
        for one in (
            *(
                _series(watch_id, series, rule_id, rule, rule.name + suffix, groups, scope_of(rule, sources))
                for series, suffix, groups in _lines(watch, rule_id, rule, entities, names)
            ),
            *_listeners(watch_id, rule_id, rule, sources),
        )
    )


def _listeners(watch_id: str, rule_id: str, rule: RuleConfig, sources: Mapping[str, SourceConfig]) -> Iterator[Series]:
    """Yield a series for each source that may fall silent."""
    for source in dict.fromkeys(rule.track.sources if rule.track is not None else ()):
        known = sources.get(source)
        line = _series(
            watch_id,
            f"{rule_id}:{source}",
            rule_id,
            rule,
            f"{rule.name}: {known.name if known else source}",
            (),
            None,
        )
        yield replace(line, source=source)


def _series(
    watch_id: str,
    series: str,
    rule_id: str,
    rule: RuleConfig,
    name: str,
    groups: tuple[Group, ...],
    scope: frozenset[str] | None,
) -> Series:
    looked_for: list[object] = [sorted(group) for group in groups]
    if scope is not None:
        looked_for.append({"sources": sorted(scope)})
    digest = hashlib.sha256(json.dumps(looked_for, ensure_ascii=False).encode()).hexdigest()[:16]
    return Series(watch_id, series, rule_id, name, groups, digest, rule, scope)


def _lines(
    watch: WatchConfig, rule_id: str, rule: RuleConfig, entities: Mapping[str, EntityConfig], names: Mapping[Key, str]
) -> Iterator[tuple[str, str, tuple[Group, ...]]]:
    """Yield series identifier, what to add to the rule's name, and groups."""
    itself = frozenset(_keys(watch.terms, watch.entities, watch.topics))
    if rule.all_of or rule.any_of:
        together = tuple(frozenset([one.key]) for one in rule.all_of)
        yield rule_id, "", (*together, *([frozenset(one.key for one in rule.any_of)] if rule.any_of else []))
    elif rule.track is None and rule.pair is None:
        yield rule_id, "", (itself,)
    seen: set[str] = set()
    for selection, context in ((rule.track, ()), (rule.pair, (itself,))):
        for series, suffix, group in _parts(selection, rule_id, entities, names) if selection else ():
            if series not in seen:
                seen.add(series)
                yield series, suffix, (*context, group)


def _parts(
    selection: Selection, rule_id: str, entities: Mapping[str, EntityConfig], names: Mapping[Key, str]
) -> Iterator[tuple[str, str, Group]]:
    if terms := frozenset(_keys(selection.terms, (), ())):
        yield rule_id, "", terms
    holders = [key for key, one in entities.items() if set(one.roles) & set(selection.roles)]
    of_kind = [key for key, one in entities.items() if one.kind in selection.kinds]
    for key in _keys({}, [*selection.entities, *holders, *of_kind], selection.topics):
        yield f"{rule_id}:{key[1]}", f": {names.get(key, key[1])}", frozenset([key])


def _keys(terms: Terms, entities: Iterable[str], topics: Iterable[str]) -> Iterator[Key]:
    yield from (("term", term) for phrases in terms.values() for term in phrases)
    yield from (("entity", entity) for entity in entities)
    yield from (("topic", topic) for topic in topics)


class WatchMatcher:
    """Applies all series to articles. `topics` are those the series may speak of."""

    def __init__(self, series: Iterable[Series], topics: Mapping[str, TopicConfig]) -> None:
        self.series = tuple(one for one in series if one.groups)
        wanted = {key for one in self.series for group in one.groups for key in group}
        self._terms = Matcher([(phrase, phrase) for kind, phrase in sorted(wanted) if kind == "term"])
        self._wanted_topics = frozenset(name for kind, name in wanted if kind == "topic")
        self._topics = TopicMatcher(topics)

    def hits(
        self,
        article_id: str,
        source_id: str,
        title: str,
        text: str,
        mentions: Iterable[Mention],
        topics: Iterable[TopicScore],
    ) -> list[WatchHit]:
        """Return the series that an article counts for, each with the first span that shows why, the title's first.

        A pair wants two different things: one span that is both the watch and what it is paired with is not enough.
        """
        places = self._places(title, text, mentions, topics)
        hits = []
        for one in self.series:
            shown = _shown(one.groups, places) if one.scope is None or source_id in one.scope else None
            if shown is not None:
                part = title if shown.in_title else text
                span = (part[shown.start : shown.end], shown.start, shown.end, shown.in_title)
                hits.append(WatchHit(article_id, one.watch_id, one.series, *span))
        return hits

    def _places(
        self, title: str, text: str, mentions: Iterable[Mention], topics: Iterable[TopicScore]
    ) -> dict[Key, Place]:
        """Return where each thing shows first; a topic whose phrases have changed since shows as the whole title."""
        places: dict[Key, Place] = {}
        for mention in sorted(mentions, key=lambda one: (not one.in_title, one.start_char)):
            place = Place(mention.start_char, mention.end_char, mention.in_title)
            places.setdefault(("entity", mention.entity_id), place)
        for in_title, part in ((True, title), (False, text)):
            for match in self._terms.candidates(part):
                places.setdefault(("term", match.payload), Place(match.start, match.end, in_title))
        if present := {one.topic_id for one in topics} & self._wanted_topics:
            found = self._topics.first_places(title, text, present)
            places |= {("topic", name): found.get(name, Place(0, len(title), True)) for name in present}
        return places


def _shown(groups: tuple[Group, ...], places: Mapping[Key, Place]) -> Place | None:
    """Return the span that shows that every group is met, if it is."""
    *contexts, last = groups
    for key in sorted(last & places.keys(), key=lambda key: (*_order(places[key]), key)):
        if all(any(_apart(other, key, places) for other in context & places.keys()) for context in contexts):
            return places[key]
    return None


def _order(place: Place) -> tuple[bool, int, int]:
    """Order places: the title before the text, then as they begin, the longer first (One China policy, One China)."""
    return not place.in_title, place.start, -place.end


def _apart(one: Key, other: Key, places: Mapping[Key, Place]) -> bool:
    a, b = places[one], places[other]
    return one != other and (a.in_title != b.in_title or a.end <= b.start or b.end <= a.start)
