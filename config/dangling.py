"""Names that one file of the configuration uses and another does not define."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from config.models import Config
from config.rules import RuleConfig, Selection
from config.scope import owners_of, scope_of


@dataclass(frozen=True, slots=True)
class _Use:
    """A name at a place of one file, to be found among the `known` ones of another."""

    file: str
    place: str
    name: str
    known: Collection[str]
    defined_in: str


def dangling(config: Config) -> list[str]:
    """Report every name that is defined nowhere, as mistakes are told."""
    uses = [
        *_of_sources(config),
        *_of_entities(config),
        *_of_feeds(config),
        *_of_topics(config),
        *_of_watches(config),
        *_of_alerts(config),
        *_of_settings(config),
    ]
    return [*(_told(use) for use in uses if use.name not in use.known), *_of_scopes(config)]


def _told(use: _Use) -> str:
    near = difflib.get_close_matches(use.name, use.known, n=1)
    mend = f"did you mean `{near[0]}`?" if near else f"define it in {use.defined_in} or write another"
    return f"{use.file}: {use.place}: {use.name!r} is not in {use.defined_in}; {mend}"


def _each(file: str, place: str, names: Iterable[str], known: Collection[str], defined_in: str) -> Iterator[_Use]:
    for index, name in enumerate(names):
        yield _Use(file, f"{place}[{index}]", name, known, defined_in)


def _of_sources(config: Config) -> Iterator[_Use]:
    for group_id, group in config.groups.items():
        yield from _each("sources.yaml", f"groups.{group_id}.sources", group.sources, config.sources, "sources.yaml")


def _of_entities(config: Config) -> Iterator[_Use]:
    for entity_id, entity in config.entities.items():
        if entity.seat_of is not None:
            yield _Use("entities.yaml", f"{entity_id}.seat_of", entity.seat_of, config.entities, "entities.yaml")


def _of_feeds(config: Config) -> Iterator[_Use]:
    for feed_id, feed in config.feeds.items():
        yield _Use("feeds.yaml", f"{feed_id}.source", feed.source, config.sources, "sources.yaml")


def _of_topics(config: Config) -> Iterator[_Use]:
    for topic_id, topic in config.topics.items():
        if topic.parent is not None:
            yield _Use("topics.yaml", f"{topic_id}.parent", topic.parent, config.topics, "topics.yaml")


def _of_watches(config: Config) -> Iterator[_Use]:
    roles = {role for entity in config.entities.values() for role in entity.roles}
    for watch_id, watch in config.watches.items():
        chosen = [(watch_id, Selection(entities=watch.entities, topics=watch.topics))]
        for rule_id, rule in watch.rules.items():
            place = f"{watch_id}.rules.{rule_id}"
            named = (("track", rule.track), ("pair", rule.pair))
            chosen += [(f"{place}.{key}", one) for key, one in named if one is not None]
            yield from _of_conditions(config, place, rule)
            yield from _each("watches.yaml", f"{place}.sources", rule.sources, config.sources, "sources.yaml")
        for place, one in chosen:
            yield from _each("watches.yaml", f"{place}.entities", one.entities, config.entities, "entities.yaml")
            yield from _each("watches.yaml", f"{place}.topics", one.topics, config.topics, "topics.yaml")
            yield from _each("watches.yaml", f"{place}.roles", one.roles, roles, "entities.yaml")
            yield from _each("watches.yaml", f"{place}.sources", one.sources, config.sources, "sources.yaml")


def _of_conditions(config: Config, place: str, rule: RuleConfig) -> Iterator[_Use]:
    for key, conditions in (("all_of", rule.all_of), ("any_of", rule.any_of)):
        for index, one in enumerate(conditions):
            if one.entity is not None:
                yield _Use(
                    "watches.yaml", f"{place}.{key}[{index}].entity", one.entity, config.entities, "entities.yaml"
                )
            if one.topic is not None:
                yield _Use("watches.yaml", f"{place}.{key}[{index}].topic", one.topic, config.topics, "topics.yaml")


def _of_scopes(config: Config) -> Iterator[str]:
    """Tell of rules whose scope has too few publishers for them ever to alert."""
    for watch_id, watch in config.watches.items():
        for rule_id, rule in watch.rules.items():
            scope, asked = scope_of(rule, config.sources), rule.min_publishers or config.settings.detect.min_publishers
            asked = (rule.min_publishers or 1) if rule.kind in {"silence", "headline"} else asked
            if scope is None or not set(rule.sources) <= set(config.sources):
                continue
            place, owners = f"watches.yaml: {watch_id}.rules.{rule_id}", len(owners_of(scope, config.sources))
            if not scope:
                yield f"{place}: no source of sources.yaml fits its sources, countries and languages together; name fewer"
            elif owners < asked:
                yield (
                    f"{place}: its scope has {owners} independent publisher{'s' if owners != 1 else ''} and {asked} have to "
                    f"print something; widen the scope or write `min_publishers: {owners}`"
                )


def _of_alerts(config: Config) -> Iterator[_Use]:
    rules = {rule_id for watch in config.watches.values() for rule_id in watch.rules}
    for name, receiver in config.alerts.receivers.items():
        place = f"receivers.{name}"
        yield from _each("alerts.yaml", f"{place}.watches", receiver.watches, config.watches, "watches.yaml")
        yield from _each("alerts.yaml", f"{place}.rules", receiver.rules, rules, "watches.yaml")


def _of_settings(config: Config) -> Iterator[_Use]:
    for group_id, group in config.settings.schedules.groups.items():
        place = f"schedules.groups.{group_id}.feeds"
        yield from _each("settings.yaml", place, group.feeds, config.feeds, "feeds.yaml")
