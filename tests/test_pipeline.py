"""The whole pipeline over real HTTP on loopback: from feeds to an alert, twice, interrupted, and side by side."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from brinkwatch.replay.configuration import write_demo_config
from brinkwatch.replay.server import ReplayServer
from config.load import SHIPPED
from flows import pipeline
from flows.bench import Bench
from flows.prepare import THREADS, prepare
from flows.rehearse import rehearse
from flows.steps import in_process
from tasks.judgements import PassReport
from tasks.seal import MANIFEST, seal
from tests.conftest import Run
from tests.newsroom import crisis
from warehouse.connect import open_reader
from warehouse.lock import AnotherPass, only_pass
from warehouse.read import Scope, trend
from warehouse.read_alerts import alerts, transitions
from warehouse.terms import resolve

FIRST = date(2017, 2, 1)
DAYS = 22
ITEMS = crisis(DAYS, FIRST, visit_days=2)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC)


def watch_config(folder: Path, ports: dict[str, int]) -> None:
    """Write the replay's configuration with a watch for the visit."""
    write_demo_config(ports, folder, SHIPPED)
    (folder / "watches.yaml").write_text(
        "watches:\n  korea:\n    name: Korea\n    description: The peninsula.\n"
        "    terms: {en: [Seoul, Pyongyang, North Korea]}\n"
        "    rules:\n      coverage: {name: Korea}\n      envoy: {name: Envoy, pair: {terms: {en: [Brekke]}}}\n"
    )
    (folder / "alerts.yaml").write_text(
        "receivers:\n  console: {kind: console}\n  log: {kind: jsonl, path: alerts.jsonl}\n"
    )


@dataclass(frozen=True)
class Replayed:
    bench: Bench
    reports: list[PassReport]
    screen: str


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    """Three weeks of a small newsroom, polled and judged day by day."""
    home = tmp_path_factory.mktemp("replayed")
    screen = StringIO()
    with ReplayServer(ITEMS, moment(FIRST)) as server:
        watch_config(home / "config", server.ports)
        bench = prepare(home / "config", home / "news.duckdb", lambda workers: in_process(workers, THREADS), screen)
        reports = []
        for number in range(DAYS):
            at = moment(FIRST + timedelta(days=number))
            server.moment = at
            reports += [pipeline.ingest(bench, at), pipeline.watch(bench, at)]
        yield Replayed(bench, reports, screen.getvalue())


def ask(replayed: Replayed, question: str) -> list[tuple[object, ...]]:
    connection = open_reader(replayed.bench.layout.published)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def path_of(address: str) -> str:
    return urlsplit(address).path


def test_every_story_is_loaded_once_and_stands_on_its_claimed_day(replayed: Replayed) -> None:
    assert ask(replayed, "SELECT count(*), count(DISTINCT article_id) FROM articles") == [(len(ITEMS), len(ITEMS))]
    stored = {path_of(str(url)): day for url, day in ask(replayed, "SELECT url, published_at::DATE FROM articles")}
    wrong = [item for item in ITEMS if stored[path_of(item.link)] != item.day]
    assert wrong == []


def test_a_visit_fires_one_alert_that_names_its_texts_and_publishers(replayed: Replayed) -> None:
    connection = open_reader(replayed.bench.layout.published)
    try:
        fired = [alert for alert in alerts(connection) if alert.rule == "envoy"]
    finally:
        connection.close()
    assert len(fired) == 1
    assert fired[0].opened_at.date() == FIRST + timedelta(days=DAYS - 2)
    assert fired[0].publishers == 5
    assert fired[0].observed > 10 * fired[0].expected
    assert all("Brekke" in one.sentence for one in fired[0].evidence)


def test_an_alert_is_delivered_once_to_every_receiver(replayed: Replayed) -> None:
    lines = (replayed.bench.layout.published.parent / "news.alerts.jsonl").read_text().splitlines()
    delivered = [json.loads(line) for line in lines]
    opened = [one for one in delivered if one["transition"] == "opened"]
    assert sorted(one["rule"] for one in opened) == ["coverage"]
    assert replayed.screen.count("OPENED") == 1
    assert ask(replayed, "SELECT DISTINCT state FROM deliveries") == [("sent",)]


def as_bytes(values: Iterable[object]) -> bytes:
    """Write alerts or transitions down to the last digit, with moments in one zone."""

    def told(value: object) -> str:
        return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)

    return "\n".join(sorted(json.dumps(asdict(one), default=told, sort_keys=True) for one in values)).encode()  # type: ignore[call-overload]


def test_a_rehearsal_of_the_recorded_past_gives_byte_for_byte_what_happened_live(replayed: Replayed) -> None:
    connection = open_reader(replayed.bench.layout.published)
    try:
        live = alerts(connection, every=True)
        moves = [move for alert in live for move in transitions(connection, alert)]
        found = rehearse(replayed.bench, connection, replayed.bench.series, None, None)
    finally:
        connection.close()
    assert found is not None
    assert len(live) >= 2
    assert as_bytes(found.alerts) == as_bytes(live)
    assert as_bytes(found.transitions) == as_bytes(moves)


