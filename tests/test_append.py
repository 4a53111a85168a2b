"""Adding to an operator's YAML."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from config.append import NotAdded, add, with_additions
from config.load import SHIPPED, ConfigError, load_config

ADDED = {
    "norge": {
        "url": "https://n.example/?a=1,b#c: d",
        "source": "no",
        "name": "NO",
        "domains": ["a.b", "on"],
        "group": "",
    }
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# mine\n",
        "other: 1",
        "feeds:\n",
        "feeds: # none yet\n",
        "feeds: {} # none\nother: 1\n",
        "feeds:\n  # one\n  a: {url: x} # same line\n  # behind\n\n# end\nother: 1\n",
        "feeds:\n    a:\n        url: x\n        list:\n        - 1\n        - 2\n\n    # behind\n",
        "feeds: {a: {url: x}}\nother: 1\n",
        "feeds: {\n  a: {url: x},\n}\n",
        "feeds:\r\n  a: {url: x}\r\n",
        "feeds:\n  a: {url: x}",
        "feeds:\n  a:\n    url: >\n      x\n      y\n\nother: 1\n",
    ],
)
def test_whatever_the_layout_nothing_but_the_addition_changes(text: str) -> None:
    before, changed = yaml.safe_load(text) or {}, with_additions(text, "feeds", ADDED)
    after = yaml.safe_load(changed)
    kept = {key: value for key, value in ADDED["norge"].items() if value}
    assert after == {**before, "feeds": {**(before.get("feeds") or {}), "norge": kept}}
    left = iter(changed)
    assert all(character in left for character in text.replace("{}", ""))
    assert ("\n" in changed.replace("\r\n", "")) == ("\r\n" not in text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in SHIPPED.glob("*.yaml"):
        shutil.copyfile(file, tmp_path / file.name)
    return tmp_path


NEW_SOURCE = {"new": {"name": "New", "country": "NO", "language": "no", "timezone": "UTC"}}
NEW_FEED = {"new-all": {"url": "https://new.example/feed", "source": "new"}}


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_shipped_configuration_takes_additions_and_keeps_every_line(folder: Path) -> None:
    before = contents(folder)
    add(folder, NEW_SOURCE, NEW_FEED)
    config, after = load_config(folder), contents(folder)
    assert (config.feeds["new-all"].source, config.sources["new"].country) == ("new", "NO")
    for name, old in before.items():
        lines = after[name].splitlines()
        assert [line for line in lines if b"new" not in line or line in old.splitlines()] == old.splitlines()
    assert after.keys() == before.keys()


@pytest.mark.parametrize(
    ("sources", "feeds"),
    [
        ({}, NEW_FEED),
        ({"new": {**NEW_SOURCE["new"], "timezone": "Mars/North"}}, NEW_FEED),
        (NEW_SOURCE, {"New All": NEW_FEED["new-all"], "x": {"url": "ftp://new.example/", "source": "new"}}),
        ({"yonhap": NEW_SOURCE["new"]}, {}),
    ],
)
def test_what_would_not_be_sound_is_not_written(
    folder: Path, sources: dict[str, dict[str, str]], feeds: dict[str, dict[str, str]]
) -> None:
    before = contents(folder)
    with pytest.raises(NotAdded, match="nothing was written"):
        add(folder, sources, feeds)
    assert contents(folder) == before


def test_a_configuration_with_mistakes_is_left_alone(folder: Path) -> None:
    (folder / "settings.yaml").write_text("contact: 5\n")
    before = contents(folder)
    with pytest.raises(ConfigError):
        add(folder, NEW_SOURCE, NEW_FEED)
    assert contents(folder) == before


def test_a_layout_that_can_not_be_added_to_is_told(folder: Path) -> None:
    (folder / "feeds.yaml").write_text("feeds: {a: {url: https://a.example/, source: yonhap} # mine\n}\n")
    before = contents(folder)
    with pytest.raises(NotAdded):
        add(folder, NEW_SOURCE, NEW_FEED)
    assert contents(folder) == before
