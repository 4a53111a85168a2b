"""A configuration of the user's own is written once and checked whole."""

from __future__ import annotations

import json
from pathlib import Path

from config.load import FILES
from tests.conftest import Run


def test_init_writes_a_sound_configuration_and_never_overwrites_one(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("init", tmp_path / "mine")
    assert status == 0
    assert sorted(file.name for file in (tmp_path / "mine").iterdir()) == sorted(FILES)
    assert "brinkwatch --config" in out
    assert run("--config", tmp_path / "mine", "check")[0] == 0
    (tmp_path / "mine" / "feeds.yaml").write_text("# mine")
    status, _, err = run("init", tmp_path / "mine")
    assert status == 2
    assert "nothing was changed" in err
    assert (tmp_path / "mine" / "feeds.yaml").read_text() == "# mine"


def test_check_reports_every_mistake_as_json_too(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path / "mine")
    (tmp_path / "mine" / "feeds.yaml").write_text("feeds: {a: {url: 'https://a.example', source: nobody}}\n")
    (tmp_path / "mine" / "settings.yaml").write_text("contact: me\nfeatch: {}\n")
    status, out, err = run("--config", tmp_path / "mine", "check", "--format", "json")
    assert status == 2
    assert json.loads(out)["mistakes"] == ["settings.yaml: featch: unknown key; did you mean `fetch`?"]
    (tmp_path / "mine" / "settings.yaml").write_text("contact: me\n")
    status, out, err = run("--config", tmp_path / "mine", "check")
    assert (status, out) == (2, "")
    assert err.startswith("feeds.yaml: a.source: 'nobody' is not in sources.yaml")