def test_alerts_on_the_same_texts_are_one_incident_and_why_the_others_were_not_sent_is_recorded(
    replayed: Replayed,
) -> None:
    rows = dict(ask(replayed, "SELECT rule, incident_id = alert_id FROM alerts"))
    assert rows == {"coverage": True, "envoy": False}
    untold = ask(
        replayed, "SELECT rule, untold FROM alert_transitions JOIN alerts USING (alert_id) WHERE rule = 'envoy'"
    )
    assert ("envoy", "part_of_incident") in untold


def test_a_rehearsal_from_the_middle_begins_with_what_was_open(replayed: Replayed, run: Run) -> None:
    bench, last = replayed.bench, FIRST + timedelta(days=DAYS - 1)
    before = bench.layout.published.read_bytes()
    status, out, err = run(*front(replayed), "backtest", "korea", "--since", last, "--format", "json")
    answer = json.loads(out)
    assert (status, answer["alerts"], answer["incidents"]) == (0, [], 0)
    assert sorted(one["rule"] for one in answer["already_open"]) == ["coverage", "envoy"]
    assert "2 alerts were open before" not in out
    assert bench.layout.published.read_bytes() == before
    assert err.count("\n") <= 1


def test_a_backtest_shows_the_curve_the_events_and_a_chart(replayed: Replayed, run: Run, tmp_path: Path) -> None:
    visit = FIRST + timedelta(days=DAYS - 2)
    events, chart = tmp_path / "events.csv", tmp_path / "chart.svg"
    calm, since = FIRST + timedelta(days=16), FIRST + timedelta(days=14)
    events.write_text(f"date,label\n{visit},visit\n{calm},nothing\n")
    arguments = ("backtest", "--since", since, "--budget", "--events", events, "--chart", chart)
    status, out, _ = run(*front(replayed), *arguments, "--format", "json")
    answer = json.loads(out)
    assert all(one["evidence"][0]["url"] and one["evidence"][0]["sentence"] for one in answer["alerts"])
    assert status == 0
    assert [(one["label"], one["outcome"], one["delay_days"]) for one in answer["events"]] == [
        ("visit", "hit", 0),
        ("nothing", "miss", None),
    ]
    assert [one["budget"] for one in answer["budget_curve"]] == [0.05, 0.1, 0.25, 0.5, 1.0, 2.0]
    assert {one["alerts"] for one in answer["budget_curve"]} == {2}
    assert all(0 < one["delay_hours"] <= 24 for one in answer["alerts"])
    assert b"<svg" in chart.read_bytes()
    status, table, told = run(*front(replayed), *arguments)
    assert (status, "1 of 2 events hit" in table, "└" in table, "hours after" in told) == (0, True, True, True)


def test_a_rule_in_a_file_is_tried_without_being_configured(replayed: Replayed, run: Run, tmp_path: Path) -> None:
    rule = tmp_path / "rule.yaml"
    rule.write_text("rules:\n  beijing: {name: Beijing, pair: {terms: {en: [Beijing]}}}\n")
    status, out, _ = run(*front(replayed), "backtest", "korea", "--rule", rule, "--format", "json")
    assert status == 0
    assert [one["rule"] for one in json.loads(out)["alerts"]] == ["beijing"]
    assert ask(replayed, "SELECT count(*) FROM watch_hits WHERE series = 'beijing'") == [(0,)]
    for content, said in (
        ("rules: [", "is not YAML"),
        ("a: {nam: x}", "a.name"),
        ("a: {name: x, pair: {topics: [y]}}", "'y'"),
    ):
        rule.write_text(content)
        status, _, err = run(*front(replayed), "backtest", "korea", "--rule", rule)
        assert (status, said in err, err.count("\n")) == (2, True, 1)


def test_why_tells_what_became_of_an_alert_and_who_was_told(replayed: Replayed, run: Run) -> None:
    ids = dict(ask(replayed, "SELECT rule, alert_id FROM alerts"))
    _, lead, _ = run(*front(replayed), "alerts", "why", ids["coverage"])
    assert "it leads its incident" in lead
    assert "told as opened" in lead
    assert "looked at again: without" in lead
    _, part, _ = run(*front(replayed), "alerts", "why", ids["envoy"])
    assert f"part of incident {ids['coverage']}" in part
    assert "not told: part of an incident that people were told of" in part
    _, listed, _ = run(*front(replayed), "alerts", "list", "--all", "--format", "json")
    assert {(one["id"], one["incident"]) for one in json.loads(listed)} == {
        (name, ids["coverage"]) for name in ids.values()
    }


