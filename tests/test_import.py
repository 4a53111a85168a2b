"""Articles are imported by the command: what is sound is loaded once, the rest rejected with reasons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows import pipeline
from tests.conftest import Run
from tests.herald import TWO_ARTICLES, imported
from warehouse import read
from warehouse.connect import Connection

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("imported"))


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


def test_a_long_import_reads_what_is_known_of_texts_once_and_tells_copies_between_its_batches(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(connection: Connection, question: str, /, **values: object) -> list[read.Row]:
        asked.append(question)
        return read_ask(connection, question, **values)

    read_ask = read.ask
    monkeypatch.setattr(read, "ask", ask)
    monkeypatch.setattr(pipeline, "DOCUMENTS_A_BATCH", 1)
    first, second = (json.loads(line) for line in TWO_ARTICLES.splitlines()[:2])
    copy = {**first, "url": "https://elsewhere.example/the-same", "source": "Elsewhere"}
    file, path = tmp_path / "three.jsonl", tmp_path / "three.duckdb"
    file.write_text("".join(json.dumps(row) + "\n" for row in (first, second, copy)), encoding="utf-8")
    status, out, err = run("--config", ROOT / "config", "--warehouse", path, "import", file)
    assert (status, "3 loaded" in out) == (0, True), err
    assert asked.count("text_signatures") == 1
    question = "SELECT c.url FROM articles c JOIN articles o ON o.article_id = c.original_id WHERE c.article_id <> o.article_id AND o.url <> c.url"
    _, out, _ = run("--warehouse", path, "query", question, "--format", "json")
    assert json.loads(out) == [{"url": copy["url"]}]


def test_an_import_says_which_dates_can_not_be_read_and_keeps_the_articles(run: Run, tmp_path: Path) -> None:
    first, second = (json.loads(line) for line in TWO_ARTICLES.splitlines()[:2])
    file, path = tmp_path / "odd.jsonl", tmp_path / "odd.duckdb"
    rows = [{**first, "published": "17 Smarch 2017 \x1b[31m" + "x" * 90}, {**second, "published": "3/4/2017"}]
    file.write_text("".join(json.dumps(row) + "\n\n" for row in rows), encoding="utf-8")
    status, out, err = run("--config", ROOT / "config", "--warehouse", path, "import", file)
    assert (status, "2 loaded" in out, "2 documents done" in err) == (0, True, True)
    (told,) = [line for line in out.splitlines() if "can not be read" in line]
    assert told.startswith("  2 publication dates refused: can not be read, first odd.jsonl line 1: '17 Smarch 2017 ")
    assert "read are 2017-03-17, 2017-03-17T09:00+09:00, 17 March 2017, seconds since 1970" in told
    assert ("\x1b" in told, len(told) < 360) == (False, True)
    logged = [json.loads(line) for line in (tmp_path / "odd.log").read_text(encoding="utf-8").splitlines()]
    assert "odd.jsonl line 3: '3/4/2017'" in {one.get("date") for one in logged}
    dates = "SELECT published_at, published_from FROM articles"
    _, out, _ = run("--warehouse", path, "query", dates, "--format", "json")
    assert json.loads(out) == [{"published_at": None, "published_from": ""}] * 2
    rows = [{**row, "published": ""} for row in rows]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert "publication date" not in run("--config", ROOT / "config", "--warehouse", path, "import", file)[1]


def test_an_address_that_several_articles_would_share_is_refused_and_nothing_is_loaded(
    run: Run, tmp_path: Path
) -> None:
    rows = [{**json.loads(line), "url": ""} for line in TWO_ARTICLES.splitlines()[:2]]
    file, path = tmp_path / "two.jsonl", tmp_path / "news.duckdb"
    given = ("--config", ROOT / "config", "--warehouse", path, "import", file, "--url", "https://herald.example/one")
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    status, out, err = run(*given)
    assert (status, out) == (2, "")
    assert "is the address of one article, and" in err and "holds several without their own" in err
    assert not path.exists()
    file.write_text(json.dumps(rows[0]) + "\n", encoding="utf-8")
    assert "1 loaded" in run(*given)[1]
    status, _, err = run(*given[:-2], "--language", "Korean")
    assert (status, err) == (2, "--language Korean: is no code of a language; write one such as ko or en\n")
