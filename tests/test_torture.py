"""The torture finds what it looks for, and a taste of it finds nothing."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tasks.records import Trouble
from torture import deliveries, evaluations, pages
from torture.answers import Misbehaviour
from torture.kills import TABLES, differences, run
from torture.memory import GROWTH_MB_A_PASS, WARM_UP, growth, violations
from torture.server import LIMIT_SECONDS, Tried

ROOT = Path(__file__).parent.parent


def test_a_pass_killed_at_random_moments_and_run_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    killed = run(kills=2, seed=3, folder=tmp_path, a_day=1, kills_a_home=2)
    assert killed.violations == []
    assert killed.kills >= 2
    assert killed.entries == 20


def test_a_row_that_is_lost_or_doubled_is_found() -> None:
    calm = {TABLES[0]: [("a", 1), ("b", ["x"])]}
    assert list(differences(calm, {TABLES[0]: [("b", ["x"]), ("a", 1)]})) == []
    assert "1 rows are missing, 0 too many" in next(differences(calm, {TABLES[0]: [("a", 1)]}))
    assert "0 rows are missing, 1 too many" in next(differences(calm, {TABLES[0]: [("a", 1), ("a", 1), ("b", ["x"])]}))


def test_memory_that_grows_is_told_from_memory_that_warms_up() -> None:
    warming = [100.0 * place for place in range(WARM_UP)]
    flat = [*warming, *(500 + place % 2 for place in range(20))]
    leaking = [*warming, *(500 + place * (GROWTH_MB_A_PASS + 1) for place in range(20))]
    assert abs(growth(flat)) < 0.1
    assert violations(flat) == []
    assert growth(leaking) == pytest.approx(GROWTH_MB_A_PASS + 1)
    assert len(violations(leaking)) == 1


def test_a_wrong_outcome_and_a_long_wait_are_violations() -> None:
    one = Misbehaviour("a cut", "timeout", {})
    assert Tried(one, "timeout", 0.1).violation == ""
    assert Tried(one, "2 entries", 0.1).violation == "a cut: 2 entries instead of timeout"
    assert "took" in Tried(one, "timeout", LIMIT_SECONDS + 1).violation


def test_mutated_pages_are_the_same_for_the_same_seed_and_differ_otherwise() -> None:
    assert pages.mutated(1, 5) == pages.mutated(1, 5)
    assert len({pages.mutated(1, number) for number in range(20)}) == 20
    for mutate in pages.MUTATIONS:
        mutate(bytearray(), random.Random(1))


def test_mutated_pages_become_articles_or_rejections() -> None:
    fuzzed = pages.run(count=40, seed=1)
    assert fuzzed.violations == []
    assert fuzzed.made.total() == 40
    assert fuzzed.made["article"] > 10


def test_an_exception_while_cleaning_is_a_violation(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> Trouble:
        raise RecursionError("too deep")

    monkeypatch.setattr(pages, "wall_of", break_down)
    assert pages.clean_one(7, b"<p>x</p>")[:2] == (7, "exception: RecursionError: too deep")


def test_the_command_prints_what_it_measured_and_ends_with_what_it_found() -> None:
    command = [sys.executable, "-m", "torture", "--short", "feeds"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "-- feeds" in ran.stdout
    assert "0 violations" in ran.stdout


def test_deliveries_killed_at_random_points_lose_nothing_and_double_nothing_where_ids_are_honoured(
    tmp_path: Path,
) -> None:
    stormed = deliveries.run(kills=20, seed=3, folder=tmp_path)
    assert stormed.violations == []
    assert stormed.kills.total() >= 20
    assert stormed.messages > 20
    assert not {"log", "feed", "hook"} & set(+stormed.doubled)


def test_watching_killed_at_random_points_leaves_what_an_undisturbed_one_does(tmp_path: Path) -> None:
    stormed = evaluations.run(kills=3, seed=8, folder=tmp_path, days=1)
    assert stormed.violations == []
    assert stormed.struck.total() == stormed.kills.total() >= 3
    assert stormed.messages > 0
    assert "kills met " in evaluations.table(stormed)
