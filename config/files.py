"""The shapes of the files that are a list of named things."""

from __future__ import annotations

from config.models import EntityConfig, FeedConfig, GroupConfig, SourceConfig, TopicConfig, WatchConfig
from config.shapes import Strict


class SourcesFile(Strict):
    """The shape of sources.yaml."""

    sources: dict[str, SourceConfig] = {}
    groups: dict[str, GroupConfig] = {}


class FeedsFile(Strict):
    """The shape of feeds.yaml."""

    feeds: dict[str, FeedConfig] = {}


class EntitiesFile(Strict):
    """The shape of entities.yaml."""

    entities: dict[str, EntityConfig] = {}


class TopicsFile(Strict):
    """The shape of topics.yaml."""

    topics: dict[str, TopicConfig] = {}


class WatchesFile(Strict):
    """The shape of watches.yaml."""

    watches: dict[str, WatchConfig] = {}
