"""A store that is empty, tiny, ten years old, oddly named, damaged, newer than the program, or read for hours answers or says why."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows import pipeline
from tests.conftest import Run
from tests.shelf import Print, shelve
from tests.ward import AT, bench_at, configured
from warehouse import spool
from warehouse.connect import open_reader, open_writer
from warehouse.layout import Layout
from warehouse.publish import publish
from warehouse.spool import Batch
from warehouse.state import State

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 20, tzinfo=UTC)
NASTY = 'O\'Neil; DROP TABLE articles; -- "x" 😀'


def printed(number: int, days_ago: int, title: str = "A headline") -> Print:
    at = NOW - timedelta(days=days_ago)
    return Print(f"a{number}", "herald", at, at, f"{title}: North Korea and sanctions, part {number}.", title=title)


def made(home: Path, *prints: Print) -> Layout:
    """Make a store that a pass has published."""
    layout = Layout(home / "news.duckdb")
    open_writer(layout.live, NOW).close()
    if prints:
        shelve(layout.live, prints)
    publish(layout, NOW)
    return layout


@pytest.mark.parametrize(
    ("prints", "counted"),
    [
        ((), 0),
        ((printed(1, 3, NASTY),), 1),
        (tuple(printed(number, 365 * number) for number in range(11)), 11),
    ],
    ids=["empty", "one article under a nasty name", "ten years"],
)  # fmt: skip
def test_a_store_of_any_size_answers(run: Run, tmp_path: Path, prints: tuple[Print, ...], counted: int) -> None:
    layout = made(tmp_path, *prints)

    def ask(*words: object) -> tuple[int, str, str]:
        return run("--warehouse", layout.published, "--config", ROOT / "config", *words)

    assert ask("query", "SELECT count(*) AS n FROM articles", "--format", "csv")[1].split() == ["n", str(counted)]
    for words in (
        ("trend", "North Korea", "--by", "year"), ("trend", NASTY), ("search", NASTY), ("alerts", "list"), ("revisions",),
        ("query", "FROM coverage_daily"), ("entities", "unlinked"),
    ):  # fmt: skip
        status, _, err = ask(*words)
        assert status == 0, (words, err)
    if counted == 1:
        assert NASTY in ask("search", NASTY, "--format", "csv")[1].replace('""', '"')
    if counted == 11:
        assert len(ask("trend", "North Korea", "--by", "year", "--format", "csv")[1].splitlines()) == 12
    assert len(ask("rising", "--week", "2026-11-16")[2].splitlines()) <= 1


READER = """
import sys
from pathlib import Path
from warehouse.connect import open_reader
held = open_reader(Path(sys.argv[1]))
for _ in sys.stdin:
    print(held.execute("SELECT count(*), sum(length(text)) FROM articles").fetchall(), flush=True)
