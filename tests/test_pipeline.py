"""The whole pipeline over real HTTP on loopback: from feeds to an alert, twice, interrupted, and side by side."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flows import pipeline
from flows.rehearse import rehearse
from tasks.seal import MANIFEST, seal
from tests.conftest import Run
from tests.evidence import as_bytes
from tests.replayed import DAYS, FIRST, ITEMS, LAST, Replayed, live_through, moment
from warehouse.lock import AnotherPass, only_pass
from warehouse.read import Scope, trend
from warehouse.read_alerts import alerts, transitions
from warehouse.terms import resolve


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    with live_through(tmp_path_factory.mktemp("replayed")) as replayed:
        yield replayed


def path_of(address: str) -> str:
    return urlsplit(address).path


def test_every_story_is_loaded_once_and_stands_on_its_claimed_day(replayed: Replayed) -> None:
    assert replayed.ask("SELECT count(*), count(DISTINCT article_id) FROM articles") == [(len(ITEMS), len(ITEMS))]
    stored = {path_of(str(url)): day for url, day in replayed.ask("SELECT url, published_at::DATE FROM articles")}
    wrong = [item for item in ITEMS if stored[path_of(item.link)] != item.day]
    assert wrong == []


def test_a_visit_fires_one_alert_that_names_its_texts_and_publishers(replayed: Replayed) -> None:
    with replayed.opened() as connection:
        fired = [alert for alert in alerts(connection) if alert.rule == "envoy"]
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
    assert replayed.ask("SELECT DISTINCT state FROM deliveries") == [("sent",)]


def test_a_rehearsal_of_the_recorded_past_gives_byte_for_byte_what_happened_live(replayed: Replayed) -> None:
    with replayed.opened() as connection:
        live = alerts(connection, every=True)
        moves = [move for alert in live for move in transitions(connection, alert)]
        found = rehearse(replayed.bench, connection, replayed.bench.series, None, None)
    assert found is not None
    assert len(live) >= 2
    assert as_bytes(found.alerts) == as_bytes(live)
    assert as_bytes(found.transitions) == as_bytes(moves)


def test_alerts_on_the_same_texts_are_one_incident_and_why_the_others_were_not_sent_is_recorded(
    replayed: Replayed,
) -> None:
    rows = dict(replayed.ask("SELECT rule, incident_id = alert_id FROM alerts"))
    assert rows == {"coverage": True, "envoy": False}
    untold = replayed.ask(
        "SELECT rule, untold FROM alert_transitions JOIN alerts USING (alert_id) WHERE rule = 'envoy'"
    )
    assert ("envoy", "part_of_incident") in untold


def test_a_rehearsal_from_the_middle_begins_with_what_was_open(replayed: Replayed, run: Run) -> None:
    published = replayed.bench.layout.published
    before = published.read_bytes()
    status, out, err = run(*replayed.front, "backtest", "korea", "--since", LAST, "--format", "json")
    answer = json.loads(out)
    assert (status, answer["alerts"], answer["incidents"]) == (0, [], 0)
    assert sorted(one["rule"] for one in answer["already_open"]) == ["coverage", "envoy"]
    assert "2 alerts were open before" not in out
    assert published.read_bytes() == before
    assert err.count("\n") <= 1


def test_a_backtest_shows_the_curve_the_events_and_a_chart(replayed: Replayed, run: Run, tmp_path: Path) -> None:
    visit = FIRST + timedelta(days=DAYS - 2)
    events, chart = tmp_path / "events.csv", tmp_path / "chart.svg"
    calm, since = FIRST + timedelta(days=16), FIRST + timedelta(days=14)
    events.write_text(f"date,label\n{visit},visit\n{calm},nothing\n")
    arguments = ("backtest", "--since", since, "--budget", "--events", events, "--chart", chart)
    status, out, _ = run(*replayed.front, *arguments, "--format", "json")
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
    status, table, told = run(*replayed.front, *arguments)
    assert (status, "1 of 2 events hit" in table, "└" in table, "hours after" in told) == (0, True, True, True)


def test_a_rule_in_a_file_is_tried_without_being_configured(replayed: Replayed, run: Run, tmp_path: Path) -> None:
    rule = tmp_path / "rule.yaml"
    rule.write_text("rules:\n  beijing: {name: Beijing, pair: {terms: {en: [Beijing]}}}\n")
    status, out, _ = run(*replayed.front, "backtest", "korea", "--rule", rule, "--format", "json")
    assert status == 0
    assert [one["rule"] for one in json.loads(out)["alerts"]] == ["beijing"]
    assert replayed.ask("SELECT count(*) FROM watch_hits WHERE series = 'beijing'") == [(0,)]
    for content, said in (
        ("rules: [", ["is not YAML"]),
        ("a: {nam: x}", ["rule.yaml: a.name: is missing; add it", "a.nam: unknown key; did you mean `name`?"]),
        ("a: {name: x, pair: {topics: [y]}}", ["'y'"]),
        ("a: {name: x, track: [y]}", ["rule.yaml: a.track: must hold keys with values, such as entities, "]),
    ):
        rule.write_text(content)
        status, _, err = run(*replayed.front, "backtest", "korea", "--rule", rule)
        assert (status, [one for one in said if one not in err]) == (2, [])
        assert err.count("\n") == (2 if "nam:" in content else 1)


def test_why_tells_what_became_of_an_alert_and_who_was_told(replayed: Replayed, run: Run) -> None:
    ids = dict(replayed.ask("SELECT rule, alert_id FROM alerts"))
    _, lead, _ = run(*replayed.front, "alerts", "why", ids["coverage"])
    assert "it leads its incident" in lead
    assert "told as opened" in lead
    assert "looked at again: without" in lead
    _, part, _ = run(*replayed.front, "alerts", "why", ids["envoy"])
    assert f"part of incident {ids['coverage']}" in part
    assert "not told: part of an incident that people were told of" in part
    _, listed, _ = run(*replayed.front, "alerts", "list", "--all", "--format", "json")
    assert {(one["id"], one["incident"]) for one in json.loads(listed)} == {
        (name, ids["coverage"]) for name in ids.values()
    }


def test_a_live_alert_says_everything_and_its_bundle_holds(replayed: Replayed, run: Run, tmp_path: Path) -> None:
    ids = dict(replayed.ask("SELECT rule, alert_id FROM alerts"))
    status, told, _ = run(*replayed.front, "alerts", "why", ids["envoy"])
    assert status == 0
    for line in (
        "Texts a day: 0 0 0",
        "New in these texts:",
        "Why this is not noise:",
        "5 independent publishers where 2",
    ):
        assert line in told
    _, whole, _ = run(*replayed.front, "alerts", "why", ids["envoy"], "--format", "json")
    said = json.loads(whole)
    assert len(said["expected_band"]) == 14 + 3
    assert "baseline" not in whole
    page = tmp_path / "made" / "why.html"
    assert run(*replayed.front, "alerts", "why", ids["envoy"], "--format", "html", "-o", page)[0] == 0
    assert "<svg" in page.read_text()
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    for path in (one, other):
        assert run(*replayed.front, "alerts", "export", ids["envoy"], "-o", path)[0] == 0
    assert one.read_bytes() == other.read_bytes()
    for where in ((), replayed.front):
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
        status, lines, _ = run(*replayed.front, "verify", other)
        assert (status, told in lines) == (1, True), lines
    with zipfile.ZipFile(one) as archive:
        question = archive.read("query.sql").decode()
    assert len(replayed.ask(question)) == said["observed"]
    status, _, err = run("--warehouse", tmp_path / "none.duckdb", "verify", one)
    assert (status, err.count("\n")) == (1, 1)


def test_a_trend_is_a_share_of_all_distinct_texts(replayed: Replayed) -> None:
    with replayed.opened() as connection:
        rows = trend(connection, resolve(connection, "watch:korea"), Scope(by="day"))
        korea = trend(connection, resolve(connection, "DPRK"), Scope(by="day"))
    assert [row["texts"] for row in rows] == [0] * (DAYS - 2) + [5, 5]
    assert {row["total"] for row in rows} == {10, 15}
    assert rows[-1]["share"] == pytest.approx(5 / 15)
    assert rows[-1]["coverage"] == pytest.approx(5 / 9)  # four of the nine polled outlets published nothing
    assert korea[-1]["texts"] == 5


def test_an_alert_stands_in_the_table_of_its_own_term_only(replayed: Replayed, run: Run) -> None:
    out = run(*replayed.front, "trend", '"tram"', "watch:korea", '"rain"')[1]
    told = ["▲" if "▲" in one else one.split()[0] for one in out.splitlines() if "▲" in one or ": t" in one]
    assert told == ['"tram":', "watch:korea:", "▲", '"rain":']


def test_mentions_stand_where_they_say(replayed: Replayed) -> None:
    wrong = replayed.ask(
        "SELECT m.* FROM mentions m JOIN articles a USING (article_id) WHERE m.surface <> "
        "substr(CASE WHEN in_title THEN title ELSE text END, start_char + 1, end_char - start_char)",
    )
    assert wrong == []
    assert replayed.ask("SELECT count(*) > 100 FROM mentions") == [(True,)]


def test_unchanged_feeds_cost_a_304(replayed: Replayed) -> None:
    polls = dict(replayed.ask("SELECT outcome, count(*) FROM polls GROUP BY outcome"))
    assert polls["not_modified"] >= 4 * DAYS - 4  # four outlets of the nine never publish here
    assert set(polls) == {"changed", "not_modified"}


def test_the_same_days_again_change_nothing(replayed: Replayed) -> None:
    before = replayed.ask(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM mentions), (SELECT count(*) FROM alerts)",
    )
    report = pipeline.ingest(replayed.bench, moment(LAST))
    pipeline.watch(replayed.bench, moment(LAST))
    assert report.loaded == 0
    after = replayed.ask(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM mentions), (SELECT count(*) FROM alerts)",
    )
    assert after == before


def test_a_second_pass_at_the_same_time_says_so_and_stops(replayed: Replayed) -> None:
    with (
        only_pass(replayed.bench.layout.lock, moment(FIRST)),
        pytest.raises(AnotherPass, match=f"process {os.getpid()}"),
    ):
        pipeline.ingest(replayed.bench, moment(FIRST))
