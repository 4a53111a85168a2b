"""Every recipe of the cookbook runs, as SQL and as a command."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.desk import ROOT, imported
from warehouse.query import answer

TEXT = (ROOT / "docs/cookbook.md").read_text(encoding="utf-8")
RECIPES = re.split(r"^## (?=\d)", TEXT, flags=re.MULTILINE)[1:]
SQL = [(recipe.splitlines()[0], re.search(r"```sql\n(.*?)```", recipe, re.DOTALL)) for recipe in RECIPES]
COMMANDS = [found[1] for recipe in RECIPES if (found := re.search(r"^brinkwatch (.+)$", recipe, re.MULTILINE))]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("cookbook"))


def test_there_are_recipes_enough() -> None:
    assert len(RECIPES) >= 25
    assert len(COMMANDS) >= 15
    assert all(sql for _, sql in SQL)


@pytest.mark.parametrize(
    ("title", "sql"), [(title, sql[1]) for title, sql in SQL if sql], ids=[title for title, _ in SQL]
)
def test_a_recipe_answers_as_sql(warehouse: Path, title: str, sql: str) -> None:
    answered = answer(warehouse, sql, 30)
    assert answered.columns


@pytest.mark.parametrize("line", COMMANDS)
def test_a_recipe_answers_as_a_command(run: Run, warehouse: Path, line: str) -> None:
    status, out, err = run("--warehouse", warehouse, "--config", ROOT / "config", *shlex.split(line))
    assert status == 0, err
    assert out


def test_sql_and_command_say_the_same(run: Run, warehouse: Path) -> None:
    by_day = {row["day"].isoformat(): row["texts"] for row in answer(warehouse, SQL[2][1][1], 30).rows()}  # type: ignore[index]
    _, out, _ = run("--warehouse", warehouse, "trend", "North Korea", "--format", "csv")
    rows = [line.split(",") for line in out.splitlines()[1:]]
    assert {row[3]: int(row[5]) for row in rows if row[5] != "0"} == by_day
    assert sum(by_day.values()) == 10