def test_a_live_alert_says_everything_and_its_bundle_holds(replayed: Replayed, run: Run, tmp_path: Path) -> None:
    ids = dict(ask(replayed, "SELECT rule, alert_id FROM alerts"))
    status, told, _ = run(*front(replayed), "alerts", "why", ids["envoy"])
    assert status == 0
    for line in (
        "Texts a day: 0 0 0",
        "New in these texts:",
        "Why this is not noise:",
        "5 independent publishers where 2",
    ):
        assert line in told
    _, whole, _ = run(*front(replayed), "alerts", "why", ids["envoy"], "--format", "json")
    said = json.loads(whole)
    assert len(said["expected_band"]) == 14 + 3
    assert "baseline" not in whole
    page = tmp_path / "made" / "why.html"
    assert run(*front(replayed), "alerts", "why", ids["envoy"], "--format", "html", "-o", page)[0] == 0
    assert "<svg" in page.read_text()
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    for path in (one, other):
        assert run(*front(replayed), "alerts", "export", ids["envoy"], "-o", path)[0] == 0
    assert one.read_bytes() == other.read_bytes()
    for where in ((), front(replayed)):
        status, lines, _ = run(*where, "verify", one)
        assert (status, "WRONG" in lines) == (0, False)
    assert "articles are there with the same hashes, dates and words" in lines
    assert "warehouse: the alert is the same" in lines
    for name, old, new, told in (
        ("texts.csv", r"20\d\d-(\d\d-\d\dT)", r"2011-\1", "published_at, first_seen_at"),
        ("rule.yaml", r"envoy", "admiral", "warehouse: rule.yaml: NOT equal"),
        ("baseline.csv", r"\+00:00,0(\.0)?,", "+00:00,1,", "warehouse: baseline.csv: NOT equal"),
    ):
        with zipfile.ZipFile(one) as archive:
            content = {each: archive.read(each) for each in archive.namelist() if each != MANIFEST}
        content[name] = re.sub(old, new, content[name].decode()).encode()
        other.write_bytes(seal(content))
        status, lines, _ = run(*front(replayed), "verify", other)
        assert (status, told in lines) == (1, True), lines
    with zipfile.ZipFile(one) as archive:
        question = archive.read("query.sql").decode()
    assert len(ask(replayed, question)) == said["observed"]
    status, _, err = run("--warehouse", tmp_path / "none.duckdb", "verify", one)
    assert (status, err.count("\n")) == (1, 1)


def front(replayed: Replayed) -> tuple[object, ...]:
    published = replayed.bench.layout.published
    return ("--config", published.parent / "config", "--warehouse", published)


def test_a_trend_is_a_share_of_all_distinct_texts(replayed: Replayed) -> None:
    connection = open_reader(replayed.bench.layout.published)
    try:
        rows = trend(connection, resolve(connection, "watch:korea"), Scope(by="day"))
        korea = trend(connection, resolve(connection, "DPRK"), Scope(by="day"))
    finally:
        connection.close()
    assert [row["texts"] for row in rows] == [0] * (DAYS - 2) + [5, 5]
    assert {row["total"] for row in rows} == {10, 15}
    assert rows[-1]["share"] == pytest.approx(5 / 15)
    assert rows[-1]["coverage"] == pytest.approx(5 / 9)  # four of the nine polled outlets published nothing
    assert korea[-1]["texts"] == 5


def test_mentions_stand_where_they_say(replayed: Replayed) -> None:
    wrong = ask(
        replayed,
        "SELECT m.* FROM mentions m JOIN articles a USING (article_id) WHERE m.surface <> "
        "substr(CASE WHEN in_title THEN title ELSE text END, start_char + 1, end_char - start_char)",
    )
    assert wrong == []
    assert ask(replayed, "SELECT count(*) > 100 FROM mentions") == [(True,)]


def test_unchanged_feeds_cost_a_304(replayed: Replayed) -> None:
    polls = dict(ask(replayed, "SELECT outcome, count(*) FROM polls GROUP BY outcome"))
    assert polls["not_modified"] >= 4 * DAYS - 4  # four outlets of the nine never publish here
    assert set(polls) == {"changed", "not_modified"}


def test_the_same_days_again_change_nothing(replayed: Replayed) -> None:
    before = ask(
        replayed,
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM mentions), (SELECT count(*) FROM alerts)",
    )
    with ReplayServer(ITEMS, moment(FIRST)) as server:
        server.moment = moment(FIRST + timedelta(days=DAYS - 1))
        report = pipeline.ingest(replayed.bench, server.moment)
        pipeline.watch(replayed.bench, server.moment)
    assert report.loaded == 0
    after = ask(
        replayed,
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM mentions), (SELECT count(*) FROM alerts)",
    )
    assert after == before


def test_a_second_pass_at_the_same_time_says_so_and_stops(replayed: Replayed) -> None:
    with (
        only_pass(replayed.bench.layout.lock, moment(FIRST)),
        pytest.raises(AnotherPass, match=f"process {os.getpid()}"),
    ):
        pipeline.ingest(replayed.bench, moment(FIRST))
