"""What is served, and when, is what the settings say."""

from __future__ import annotations

from datetime import UTC, datetime

import yaml

from config.load import SHIPPED, load_settings
from config.settings import Schedules, Settings
from flows.served import next_times
from tests.scheduler import ROOT


def test_next_times_are_in_the_zone_of_the_settings() -> None:
    settings = Settings(contact="x", timezone="Asia/Seoul", schedules=Schedules(ingest="0 9 * * *", watch="5 * * * *"))
    times = next_times(settings, datetime(2017, 3, 17, 1, 2, tzinfo=UTC))
    assert times["ingest"].isoformat() == "2017-03-18T09:00:00+09:00"
    assert times["watch"].isoformat() == "2017-03-17T10:05:00+09:00"


def test_the_file_for_workers_says_what_the_schedule_serves() -> None:
    from prefect.cli.deploy._models import PrefectYamlModel
    from prefect.flows import load_flow_from_entrypoint

    settings = load_settings(SHIPPED)
    written = yaml.safe_load((ROOT / "prefect.yaml").read_text())
    assert len(PrefectYamlModel.model_validate(written).deployments) == 2
    entries = written["deployments"]
    for entry, name in zip(entries, ("ingest", "watch"), strict=True):
        flow = load_flow_from_entrypoint(entry["entrypoint"])
        assert flow.name == name
        assert flow.validate_parameters(entry["parameters"])["config"] == "config"
        assert entry["schedules"] == [{"cron": getattr(settings.schedules, name), "timezone": settings.timezone}]
        assert entry["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
