"""The house keeps its own rules: sizes, names, weight of imports, what speaks to which library."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("brinkwatch", "flows", "warehouse", "tasks", "config")
SOURCES = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
MOST_FILE_LINES = 250
MOST_FUNCTION_LINES = 45
FORBIDDEN_NAMES = {"utils", "util", "manager", "helper", "helpers", "base", "processor", "common", "misc"}
ONE_MODULE_ONLY = dict.fromkeys(("feedparser", "trafilatura", "spacy", "ahocorasick", "apprise", "warcio"), 1)


def test_every_file_stays_short_enough_to_read_at_once() -> None:
    long = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in SOURCES}
    assert {name: lines for name, lines in long.items() if lines > MOST_FILE_LINES} == {}


def test_every_function_stays_short_enough_to_hold_in_mind() -> None:
    long = []
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                body = node.end_lineno - node.body[0].lineno + 1
                if body > MOST_FUNCTION_LINES:
                    long.append((str(file.relative_to(ROOT)), node.name, body))
    assert long == []


def test_no_module_hides_behind_a_name_that_says_nothing() -> None:
    assert [str(file) for file in SOURCES if file.stem in FORBIDDEN_NAMES] == []


def test_every_module_and_public_function_says_what_it_does() -> None:
    silent = []
    for file in SOURCES:
        tree = ast.parse(file.read_text())
        if ast.get_docstring(tree) is None:
            silent.append(str(file.relative_to(ROOT)))
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and ast.get_docstring(node) is None
            ):
                silent.append(f"{file.relative_to(ROOT)}:{node.name}")
    assert silent == []


@pytest.mark.parametrize("library", sorted(ONE_MODULE_ONLY))
def test_a_library_that_may_be_replaced_is_imported_in_one_module_only(library: str) -> None:
    importing = [str(file.relative_to(ROOT)) for file in SOURCES if library in _imported(file)]
    assert len(importing) <= ONE_MODULE_ONLY[library], importing


@pytest.mark.parametrize(
    "command",
    [["--help"], ["trend", "--help"], ["trend", "North Korea", "--by", "week"], ["alerts", "list"], ["check"]],
)
def test_light_commands_load_neither_prefect_nor_spacy(command: list[str], tmp_path: Path) -> None:
    warehouse = tmp_path / "small.duckdb"
    _empty_warehouse(warehouse)
    code = (
        "import sys\nfrom brinkwatch.__main__ import main\n"
        f"try:\n    main({['--warehouse', str(warehouse), '--config', str(ROOT / 'config'), *command]!r})\n"
        "except SystemExit as ended:\n    status = ended.code\n"
        "heavy = {'prefect', 'spacy', 'trafilatura', 'scipy', 'altair', 'feedparser', 'pandas', 'torch'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy), 'STATUS', status)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "HEAVY [] STATUS 0", ran.stdout + ran.stderr


@pytest.mark.parametrize("term", ["North Korea", '"nerve agent" OR missile*'])
def test_a_trend_loads_nothing_that_it_does_not_need(term: str, tmp_path: Path) -> None:
    warehouse = tmp_path / "small.duckdb"
    _empty_warehouse(warehouse)
    arguments = [
        "--warehouse",
        str(warehouse),
        "--config",
        str(ROOT / "config"),
        "trend",
        term,
        "--by",
        "week",
        "--smooth",
        "2",
    ]
    code = (
        "import sys\nfrom brinkwatch.__main__ import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as ended:\n    status = ended.code\n"
        "idle = {'pydantic', 'numpy', 'pyarrow', 'yaml', 'rich.console', 'brinkwatch.commands.store', 'tasks.records'}\n"
        "print('IDLE', sorted(idle & set(sys.modules)), 'STATUS', status)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "IDLE [] STATUS 0", ran.stdout + ran.stderr


def test_no_question_in_sql_is_without_purpose_and_grain() -> None:
    questions = sorted((ROOT / "warehouse/queries").glob("*.sql"))
    assert questions
    for file in questions:
        head = file.read_text().split("\n\n")[0]
        assert re.search(r"^-- Purpose: ", head), file.name
        assert "Grain: " in head, file.name


def test_no_tracked_line_names_a_package_index_or_a_path_of_one_machine() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    forbidden = re.compile(
        r"(extra-)?index-url[ =]|find-links[ =]|https?://\S+\.(whl|deb|tgz)|(^|[^a-z.])/(work|farm|root)/"
    )
    named = []
    for name in filter(None, tracked.split("\0")):
        file = ROOT / name
        if not file.is_file() or name == "tests/test_house.py":
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if forbidden.search(line):
                named.append(f"{name}:{number}")
    assert named == []


def _imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


def _empty_warehouse(path: Path) -> None:
    from datetime import UTC, datetime

    from warehouse.connect import open_writer

    open_writer(path, datetime(2017, 3, 17, tzinfo=UTC)).close()
