"""The house keeps its own rules: sizes, names, weight of imports, what speaks to which library."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import SLOWEST

ROOT = Path(__file__).parent.parent
ROOMS = ("brinkwatch", "flows", "warehouse", "tasks", "config")
SOURCES = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
BESIDE = ("tests", "torture", "soak", "benchmarks", "evaluation")
"""What tries and measures the rooms, and is read as they are."""

MOST_FILE_LINES = 250
MOST_FUNCTION_LINES = 45
FORBIDDEN_NAMES = {"utils", "util", "manager", "helper", "helpers", "base", "processor", "common", "misc"}
ONE_MODULE_ONLY = dict.fromkeys(("feedparser", "trafilatura", "spacy", "ahocorasick", "apprise", "warcio"), 1)


@cache
def tree_of(file: Path) -> ast.Module:
    """Return what a file parses as: several rules look at it."""
    return ast.parse(file.read_text())


def test_every_file_stays_short_enough_to_read_at_once() -> None:
    files = [*SOURCES, *(file for folder in BESIDE for file in (ROOT / folder).rglob("*.py"))]
    long = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in files}
    assert {name: lines for name, lines in long.items() if lines > MOST_FILE_LINES} == {}


def test_every_function_stays_short_enough_to_hold_in_mind() -> None:
    long = []
    for file in SOURCES:
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                body = node.end_lineno - node.body[0].lineno + 1
                if body > MOST_FUNCTION_LINES:
                    long.append((str(file.relative_to(ROOT)), node.name, body))
    assert long == []


def test_no_module_hides_behind_a_name_that_says_nothing() -> None:
    files = [*SOURCES, *(ROOT / "tests").glob("*.py")]
    assert [str(file) for file in files if file.stem in FORBIDDEN_NAMES] == []


def test_tests_share_what_they_share_through_modules_that_hold_no_tests() -> None:
    lent = re.compile(r"^from tests\.test_", re.MULTILINE)
    assert [file.name for file in (ROOT / "tests").glob("*.py") if lent.search(file.read_text())] == []


def test_the_tests_that_begin_first_are_there() -> None:
    assert [one for one in SLOWEST if not (ROOT / "tests" / f"{one}.py").is_file()] == []


def test_every_module_and_public_function_says_what_it_does() -> None:
    silent = []
    for file in SOURCES:
        tree = tree_of(file)
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


RAN = """
import json, sys
from brinkwatch.__main__ import main
loaded = {}
for command in json.loads(sys.argv[1]):
    try:
        main(command)
    except SystemExit as ended:
        status = ended.code
    loaded[" ".join(command)] = [status, *sorted(set(sys.argv[2:]) & set(sys.modules))]
print(json.dumps(loaded))
"""


def ran(commands: list[list[str]], libraries: set[str], tmp_path: Path) -> dict[str, list[object]]:
    """Run commands one after the other in one fresh interpreter; return status and which of the libraries are loaded by then."""
    warehouse = tmp_path / "small.duckdb"
    _empty_warehouse(warehouse)
    front = ["--warehouse", str(warehouse), "--config", str(ROOT / "config")]
    given = json.dumps([[*front, *command] for command in commands])
    ended = subprocess.run(
        [sys.executable, "-c", RAN, given, *sorted(libraries)], capture_output=True, text=True, check=True
    )
    loaded = json.loads(ended.stdout.splitlines()[-1])
    return {" ".join(command): loaded[" ".join([*front, *command])] for command in commands}


def test_light_commands_load_neither_prefect_nor_spacy(tmp_path: Path) -> None:
    heavy = {"prefect", "spacy", "trafilatura", "scipy", "altair", "feedparser", "pandas", "torch"}
    commands = [
        ["--help"],
        ["trend", "--help"],
        ["trend", "North Korea", "--by", "week"],
        ["alerts", "list"],
        ["check"],
    ]
    well = {" ".join(command): [0] for command in commands}
    assert ran([*commands, ["status"]], heavy, tmp_path) == {**well, "status": [1]}  # since no run is on record


def test_a_trend_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    idle = {"pydantic", "numpy", "pyarrow", "yaml", "rich.console", "brinkwatch.commands.store", "tasks.records"}
    terms = ("North Korea", '"nerve agent" OR missile*')
    commands = [["trend", term, "--by", "week", "--smooth", "2"] for term in terms]
    assert ran(commands, idle, tmp_path) == {" ".join(command): [0] for command in commands}


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


@cache
def _imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


def _empty_warehouse(path: Path) -> None:
    from datetime import UTC, datetime

    from warehouse.connect import open_writer

    open_writer(path, datetime(2017, 3, 17, tzinfo=UTC)).close()
