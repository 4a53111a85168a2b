"""What the documents say is what the program does."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from brinkwatch import cli
from brinkwatch.__main__ import GLOBAL_FLAGS
from warehouse.columns import TABLES, VIEWS, describe
from warehouse.connect import open_writer

ROOT = Path(__file__).parent.parent
COMMANDS = cli.app
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_page_of_columns_is_what_the_database_says(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "empty.duckdb", datetime(2017, 3, 17, tzinfo=UTC))
    assert (ROOT / "docs/columns.md").read_text(encoding="utf-8") == describe(connection), "run `make docs`"
    connection.close()


def test_every_public_column_has_a_meaning(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "empty.duckdb", datetime(2017, 3, 17, tzinfo=UTC))
    silent = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL AND list_contains(?, table_name)",
        [[*TABLES, *VIEWS]],
    ).fetchall()
    connection.close()
    assert silent == []


def invocations() -> list[tuple[str, str]]:
    """Return every brinkwatch command line that stands in a code block of a document, with the page it stands on."""
    found = []
    for page in PAGES:
        for block in re.findall(r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                words = re.match(r"\s*(?:\$ )?(?:\.venv/bin/)?brinkwatch (.+)", line)
                if words:
                    found.append((page.name, words[1].split("   #")[0].strip()))
    return found


def test_documents_show_commands() -> None:
    assert len(invocations()) >= 8


@pytest.mark.parametrize(("page", "line"), invocations())
def test_a_command_line_in_a_document_is_understood(page: str, line: str) -> None:
    """Parse without running: unknown commands and options fail."""
    arguments = [one for one in shlex.split(line.replace("…", "x")) if one not in GLOBAL_FLAGS]
    while arguments and arguments[0] in {"--warehouse", "--config"}:
        arguments = arguments[2:]
    group = COMMANDS
    name = "brinkwatch"
    while arguments and hasattr(group, "commands") and arguments[0] in group.commands:
        name = arguments[0]
        group = group.commands[name]
        arguments = arguments[1:]
    assert not hasattr(group, "commands"), f"{page}: {line}: there is no command {arguments[:1]}"
    group.make_context(name, list(arguments), resilient_parsing=False)


def test_every_command_and_option_says_what_it_is_for() -> None:
    silent = []

    def walk(command: object, path: str) -> None:
        for name, one in getattr(command, "commands", {}).items():
            if not one.get_short_help_str():
                silent.append(f"{path} {name}")
            silent.extend(
                f"{path} {name} {option.name}"
                for option in one.params
                if option.name != "help" and not getattr(option, "help", None)
            )
            walk(one, f"{path} {name}")

    walk(COMMANDS, "brinkwatch")
    assert silent == []


def test_every_make_target_named_in_a_document_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", page.read_text(), re.MULTILINE)
        for target in target
        if target
    }
    assert named <= targets
    assert {"demo", "test", "setup"} <= named


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []


def test_all_shipped_configuration_keys_are_explained_in_place() -> None:
    settings = (ROOT / "config/settings.yaml").read_text(encoding="utf-8")
    from config.settings import Settings

    for name in Settings.model_fields:
        assert re.search(rf"^{name}:", settings, re.MULTILINE), name
