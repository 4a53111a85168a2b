"""`--quiet` and `--verbose`: what stands beside the answer."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Run
from tests.ward import SECRETS, configured


def test_verbose_shows_the_log_beside_the_answer_and_no_secret(run: Run, tmp_path: Path) -> None:
    place = ("--config", configured(tmp_path), "--warehouse", tmp_path / "news.duckdb")
    code, out, err = run(*place, "run", "--verbose")
    assert code == 1
    told = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    assert [one["event"] for one in told] == ["run_started", "feed_failed", "run_ended", "run_started", "run_ended"]
    assert "Polling 1 feeds of 1 publishers …" in err
    assert "{" not in out
    assert not [secret for secret in SECRETS if secret in out + err]


def test_quiet_leaves_the_answer_and_what_failed(run: Run, tmp_path: Path) -> None:
    place = ("--config", configured(tmp_path), "--warehouse", tmp_path / "news.duckdb")
    code, out, err = run("--quiet", *place, "run")
    assert code == 1
    assert "Articles: 0 loaded" in out
    assert err.splitlines() == ["no feed answered; check the network, then `brinkwatch feeds list`"]
    assert run(*place, "doctor", "--quiet")[2] == ""
    assert "checks passed" in run(*place, "doctor")[2]


def test_both_at_once_are_misuse(run: Run) -> None:
    code, out, err = run("status", "--quiet", "--verbose")
    assert (code, out, err) == (2, "", "--quiet and --verbose: say one of them\n")
