"""The unit and the container file start what there is to start, and name nothing of one machine."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from brinkwatch.cli import app
from flows.serve import GRACE_SECONDS, SERVER_GRACE_SECONDS

DEPLOY = Path(__file__).parent.parent / "deploy"
ROOT = DEPLOY.parent
UNITS = sorted(DEPLOY.glob("*.service"))
COMMANDS = app


def unit(path: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text())
    return parser


def parsed(arguments: list[str]) -> str:
    """Parse a command line without running it; return the command."""
    while arguments[0] in {"--quiet", "--verbose"}:
        arguments = arguments[1:]
    command = COMMANDS.commands[arguments[0]]  # type: ignore[attr-defined]
    command.make_context(arguments[0], arguments[1:])
    return arguments[0]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_command_of_a_unit_is_one_of_ours(path: Path) -> None:
    lines = re.findall(r"^Exec\w+=(.+)", path.read_text(), re.MULTILINE)
    found = [words for line in lines for words in re.findall(r"/\.venv/bin/brinkwatch ([^>;&'\n]+)", line)]
    assert found
    assert {parsed(shlex.split(words)) for words in found} <= {"schedule", "status"}


def test_the_service_is_given_time_to_end_and_started_again_unless_the_configuration_is_wrong() -> None:
    service = unit(DEPLOY / "brinkwatch.service")["Service"]
    assert float(service["TimeoutStopSec"]) > GRACE_SECONDS + SERVER_GRACE_SECONDS
    assert (service["Restart"], service["RestartPreventExitStatus"]) == ("on-failure", "2")
    assert (service["ProtectSystem"], service["StateDirectory"], service["NoNewPrivileges"]) == ("strict", "brinkwatch", "true")  # fmt: skip
    assert "WatchdogSec" not in service
    named = dict(
        re.findall(r"^Environment=(BRINKWATCH_\w+)=(\S+)", (DEPLOY / "brinkwatch.service").read_text(), re.MULTILINE)
    )
    options = {option.envvar for option in COMMANDS.params if getattr(option, "envvar", None)}
    assert set(named) == options
    assert named["BRINKWATCH_WAREHOUSE"].startswith("/var/lib/brinkwatch/")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed here")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    program = tmp_path / "brinkwatch"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for path in sorted(DEPLOY.glob("brinkwatch*.*")):
        text = path.read_text().replace("/opt/brinkwatch/.venv/bin/brinkwatch", str(program))
        (tmp_path / path.name).write_text(text)
    units = [str(tmp_path / path.name) for path in sorted(DEPLOY.glob("brinkwatch*.*"))]
    ran = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    faults = [line for line in ran.stderr.splitlines() if str(tmp_path) in line or line.startswith("brinkwatch")]
    assert faults == []


def test_the_container_starts_checks_and_stops_as_the_program_does() -> None:
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    [entry] = re.findall(r"^ENTRYPOINT (.+)", text, re.MULTILINE)
    [command] = re.findall(r"^CMD (.+)", text, re.MULTILINE)
    [health] = re.findall(r"^HEALTHCHECK .*?CMD (.+)", text, re.MULTILINE)
    assert parsed([*json.loads(entry), *json.loads(command)][1:]) == "schedule"
    assert parsed(json.loads(health)[1:]) == "status"
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", text, re.MULTILINE)
    assert "--require-hashes" in text
    assert re.search(r'^VOLUME \["/config", "/data"\]$', text, re.MULTILINE)
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        assert all((ROOT / one).exists() for one in source.split()), source


def test_the_image_holds_what_the_program_is_made_of_on_a_python_that_it_runs_on() -> None:
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    bases = set(re.findall(r"^FROM (\S+)", text, re.MULTILINE))
    [version] = [base.partition(":")[2].partition("-")[0] for base in bases]
    assert Version(version) in SpecifierSet(project["project"]["requires-python"])
    copied = {one for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE) for one in line.split()}
    packages = {pattern.rstrip("*") for pattern in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    asked = {project["project"]["readme"], *project["project"]["license-files"], "pyproject.toml"}
    locks = set(re.findall(r"-[rc] (requirements/\S+)", text))
    assert copied == packages | asked | locks
    setup = (ROOT / "Makefile").read_text().partition("$(DEMO_STAMP):")[0]
    assert locks == set(re.findall(r"-[rc] (requirements/\S+)", setup))


def test_the_documented_container_is_given_what_the_image_wants() -> None:
    image = (DEPLOY / "Containerfile").read_text()
    [line] = re.findall(r"^podman run -d (.+)$", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)
    assert {volume.split(":")[1] for volume in re.findall(r"-v (\S+)", line)} == {"/config", "/data"}
    assert float(re.findall(r"--stop-timeout (\d+)", line)[0]) > GRACE_SECONDS + SERVER_GRACE_SECONDS
    assert "--read-only --tmpfs /tmp" in line
    made = dict(re.findall(r"(BRINKWATCH_\w+|HOME)=(\S+)", image))
    assert made == {
        "BRINKWATCH_CONFIG": "/config", "BRINKWATCH_WAREHOUSE": "/data/brinkwatch.duckdb", "HOME": "/data",
    }  # fmt: skip
    [owner] = set(re.findall(r"chown (\d+:\d+)", (ROOT / "docs/operations.md").read_text()))
    assert re.findall(r"^USER (.+)$", image, re.MULTILINE) == [owner]


def test_nothing_to_deploy_names_a_package_registry_of_one_machine() -> None:
    named = [
        path.name for path in DEPLOY.iterdir() if re.search(r"index-url|https?://|localhost:|@sha256", path.read_text())
    ]
    assert named == []
