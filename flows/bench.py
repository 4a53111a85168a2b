"""What every pass works with, put together from configuration and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from typing import TextIO

from config.cron import pace_of
from config.models import Config
from config.settings import Settings, flow_of
from flows.steps import Each
from tasks.clean import CLEAN_VERSION, CleanRules
from tasks.detect import DetectRules
from tasks.enrich import ENRICH_VERSION, RECOGNISE_VERSION, model_version
from tasks.health import HealthRules
from tasks.http import HttpRules, user_agent
from tasks.poll_plan import PollRules
from tasks.poll_record import Poll
from tasks.records import Feed, Source
from tasks.watch import Series, series_of
from warehouse.layout import Layout
from warehouse.run_log import RunLog

EARLIEST = 0.8
"""Part of a group's pace after which its feeds are due: a run may begin late one time and in time the next, and feeds
differ by up to a tenth of their wait.
"""


@dataclass(frozen=True)
class Bench:
    """Configuration, places, how steps are run, where console alerts are printed, and where the log is shown, if anywhere.

    `scheduled` tells runs of a schedule from those by hand; a run of a `group` asks the feeds of that group alone.
    """

    config: Config
    layout: Layout
    each: Each
    out: TextIO
    version: str
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where the secrets that receivers name are found."""
    echo: TextIO | None = None
    scheduled: bool = False
    group: str = ""

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The configured publishers by id."""
        return sources_of(self.config)

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        """The configured feeds."""
        return feeds_of(self.config)

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """Every line that may spike."""
        return series_of(self.config.watches, self.config.entities, self.config.topics, self.config.sources)

    @cached_property
    def log(self) -> RunLog:
        """Where runs tell what they do."""
        return log_of(self.config.settings, self.layout, self.echo)

    @cached_property
    def health_rules(self) -> HealthRules:
        """From when on the pipeline itself is in trouble."""
        return health_rules_of(self.config.settings)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of everything configured that the warehouse holds a copy of."""
        kept = self.config.model_dump_json(include={"sources", "feeds", "entities", "guards", "topics"})
        return sha256(f"{self.version}{kept}".encode()).hexdigest()

    @property
    def clean_version(self) -> str:
        """What cleans: the version of our own code, of the extractor, and the setting that decides."""
        return f"{CLEAN_VERSION} trafilatura-{version('trafilatura')} min-{self.clean_rules.min_words}"

    @cached_property
    def enrich_version(self) -> str:
        """What reads: the version of our own code, the language model, and a hash of what is configured to be found."""
        kept = self.config.model_dump_json(include={"entities", "guards", "topics"})
        return f"{ENRICH_VERSION} {self._model} {sha256(kept.encode()).hexdigest()[:12]}"

    @property
    def recogniser(self) -> str:
        """What recognises names: the version of our own code, and the language model."""
        return f"{RECOGNISE_VERSION} {self._model}"

    @property
    def _model(self) -> str:
        model = self.config.settings.enrich.model
        return f"{model}-{model_version(model)}"

    @cached_property
    def feed_rules(self) -> HttpRules:
        """How feeds are asked for."""
        fetch = self.config.settings.fetch
        return self._http(fetch.feeds_at_once, fetch.max_feed_bytes)

    @property
    def ingest_flow(self) -> str:
        """The name under which runs that bring news in are on record."""
        return flow_of(self.group)

    @property
    def asked_feeds(self) -> tuple[Feed, ...]:
        """The feeds that a run may ask."""
        if not self.group:
            return self.feeds
        chosen = self.config.settings.schedules.groups[self.group].feeds
        return tuple(feed for feed in self.feeds if feed.feed_id in chosen)

    def poll_rules_of(self, poll: Poll) -> PollRules:
        """How often a feed is asked for after a poll: one of a group each time that the group is due, if its publisher
        allows and while it answers.
        """
        settings = self.config.settings
        for group in settings.schedules.groups.values():
            pace = pace_of(group.schedule, poll.polled_at, settings.zone()) if poll.feed_id in group.feeds else None
            if pace is not None:
                most = self.poll_rules.most if poll.outcome == "failed" else EARLIEST * pace
                return replace(self.poll_rules, least=EARLIEST * pace, most=max(most, EARLIEST * pace))
        return self.poll_rules

    @cached_property
    def poll_rules(self) -> PollRules:
        """How often feeds of no group are asked for."""
        polling = self.config.settings.polling
        return PollRules(
            least=timedelta(minutes=polling.min_interval_minutes),
            most=timedelta(minutes=polling.max_interval_minutes),
            suspend_after=timedelta(days=polling.suspend_after_days),
        )

    @cached_property
    def page_rules(self) -> HttpRules:
        """How pages are asked for."""
        fetch = self.config.settings.fetch
        return self._http(fetch.pages_at_once, fetch.max_page_bytes)

    def _http(self, at_once: int, max_bytes: int) -> HttpRules:
        settings = self.config.settings
        return HttpRules(
            user_agent=user_agent(self.version, settings.contact),
            timeout_seconds=settings.fetch.timeout_seconds,
            silence_seconds=settings.fetch.silence_seconds,
            at_once=at_once,
            per_host_at_once=settings.fetch.per_host_at_once,
            per_host_spacing_seconds=settings.fetch.per_host_spacing_seconds,
            allow_private_hosts=frozenset(settings.fetch.allow_private_hosts),
            max_bytes=max_bytes,
        )

    @cached_property
    def clean_rules(self) -> CleanRules:
        return CleanRules(min_words=self.config.settings.clean.min_words)

    @property
    def by_the_hour(self) -> bool:
        """Whether spikes are judged by the hour."""
        return self.config.settings.detect.spikes_by == "hour"

    @cached_property
    def detect_rules(self) -> DetectRules:
        """How daily series are judged where a rule says nothing else."""
        detect = self.config.settings.detect
        return DetectRules(
            windows=tuple(detect.windows_days),
            false_alerts_per_month=detect.false_alerts_per_month,
            min_texts=detect.min_texts,
            min_publishers=detect.min_publishers,
            min_history=detect.min_history_days,
            half_life=detect.half_life_days,
        )


def log_of(settings: Settings, layout: Layout, echo: TextIO | None = None) -> RunLog:
    """Return the log of a warehouse."""
    return RunLog(layout.log, settings.log.level, int(settings.log.keep_mb * 1e6), echo)


def health_rules_of(settings: Settings) -> HealthRules:
    """Return from when on the pipeline itself is in trouble."""
    health = settings.health
    return HealthRules(
        no_run=timedelta(hours=health.no_run_hours),
        no_articles=timedelta(hours=health.no_articles_hours),
        undelivered=timedelta(hours=health.undelivered_hours),
        min_free_bytes=health.min_free_gb * 1e9,
    )


def feeds_of(config: Config) -> tuple[Feed, ...]:
    """Return the configured feeds."""
    return tuple(Feed(feed_id, feed.source, feed.url) for feed_id, feed in config.feeds.items())


def sources_of(config: Config) -> dict[str, Source]:
    """Return the configured publishers; one without an owner group is a group of its own."""
    return {
        source_id: Source(
            source_id=source_id,
            name=one.name,
            country=one.country,
            language=one.language,
            owner_group=one.owner_group or source_id,
            timezone=one.timezone,
            domains=tuple(one.domains),
        )
        for source_id, one in config.sources.items()
    }
