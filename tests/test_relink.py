"""History is linked by today's files, without recognising anything anew, and is then what reading it afresh would make of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from brinkwatch.__main__ import main
from config.load import load_config
from flows import pipeline
from flows import relink as flow
from flows.bench import Bench
from flows.prepare import THREADS, prepare
from flows.relink import LinkReport
from flows.reprocess import Chosen
from flows.steps import Here, in_process
from tests.conftest import Run
from tests.desk import ROOT
from tests.newsroom import crisis
from warehouse.connect import open_writer

NOW = datetime(2017, 3, 1, tzinfo=UTC)
FOUND = ("mentions", "article_topics", "watch_hits", "entities", "recognised")
FALLEN = "Wilhelm Ostrander of the Acme Peace Council (APC) met Kim Jong Un in Lisbon. Ostrander later called Kim patient, and the APC agreed. "

SMALL = {
    "entities.yaml": """
entities:
  north-korea: {name: North Korea, kind: place, demonyms: {en: [North Korean]}}
  south-korea: {name: South Korea, kind: place, aliases: {ko: [한국]}, demonyms: {en: [South Korean]}}
  pyongyang: {name: Pyongyang, kind: place, seat_of: north-korea, aliases: {ko: [평양]}}
  seoul: {name: Seoul, kind: place, seat_of: south-korea, aliases: {ko: [서울]}}
  kim-jong-un: {name: Kim Jong Un, kind: person}
""",
    "watches.yaml": """
watches:
  korea:
    name: Korea
    description: The peninsula.
    entities: [north-korea, south-korea]
    rules:
      coverage: {name: Korea}
      envoy: {name: Envoy, pair: {terms: {en: [Brekke]}}}
