"""The configuration of the replay names its nine outlets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from brinkwatch.replay.configuration import AS_SHIPPED, write_demo_config
from brinkwatch.replay.outlets import BY_ID, OUTLETS
from brinkwatch.replay.server import ReplayServer
from config.models import FeedConfig, SourceConfig
from config.settings import Settings
from tests.newsstand import ITEMS, LAST_MOMENT


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(ITEMS, LAST_MOMENT) as serving:
        yield serving


def test_the_configuration_validates_and_names_the_nine_sources(server: ReplayServer, tmp_path: Path) -> None:
    shipped, target = tmp_path / "shipped", tmp_path / "demo" / "config"
    shipped.mkdir()
    (shipped / "sources.yaml").write_text("groups: {ours: {name: Ours, countries: [GB]}}\n", encoding="utf-8")
    for name in AS_SHIPPED:
        (shipped / name).write_text(f"# {name}\n", encoding="utf-8")
    write_demo_config(server.ports, target, shipped)
    read = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in target.iterdir()}
    sources = {name: SourceConfig(**value) for name, value in read["sources.yaml"]["sources"].items()}
    feeds = {name: FeedConfig(**value) for name, value in read["feeds.yaml"]["feeds"].items()}
    settings = Settings(**read["settings.yaml"])
    assert set(sources) == set(feeds) == {feed.source for feed in feeds.values()} == set(BY_ID)
    assert {name: feed.url for name, feed in feeds.items()} == {name: server.feed_url(name) for name in BY_ID}
    assert len({source.owner_group for source in sources.values()}) == len(OUTLETS)
    assert sources["rte"].name == "RTÉ News"
    assert settings.fetch.allow_private_hosts == ["127.0.0.1"]
    assert (settings.fetch.per_host_spacing_seconds, settings.publish_every_minutes) == (0, 0)
    assert all((target / name).read_text(encoding="utf-8") == f"# {name}\n" for name in AS_SHIPPED)
