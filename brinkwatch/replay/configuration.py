"""Write the configuration with which the pipeline polls the replay."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from brinkwatch.replay.outlets import OUTLETS
from brinkwatch.replay.server import HOST
from config.load import load_groups

AS_SHIPPED = ("entities.yaml", "topics.yaml", "watches.yaml", "alerts.yaml")
HEADER = "# Written by `brinkwatch demo` for its replay on this machine; the demo writes it anew each time.\n"


def write_demo_config(ports: Mapping[str, int], target: Path, shipped: Path) -> None:
    """Write a whole configuration folder: the replay's sources, feeds and settings, the rest as `shipped` has it."""
    target.mkdir(parents=True, exist_ok=True)
    groups = {group_id: group.model_dump() for group_id, group in load_groups(shipped).items()}
    _write(target / "sources.yaml", {"groups": groups, "sources": _sources()})
    _write(target / "feeds.yaml", {"feeds": _feeds(ports)})
    _write(target / "settings.yaml", _settings())
    for name in AS_SHIPPED:
        shutil.copyfile(shipped / name, target / name)


def _sources() -> dict[str, Any]:
    return {
        outlet.source_id: {
            "name": outlet.name,
            "country": outlet.country,
            "language": outlet.language,
            "timezone": outlet.timezone,
            "owner_group": outlet.owner_group,
            "domains": [HOST],
        }
        for outlet in OUTLETS
    }


def _feeds(ports: Mapping[str, int]) -> dict[str, Any]:
    return {
        outlet.source_id: {
            "url": f"http://{HOST}:{ports[outlet.source_id]}{outlet.feed_path}",
            "source": outlet.source_id,
        }
        for outlet in OUTLETS
    }


def _settings() -> dict[str, Any]:
    """Allow what only a replay on the own machine may have: loopback, no spacing, a warehouse published every pass."""
    return {
        "contact": "https://brinkwatch.example/demo",
        "publish_every_minutes": 0,
        "fetch": {"allow_private_hosts": [HOST], "per_host_spacing_seconds": 0, "per_host_at_once": 4},
        "recheck": {"enabled": False},  # the pages of a replay never change
        "health": {"alerts": False},  # where it stands still, those who collected the news then did
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(HEADER + yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
