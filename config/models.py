"""The shapes of the other configuration files. Unknown keys are mistakes; every value has a meaning a user can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from config.receivers import ConsoleReceiver, Receiver
from config.rules import RuleConfig
from config.settings import Settings
from config.shapes import ENTITY_KINDS, SUPPORT, Identifier, Language, Strict, Terms, Text, Timezone


class SourceConfig(Strict):
    """One publisher of sources.yaml."""

    name: Text
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    timezone: Timezone = "UTC"
    owner_group: Identifier | None = None
    domains: list[Text] = []


class GroupConfig(Strict):
    """Publishers that `compare --between group` and `trend --across group` take together: those named, and all of some countries."""

    name: Text
    sources: list[Identifier] = []
    countries: list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]] = []

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.sources and not self.countries:
            raise ValueError("names nobody; give it `sources` or `countries`")
        return self


class FeedConfig(Strict):
    """One address of feeds.yaml."""

    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    source: Identifier


class EntityConfig(Strict):
    """One canonical who or what of entities.yaml. `exclude` are longer words that only look like it,
    `roles` offices held, `seat_of` the country whose government is called by this capital's name."""

    name: Text
    kind: ENTITY_KINDS
    aliases: Terms = {}
    demonyms: Terms = {}
    exclude: list[Text] = []
    roles: list[Identifier] = []
    wikidata: Annotated[str, Field(pattern=r"^(Q[1-9][0-9]*)?$")] = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    seat_of: Identifier | None = None


class GuardsConfig(Strict):
    """The shape of guards.yaml: names of countries and cities that look like other words, and what each wants to count."""

    weak: dict[SUPPORT, list[Text]] = {}
    hiding: list[Text] = []
    unusable: list[Text] = []

    @model_validator(mode="after")
    def _one_support_each(self) -> Self:
        seen: dict[str, str] = {}
        for support, phrases in self.weak.items():
            for phrase in phrases:
                if (before := seen.setdefault(phrase, support)) != support:
                    raise ValueError(f"{phrase!r} stands under weak.{before} and weak.{support}; keep one")
        return self


class TopicConfig(Strict):
    """A subject of topics.yaml: a text has it whose weighted phrases, where `exclude` hides none, reach `threshold`."""

    name: Text
    definition: Text
    phrases: dict[Language, dict[Text, Annotated[float, Field(gt=0, le=3)]]] = {}
    exclude: list[Text] = []
    threshold: Annotated[float, Field(gt=0)] = 1.0
    parent: Identifier | None = None
    iptc: Annotated[str, Field(pattern=r"^([0-9]{8})?$")] = ""
    counterexamples: list[Text] = []


class WatchConfig(Strict):
    """A tension: what belongs to it, and what of it may alert."""

    name: Text
    description: Text
    terms: Terms = {}
    entities: list[Identifier] = []
    topics: list[Identifier] = []
    rules: dict[Identifier, RuleConfig] = {}


class AlertsConfig(Strict):
    """The shape of alerts.yaml: who is told."""

    receivers: dict[Identifier, Receiver] = {"console": ConsoleReceiver(kind="console")}


class Config(Strict):
    """Everything the operator decided, read and checked as a whole."""

    settings: Settings
    sources: Mapping[str, SourceConfig]
    groups: Mapping[str, GroupConfig] = {}
    feeds: Mapping[str, FeedConfig]
    entities: Mapping[str, EntityConfig]
    guards: GuardsConfig
    topics: Mapping[str, TopicConfig]
    watches: Mapping[str, WatchConfig]
    alerts: AlertsConfig
