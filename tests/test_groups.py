"""Feeds of a group are asked when the group is due, and others as ever."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from config.load import ConfigError, load_config
from config.settings import Settings
from flows import pipeline
from flows.bench import Bench
from flows.health import next_start
from tasks.poll_record import Poll
from tests.ward import AT, bench_at, configured, recorded_runs

SCHEDULES = {"groups": {"wires": {"schedule": "every 5 minutes", "feeds": ["bbc-world"]}}}


def with_two_feeds(home: Path) -> Bench:
    folder = configured(home, schedules=SCHEDULES)
    feeds = yaml.safe_load((folder / "feeds.yaml").read_text())
    feeds["feeds"]["bbc-asia"] = {**feeds["feeds"]["bbc-world"], "url": "http://127.0.0.1:9/asia.xml"}
    (folder / "feeds.yaml").write_text(yaml.safe_dump(feeds))
    return bench_at(home)


def test_a_run_of_a_group_asks_its_feeds_alone_and_is_on_record_under_its_name(tmp_path: Path) -> None:
    bench = with_two_feeds(tmp_path)
    assert pipeline.ingest(replace(bench, group="wires"), AT).polls == {"failed": 1}
    assert pipeline.ingest(bench, AT).polls == {"failed": 1}  # the other one; the first is not due again
    assert sorted(run.flow for run in recorded_runs(bench.layout)) == ["ingest", "ingest-wires"]


def test_a_feed_of_a_group_is_due_at_each_of_its_turns_while_it_answers(tmp_path: Path) -> None:
    bench = with_two_feeds(tmp_path)
    answered, failed = (
        Poll("p", "bbc-world", "", AT, outcome, 200, 0)  # type: ignore[arg-type]
        for outcome in ("unchanged", "failed")
    )
    rules = bench.poll_rules_of(answered)
    assert (rules.least, rules.most) == (timedelta(minutes=4), timedelta(minutes=4))
    assert bench.poll_rules_of(failed).most == bench.poll_rules.most
    assert bench.poll_rules_of(replace(answered, feed_id="bbc-asia")) == bench.poll_rules


def test_a_group_has_its_own_next_run_and_none_when_it_is_gone(tmp_path: Path) -> None:
    bench = with_two_feeds(tmp_path)
    settings = bench.config.settings
    assert next_start(settings, "ingest-wires", AT) == AT + timedelta(minutes=5)
    assert next_start(settings, "ingest-gone", AT) is None


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({"wires": {"schedule": "every 5 minutes", "feeds": ["bbc-wrold"]}}, "schedules.groups.wires.feeds[0]: 'bbc-wrold' is not in feeds.yaml; did you mean `bbc-world`?"),
        ({"wires": {"schedule": "now and then", "feeds": ["bbc-world"]}}, "schedules.groups.wires.schedule: is not a cron expression"),
        ({"a": {"schedule": "@hourly", "feeds": ["bbc-world"]}, "b": {"schedule": "@daily", "feeds": ["bbc-world"]}}, "bbc-world: named twice in the groups; leave each feed in one"),
        ({"wires": {"schedule": "@hourly", "feeds": []}}, "schedules.groups.wires.feeds: "),
    ],
)  # fmt: skip
def test_a_mistake_in_a_group_is_told_with_its_place(tmp_path: Path, groups: object, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load_config(configured(tmp_path, schedules={"groups": groups}))
    assert said in str(refused.value)


def test_the_schedule_serves_a_deployment_for_each_group(tmp_path: Path) -> None:
    from flows.served import deployments, schedule_lines

    settings = Settings(contact="x", schedules=SCHEDULES)
    served = asyncio.run(deployments(tmp_path, tmp_path / "news.duckdb", settings))
    assert [(one.name, one.flow_name, one.parameters.get("group")) for one in served] == [
        ("news", "ingest", None), ("news", "watch", None), ("news-wires", "ingest", "wires"),
    ]  # fmt: skip
    interval = served[2].schedules[0].schedule
    assert interval.interval == timedelta(minutes=5)  # type: ignore[union-attr]
    assert schedule_lines(settings, AT)[2] == "  ingest-wires every 5 minutes next 2026-11-20 12:10 UTC"