"""


def test_a_reader_for_hours_sees_its_own_moment_and_holds_nobody_up(tmp_path: Path) -> None:
    layout = made(tmp_path, printed(0, 9))
    command = [sys.executable, "-c", READER, str(layout.published)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        answers = []
        for number in range(1, 4):
            print(file=reader.stdin, flush=True)
            answers.append(reader.stdout.readline())
            shelve(layout.live, [printed(number, 9 - number, "Longer " * number)], batch=f"b{number}")
            publish(layout, NOW + timedelta(hours=number))
        print(file=reader.stdin, flush=True)
        answers.append(reader.stdout.readline())
        reader.stdin.close()
    assert len(answers) == 4
    assert set(answers) == {answers[0]}
    assert answers[0].startswith("[(1, ")
    with closing(open_reader(layout.published)) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(4,)]


CUT = r"{}\.duckdb(: is cut off|: can not be read|: can not be opened|\": attempted to read)"
"""Where a file is cut decides what misses a block first: opening it, looking at its tables, or a question."""


def cut(path: Path, part: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])


def newer(path: Path) -> None:
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute("INSERT INTO migrations VALUES ('9999_later.sql', 'x', now())")


@pytest.mark.parametrize(
    ("harm", "words", "told"),
    [
        (lambda one: cut(one.published, 0.1), ("query", "FROM articles"), CUT.format("news")),
        (lambda one: cut(one.live, 0.1), ("compact",), CUT.format("news.live")),
        (lambda one: cut(one.live, 0.99), ("compact",), CUT.format("news.live")),
        (lambda one: cut(one.live, 0.4), ("backup", "b.tar.zst"), CUT.format("news.live")),
        (lambda one: cut(one.published, 0.99), ("backup", "b.tar.zst"), CUT.format("news")),
        (lambda one: cut(one.state, 0.5), ("backup", "b.tar.zst"), "news.state.sqlite: can not be copied"),
        (lambda one: cut(one.state, 0.5), ("alerts", "list"), "news.state.sqlite: can not be read"),
        (lambda one: newer(one.live), ("compact",), "written by a newer Brinkwatch .it knows 9999_later.sql"),
    ],
)  # fmt: skip
def test_what_is_damaged_or_newer_is_told_in_one_line_and_left_as_it_is(
    run: Run, tmp_path: Path, harm: Callable[[Layout], None], words: tuple[str, ...], told: str
) -> None:
    layout = made(tmp_path, *(printed(number, number) for number in range(40)))
    with State(layout.state) as state:
        state.remember("polled", NOW)
    harm(layout)
    before = {path.name: path.read_bytes() for path in (layout.live, layout.published, layout.state)}
    words = tuple(str(tmp_path / word) if word.endswith(".zst") else word for word in words)
    status, _, err = run("--warehouse", layout.published, "--config", ROOT / "config", *words)
    assert (status, err.count("\n")) == (1, 1), err
    assert re.search(told, err), err
    assert {path.name: path.read_bytes() for path in (layout.live, layout.published, layout.state)} == before
    assert not list(tmp_path.glob("*.zst"))


def test_a_pass_starts_from_no_truncated_file_and_names_it(run: Run, tmp_path: Path) -> None:
    layout = made(tmp_path, *(printed(number, number) for number in range(40)))
    shutil.copyfile(layout.published, tmp_path / "kept")
    cut(layout.published, 0.9)
    layout.live.unlink()
    status, _, err = run("--warehouse", layout.published, "prune", "--articles-before", "2020-01-01")
    assert (status, err.count("\n")) == (1, 1)
    assert not layout.live.exists()
    shutil.copyfile(tmp_path / "kept", layout.published)
    assert run("--warehouse", layout.published, "prune", "--articles-before", "2020-01-01")[0] == 0


@pytest.mark.parametrize("size", [0, 4000])
def test_a_published_file_that_was_cut_off_is_published_anew_by_the_next_pass(tmp_path: Path, size: int) -> None:
    layout = made(tmp_path, printed(1, 1))
    layout.published.write_bytes(layout.published.read_bytes()[:size])
    publish(layout, NOW)
    with closing(open_reader(layout.published)) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]


def test_a_truncated_batch_is_set_aside_told_and_holds_up_no_other(tmp_path: Path) -> None:
    configured(tmp_path)
    bench = bench_at(tmp_path)
    for number in range(3):
        made_of = [printed(number, number).article]
        name = spool.put(bench.layout.spool, Batch(articles=tuple(made_of)))
        if number == 1:
            cut(bench.layout.spool / f"{name}{spool.ENDING}", 0.6)
            damaged = name
    report = pipeline.ingest(bench, AT)
    assert report.loaded == 2
    assert f"spool batch {damaged} is damaged and was set aside" in report.troubles
    assert spool.waiting(bench.layout.spool) == []
    assert [one.name for one in bench.layout.spool.glob("*.damaged")] == [f"{damaged}{spool.ENDING}.damaged"]