""",
    "settings.yaml": "contact: https://example.org/contact\nenrich: {processes: 1}\n",
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small newsroom with a configuration of its own, read by the real pipeline."""
    home = tmp_path_factory.mktemp("stored")
    shutil.copytree(ROOT / "config", home / "config", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name, content in SMALL.items():
        (home / "config" / name).write_text(content, encoding="utf-8")
    texts = [(one.link, one.title, one.text, one.outlet, "en") for one in crisis(4, date(2017, 2, 10), a_day=1)]
    texts.append(("http://tass.com/world/1", "Council meets Kim", FALLEN * 6, "tass", "en"))
    texts.append(
        ("http://tass.com/world/2", "평양", "평양 당국은 반발했다. 브레케는 서울에 도착했다. " * 12, "tass", "ko")
    )
    lines = [
        {"url": url, "title": title, "text": f"{text}\n\n{text[::-1] if language != 'en' else ''}", "source": source, "language": language, "published": "2017-02-12"}
        for url, title, text, source, language in texts
    ]  # fmt: skip
    (home / "news.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    call(home, "import", str(home / "news.jsonl"))
    yield home


@pytest.fixture
def home(stored: Path, tmp_path: Path) -> Path:
    """A copy of it, to change."""
    shutil.copytree(stored, tmp_path / "home")
    return tmp_path / "home"


def call(home: Path, *arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--warehouse", str(home / "news.duckdb"), "--config", str(home / "config"), *arguments])
    assert not ended.value.code


def bench_in(home: Path) -> Bench:
    return prepare(
        home / "config", home / "news.duckdb", lambda workers: in_process(Here(workers.config), THREADS), StringIO()
    )


def sql(home: Path, question: str) -> list[tuple[Any, ...]]:
    connection = open_writer(bench_in(home).layout.live, NOW)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def dump(home: Path) -> dict[str, list[str]]:
    with closing(open_writer(bench_in(home).layout.live, NOW)) as connection:
        return {table: sorted(map(repr, connection.execute(f"SELECT * FROM {table}").fetchall())) for table in FOUND}


def configure(home: Path, change: Any) -> None:
    file = home / "config/entities.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(content["entities"])
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    load_config(home / "config")


def reshaped(entities: dict[str, Any]) -> None:
    """Add a person with Korean name, add a body, merge a capital into its country, and forget a name."""
    entities["halvard-brekke"] = {"name": "Halvard Brekke", "kind": "person", "aliases": {"ko": ["브레케"]}}
    entities["peace-council"] = {"name": "Acme Peace Council", "kind": "organization"}
    entities["south-korea"]["aliases"]["en"] = ["Seoul"]
    del entities["seoul"]
    del entities["kim-jong-un"]


def apply(home: Path) -> LinkReport:
    return pipeline.relink(bench_in(home), NOW, None, lambda done, total: None)


def test_applying_gives_what_reading_afresh_gives(home: Path) -> None:
    before = dump(home)
    configure(home, reshaped)
    report = apply(home)
    applied = dump(home)
    assert report.unread == 0 and report.linked == report.outdated == len(before["recognised"])
    pipeline.reprocess(bench_in(home), NOW, Chosen(everything=True), lambda _: None)
    assert dump(home) == applied != before
    ids = {entity for (entity,) in sql(home, "SELECT DISTINCT entity_id FROM mentions")}
    assert {"halvard-brekke", "peace-council", "south-korea", "person:kim-jong-un"} <= ids
    assert not {"seoul", "kim-jong-un", "person:halvard-brekke"} & ids
    spelled = {surface for (surface,) in sql(home, "SELECT surface FROM mentions WHERE entity_id = 'halvard-brekke'")}
    assert {"Brekke", "Halvard Brekke", "브레케"} <= spelled
    assert sql(home, "SELECT count(*) FROM entities WHERE entity_id IN ('seoul', 'person:halvard-brekke')") == [(0,)]


def test_applying_twice_changes_nothing_the_second_time(home: Path) -> None:
    configure(home, reshaped)
    apply(home)
    applied = dump(home)
    report = apply(home)
    assert (report.outdated, report.linked, report.articles_changed) == (0, 0, 0)
    assert dump(home) == applied


def test_what_is_taken_back_is_as_it_was(home: Path) -> None:
    before, original = dump(home), (home / "config/entities.yaml").read_bytes()
    configure(home, reshaped)
    apply(home)
    (home / "config/entities.yaml").write_bytes(original)
    apply(home)
    assert dump(home) == before


def test_stopping_and_going_on_links_the_rest(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(home, reshaped)
    monkeypatch.setattr(flow, "ROWS_A_BATCH", 10)

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.relink(bench_in(home), NOW, None, stop)
    ((left,),) = sql(home, f"SELECT count(*) FROM articles WHERE enrich_version <> '{bench_in(home).enrich_version}'")
    assert 0 < left == apply(home).linked
    stopped = dump(home)
    sql(home, "UPDATE articles SET enrich_version = 'old'")
    apply(home)
    assert dump(home) == stopped


def test_a_dry_run_tells_and_changes_nothing(home: Path, run: Run) -> None:
    configure(home, reshaped)
    before = (home / "news.duckdb").read_bytes()
    where = ("--warehouse", home / "news.duckdb", "--config", home / "config")
    status, out, err = run(*where, "entities", "apply", "--dry-run", "--format", "json")
    told = json.loads(out)
    assert status == 0
    assert (home / "news.duckdb").read_bytes() == before
    changes = {(one["before"], one["after"]): one for one in told["changes"]}
    assert changes["person:halvard-brekke", "halvard-brekke"]["mentions"] > 4
    assert changes["kim-jong-un", "person:kim-jong-un"]["surface"] in {"Kim", "Kim Jong Un"}
    assert changes["", "halvard-brekke"]["mentions"] > 0
    assert "would change" in err
    _, _, done = run(*where, "entities", "apply")
    assert f"{told['articles_changed']} changed" in done
    _, _, again = run(*where, "entities", "apply")
    assert "0 articles linked anew, 0 changed" in again


def test_the_doctor_says_when_history_was_linked_with_older_files(home: Path, run: Run) -> None:
    where = ("--warehouse", home / "news.duckdb", "--config", home / "config")
    assert "entities.yaml, guards.yaml and topics.yaml of today" in run(*where, "doctor")[1]
    configure(home, reshaped)
    status, out, _ = run(*where, "doctor")
    assert status == 0
    assert "run `brinkwatch entities apply`" in out


def test_articles_without_marks_of_this_recogniser_are_left_to_reprocess(home: Path) -> None:
    before = dump(home)
    bench = bench_in(home)
    sql(home, "UPDATE recognised SET recogniser = 'another'; UPDATE articles SET enrich_version = 'old'")
    report = pipeline.relink(bench, NOW, None, lambda done, total: None)
    assert report.linked == 0 and report.unread == report.outdated == len(before["recognised"])
    assert dump(home)["mentions"] == before["mentions"]


def test_only_what_was_seen_from_a_day_on_is_linked(home: Path) -> None:
    configure(home, reshaped)
    later = datetime(2100, 1, 1, tzinfo=UTC)
    assert pipeline.relink(bench_in(home), NOW, later, lambda done, total: None).outdated == 0


def test_a_capital_that_acts_counts_for_its_country_and_stays_a_city(home: Path) -> None:
    rows = sql(home, "SELECT DISTINCT entity_id, label FROM mentions WHERE surface = '평양'")
    assert set(rows) == {("pyongyang", "place"), ("north-korea", "government")}


def test_watch_hits_are_made_anew_as_well(home: Path) -> None:
    bench = bench_in(home)
    hits = sql(home, "SELECT count(*) FROM watch_hits")
    assert hits > [(0,)]
    sql(home, "DELETE FROM watch_hits; UPDATE articles SET enrich_version = 'old'")
    pipeline.relink(bench, NOW, None, lambda done, total: None)
    assert sql(home, "SELECT count(*) FROM watch_hits") == hits
